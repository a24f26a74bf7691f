package views

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"assay/store"
	"assay/store/filter"
)

// Fact is a name and a value; URL filters by it.
type Fact struct {
	Name, Value, URL string
}

// Facts lists the members of a JSON object, nested ones by their path, each with the address that filters by it. link may be
// nil.
func Facts(object json.RawMessage, link func(keys []string, value string) string) []Fact {
	var facts []Fact
	appendFacts(&facts, nil, object, link)
	return facts
}

// Measured lists metrics, but for the times that the tree shows as a bar.
func Measured(metrics json.RawMessage) []Fact {
	return slices.DeleteFunc(Facts(metrics, nil), func(f Fact) bool { return f.Name == "start" || f.Name == "end" })
}

func appendFacts(facts *[]Fact, keys []string, object json.RawMessage, link func([]string, string) string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(members)) {
		path, v := append(slices.Clone(keys), k), members[k]
		if len(v) > 1 && v[0] == '{' && len(keys) < 3 && string(v) != "{}" {
			appendFacts(facts, path, v, link)
			continue
		}
		f := Fact{Name: strings.Join(path, "."), Value: store.Preview(string(v), 400)}
		if link != nil && len(v) < 200 && v[0] != '{' && v[0] != '[' {
			f.URL = link(path, string(v))
		}
		*facts = append(*facts, f)
	}
}

// MetadataFilter is the condition that metadata has this JSON value at this path.
func MetadataFilter(path []string, jsonValue string) string {
	keys := make([]any, len(path))
	for i, k := range path {
		keys[i] = k
	}
	at := filter.At("metadata", keys...)
	decoder := json.NewDecoder(strings.NewReader(jsonValue))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return ""
	}
	return filter.Format(filter.Equal(at, v))
}

// hasTag is the condition that a trace has the tag.
func hasTag(tag string) filter.Expr { return filter.Equal(filter.At("tags"), tag) }

// addCondition narrows a filter by one more condition. A filter that cannot be read is replaced.
func addCondition(f FilterBox, condition filter.Expr) string {
	text, err := filter.Append(f.Text, condition)
	if err != nil {
		return filter.Format(condition)
	}
	return text
}
