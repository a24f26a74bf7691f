package otel

import (
	"encoding/json"

	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// ParentAttribute names the destination of a span: project_id:…, project_name:…, experiment_id:… or a slug.
const ParentAttribute = "braintrust.parent"

// preserveAttribute keeps in the metadata what was understood.
const preserveAttribute = "braintrust.otel.preserve_attributes"

// readBraintrust reads the attributes that are named after the fields of a row.
func readBraintrust(r *reading) {
	r.text(ParentAttribute, preserveAttribute, "braintrust.org", "braintrust.app_url") // about the sending, not about the span
	for _, f := range []struct {
		field *json.RawMessage
		name  string
	}{{&r.input, "braintrust.input"}, {&r.output, "braintrust.output"}, {&r.expected, "braintrust.expected"}} {
		first(f.field, r.json(anything, f.name+"_json", f.name))
		first(f.field, r.list(f.name))
	}
	first(&r.origin, r.braintrustObject("origin"))
	r.given = membersOf(r.braintrustObject("context_json"))
	for name, v := range membersOf(r.braintrustObject("span_attributes")) {
		r.spanAttribute(name, v)
	}
	for _, name := range r.after("braintrust.span_attributes.") {
		r.spanAttribute(name, r.json(anything, "braintrust.span_attributes."+name))
	}
	r.noteAll(r.braintrustObject("metadata"))
	for _, key := range r.after("braintrust.metadata.") {
		r.note(key, r.json(documents, "braintrust.metadata."+key))
	}
	r.braintrustNumbers()
	r.tag(r.json(documents, "braintrust.tags"))
}

// braintrustNumbers reads metrics and scores, each as one object or as an attribute a name.
func (r *reading) braintrustNumbers() {
	for name, raw := range membersOf(r.braintrustObject("metrics")) {
		var v *float64
		if json.Unmarshal(raw, &v) == nil && v != nil {
			r.measure(name, *v)
		}
	}
	for _, name := range r.after("braintrust.metrics.") {
		r.measureFirst(name, "braintrust.metrics."+name)
	}
	for name, raw := range membersOf(r.braintrustObject("scores")) {
		r.score(name, raw)
	}
	for _, name := range r.after("braintrust.scores.") {
		r.score(name, r.json(anything, "braintrust.scores."+name))
	}
}

// braintrustObject takes an attribute that holds an object. Anything else stays in the metadata for people to see.
func (r *reading) braintrustObject(name string) json.RawMessage {
	key := "braintrust." + name
	if v, ok := r.values[key]; !ok || v.Type() != pcommon.ValueTypeMap && membersOf(jsonOf(v, anything)) == nil {
		return nil
	}
	return r.json(anything, key)
}

func (r *reading) spanAttribute(name string, v json.RawMessage) {
	switch name {
	case "name":
		firstText(&r.name, textOf(v))
	case "type":
		firstText(&r.kind, textOf(v))
	default:
		r.spanAttributes[jsonl.CleanText(name)] = v
	}
}
