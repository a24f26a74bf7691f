package otel

import "testing"

func TestBraintrust(t *testing.T) {
	t.Parallel()
	checkAll(t, map[string]mapping{
		"everything as JSON": {
			attributes: kv{"braintrust.input_json": `{"q":[1,2]}`, "braintrust.output_json": `"text"`, "braintrust.expected": `{"e":1}`,
				"braintrust.metadata": `{"model":"m1","n":{"a":1}}`, "braintrust.metrics": `{"prompt_tokens":3,"odd":null}`, "braintrust.scores": `{"acc":true,"none":null}`,
				"braintrust.scores.rel": 0.5, "braintrust.span_attributes": `{"name":"renamed","type":"score","purpose":"scorer"}`, "braintrust.tags": []any{"a", "b", "a"},
				"braintrust.origin": `{"object_type":"dataset","id":"r1"}`, "braintrust.org": "acme", "braintrust.app_url": "x"},
			input: `{"q":[1,2]}`, output: `"text"`, expected: `{"e":1}`, kind: "score", name: "renamed", metadata: `{"model":"m1","n":{"a":1}}`,
			metrics: map[string]float64{"prompt_tokens": 3, "tokens": 3}, scores: map[string]string{"acc": "1", "rel": "0.5"}, tags: []string{"a", "b"},
			origin: `{"object_type":"dataset","id":"r1"}`,
		},
		"flat names": {
			attributes: kv{"braintrust.input.0.role": "user", "braintrust.input.0.content": "hi", "braintrust.input.10.role": "user", "braintrust.input.2.role": "assistant",
				"braintrust.output.0.content": "ho", "braintrust.metadata.customer.tier": "gold", "braintrust.metrics.cost": 0.25, "braintrust.span_attributes.type": "llm"},
			input: `[{"role":"user","content":"hi"},{"role":"assistant"},{"role":"user"}]`, output: `[{"content":"ho"}]`, kind: "llm",
			metadata: `{"customer.tier":"gold"}`, metrics: map[string]float64{"cost": 0.25},
		},
		"structured values": {
			attributes: kv{"braintrust.input": map[string]any{"a": []any{int64(1), 2.5, true, nil}}, "braintrust.metadata": map[string]any{"k": "v"}},
			input:      `{"a":[1,2.5,true,null]}`, metadata: `{"k":"v"}`,
		},
		"tags as JSON and as one word": {attributes: kv{"braintrust.tags": `["x","y"]`, "tag.tags": "z"}, tags: []string{"x", "y", "z"}},
		"what cannot be a score":       {attributes: kv{"braintrust.scores.stars": 4}, metadata: `{"evaluation.stars.value":4,"evaluation.stars.note":"` + noScore + `"}`},
		"what is no object stays":      {attributes: kv{"braintrust.metadata": "free text", "braintrust.metrics.odd": "many"}, metadata: `{"braintrust.metadata":"free text","braintrust.metrics.odd":"many"}`},
	})
}

