package sample

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"assay/store"
)

// rootNames by feature.
var rootNames = map[string]string{
	"chat-widget": "support-agent", "email-reply": "support-agent", "order-bot": "order-bot", "search-answers": "search-answers",
}

// spansOf writes the trace of a scene: the root first, then its children in the order in which they began.
func (s *scene) spansOf(now time.Time) []store.Span {
	b := &builder{scene: s, clock: s.visit.at}
	root := b.open(0, "task", rootNames[s.visit.feature], s.input())
	b.wait(s.dice.within(0.01, 0.06))
	if s.visit.feature != "search-answers" && s.dice.chance(0.3) {
		b.llm(root, "classify-intent", []message{
			{"system", "Name the intent of the customer's message and its language as JSON."}, {"user", clipped(s.question)},
		}, fmt.Sprintf(`{"intent":%q,"language":%q}`, s.intent, s.language))
	}
	found := s.retrieve(b, root)
	calls := s.tools()
	record := s.callTools(b, root, calls)
	s.respond(b, root, found, calls, record)

	verdict := s.judge()
	judged := s.failure != crash && s.dice.chance(0.9)
	if judged && (s.visit.feature == "chat-widget" || s.visit.feature == "order-bot") {
		b.spans[root].Scores = verdict.scores()
	} else if judged {
		s.score(b, root, verdict)
	}
	s.describe(&b.spans[root], judged && verdict.correctness < 0.6)
	b.spans[root].Feedback = s.feedback(now)
	return b.spans
}

// score adds the span of the judge, which runs after the answer was sent.
func (s *scene) score(b *builder, root int, v verdict) {
	b.wait(s.dice.within(0.2, 1.5) / s.slow)
	i := b.step(root, "score", "judge", map[string]any{"question": clipped(s.question), "answer": clipped(s.answer)},
		map[string]any{"correctness": v.correctness, "helpfulness": v.helpfulness, "faithfulness": v.faithfulness, "rationale": v.why},
		s.dice.within(0.9, 2.4)/s.slow)
	b.spans[i].Scores = v.scores()
}

// input is what the root was called with: each feature has its own shape.
func (s *scene) input() any {
	switch {
	case s.edge != nil && s.edge.input != nil:
		return s.edge.input
	case s.visit.feature == "search-answers":
		return s.question
	case s.visit.feature == "email-reply":
		body := s.question
		if s.thread != "" {
			body += "\n\n" + s.thread
		}
		return map[string]any{"from": s.visit.who.email(), "subject": s.fill(s.subject), "body": body}
	case len(s.history) == 0 && s.plain:
		return s.question
	}
	return append(append([]message{}, s.history...), message{"user", s.question})
}

// output is what the root returned. The order bot wraps its text.
func (s *scene) output(calls []tool) any {
	if s.visit.feature != "order-bot" {
		return s.answer
	}
	actions := []string{}
	for _, c := range calls {
		actions = append(actions, c.name)
	}
	return map[string]any{"reply": s.answer, "order": s.facts.order, "actions": actions}
}

// retrieve adds the search in the help centre, in half of the traces as a step of its own with reranking.
func (s *scene) retrieve(b *builder, root int) []article {
	found := s.found()
	var documents []map[string]any
	for i, a := range found {
		documents = append(documents, map[string]any{
			"id": a.slug, "title": a.title, "text": a.body, "score": clamp(0.93 - 0.11*float64(i) - 0.05*s.dice.Float64()),
		})
	}
	query := map[string]any{"query": clipped(s.question), "top_k": len(found)}
	if s.dice.chance(0.5) {
		b.step(root, "tool", "search-help-center", query, documents, s.dice.skewed(0.18))
		return found
	}
	i := b.open(root, "function", "retrieve-context", query)
	b.step(i, "tool", "search-help-center", query, documents, s.dice.skewed(0.18))
	ids := make([]string, len(found))
	for n, a := range found {
		ids[n] = a.slug
	}
	b.step(i, "function", "rerank", ids, ids[:2], s.dice.within(0.01, 0.09))
	b.close(i, ids[:2], nil)
	return found
}

