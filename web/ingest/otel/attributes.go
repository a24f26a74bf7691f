package otel

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// attributes are the attributes of one span or event, and which of them somebody has understood.
type attributes struct {
	values map[string]pcommon.Value
	taken  map[string]bool
}

func attributesOf(m pcommon.Map) attributes {
	a := attributes{values: make(map[string]pcommon.Value, m.Len()), taken: map[string]bool{}}
	for key, v := range m.All() {
		if v.Type() != pcommon.ValueTypeEmpty {
			a.values[key] = v
		}
	}
	return a
}

func (a *attributes) has(key string) bool {
	_, ok := a.values[key]
	return ok
}

// take returns a value and keeps it out of the metadata.
func (a *attributes) take(key string) (pcommon.Value, bool) {
	v, ok := a.values[key]
	if ok {
		a.taken[key] = true
	}
	return v, ok
}

// json takes the first of the keys that is there as JSON, and all of them out of the metadata.
func (a *attributes) json(p parsing, keys ...string) json.RawMessage {
	var found json.RawMessage
	for _, key := range keys {
		if v, ok := a.take(key); ok && found == nil {
			found = jsonOf(v, p)
		}
	}
	return found
}

// text takes the first of the keys that says anything, as text.
func (a *attributes) text(keys ...string) string {
	found := ""
	for _, key := range keys {
		if v, ok := a.take(key); ok && found == "" {
			found = jsonl.CleanText(v.AsString())
		}
	}
	return found
}

// peek is text without taking.
func (a *attributes) peek(key string) string {
	if v, ok := a.values[key]; ok {
		return v.AsString()
	}
	return ""
}

// number takes the first of the keys that is a number. What is none stays where it is.
func (a *attributes) number(keys ...string) (float64, bool) {
	found, ok := 0.0, false
	for _, key := range keys {
		v, present := a.values[key]
		if !present {
			continue
		}
		if f, isNumber := numberOf(v); isNumber {
			a.taken[key] = true
			if !ok {
				found, ok = f, true
			}
		}
	}
	return found, ok
}

// after lists what follows the prefix in the keys that begin with it, in order.
func (a *attributes) after(prefix string) []string {
	var rest []string
	for key := range a.values {
		if r, ok := strings.CutPrefix(key, prefix); ok && r != "" {
			rest = append(rest, r)
		}
	}
	slices.Sort(rest)
	return rest
}

// left are the attributes that nobody took, as JSON.
func (a *attributes) left(all bool) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for _, key := range slices.Sorted(maps.Keys(a.values)) {
		if all || !a.taken[key] {
			if v := jsonOf(a.values[key], documents); v != nil {
				out[jsonl.CleanText(key)] = v
			}
		}
	}
	return out
}
