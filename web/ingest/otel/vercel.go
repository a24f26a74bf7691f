package otel

import (
	"encoding/json"
	"strings"
)

// readVercel reads what the AI SDK of Vercel says in its own names, on calls of a model and on the steps around them.
func readVercel(r *reading) {
	operation := r.peek("ai.operationId")
	first(&r.input, r.json(documents, "ai.prompt.messages", "ai.prompt", "ai.toolCall.args", "ai.values", "ai.value"))
	first(&r.output, r.vercelAnswer())
	r.noteText("model", withoutHost(r.text("ai.model.id"), ""))
	r.noteText("provider", r.text("ai.model.provider"))
	r.noteText("response_id", r.text("ai.response.id"))
	if answered := r.text("ai.response.model"); answered != "" && string(r.metadata["model"]) != string(encode(withoutHost(answered, ""))) {
		r.noteText("response_model", withoutHost(answered, ""))
	}
	r.noteText("finish_reason", r.text("ai.response.finishReason", "ai.finishReason"))
	r.noteText("function_id", r.text("ai.telemetry.functionId"))
	r.note("tools", r.json(documents, "ai.prompt.tools"))
	r.noteEach("ai.telemetry.metadata.")
	r.noteEach("ai.settings.")
	r.measureFirst("prompt_tokens", "ai.usage.promptTokens", "ai.usage.inputTokens")
	r.measureFirst("completion_tokens", "ai.usage.completionTokens", "ai.usage.outputTokens")
	r.measureFirst("tokens", "ai.usage.totalTokens", "ai.usage.tokens")
	r.measureFirst("prompt_cached_tokens", "ai.usage.cachedInputTokens")
	r.measureFirst("completion_reasoning_tokens", "ai.usage.reasoningTokens")
	if ms, ok := r.number("ai.response.msToFirstChunk"); ok {
		r.measure("time_to_first_token", ms/1000)
	}
	if operation == "" && strings.HasPrefix(r.span.Name(), "ai.") {
		operation = r.span.Name()
	}
	if operation == "" {
		return
	}
	r.text("ai.operationId", "operation.name", "resource.name") // the same thing thrice
	firstText(&r.kind, vercelKind(operation))
}

func vercelKind(operation string) string {
	switch {
	case strings.HasSuffix(operation, ".doGenerate"), strings.HasSuffix(operation, ".doStream"):
		return "llm"
	case operation == "ai.toolCall":
		return "tool"
	case strings.HasSuffix(operation, ".doEmbed"), strings.HasPrefix(operation, "ai.embed"):
		return "function"
	}
	return "task"
}

// vercelAnswer is the text or object that came back. Where tools were called too, it is a message with both.
func (r *reading) vercelAnswer() json.RawMessage {
	result := r.json(documents, "ai.toolCall.result")
	text := r.json(documents, "ai.response.text", "ai.result.text")
	object := r.json(documents, "ai.response.object", "ai.result.object")
	calls := r.json(documents, "ai.response.toolCalls", "ai.result.toolCalls")
	if len(calls) > 0 && string(calls) != "[]" {
		if len(text) == 0 || string(text) == `""` {
			return calls
		}
		return encode(map[string]any{"role": "assistant", "content": text, "tool_calls": calls})
	}
	for _, v := range []json.RawMessage{result, object, text} {
		if len(v) > 0 {
			return v
		}
	}
	return nil
}
