package otel

import (
	"encoding/hex"
	"encoding/json"
	"strings"

	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Flags of a span about its parent, which pdata does not name: whether the exporter knows where the parent lives, and
// whether that is another process.
const (
	parentKnown  = 0x100
	parentRemote = 0x200
)

// Remote says whether a span's parent may live in another system, from where it may never come. It stands in the context as
// remote_parent; a trace without a root is shown by its oldest such span.
const (
	remoteYes   = "yes"
	remoteMaybe = "maybe" // the exporter is too old to know
)

// remoteParent is empty for roots and for children of a span of the same process.
func remoteParent(span ptrace.Span) string {
	switch flags := span.Flags(); {
	case span.ParentSpanID().IsEmpty():
		return ""
	case flags&parentKnown == 0:
		return remoteMaybe
	case flags&parentRemote != 0:
		return remoteYes
	}
	return ""
}

// context is where a span comes from, and what of it has no field here.
func (r *reading) context(resource pcommon.Resource, scope pcommon.InstrumentationScope) json.RawMessage {
	origin := map[string]any{"name": "otel"}
	if scope.Name() != "" {
		instrumentation := map[string]any{"name": jsonl.CleanText(scope.Name())}
		if scope.Version() != "" {
			instrumentation["version"] = jsonl.CleanText(scope.Version())
		}
		origin["instrumentation"] = instrumentation
	}
	c := map[string]any{"span_origin": origin}
	if resource.Attributes().Len() > 0 {
		c["resource"] = plainMap(resource.Attributes(), 0)
	}
	if scope.Attributes().Len() > 0 {
		c["scope"] = plainMap(scope.Attributes(), 0)
	}
	if kind := r.span.Kind(); kind != ptrace.SpanKindUnspecified && kind != ptrace.SpanKindInternal {
		c["kind"] = strings.ToLower(kind.String())
	}
	if remote := remoteParent(r.span); remote != "" {
		c["remote_parent"] = remote
	}
	if state := r.span.TraceState().AsRaw(); state != "" {
		c["trace_state"] = jsonl.CleanText(state)
	}
	if links := r.links(); links != nil {
		c["links"] = links
	}
	if events := r.otherEvents(); events != nil {
		c["events"] = events
	}
	for key, v := range r.given { // its own words count, but for what the fold of traces relies on
		if key = jsonl.CleanText(key); key != "remote_parent" {
			c[key] = v
		}
	}
	return encode(c)
}

func (r *reading) links() []any {
	var links []any
	for _, l := range r.span.Links().All() {
		trace, span := l.TraceID(), l.SpanID()
		link := map[string]any{"trace_id": hex.EncodeToString(trace[:]), "span_id": hex.EncodeToString(span[:])}
		if l.Attributes().Len() > 0 {
			link["attributes"] = plainMap(l.Attributes(), 0)
		}
		links = append(links, link)
	}
	return links
}

// otherEvents are those that told no field anything.
func (r *reading) otherEvents() []any {
	var events []any
	for i, e := range r.span.Events().All() {
		if len(r.events[i].taken) > 0 || genAIRoles[e.Name()] != "" {
			continue
		}
		event := map[string]any{"name": jsonl.CleanText(e.Name())}
		if e.Timestamp() != 0 {
			event["time"] = instant(e.Timestamp())
		}
		if e.Attributes().Len() > 0 {
			event["attributes"] = plainMap(e.Attributes(), 0)
		}
		events = append(events, event)
	}
	return events
}
