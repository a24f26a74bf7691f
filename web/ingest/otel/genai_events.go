package otel

import (
	"encoding/json"
	"strings"
)

// genAIRoles are the events that carry one message each, with whose it is.
var genAIRoles = map[string]string{"gen_ai.system.message": "system", "gen_ai.user.message": "user", "gen_ai.tool.message": "tool",
	"gen_ai.assistant.message": "assistant", "gen_ai.choice": "assistant"}

// genAIEvents reads the conversation from the events of the span.
func (r *reading) genAIEvents() {
	var before, choices []any
	lastAsked := -1 // place in before of the last message that is not the assistant's
	for i, e := range r.span.Events().All() {
		a := &r.events[i]
		switch name := e.Name(); name {
		case "gen_ai.choice":
			choices = append(choices, a.message(name))
		case "gen_ai.assistant.message":
			before = append(before, a.message(name))
		case "gen_ai.system.message", "gen_ai.user.message", "gen_ai.tool.message":
			before = append(before, a.message(name))
			lastAsked = len(before) - 1
		case "gen_ai.client.inference.operation.details":
			first(&r.input, withInstructions(a.json(documents, "gen_ai.system_instructions"), a.json(documents, "gen_ai.input.messages")))
			first(&r.output, a.json(documents, "gen_ai.output.messages"))
		case "gen_ai.content.prompt":
			first(&r.input, a.json(documents, "gen_ai.prompt", "gen_ai.event.content"))
		case "gen_ai.content.completion":
			first(&r.output, a.json(documents, "gen_ai.completion", "gen_ai.event.content"))
		case evaluationEvent:
			if v, ok := a.verdictAt("gen_ai.evaluation.", "score.value", "score.label"); ok {
				r.judge(v)
			}
		}
	}
	if len(choices) == 0 { // what the assistant said after the last question is then the answer, before it is history
		before, choices = before[:lastAsked+1], before[lastAsked+1:]
	}
	if len(before) > 0 {
		first(&r.input, encode(before))
	}
	if len(choices) > 0 {
		first(&r.output, encode(choices))
	}
}

// message makes the attributes of an event a message. They hold its members, or all of it under one name.
func (a *attributes) message(event string) map[string]any {
	m := map[string]any{"role": genAIRoles[event]}
	whole := []json.RawMessage{a.json(documents, "gen_ai.event.content"), a.json(documents, "message")}
	for _, raw := range whole {
		members := membersOf(raw)
		if inner := membersOf(members["message"]); inner != nil {
			for key, v := range inner {
				m[key] = v
			}
			delete(members, "message")
		}
		for key, v := range members {
			m[key] = v
		}
		if members == nil && len(raw) > 0 {
			m["content"] = raw
		}
	}
	a.text("gen_ai.system", "gen_ai.provider.name", "event.name") // the span says so already
	for key, raw := range a.left(false) {
		if key == "content" && len(raw) > 0 && raw[0] == '{' { // an answer in JSON is still what was said
			raw = textIfText(a, key, raw)
		}
		m[strings.TrimPrefix(key, "gen_ai.")] = raw
	}
	return m
}

// textIfText keeps a value that came as text as text.
func textIfText(a *attributes, key string, parsed json.RawMessage) json.RawMessage {
	if v := a.values[key]; len(v.Str()) > 0 {
		return jsonOf(v, asText)
	}
	return parsed
}
