package rollup

import (
	"encoding/json"
	"strings"

	"assay/store"
	"assay/store/filter"
)

// Measure is what is counted.
type Measure string

// The measures. Each has a unit in which a Cell sums it.
const (
	Traces    Measure = "traces"    // n only
	Errors    Measure = "errors"    // traces with an error; n only
	Commented Measure = "commented" // traces with a comment; n only
	Duration  Measure = "duration"  // of the root; microseconds
	Tokens    Measure = "tokens"    // of the whole trace
	Cost      Measure = "cost"      // millionths of a unit of the currency
	Score     Measure = "score"     // a folded number from 0 to 1; millionths
	Category  Measure = "category"  // a folded category, by its name; n only
	Pair      Measure = "pair"      // traces that users and a judge scored; n only, of all traces alone
)

// unit is how much of a measure's unit is one second, token, unit of currency or score.
func (m Measure) unit() float64 {
	switch m {
	case Duration, Cost, Score:
		return 1e6
	}
	return 1
}

// The bounds of what is kept.
const (
	LongestText = 200 // bytes of a name or a value
	MostValues  = 100 // of a field that is a segment
	MostFields  = 40  // that are segments, those of metadata that came first
	MostPairs   = 100 // of scores of one trace, those of the first names
)

// Series is one thing that is counted.
type Series struct {
	// Field and Value are the segment: the field as the filter language writes it, and one value of it as JSON. Both are empty for
	// all traces.
	Field, Value string
	Measure      Measure
	// Name and Source tell which score, Category which category of it. Of a Pair, Name is the score that users gave and Category
	// that of the judge. Combined scores are not counted: they would double what is
	// kept to say what those of the sources say.
	Name     string
	Source   store.Source
	Category string
}

// The fields that are segments, beside the keys of metadata.
const (
	NameField = "name"
	TagsField = "tags"
	metadata  = "metadata"
)

// FieldOf is how a top-level key of metadata is called as a segment.
func FieldOf(key string) string { return filter.Format(filter.At(metadata, key)) }

// KeyOf is the key of metadata that a field names, the opposite of FieldOf; empty for other fields.
func KeyOf(field string) string {
	p, ok := PathOf(field)
	if !ok || p.Field == nil || p.Field.Kind != filter.KindMetadata || len(p.Keys) != 1 {
		return ""
	}
	return p.Keys[0].Key
}

// PathOf is the path of a segment's field.
func PathOf(field string) (*filter.Path, bool) {
	e, err := filter.Parse(field)
	if err != nil {
		return nil, false
	}
	p, ok := e.(*filter.Path)
	return p, ok
}

// ValueOf is a segment's value as the filter language has it.
func ValueOf(value string) any {
	d := json.NewDecoder(strings.NewReader(value))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return filter.Canonical(v)
}

// Condition is true for the traces of a segment, nil for all traces.
func (s Series) Condition() filter.Expr {
	if s.Field == "" {
		return nil
	}
	p, ok := PathOf(s.Field)
	if !ok {
		return nil
	}
	return filter.Equal(p, ValueOf(s.Value))
}
