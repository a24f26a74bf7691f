package otel

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"assay/store"
	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// evaluationEvent is the name of a span event or log record that carries the result of a judge.
const evaluationEvent = "gen_ai.evaluation.result"

// noScore is the note beside a value that cannot be a score.
const noScore = "not taken as a score: a score is a number from 0 to 1"

// maxScoreName is how long the name of a score may be, in bytes, to stand in an index.
const maxScoreName = 200

// scoreName makes a name one that a score can have.
func scoreName(name string) string {
	name = strings.TrimSpace(jsonl.CleanText(name))
	if name == "" {
		return "evaluation"
	}
	for len(name) > maxScoreName {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return name
}

// verdict is what one evaluation says.
type verdict struct {
	name        string
	value       *float64
	raw         json.RawMessage // the value as it came, when it is no number
	label       string
	explanation string
}

// score is the value where it can be a score, else the label where there is no value, else null.
func (v verdict) score() store.Score {
	switch {
	case v.value != nil && *v.value >= 0 && *v.value <= 1:
		return store.Num(*v.value)
	case v.value == nil && v.raw == nil && v.label != "" && len(v.label) <= maxScoreName:
		return store.Score{Category: v.label}
	}
	return store.Score{}
}

// rest is what of the verdict is no score, for the metadata.
func (v verdict) rest() map[string]json.RawMessage {
	rest, at := map[string]json.RawMessage{}, "evaluation."+scoreName(v.name)+"."
	score := v.score()
	if score.Number == nil && (v.value != nil || v.raw != nil) {
		rest[at+"note"] = encode(noScore)
		if rest[at+"value"] = v.raw; v.value != nil {
			rest[at+"value"] = encode(*v.value)
		}
	}
	if v.label != "" && score.Category == "" {
		rest[at+"label"] = encode(v.label)
	}
	if v.explanation != "" {
		rest[at+"explanation"] = encode(v.explanation)
	}
	return rest
}

// verdictAt reads the verdict whose attributes begin with prefix; value and label name those of the result. It is false when
// there is neither.
func (a *attributes) verdictAt(prefix, value, label string) (verdict, bool) {
	v := verdict{name: a.text(prefix + "name")}
	if f, ok := a.number(prefix + value); ok {
		v.value = &f
	} else {
		v.raw = a.json(documents, prefix+value)
	}
	v.label, v.explanation = a.text(prefix+label), a.text(prefix+"explanation")
	return v, v.value != nil || v.raw != nil || v.label != ""
}

// judge takes a verdict into the span it is about.
func (r *reading) judge(v verdict) {
	if score := v.score(); !score.IsNull() {
		r.setScore(v.name, score)
	}
	for key, value := range v.rest() {
		r.note(key, value)
	}
}

// Evaluation is a result that a judge reports in a log record, about a span that may not have arrived yet.
type Evaluation struct {
	TraceID, SpanID string // lower-case hex, both or neither
	ResponseID      string // of the model's answer, when the span is not named
	Name            string
	Score           store.Score     // null when the result cannot be a score
	Metadata        json.RawMessage // an object or nil
	Author          string
	At              time.Time // zero when not said
	Parent          string    // destination that the record names, or empty
}

// Why a record is no evaluation of ours. The words are for the person who reads the exporter's log.
var (
	errNoSubject = errors.New("an evaluation result names neither trace and span id nor gen_ai.response.id")
	errNoVerdict = errors.New("an evaluation result has neither gen_ai.evaluation.score.value nor .label")
)

// ReadEvaluation reads a log record. It is false for records of other kinds, which are nobody's business here.
func ReadEvaluation(scope pcommon.InstrumentationScope, record plog.LogRecord) (Evaluation, bool, error) {
	a := attributesOf(record.Attributes())
	if record.EventName() != evaluationEvent && a.peek("event.name") != evaluationEvent {
		return Evaluation{}, false, nil
	}
	v, ok := a.verdictAt("gen_ai.evaluation.", "score.value", "score.label")
	if !ok {
		return Evaluation{}, true, errNoVerdict
	}
	e := Evaluation{Name: scoreName(v.name), Score: v.score(), Metadata: objectJSON(v.rest()), Parent: a.text(ParentAttribute),
		Author: author(scope.Name()), ResponseID: a.text("gen_ai.response.id")}
	if t, s := record.TraceID(), record.SpanID(); !t.IsEmpty() && !s.IsEmpty() {
		e.TraceID, e.SpanID = hex.EncodeToString(t[:]), hex.EncodeToString(s[:])
	} else if e.ResponseID == "" {
		return Evaluation{}, true, errNoSubject
	}
	for _, at := range []pcommon.Timestamp{record.Timestamp(), record.ObservedTimestamp()} {
		if e.At.IsZero() && at != 0 {
			e.At = instant(at)
		}
	}
	return e, true, nil
}

// author names the judge by the instrumentation that reports, the only name a record has for it: a judge that runs again
// then replaces its own verdict and nobody else's.
func author(scope string) string {
	scope = strings.TrimSpace(jsonl.CleanText(scope))
	if scope == "" || len(scope) > store.MaxClientID {
		return "otlp"
	}
	return scope
}
