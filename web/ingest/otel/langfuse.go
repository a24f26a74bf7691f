package otel

import (
	"encoding/json"
	"strings"
	"time"
)

// langfuseTypes are its kinds of observation. A span is a step of no kind in particular.
var langfuseTypes = map[string]string{"generation": "llm", "embedding": "function", "retriever": "function", "guardrail": "function",
	"tool": "tool", "agent": "task", "chain": "task", "evaluator": "score"}

// langfuseUsage are the keys of usage_details, under its own names and those of the APIs that it passes on.
var langfuseUsage = map[string]string{
	"input": "prompt_tokens", "prompt_tokens": "prompt_tokens", "input_tokens": "prompt_tokens",
	"output": "completion_tokens", "completion_tokens": "completion_tokens", "output_tokens": "completion_tokens",
	"total": "tokens", "total_tokens": "tokens",
	"input_cached_tokens": "prompt_cached_tokens", "cache_read_input_tokens": "prompt_cached_tokens",
	"cache_creation_input_tokens": "prompt_cache_creation_tokens",
	"output_reasoning_tokens":     "completion_reasoning_tokens", "reasoning_tokens": "completion_reasoning_tokens",
}

var langfuseCost = map[string]string{"total": "cost", "input": "prompt_cost", "output": "completion_cost"}

func readLangfuse(r *reading) {
	first(&r.input, r.json(documents, "langfuse.observation.input", "langfuse.trace.input"))
	first(&r.output, r.json(documents, "langfuse.observation.output", "langfuse.trace.output"))
	first(&r.expected, r.json(documents, "langfuse.experiment.item.expected_output"))
	r.noteText("model", r.text("langfuse.observation.model.name"))
	r.noteAll(r.object("langfuse.observation.model.parameters"))
	for _, prefix := range []string{"langfuse.observation.metadata", "langfuse.trace.metadata"} {
		r.noteEach(prefix + ".")
		r.noteAll(r.object(prefix))
	}
	r.noteText("user_id", r.text("langfuse.user.id"))
	r.noteText("session_id", r.text("langfuse.session.id"))
	r.noteText("release", r.text("langfuse.release"))
	r.noteText("environment", r.text("langfuse.environment"))
	r.tag(r.json(documents, "langfuse.trace.tags"))
	r.measureObject(r.object("langfuse.observation.usage_details"), langfuseUsage)
	r.measureObject(r.object("langfuse.observation.cost_details"), langfuseCost)
	if kind, ok := langfuseTypes[strings.ToLower(r.peek("langfuse.observation.type"))]; ok {
		r.text("langfuse.observation.type")
		firstText(&r.kind, kind)
	}
	r.langfuseFirstToken()
	if r.peek("langfuse.observation.level") == "ERROR" {
		r.text("langfuse.observation.level")
		r.complaint = r.text("langfuse.observation.status_message")
		firstText(&r.complaint, "The observation has the level ERROR.")
	}
	if item := r.text("langfuse.experiment.item.id"); item != "" && len(r.origin) == 0 {
		r.origin = encode(map[string]any{"object_type": "dataset", "object_id": r.text("langfuse.experiment.dataset.id"), "id": item})
	}
}

// langfuseFirstToken reads when the answer began, which comes as a time in quotes.
func (r *reading) langfuseFirstToken() {
	const key = "langfuse.observation.completion_start_time"
	at, err := time.Parse(time.RFC3339Nano, strings.Trim(r.peek(key), `"`))
	if start := r.span.StartTimestamp(); err == nil && start != 0 {
		r.text(key)
		if wait := at.Sub(instant(start)); wait >= 0 {
			r.measure("time_to_first_token", wait.Seconds())
		}
	}
}

// object takes an attribute that holds an object, structured or as JSON, and leaves what is none in the metadata.
func (r *reading) object(key string) json.RawMessage {
	v, ok := r.values[key]
	if !ok || membersOf(jsonOf(v, documents)) == nil {
		return nil
	}
	return r.json(documents, key)
}

// measureObject takes the members of an object that have a name in known as metrics, the others under their own.
func (r *reading) measureObject(raw json.RawMessage, known map[string]string) {
	members := membersOf(raw)
	for key, raw := range members {
		var v *float64
		if json.Unmarshal(raw, &v) != nil || v == nil {
			continue
		}
		name, ok := known[key]
		if !ok {
			if name = key; known["output"] == "completion_cost" {
				name += "_cost"
			}
		}
		r.measure(name, *v)
	}
}