func TestGenAI(t *testing.T) {
	t.Parallel()
	checkAll(t, map[string]mapping{
		"a chat with messages in parts": {
			attributes: kv{"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "openai/gpt-test", "gen_ai.response.model": "gpt-test-2026",
				"gen_ai.request.temperature": 0.5, "gen_ai.request.max_tokens": 64, "gen_ai.request.choice.count": 2, "gen_ai.usage.input_tokens": 12, "gen_ai.usage.output_tokens": 5,
				"gen_ai.usage.cache_read.input_tokens": 3, "gen_ai.response.id": "resp_1", "gen_ai.response.finish_reasons": []any{"stop"}, "gen_ai.conversation.id": "c1",
				"gen_ai.input.messages":      `[{"role":"user","parts":[{"type":"text","content":"Grüezi"}]}]`,
				"gen_ai.system_instructions": `[{"type":"text","content":"be brief"}]`,
				"gen_ai.output.messages":     `[{"role":"assistant","parts":[{"type":"text","content":"Hoi"}],"finish_reason":"stop"}]`,
				"gen_ai.agent.name":          "desk", "custom.key": "kept", "user.id": "u1", "session.id": "s1"},
			input:  `[{"role":"system","parts":[{"type":"text","content":"be brief"}]},{"role":"user","parts":[{"type":"text","content":"Grüezi"}]}]`,
			output: `[{"role":"assistant","parts":[{"type":"text","content":"Hoi"}],"finish_reason":"stop"}]`, kind: "llm",
			metadata: `{"provider":"openai","model":"gpt-test","response_model":"gpt-test-2026","temperature":0.5,"max_tokens":64,"choice_count":2,"response_id":"resp_1",
			  "finish_reasons":["stop"],"conversation_id":"c1","gen_ai.agent.name":"desk","custom.key":"kept","user_id":"u1","session_id":"s1"}`,
			metrics: map[string]float64{"prompt_tokens": 12, "completion_tokens": 5, "tokens": 17, "prompt_cached_tokens": 3},
		},
		"structured messages": {
			attributes: kv{"gen_ai.operation.name": "invoke_agent", "gen_ai.input.messages": []any{map[string]any{"role": "user", "parts": []any{map[string]any{"type": "text", "content": "hi"}}}},
				"gen_ai.system_instructions": "be brief"},
			input: `[{"role":"system","content":"be brief"},{"role":"user","parts":[{"type":"text","content":"hi"}]}]`, kind: "task",
		},
		"a tool": {
			attributes: kv{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather", "gen_ai.tool.call.arguments": `{"city":"Bern"}`, "gen_ai.tool.call.result": `{"c":21}`},
			input:      `{"city":"Bern"}`, output: `{"c":21}`, kind: "tool", metadata: `{"gen_ai.tool.name":"weather"}`,
		},
		"embeddings":               {attributes: kv{"gen_ai.operation.name": "embeddings", "gen_ai.request.model": "e"}, kind: "function", metadata: `{"model":"e"}`},
		"an operation of tomorrow": {attributes: kv{"gen_ai.operation.name": "dream", "gen_ai.request.model": "m"}, metadata: `{"gen_ai.operation.name":"dream","model":"m"}`},
		"old flat attributes": {
			attributes: kv{"gen_ai.system": "openai", "gen_ai.prompt.0.role": "system", "gen_ai.prompt.0.content": "be brief", "gen_ai.prompt.1.role": "user", "gen_ai.prompt.1.content": `{"not":"parsed"}`,
				"gen_ai.completion.0.role": "assistant", "gen_ai.completion.0.content": "yo", "gen_ai.completion.0.tool_calls.0.name": "f", "gen_ai.completion.0.tool_calls.0.arguments": `{"a":1}`,
				"gen_ai.usage.prompt_tokens": 2, "gen_ai.usage.completion_tokens": 1, "gen_ai.response.model": "m"},
			input:  `[{"role":"system","content":"be brief"},{"role":"user","content":"{\"not\":\"parsed\"}"}]`,
			output: `[{"role":"assistant","content":"yo","tool_calls":[{"name":"f","arguments":"{\"a\":1}"}]}]`, kind: "llm",
			metadata: `{"provider":"openai","model":"m"}`, metrics: map[string]float64{"prompt_tokens": 2, "completion_tokens": 1, "tokens": 3},
		},
		"old text": {attributes: kv{"gen_ai.prompt": "say hi", "gen_ai.completion_json": `{"said":"hi"}`}, input: `"say hi"`, output: `{"said":"hi"}`},
		"a model of an organisation keeps its owner": {attributes: kv{"gen_ai.request.model": "meta-llama/Llama-3"}, kind: "llm", metadata: `{"model":"meta-llama/Llama-3"}`},
	})
}

func TestGenAIEvents(t *testing.T) {
	t.Parallel()
	checkAll(t, map[string]mapping{
		"a message an event": {
			events: []said{{"gen_ai.system.message", kv{"content": "be brief", "gen_ai.system": "openai"}}, {"gen_ai.user.message", kv{"content": `{"still":"text"}`}},
				{"gen_ai.assistant.message", kv{"tool_calls": `[{"id":"1"}]`}}, {"gen_ai.tool.message", kv{"id": "1", "content": "21"}},
				{"gen_ai.choice", kv{"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": "warm"}}}},
			input:  `[{"role":"system","content":"be brief"},{"role":"user","content":"{\"still\":\"text\"}"},{"role":"assistant","tool_calls":[{"id":"1"}]},{"role":"tool","id":"1","content":"21"}]`,
			output: `[{"role":"assistant","content":"warm","index":0,"finish_reason":"stop"}]`,
		},
		"an answer without a choice": {
			events: []said{{"gen_ai.user.message", kv{"content": "hi"}}, {"gen_ai.assistant.message", kv{"content": "ho"}}},
			input:  `[{"role":"user","content":"hi"}]`, output: `[{"role":"assistant","content":"ho"}]`,
		},
		"a body under one name": {
			events: []said{{"gen_ai.user.message", kv{"gen_ai.event.content": `{"role":"user","content":"hi"}`}}, {"gen_ai.choice", kv{"gen_ai.event.content": `{"index":0,"message":{"content":"ho"}}`}}},
			input:  `[{"role":"user","content":"hi"}]`, output: `[{"role":"assistant","content":"ho","index":0}]`,
		},
		"one event with everything": {
			events: []said{{"gen_ai.client.inference.operation.details", kv{"gen_ai.input.messages": `[{"role":"user"}]`, "gen_ai.output.messages": `[{"role":"assistant"}]`}}},
			input:  `[{"role":"user"}]`, output: `[{"role":"assistant"}]`,
		},
		"prompt and completion": {
			events: []said{{"gen_ai.content.prompt", kv{"gen_ai.prompt": `[{"role":"user"}]`}}, {"gen_ai.content.completion", kv{"gen_ai.completion": "ho"}}},
			input:  `[{"role":"user"}]`, output: `"ho"`,
		},
	})
}

