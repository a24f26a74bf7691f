package otel

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"assay/store"
	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// conventions in the order in which they are asked.
var conventions = []func(*reading){readBraintrust, readLangfuse, readGenAI, readOpenInference, readVercel, readTraceloop}

// Read is a span with the destination that it names.
type Read struct {
	Span   store.Span
	Parent string // value of braintrust.parent, or empty
}

// ErrNoID is why a span cannot be kept.
var ErrNoID = errors.New("a span has no trace id or no span id, or one that is all zeros")

// ReadSpan reads a span. now is when it arrived, which counts where it does not say when it began. An error is about this span
// alone and in words for its sender.
func ReadSpan(resource pcommon.Resource, scope pcommon.InstrumentationScope, span ptrace.Span, now time.Time) (Read, error) {
	trace, id, parent := span.TraceID(), span.SpanID(), span.ParentSpanID()
	if trace.IsEmpty() || id.IsEmpty() {
		return Read{}, ErrNoID
	}
	r := newReading(span)
	to, keep := r.orOf(resource, ParentAttribute), r.orOf(resource, preserveAttribute) == "true"
	for _, read := range conventions {
		read(r)
	}
	r.where(resource)
	r.totals()
	if wrong := store.CheckTags(r.tags); wrong != "" {
		return Read{}, fmt.Errorf("the list of tags of a span %s", wrong)
	}
	if len(r.scores) > store.MaxScores {
		return Read{}, fmt.Errorf("a span has %d scores; the most is %d", len(r.scores), store.MaxScores)
	}
	s := store.Span{
		SpanID: hex.EncodeToString(id[:]), RootSpanID: hex.EncodeToString(trace[:]), Created: now,
		Name: jsonl.CleanText(r.name), Type: jsonl.CleanText(r.kind), Input: r.input, Output: r.output, Expected: r.expected,
		Error: r.fault(), Scores: r.scores, Tags: r.tags, Origin: r.origin, Attributes: objectJSON(r.spanAttributes),
	}
	s.RowID = RowID(s.RootSpanID, s.SpanID)
	firstText(&s.Name, jsonl.CleanText(span.Name()))
	if !parent.IsEmpty() {
		s.ParentSpanID = hex.EncodeToString(parent[:])
	}
	if start := span.StartTimestamp(); start != 0 {
		s.Created, s.HasCreated = instant(start), true
	}
	for key, v := range r.left(keep) {
		if _, ok := r.metadata[key]; ok {
			key = "otel." + key // two values want the name; neither is thrown away
		}
		r.note(key, v)
	}
	s.Metadata, s.Metrics = objectJSON(r.metadata), r.metricsJSON()
	s.Context = r.context(resource, scope)
	return Read{s, to}, nil
}

// RowID is the id of the row of a span. It depends on the span alone, so that what is sent twice is written once.
func RowID(traceID, spanID string) string { return traceID + "-" + spanID }

// orOf is an attribute of the span, else of its resource, where a deployment sets what holds for all spans.
func (r *reading) orOf(resource pcommon.Resource, key string) string {
	if said := r.peek(key); said != "" {
		return jsonl.CleanText(said)
	}
	if v, ok := resource.Attributes().Get(key); ok {
		return jsonl.CleanText(v.AsString())
	}
	return ""
}

// where notes what filters ask about a service.
func (r *reading) where(resource pcommon.Resource) {
	for _, named := range [][2]string{{"service.name", "service.name"}, {"service.version", "service.version"},
		{"deployment.environment.name", "environment"}, {"deployment.environment", "environment"}} {
		if v, ok := resource.Attributes().Get(named[0]); ok {
			r.note(named[1], jsonOf(v, asText))
		}
	}
}

// totals adds the times and sums what was given in parts.
func (r *reading) totals() {
	start, end := r.span.StartTimestamp(), r.span.EndTimestamp()
	if start != 0 {
		r.measure("start", seconds(start))
	}
	if end != 0 && end >= start {
		r.measure("end", seconds(end))
	}
	for total, parts := range map[string][2]string{"tokens": {"prompt_tokens", "completion_tokens"}, "cost": {"prompt_cost", "completion_cost"}} {
		a, hasA := r.metrics[parts[0]]
		b, hasB := r.metrics[parts[1]]
		if hasA || hasB {
			r.measure(total, a+b)
		}
	}
}

// seconds turns nanoseconds since 1970 into seconds. It splits them before dividing: as one float they would lose the last
// digits.
func seconds(t pcommon.Timestamp) float64 {
	return float64(t/1e9) + float64(t%1e9)/1e9
}

// instant is a time of OpenTelemetry, which reaches further than time.Unix(0, ns) does.
func instant(t pcommon.Timestamp) time.Time {
	return time.Unix(int64(t/1e9), int64(t%1e9)).UTC()
}
