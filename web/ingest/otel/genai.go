package otel

import (
	"encoding/json"
	"strings"
)

// genAITypes are the operations of the semantic conventions.
var genAITypes = map[string]string{"chat": "llm", "text_completion": "llm", "generate_content": "llm", "execute_tool": "tool",
	"invoke_agent": "task", "create_agent": "task", "invoke_workflow": "task", "embeddings": "function", "retrieval": "function"}

// genAIRequest are the parameters of a request that keep their own name.
var genAIRequest = []string{"temperature", "top_p", "top_k", "max_tokens", "seed", "stop_sequences", "frequency_penalty", "presence_penalty",
	"choice.count", "encoding_formats"}

// hosts are what some clients put before the name of a model to say who serves it.
var hosts = []string{"openai", "azure", "anthropic", "google", "gemini", "vertex_ai", "bedrock", "mistral", "cohere", "groq", "openrouter"}

// readGenAI reads the semantic conventions for generative AI, those that stand and those that they replaced.
func readGenAI(r *reading) {
	r.genAIEvents()
	messages := r.json(documents, "gen_ai.input.messages")
	first(&r.input, withInstructions(r.json(documents, "gen_ai.system_instructions"), messages))
	first(&r.input, r.json(documents, "gen_ai.prompt_json", "gen_ai.prompt"))
	first(&r.input, r.list("gen_ai.prompt"))
	first(&r.input, r.json(documents, "gen_ai.tool.call.arguments", "gen_ai.retrieval.query.text"))
	first(&r.output, r.json(documents, "gen_ai.output.messages"))
	first(&r.output, r.json(documents, "gen_ai.completion_json", "gen_ai.completion"))
	first(&r.output, r.list("gen_ai.completion"))
	first(&r.output, r.json(documents, "gen_ai.tool.call.result", "gen_ai.retrieval.documents"))
	r.genAIModel()
	for _, name := range genAIRequest {
		r.note(strings.ReplaceAll(name, ".", "_"), r.json(documents, "gen_ai.request."+name))
	}
	r.noteText("response_id", r.text("gen_ai.response.id"))
	r.note("finish_reasons", r.json(documents, "gen_ai.response.finish_reasons"))
	r.noteText("conversation_id", r.text("gen_ai.conversation.id"))
	r.note("tools", r.json(documents, "gen_ai.tool.definitions"))
	r.noteText("user_id", r.text("user.id", "enduser.id"))
	r.noteText("session_id", r.text("session.id"))
	r.genAIUsage()
	r.genAIKind()
}

// genAIModel notes who was asked, and who answered when that is another.
func (r *reading) genAIModel() {
	provider := r.text("gen_ai.provider.name", "gen_ai.system")
	r.noteText("provider", provider)
	asked, answered := withoutHost(r.text("gen_ai.request.model"), provider), withoutHost(r.text("gen_ai.response.model"), provider)
	if asked == "" {
		asked = answered
	}
	r.noteText("model", asked)
	if answered != asked {
		r.noteText("response_model", answered)
	}
}

// withoutHost turns openai/gpt-x into gpt-x, so that one model has one name. Other owners before a slash are part of the name.
func withoutHost(model, provider string) string {
	host, rest, ok := strings.Cut(model, "/")
	if !ok || rest == "" {
		return model
	}
	if host == provider {
		return rest
	}
	for _, known := range hosts {
		if host == known {
			return rest
		}
	}
	return model
}

func (r *reading) genAIUsage() {
	r.measureFirst("prompt_tokens", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
	r.measureFirst("completion_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
	r.measureFirst("tokens", "gen_ai.usage.total_tokens", "llm.usage.total_tokens")
	r.measureFirst("prompt_cached_tokens", "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens")
	r.measureFirst("prompt_cache_creation_tokens", "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens")
	r.measureFirst("completion_reasoning_tokens", "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens")
	r.measureFirst("time_to_first_token", "gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token")
}

// genAIKind reads the kind of operation. Old instruments do not name it; one that asks a model is then taken for a call of
// it, unless another convention says what the span is.
func (r *reading) genAIKind() {
	if kind, ok := genAITypes[r.peek("gen_ai.operation.name")]; ok {
		r.text("gen_ai.operation.name")
		firstText(&r.kind, kind)
		return
	}
	for _, key := range []string{"gen_ai.operation.name", "openinference.span.kind", "ai.operationId", "operation.name", "traceloop.span.kind", "llm.request.type"} {
		if r.has(key) {
			return
		}
	}
	if r.has("gen_ai.request.model") || r.has("gen_ai.response.model") {
		firstText(&r.kind, "llm")
	}
}

// withInstructions puts the system's instructions, which are a list of parts, before the messages.
func withInstructions(instructions, messages json.RawMessage) json.RawMessage {
	if len(instructions) == 0 {
		return messages
	}
	system := map[string]any{"role": "system"}
	if instructions[0] == '[' {
		system["parts"] = instructions
	} else {
		system["content"] = instructions
	}
	all := []any{system}
	var list []json.RawMessage
	if json.Unmarshal(messages, &list) == nil {
		for _, m := range list {
			all = append(all, m)
		}
	} else if len(messages) > 0 {
		all = append(all, map[string]any{"role": "user", "content": messages})
	}
	return encode(all)
}
