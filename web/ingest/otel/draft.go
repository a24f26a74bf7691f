package otel

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"

	"assay/store"
	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// reading is a span while its conventions are read. Of every field the first value stands.
type reading struct {
	attributes
	span   ptrace.Span
	events []attributes // of the span's events, in their order

	input, output, expected, origin json.RawMessage
	name, kind                      string
	complaint                       string // an error that a convention reports in its own words
	metadata                        map[string]json.RawMessage
	metrics                         map[string]float64
	scores                          map[string]store.Score
	tags                            []string
	spanAttributes                  map[string]json.RawMessage
	given                           map[string]json.RawMessage // context that the client wrote itself
}

func newReading(span ptrace.Span) *reading {
	r := &reading{attributes: attributesOf(span.Attributes()), span: span, metadata: map[string]json.RawMessage{}, metrics: map[string]float64{},
		scores: map[string]store.Score{}, spanAttributes: map[string]json.RawMessage{}}
	for _, e := range span.Events().All() {
		r.events = append(r.events, attributesOf(e.Attributes()))
	}
	return r
}

// first sets a field that has no value yet. A logged null is a value.
func first(field *json.RawMessage, v json.RawMessage) {
	if len(*field) == 0 {
		*field = v
	}
}

func firstText(field *string, v string) {
	if *field == "" {
		*field = v
	}
}

// note sets a key of the metadata that has no value yet.
func (r *reading) note(key string, v json.RawMessage) {
	key = jsonl.CleanText(key)
	if _, ok := r.metadata[key]; !ok && len(v) > 0 && key != "" {
		r.metadata[key] = v
	}
}

func (r *reading) noteText(key, v string) {
	if v != "" {
		r.note(key, encode(v))
	}
}

// noteAll sets the keys of an object. It is false when raw is no object.
func (r *reading) noteAll(raw json.RawMessage) bool {
	members := membersOf(raw)
	for key, v := range members {
		r.note(key, v)
	}
	return members != nil
}

// noteEach takes the attributes under a prefix into the metadata, under what follows the prefix. Names that mean a person or
// a session get ours.
func (r *reading) noteEach(prefix string) {
	for _, rest := range r.after(prefix) {
		key := rest
		switch rest {
		case "userId", "user.id":
			key = "user_id"
		case "sessionId", "session.id":
			key = "session_id"
		}
		r.note(key, r.json(documents, prefix+rest))
	}
}

// measure sets a metric that has no value yet.
func (r *reading) measure(name string, v float64) {
	if _, ok := r.metrics[name]; !ok && name != "" && !math.IsNaN(v) && !math.IsInf(v, 0) {
		r.metrics[name] = v
	}
}

// measureFirst takes the first of the attributes that is a number as a metric.
func (r *reading) measureFirst(name string, keys ...string) {
	if v, ok := r.number(keys...); ok {
		r.measure(name, v)
	}
}

// tag adds tags: a list, JSON text of one, or a single one.
func (r *reading) tag(raw json.RawMessage) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = nil
		if len(raw) > 0 && raw[0] == '"' {
			list = []json.RawMessage{raw}
		}
	}
	for _, item := range list[:min(len(list), store.MaxTags+1)] { // one more, and the span is refused
		if t := strings.TrimSpace(textOf(item)); t != "" && string(item) != "null" && !slices.Contains(r.tags, t) {
			r.tags = append(r.tags, t)
		}
	}
}

// score takes a score as a client writes it: a number, true or false, or a category. One that cannot be a score is kept where
// people can read it.
func (r *reading) score(name string, raw json.RawMessage) {
	score, err := store.ParseScore(raw)
	if err != nil {
		r.note("evaluation."+name+".value", raw)
		r.noteText("evaluation."+name+".note", noScore)
		return
	}
	if !score.IsNull() {
		r.setScore(name, score)
	}
}

func (r *reading) setScore(name string, score store.Score) {
	name = scoreName(name)
	score.Category = jsonl.CleanText(score.Category)
	if _, ok := r.scores[name]; !ok {
		r.scores[name] = score
	}
}

// metricsJSON writes the metrics, in the order of their names; nil when there are none.
func (r *reading) metricsJSON() json.RawMessage {
	if len(r.metrics) == 0 {
		return nil
	}
	out := []byte{'{'}
	for i, name := range slices.Sorted(maps.Keys(r.metrics)) {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, encode(jsonl.CleanText(name))...), ':')
		out = append(out, encode(r.metrics[name])...)
	}
	return append(out, '}')
}

// objectJSON writes an object; nil when it is empty.
func objectJSON(members map[string]json.RawMessage) json.RawMessage {
	if len(members) == 0 {
		return nil
	}
	return encode(members)
}
