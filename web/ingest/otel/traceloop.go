package otel

var traceloopTypes = map[string]string{"workflow": "task", "task": "task", "agent": "task", "tool": "tool"}

var traceloopRequests = map[string]string{"chat": "llm", "completion": "llm", "rerank": "function", "embedding": "function"}

// readTraceloop reads what OpenLLMetry adds to the old GenAI attributes.
func readTraceloop(r *reading) {
	first(&r.input, r.json(documents, "traceloop.entity.input"))
	first(&r.output, r.json(documents, "traceloop.entity.output"))
	r.noteEach("traceloop.association.properties.")
	if kind, ok := traceloopTypes[r.peek("traceloop.span.kind")]; ok {
		r.text("traceloop.span.kind")
		firstText(&r.kind, kind)
	}
	if kind, ok := traceloopRequests[r.peek("llm.request.type")]; ok {
		r.text("llm.request.type")
		firstText(&r.kind, kind)
	}
}