func TestEvaluations(t *testing.T) {
	t.Parallel()
	evaluated := func(attributes kv) []said { return []said{{evaluationEvent, attributes}} }
	checkAll(t, map[string]mapping{
		"a number with a label and why": {
			events: evaluated(kv{"gen_ai.evaluation.name": "relevance", "gen_ai.evaluation.score.value": 0.75, "gen_ai.evaluation.score.label": "pass", "gen_ai.evaluation.explanation": "on topic"}),
			scores: map[string]string{"relevance": "0.75"}, metadata: `{"evaluation.relevance.label":"pass","evaluation.relevance.explanation":"on topic"}`,
		},
		"a number that is no share": {
			events:   evaluated(kv{"gen_ai.evaluation.name": "stars", "gen_ai.evaluation.score.value": 4}),
			metadata: `{"evaluation.stars.value":4,"evaluation.stars.note":"` + noScore + `"}`,
		},
		"a label alone":        {events: evaluated(kv{"gen_ai.evaluation.name": "tone", "gen_ai.evaluation.score.label": "rude"}), scores: map[string]string{"tone": "rude"}},
		"no name":              {events: evaluated(kv{"gen_ai.evaluation.score.value": 1}), scores: map[string]string{"evaluation": "1"}},
		"a number as text":     {events: evaluated(kv{"gen_ai.evaluation.name": "a", "gen_ai.evaluation.score.value": "0.5"}), scores: map[string]string{"a": "0.5"}},
		"OpenInference":        {attributes: kv{"evaluation.name": "fit", "evaluation.score": 0.5, "evaluation.label": "half", "openinference.span.kind": "EVALUATOR"}, kind: "score", scores: map[string]string{"fit": "0.5"}, metadata: `{"evaluation.fit.label":"half"}`},
		"OpenInference, newer": {attributes: kv{"annotation.name": "fit", "annotation.label": "good"}, scores: map[string]string{"fit": "good"}},
	})
}

