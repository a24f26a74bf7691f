package otel

import (
	"strings"
)

var openInferenceTypes = map[string]string{"LLM": "llm", "TOOL": "tool", "EVALUATOR": "score", "AGENT": "task", "CHAIN": "task",
	"RETRIEVER": "function", "EMBEDDING": "function", "RERANKER": "function", "GUARDRAIL": "function", "PROMPT": "function"}

func readOpenInference(r *reading) {
	first(&r.input, r.json(r.mime("input"), "input.value"))
	first(&r.input, r.list("llm.input_messages"))
	first(&r.output, r.json(r.mime("output"), "output.value"))
	first(&r.output, r.list("llm.output_messages"))
	first(&r.output, r.list("retrieval.documents"))
	r.noteText("model", r.text("llm.model_name", "embedding.model_name"))
	r.noteAll(r.object("llm.invocation_parameters"))
	r.noteText("provider", r.text("llm.provider", "llm.system"))
	r.noteAll(r.object("metadata"))
	r.note("tools", r.list("llm.tools"))
	r.tag(r.json(documents, "tag.tags"))
	r.measureFirst("prompt_tokens", "llm.token_count.prompt")
	r.measureFirst("completion_tokens", "llm.token_count.completion")
	r.measureFirst("tokens", "llm.token_count.total")
	r.measureFirst("prompt_cached_tokens", "llm.token_count.prompt_details.cache_read")
	r.measureFirst("prompt_cache_creation_tokens", "llm.token_count.prompt_details.cache_write")
	r.measureFirst("completion_reasoning_tokens", "llm.token_count.completion_details.reasoning")
	r.measureFirst("cost", "llm.cost.total")
	r.measureFirst("prompt_cost", "llm.cost.prompt")
	r.measureFirst("completion_cost", "llm.cost.completion")
	if kind, ok := openInferenceTypes[strings.ToUpper(r.peek("openinference.span.kind"))]; ok {
		r.text("openinference.span.kind")
		firstText(&r.kind, kind)
	}
	for _, prefix := range []string{"evaluation.", "annotation."} {
		if r.has(prefix+"score") || r.has(prefix+"label") {
			if v, ok := r.verdictAt(prefix, "score", "label"); ok {
				r.judge(v)
			}
		}
	}
}

// mime says how to read a value: as its type says, and as a document where it has none.
func (r *reading) mime(side string) parsing {
	switch kind := r.text(side + ".mime_type"); {
	case strings.Contains(kind, "json"):
		return anything
	case kind != "":
		return asText
	}
	return documents
}