// callTools adds the calls of tools, for the order bot inside a step of its own, and returns the first one's answer.
func (s *scene) callTools(b *builder, root int, calls []tool) any {
	parent := root
	if len(calls) == 0 {
		return nil
	}
	if s.visit.feature == "order-bot" {
		parent = b.open(root, "task", "order-agent", map[string]any{"goal": s.intent, "order": s.facts.order})
		b.llm(parent, "plan", []message{{"system", "Choose the tools to call, as a JSON list."}, {"user", clipped(s.question)}}, toolNames(calls))
	}
	for _, c := range calls {
		if s.failure == toolTimeout {
			i := b.open(parent, "tool", c.name, c.in)
			b.wait(10 / s.slow)
			b.close(i, nil, nil)
			b.spans[i].Error = fmt.Sprintf(timeoutError, c.name)
			break
		}
		b.step(parent, "tool", c.name, c.in, c.out, c.seconds)
	}
	if parent != root {
		b.close(parent, nil, nil)
	}
	if s.failure == toolTimeout {
		return nil
	}
	return calls[0].out
}

func toolNames(calls []tool) string {
	names := make([]string, len(calls))
	for i, c := range calls {
		names[i] = `"` + c.name + `"`
	}
	return "[" + strings.Join(names, ",") + "]"
}

// respond adds the call that writes the answer, and ends the root.
func (s *scene) respond(b *builder, root int, found []article, calls []tool, record any) {
	system := systemPrompts[s.release.prompt]
	if s.visit.feature == "email-reply" {
		system += mailPrompt
	}
	var text strings.Builder
	text.WriteString(system + "\n\n# Documents")
	for _, a := range found[:2] { // what reranking leaves
		text.WriteString("\n\n## " + a.title + "\n" + a.body)
	}
	if record != nil {
		text.WriteString("\n\n# Order data\n```json\n" + string(raw(record)) + "\n```")
	}
	messages := append([]message{{"system", text.String()}}, s.history...)
	messages = append(messages, message{"user", s.question + clippedThread(s.thread)})
	switch s.failure {
	case rateLimit:
		s.fail(b, root, messages, limitError, 0.3)
		b.wait(7 / s.slow)
	case crash:
		s.fail(b, root, messages, crashError, s.dice.within(2, 20))
		b.close(root, nil, nil)
		b.spans[root].Error = fmt.Sprintf(crashError, s.model.name)
		return
	}
	b.llm(root, "answer", messages, s.answer)
	b.wait(s.dice.within(0.005, 0.03))
	b.close(root, s.output(calls), nil)
}

// fail adds a call of the model that ends in an error.
func (s *scene) fail(b *builder, root int, messages []message, format string, seconds float64) {
	i := b.open(root, "llm", "answer", messages)
	b.wait(seconds / s.slow)
	b.close(i, nil, nil)
	b.spans[i].Error = fmt.Sprintf(format, s.model.name)
	b.spans[i].Metadata = raw(map[string]any{"model": s.model.name, "temperature": 0.2})
}

// describe adds metadata and tags to the root.
func (s *scene) describe(root *store.Span, doubtful bool) {
	who := s.visit.who
	category := s.intent
	if s.edge != nil {
		category = "edge-case"
	}
	members := map[string]any{
		"feature": s.visit.feature, "segment": who.segment, "release": s.release.Name, "model": s.model.name, "language": s.language,
		"country": who.country, "user_id": who.id, "session_id": s.visit.session, "prompt_version": s.release.prompt, "category": category,
	}
	if who.company != "" {
		members["company"] = who.company
	}
	root.Metadata = raw(members)
	d := s.dice
	add := func(tag string, when bool) {
		if when {
			root.Tags = append(root.Tags, tag)
		}
	}
	add("needs-review", doubtful || s.failure == crash)
	add("escalated", s.intent == "complaint" && d.chance(0.7) || d.chance(0.01))
	add("vip", who.segment == "business" && d.chance(0.4) || who.segment == "plus" && d.chance(0.06))
	add("multilingual", s.language != "en")
	add("long-thread", s.thread != "")
	if s.edge != nil && s.edge.extra != nil {
		maps.Copy(members, s.edge.extra)
		root.Metadata = raw(members)
	}
}

// clipped is the beginning of a text, as logs of small steps keep it.
func clipped(text string) string {
	const most = 300
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + " …"
	}
	return text
}

// clippedThread is how much of a thread the model was shown.
func clippedThread(thread string) string {
	const most = 2500
	if runes := []rune(thread); len(runes) > most {
		return "\n\n" + string(runes[:most]) + "\n\n[shortened to 2,500 characters]"
	}
	return ""
}
