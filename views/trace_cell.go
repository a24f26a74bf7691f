package views

import (
	"encoding/json"
	"strings"

	"assay/store"
)

// scoreOf finds the value of a score column: scores.NAME is combined, scores.SOURCE.NAME one source.
func scoreOf(t store.Trace, key string) (store.Score, bool) {
	if source, name, ok := sourceOf(t, key); ok {
		s, present := t.BySource[source][name]
		return s, present
	}
	s, present := t.Scores[key]
	return s, present
}

// sourceOf tells a source from a name with a dot.
func sourceOf(t store.Trace, key string) (store.Source, string, bool) {
	source, name, ok := strings.Cut(key, ".")
	if _, known := t.BySource[store.Source(source)]; ok && (known || isSource(source)) {
		return store.Source(source), name, true
	}
	return "", "", false
}

// scorePath is the path below scores of a score column.
func scorePath(t store.Trace, key string) []any {
	if source, name, ok := sourceOf(t, key); ok {
		return []any{string(source), name}
	}
	return []any{key}
}

func isSource(s string) bool {
	for _, known := range store.Sources {
		if string(known) == s {
			return true
		}
	}
	return false
}

// metadataValues are those of a metadata column: the trace's own value, else those of its feedback.
func metadataValues(t store.Trace, key string) []json.RawMessage {
	var own map[string]json.RawMessage
	if json.Unmarshal(t.Metadata, &own) == nil && own[key] != nil {
		return []json.RawMessage{own[key]}
	}
	var told map[string][]json.RawMessage
	if json.Unmarshal(t.Feedback, &told) == nil {
		return told[key]
	}
	return nil
}

// metadataOf is the text of a metadata column.
func metadataOf(t store.Trace, key string) string {
	var parts []string
	for _, v := range metadataValues(t, key) {
		parts = append(parts, store.Preview(string(v), 120))
	}
	return strings.Join(parts, ", ")
}

// metadataValue is the one value of a metadata column, nil where there are several.
func metadataValue(t store.Trace, key string) json.RawMessage {
	if values := metadataValues(t, key); len(values) == 1 {
		return values[0]
	}
	return nil
}
