package rollup

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"assay/store"
	"assay/store/filter"
)

// Trace is what of a trace counts.
type Trace struct {
	Created  time.Time
	Name     string
	Errors   int
	Comments int
	Duration *float64 // seconds
	Tokens   *int64
	Cost     *float64
	Tags     []string
	Metadata json.RawMessage // the root's, an object
	Feedback json.RawMessage // key to list of values, from feedback
	BySource json.RawMessage // folded scores, by source and name
}

// Key is a series and the hour that a cell of it is about, in hours since 1970.
type Key struct {
	Series
	Hour int64
}

// HourOf is the hour that a time is in.
func HourOf(t time.Time) int64 { return floorDiv(t.Unix(), 3600) }

// Start is when an hour begins.
func Start(hour int64) time.Time { return time.Unix(hour*3600, 0).UTC() }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Sums are cells by series and hour.
type Sums map[Key]*Cell

// Put counts a trace, and Take takes one out again that was counted so. wide tells of which fields nothing is kept.
func (s Sums) Put(t Trace, wide func(field string) bool) { s.fold(t, wide, 1) }

// Take is the opposite of Put.
func (s Sums) Take(t Trace, wide func(field string) bool) { s.fold(t, wide, -1) }

// Drop forgets cells of nothing.
func (s Sums) Drop() {
	for k, c := range s {
		if c.IsZero() {
			delete(s, k)
		}
	}
}

type value struct {
	series Series
	x      float64
}

func (s Sums) fold(t Trace, wide func(string) bool, sign int64) {
	hour := HourOf(t.Created)
	values := valuesOf(t)
	pairs := pairsOf(values)
	each := func(field, segment string, values []value) {
		for _, v := range values {
			v.series.Field, v.series.Value = field, segment
			k := Key{v.series, hour}
			c := s[k]
			if c == nil {
				c = &Cell{}
				s[k] = c
			}
			c.add(v.series.Measure, v.x, sign)
		}
	}
	each("", "", values)
	each("", "", pairs)
	for field, segments := range t.segments() {
		if wide(field) {
			continue
		}
		for _, segment := range segments {
			each(field, segment, values)
		}
	}
}

// valuesOf are the values of a trace that count.
func valuesOf(t Trace) []value {
	out := []value{{series: Series{Measure: Traces}}}
	if t.Errors > 0 {
		out = append(out, value{series: Series{Measure: Errors}})
	}
	if t.Comments > 0 {
		out = append(out, value{series: Series{Measure: Commented}})
	}
	if t.Duration != nil {
		out = append(out, value{Series{Measure: Duration}, *t.Duration})
	}
	if t.Tokens != nil {
		out = append(out, value{Series{Measure: Tokens}, float64(*t.Tokens)})
	}
	if t.Cost != nil {
		out = append(out, value{Series{Measure: Cost}, *t.Cost})
	}
	var sources map[store.Source]json.RawMessage
	if len(t.BySource) > 2 && json.Unmarshal(t.BySource, &sources) == nil {
		for _, source := range store.Sources {
			out = scores(out, source, sources[source])
		}
	}
	return out
}

func scores(out []value, source store.Source, raw json.RawMessage) []value {
	if len(raw) <= 2 {
		return out
	}
	var folded store.FoldedScores
	if json.Unmarshal(raw, &folded) != nil {
		return out
	}
	for name, score := range folded {
		switch {
		case len(name) > LongestText || len(score.Category) > LongestText:
		case score.Category != "":
			out = append(out, value{series: Series{Measure: Category, Name: name, Source: source, Category: score.Category}})
		case score.Number != nil:
			out = append(out, value{Series{Measure: Score, Name: name, Source: source}, *score.Number})
		}
	}
	return out
}

// pairsOf are the pairs of a score that users gave and one of a judge, among the values of a trace.
func pairsOf(values []value) []value {
	var users, judges []string
	for _, v := range values {
		switch {
		case v.series.Measure != Score && v.series.Measure != Category:
		case v.series.Source == store.User:
			users = append(users, v.series.Name)
		case v.series.Source == store.Automated:
			judges = append(judges, v.series.Name)
		}
	}
	slices.Sort(users) // so that a trace is taken out as it was put in, whatever there is no room for
	slices.Sort(judges)
	var out []value
	for _, user := range users {
		for _, judge := range judges {
			if len(out) < MostPairs {
				out = append(out, value{series: Series{Measure: Pair, Name: user, Source: store.User, Category: judge}})
			}
		}
	}
	return out
}

// segments are the values of the trace's fields, each once, by field.
func (t Trace) segments() map[string][]string {
	out := map[string][]string{}
	add := func(field string, v any) {
		if values := withText(out[field], v); len(values) > 0 && len(field) <= LongestText {
			out[field] = values
		}
	}
	if t.Name != "" {
		add(NameField, t.Name)
	}
	for _, tag := range t.Tags {
		add(TagsField, tag)
	}
	for key, v := range object(t.Metadata) {
		add(FieldOf(key), v)
	}
	for key, list := range object(t.Feedback) {
		if values, ok := list.([]any); ok {
			for _, v := range values {
				add(FieldOf(key), v)
			}
		}
	}
	return out
}

// withText adds a value that can be a segment and is not among them yet.
func withText(texts []string, v any) []string {
	if text, ok := TextOf(v); ok && !slices.Contains(texts, text) {
		return append(texts, text)
	}
	return texts
}

func object(raw json.RawMessage) map[string]any {
	if len(raw) <= 2 {
		return nil
	}
	m, _ := decoded(raw).(map[string]any)
	return m
}

// decoded is a value of JSON with its numbers as they are written; nil where it is none.
func decoded(raw json.RawMessage) any {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// TextOf is a value that can be a segment, as JSON in the one spelling that equal values share; false for one that cannot. ValueOf is
// its opposite.
func TextOf(v any) (string, bool) {
	switch v.(type) {
	case string, bool, json.Number:
	default:
		return "", false
	}
	if n, ok := v.(json.Number); ok {
		if _, err := n.Float64(); err != nil {
			return "", false
		}
	}
	b, err := json.Marshal(filter.Canonical(v))
	if err != nil || len(b) > LongestText {
		return "", false
	}
	return string(b), true
}

// ValuesOf are the values of a field that a trace with a name and tags has, each once, as JSON. Of a key of metadata they are what
// was logged under it and those of the list that feedback told; both may be nil.
func ValuesOf(field, name string, tags []string, logged, told json.RawMessage) []string {
	var out []string
	switch field {
	case NameField:
		if name != "" {
			out = withText(out, name)
		}
	case TagsField:
		for _, tag := range tags {
			out = withText(out, tag)
		}
	default:
		out = withText(out, decoded(logged))
		list, _ := decoded(told).([]any)
		for _, v := range list {
			out = withText(out, v)
		}
	}
	return out
}
