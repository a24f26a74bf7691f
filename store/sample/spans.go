package sample

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"assay/store"
)

// raw writes v as JSON. Everything it is given is made of maps, lists, text and numbers, which cannot fail.
func raw(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(b.Bytes())
}

// builder writes the spans of one scene in the order in which they began.
type builder struct {
	scene *scene
	spans []store.Span
	clock time.Time
}

// open adds a span that begins now, under parent or as the root, and returns its index.
func (b *builder) open(parent int, kind, name string, input any) int {
	id := b.scene.id
	s := store.Span{
		RowID: id, SpanID: id, RootSpanID: id, Created: b.clock, HasCreated: true, Type: kind, Name: name,
	}
	if len(b.spans) > 0 {
		s.RowID += "-" + strconv.Itoa(len(b.spans)+1)
		s.SpanID = s.RowID
		s.ParentSpanID = b.spans[parent].SpanID
	}
	if input != nil {
		s.Input = raw(input)
	}
	b.spans = append(b.spans, s)
	return len(b.spans) - 1
}

// wait lets time pass, more of it while everything is slow.
func (b *builder) wait(seconds float64) {
	b.clock = b.clock.Add(time.Duration(seconds * b.scene.slow * float64(time.Second))).Truncate(time.Millisecond)
}

// close ends span i now, with its output if it has one. more are further metrics.
func (b *builder) close(i int, output any, more map[string]float64) {
	s := &b.spans[i]
	metrics := map[string]float64{"start": unix(s.Created), "end": unix(b.clock)}
	for name, v := range more {
		metrics[name] = v
	}
	s.Metrics = raw(metrics)
	if output != nil {
		s.Output = raw(output)
	}
}

func unix(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// step adds a span without children.
func (b *builder) step(parent int, kind, name string, input, output any, seconds float64) int {
	i := b.open(parent, kind, name, input)
	b.wait(seconds)
	b.close(i, output, nil)
	return i
}

// llm adds a call of the scene's model and lets as much time pass as it takes to write answer.
func (b *builder) llm(parent int, name string, messages []message, answer string) int {
	m := b.scene.model
	i := b.open(parent, "llm", name, messages)
	prompt := 0
	for _, message := range messages {
		prompt += tokens(message.Content) + 4
	}
	written := tokens(answer)
	first := b.scene.dice.skewed(m.first)
	b.wait(math.Max(0.8, first+float64(written)/m.perSecond*b.scene.dice.within(0.9, 1.3)))
	cost := (float64(prompt)*m.in + float64(written)*m.out) / 1e6
	b.close(i, message{"assistant", answer}, map[string]float64{
		"prompt_tokens": float64(prompt), "completion_tokens": float64(written), "tokens": float64(prompt + written),
		"time_to_first_token": math.Round(first*b.scene.slow*1000) / 1000, "estimated_cost": math.Round(cost*1e6) / 1e6,
	})
	b.spans[i].Metadata = raw(map[string]any{"model": m.name, "temperature": 0.2})
	return i
}

// tokens estimates as everybody does: four bytes of Latin script, three of others, make one.
func tokens(text string) int {
	n, runes := len(text), utf8.RuneCountInString(text)
	if n > runes*3/2 {
		return n/3 + 1
	}
	return n/4 + 1
}
