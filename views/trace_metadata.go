package views

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"assay/store"
	"assay/store/filter"
)

// Fact is a name and a value of an object.
type Fact struct {
	Name, Value string
	Path        []string        // the keys that lead to the value
	JSON        json.RawMessage // the value as it is
}

// Facts lists the members of a JSON object, nested ones by their path.
func Facts(object json.RawMessage) []Fact {
	var facts []Fact
	appendFacts(&facts, nil, object)
	return facts
}

// Measured lists metrics, but for the times that the tree shows as a bar.
func Measured(metrics json.RawMessage) []Fact {
	return slices.DeleteFunc(Facts(metrics), func(f Fact) bool { return f.Name == "start" || f.Name == "end" })
}

func appendFacts(facts *[]Fact, keys []string, object json.RawMessage) {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(members)) {
		path, v := append(slices.Clone(keys), k), members[k]
		if len(v) > 1 && v[0] == '{' && len(keys) < 3 && string(v) != "{}" {
			appendFacts(facts, path, v)
			continue
		}
		*facts = append(*facts, Fact{Name: strings.Join(path, "."), Value: store.Preview(string(v), 400), Path: path, JSON: v})
	}
}

// at is the path of the value below a field.
func (f Fact) at(field string) *filter.Path {
	keys := make([]any, len(f.Path))
	for i, k := range f.Path {
		keys[i] = k
	}
	return filter.At(field, keys...)
}
