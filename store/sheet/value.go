package sheet

import (
	"encoding/json"
	"slices"
	"time"

	"assay/store"
	"assay/store/filter"
)

// Fields are the fields that a template may name.
var Fields = []string{"input", "output", "expected", "metadata", "metrics", "scores", "tags", "name", "type", "id", "error", "created", "duration", "tokens", "cost"}

var shown = []filter.Kind{filter.KindInput, filter.KindOutput, filter.KindExpected, filter.KindMetadata, filter.KindMetrics, filter.KindScores, filter.KindTags, filter.KindName,
	filter.KindType, filter.KindRootSpanID, filter.KindID, filter.KindError, filter.KindCreated, filter.KindDuration, filter.KindTokens, filter.KindCost}

func shows(p *filter.Path) bool { return slices.Contains(shown, p.Field.Kind) }

// Subject is a trace with what its root carried.
type Subject struct {
	Trace             store.Trace
	Carried           store.PayloadHead
	Metadata, Metrics json.RawMessage
	RowID             string
}

// Value is the JSON at a path; empty where there is nothing. size is how many bytes the value has where only its beginning was
// read: below such a value nothing is found, and cut says so.
func (s Subject) Value(p *filter.Path) (text string, size int, cut bool) {
	whole, size := s.field(p)
	if size > len(whole) && len(p.Keys) > 0 {
		return "", size, true
	}
	keys := p.Keys
	if p.Field.Kind == filter.KindScores {
		keys = nil // the field has looked for the name
	}
	if len(keys) == 0 {
		return whole, size, false
	}
	found := dig(json.RawMessage(whole), keys)
	return string(found), len(found), false
}

// field is the JSON of a field without the keys below it.
func (s Subject) field(p *filter.Path) (text string, size int) {
	t := s.Trace
	switch p.Field.Kind {
	case filter.KindInput:
		return s.Carried.Input, s.Carried.InputSize
	case filter.KindOutput:
		return s.Carried.Output, s.Carried.OutputSize
	case filter.KindExpected:
		return s.Carried.Expected, s.Carried.ExpectedSize
	case filter.KindMetadata:
		return string(s.Metadata), 0
	case filter.KindMetrics:
		return string(s.Metrics), 0
	case filter.KindScores:
		return s.score(p), 0
	case filter.KindTags:
		return list(t.Tags), 0
	case filter.KindName:
		return said(t.Name), 0
	case filter.KindType:
		return said(t.Type), 0
	case filter.KindRootSpanID:
		return said(t.RootSpanID), 0
	case filter.KindID:
		return said(s.RowID), 0
	case filter.KindError:
		return said(t.Error), 0
	case filter.KindCreated:
		return said(t.Created.UTC().Format(time.RFC3339)), 0
	case filter.KindDuration:
		return number(t.Duration.Seconds(), t.HasDuration), 0
	case filter.KindTokens:
		return number(float64(t.Tokens), t.Tokens > 0), 0
	case filter.KindCost:
		return number(t.Cost, t.Cost > 0), 0
	}
	return "", 0
}

// score is the folded value of a score, or all of them.
func (s Subject) score(p *filter.Path) string {
	scores := s.Trace.Scores
	if p.Source != "" {
		scores = s.Trace.BySource[store.Source(p.Source)]
	}
	plain := func(v store.Score) any {
		if v.Number != nil {
			return *v.Number
		}
		return v.Category
	}
	if len(p.Keys) > 0 {
		v, ok := scores[p.Key()]
		if !ok || v.IsNull() {
			return ""
		}
		return encoded(plain(v))
	}
	all := map[string]any{}
	for name, v := range scores {
		if !v.IsNull() {
			all[name] = plain(v)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return encoded(all)
}

// dig follows keys into JSON, as the filter language does: what is not there is nothing.
func dig(at json.RawMessage, keys []filter.Segment) json.RawMessage {
	for _, k := range keys {
		if k.IsIndex {
			var items []json.RawMessage
			if json.Unmarshal(at, &items) != nil {
				return nil
			}
			i := k.Index
			if i < 0 {
				i += len(items)
			}
			if i < 0 || i >= len(items) {
				return nil
			}
			at = items[i]
			continue
		}
		var members map[string]json.RawMessage
		if json.Unmarshal(at, &members) != nil {
			return nil
		}
		at = members[k.Key]
	}
	if string(at) == "null" {
		return nil
	}
	return at
}

func said(s string) string {
	if s == "" {
		return ""
	}
	return encoded(s)
}

func list(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return encoded(items)
}

func number(v float64, known bool) string {
	if !known {
		return ""
	}
	return encoded(v)
}

// encoded is the JSON of texts, numbers and lists and maps of them, which always have one.
func encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