func TestOpenInference(t *testing.T) {
	t.Parallel()
	checkAll(t, map[string]mapping{
		"a call of a model": {
			attributes: kv{"openinference.span.kind": "LLM", "llm.model_name": "oi-model", "llm.provider": "azure", "llm.invocation_parameters": `{"temperature":0.1}`, "metadata": `{"tenant":"t1"}`,
				"llm.input_messages.0.message.role": "user", "llm.input_messages.0.message.content": "hi",
				"llm.input_messages.1.message.role": "user", "llm.input_messages.1.message.contents.0.message_content.type": "text", "llm.input_messages.1.message.contents.0.message_content.text": "look",
				"llm.output_messages.0.message.role": "assistant", "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "f", "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": "{}",
				"llm.token_count.prompt": 4, "llm.token_count.completion": 6, "llm.token_count.prompt_details.cache_read": 1, "llm.cost.prompt": 0.25, "llm.cost.completion": 0.5,
				"tag.tags": []any{"a"}, "user.id": "u", "session.id": "s"},
			input:  `[{"role":"user","content":"hi"},{"role":"user","content":[{"type":"text","text":"look"}]}]`,
			output: `[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]`, kind: "llm",
			metadata: `{"model":"oi-model","provider":"azure","temperature":0.1,"tenant":"t1","user_id":"u","session_id":"s"}`, tags: []string{"a"},
			metrics: map[string]float64{"prompt_tokens": 4, "completion_tokens": 6, "tokens": 10, "prompt_cached_tokens": 1, "prompt_cost": 0.25, "completion_cost": 0.5, "cost": 0.75},
		},
		"a value that is JSON":         {attributes: kv{"input.value": `{"a":1}`, "input.mime_type": "application/json", "output.value": "7", "output.mime_type": "application/json"}, input: `{"a":1}`, output: `7`},
		"a value that is text":         {attributes: kv{"input.value": `{"a":1}`, "input.mime_type": "text/plain"}, input: `"{\"a\":1}"`},
		"a value of unknown type":      {attributes: kv{"input.value": `{"a":1}`, "output.value": "7"}, input: `{"a":1}`, output: `"7"`},
		"documents that were found":    {attributes: kv{"openinference.span.kind": "RETRIEVER", "retrieval.documents.0.document.id": "d1", "retrieval.documents.0.document.content": "text"}, output: `[{"id":"d1","content":"text"}]`, kind: "function"},
		"a chain":                      {attributes: kv{"openinference.span.kind": "CHAIN"}, kind: "task"},
		"a kind that nobody knows yet": {attributes: kv{"openinference.span.kind": "WISH"}, metadata: `{"openinference.span.kind":"WISH"}`},
	})
}

func TestVercel(t *testing.T) {
	t.Parallel()
	checkAll(t, map[string]mapping{
		"the call of the model": {
			attributes: kv{"ai.operationId": "ai.generateText.doGenerate", "operation.name": "ai.generateText.doGenerate chat", "resource.name": "chat", "ai.model.id": "gpt-x", "ai.model.provider": "openai.chat",
				"ai.prompt.messages": `[{"role":"user","content":"hi"}]`, "ai.response.text": "ho", "ai.response.finishReason": "stop", "ai.usage.promptTokens": 3, "ai.usage.completionTokens": 4,
				"ai.settings.maxRetries": 2, "ai.telemetry.metadata.userId": "u", "ai.telemetry.metadata.plan": "pro", "ai.telemetry.functionId": "chat", "ai.response.msToFirstChunk": 250},
			input: `[{"role":"user","content":"hi"}]`, output: `"ho"`, kind: "llm",
			metadata: `{"model":"gpt-x","provider":"openai.chat","finish_reason":"stop","maxRetries":2,"user_id":"u","plan":"pro","function_id":"chat"}`,
			metrics:  map[string]float64{"prompt_tokens": 3, "completion_tokens": 4, "tokens": 7, "time_to_first_token": 0.25},
		},
		"the step around it": {attributes: kv{"ai.operationId": "ai.generateText", "ai.prompt": `{"prompt":"hi"}`}, input: `{"prompt":"hi"}`, kind: "task"},
		"a tool":             {attributes: kv{"ai.operationId": "ai.toolCall", "ai.toolCall.name": "w", "ai.toolCall.args": `{"c":1}`, "ai.toolCall.result": `"warm"`}, input: `{"c":1}`, output: `"warm"`, kind: "tool", metadata: `{"ai.toolCall.name":"w"}`},
		"an object":          {attributes: kv{"ai.operationId": "ai.generateObject.doGenerate", "ai.response.object": `{"x":1}`}, output: `{"x":1}`, kind: "llm"},
		"text and calls":     {attributes: kv{"ai.response.text": "wait", "ai.response.toolCalls": `[{"toolName":"w"}]`}, output: `{"role":"assistant","content":"wait","tool_calls":[{"toolName":"w"}]}`},
		"calls alone":        {attributes: kv{"ai.response.text": "", "ai.response.toolCalls": `[{"toolName":"w"}]`}, output: `[{"toolName":"w"}]`},
	})
}

func TestLangfuse(t *testing.T) {
	t.Parallel()
	checkAll(t, map[string]mapping{
		"a generation": {
			attributes: kv{"langfuse.observation.type": "generation", "langfuse.observation.input": `[{"role":"user"}]`, "langfuse.trace.input": "other", "langfuse.observation.output": "ho",
				"langfuse.observation.model.name": "m", "langfuse.observation.model.parameters": `{"temperature":1}`, "langfuse.observation.metadata": `{"a":1}`, "langfuse.trace.metadata.b": "2",
				"langfuse.observation.usage_details": `{"input":3,"output":4,"total":9,"input_cached_tokens":1,"audio":2}`, "langfuse.observation.cost_details": `{"input":0.25,"output":0.5}`,
				"langfuse.trace.tags": []any{"x"}, "langfuse.user.id": "u", "langfuse.session.id": "s", "langfuse.release": "r7", "langfuse.environment": "prod",
				"langfuse.observation.completion_start_time": `"2024-05-01T10:00:00.750Z"`},
			input: `[{"role":"user"}]`, output: `"ho"`, kind: "llm", tags: []string{"x"},
			metadata: `{"model":"m","temperature":1,"a":1,"b":"2","user_id":"u","session_id":"s","release":"r7","environment":"prod"}`,
			metrics: map[string]float64{"prompt_tokens": 3, "completion_tokens": 4, "tokens": 9, "prompt_cached_tokens": 1, "audio": 2, "prompt_cost": 0.25, "completion_cost": 0.5,
				"cost": 0.75, "time_to_first_token": 0.5},
		},
		"an item of a dataset": {
			attributes: kv{"langfuse.experiment.item.id": "i", "langfuse.experiment.dataset.id": "d", "langfuse.experiment.item.expected_output": `{"e":1}`},
			expected:   `{"e":1}`, origin: `{"object_type":"dataset","object_id":"d","id":"i"}`,
		},
		"a plain span": {attributes: kv{"langfuse.observation.type": "span", "langfuse.observation.level": "WARNING"}, metadata: `{"langfuse.observation.type":"span","langfuse.observation.level":"WARNING"}`},
	})
}

func TestTraceloop(t *testing.T) {
	t.Parallel()
	checkAll(t, map[string]mapping{
		"a workflow": {
			attributes: kv{"traceloop.span.kind": "workflow", "traceloop.entity.input": `{"args":[1]}`, "traceloop.entity.output": "done", "traceloop.workflow.name": "w", "traceloop.association.properties.userId": "u"},
			input:      `{"args":[1]}`, output: `"done"`, kind: "task", metadata: `{"traceloop.workflow.name":"w","user_id":"u"}`,
		},
		"a call of a model": {
			attributes: kv{"llm.request.type": "chat", "gen_ai.request.model": "m", "llm.usage.total_tokens": 9, "gen_ai.usage.prompt_tokens": 4, "gen_ai.usage.cache_read_input_tokens": 2},
			kind:       "llm", metadata: `{"model":"m"}`, metrics: map[string]float64{"prompt_tokens": 4, "tokens": 9, "prompt_cached_tokens": 2},
		},
	})
}
