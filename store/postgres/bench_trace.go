package postgres

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"assay/store"
)

// benchStart and benchDays are the time that made traces are spread over, evenly and in order.
var benchStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	benchDays     = 90
	benchVersions = 60
)

// benchMaker makes traces that are skewed as production's are: one user of a hundred traces in ten thousand, values that only
// a stretch of time has, scores that all, half or a few in a thousand carry, and pairs of values that never meet. Equal seeds
// make equal traces.
type benchMaker struct {
	r  *rand.Rand
	of int // traces between benchStart and its end
	n  int // the next one
}

func newBenchMaker(of int) *benchMaker { return &benchMaker{r: rand.New(rand.NewPCG(17, 4)), of: of} }

func (m *benchMaker) chance(p float64) bool { return m.r.Float64() < p }

// trace makes the next trace: a root and one child.
func (m *benchMaker) trace() []store.Span {
	n := m.n
	m.n++
	id := fmt.Sprintf("t%d", n)
	at := benchStart.Add(time.Duration(float64(benchDays*24*time.Hour) * float64(n) / float64(m.of))).Truncate(time.Microsecond)
	root := store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: at, HasCreated: true, Position: 2 * n, Type: "task",
		Name: benchPick(m.r, "chat", "chat", "chat", "chat", "answer", "answer", "draft", "draft", "classify", "summarise"),
		Tags: m.tags(), Metadata: m.metadata(n), Scores: m.ownScores(), Feedback: m.feedback(at)}
	seconds := 0.3 + m.r.ExpFloat64()*1.2
	root.Input = benchJSON(map[string]string{"question": m.words(6 + m.r.IntN(20))})
	root.Output = benchJSON(m.words(10 + m.r.IntN(40)))
	start := float64(at.UnixMicro()) / 1e6
	root.Metrics = json.RawMessage(fmt.Sprintf(`{"start": %.3f, "end": %.3f}`, start, start+seconds))
	if m.chance(0.05) {
		root.Expected = benchJSON(m.words(20))
	}
	return []store.Span{root, m.child(root, start, seconds)}
}

func (m *benchMaker) child(root store.Span, start, seconds float64) store.Span {
	c := store.Span{RowID: root.RowID + "/1", SpanID: root.RowID + "/1", RootSpanID: root.RowID, ParentSpanID: root.RowID, Created: root.Created,
		HasCreated: true, Position: root.Position + 1, Name: "completion", Type: "llm", Metadata: benchJSON(map[string]string{"attempt": "1"})}
	in, out := 100+m.r.IntN(2000), int(50*m.r.ExpFloat64()*8)
	c.Metrics = json.RawMessage(fmt.Sprintf(`{"start": %.3f, "end": %.3f, "prompt_tokens": %d, "completion_tokens": %d, "cost": %.6f}`,
		start, start+seconds*0.9, in, out, float64(in+4*out)*1e-6))
	c.Input, c.Output = benchJSON(m.words(5)), benchJSON(m.words(8))
	switch {
	case m.chance(0.001):
		c.Name, c.Type, c.Metadata = "charge_card", "tool", benchJSON(map[string]string{"attempt": "3"})
	case m.chance(0.03):
		c.Name, c.Type = "look_up", "tool"
	}
	if m.chance(0.02) {
		c.Error = benchPick(m.r, "timeout", "rate limit", "bad arguments") + " in " + c.Name
	}
	return c
}

func (m *benchMaker) metadata(n int) json.RawMessage {
	fields := map[string]any{"session_id": fmt.Sprintf("s%d", n/3), "model": benchPick(m.r, "large", "large", "large", "small"),
		"version": fmt.Sprintf("v%d", 1+n*benchVersions/m.of), "country": benchCountries[min(int(m.r.ExpFloat64()*6), len(benchCountries)-1)],
		"user_id": fmt.Sprintf("u%d", 1+m.r.IntN(max(m.of/20, 10))), "env": "production"}
	if m.chance(0.01) {
		fields["user_id"] = "u0"
	}
	switch p := m.r.Float64(); {
	case p < 0.1:
		fields["feature"] = "checkout"
	case p < 0.15:
		fields["feature"] = "billing"
	case p < 0.55:
		fields["feature"] = "search"
	default:
		fields["feature"] = "support"
	}
	if fields["feature"] != "checkout" && m.chance(0.02) {
		fields["env"] = "staging"
	}
	if m.chance(0.3) {
		fields["thumbs_up"] = !m.chance(0.12)
	}
	return benchJSON(fields)
}

func (m *benchMaker) tags() []string {
	if !m.chance(0.5) {
		return nil
	}
	var tags []string
	for range 1 + m.r.IntN(2) {
		tags = append(tags, fmt.Sprintf("t%d", min(int(m.r.ExpFloat64()*30), 199)))
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

func (m *benchMaker) ownScores() map[string]store.Score {
	scores := map[string]store.Score{"toxicity": benchScore(min(m.r.ExpFloat64()*0.08, 1))}
	if m.chance(0.5) {
		scores["correctness"] = benchScore(1 - m.r.Float64()*m.r.Float64())
	}
	return scores
}

// feedback is what a user or a reviewer said: the first rarely, the second hardly ever.
func (m *benchMaker) feedback(at time.Time) []store.Feedback {
	var all []store.Feedback
	if m.chance(0.03) {
		f := store.Feedback{Source: store.User, User: fmt.Sprintf("u%d", m.r.IntN(1000)), Created: at.Add(time.Minute),
			Scores: map[string]store.Score{"user_rating": benchScore(m.r.Float64())}}
		if m.chance(0.1) {
			f.Comment = m.words(6) + benchPick(m.r, "", " refund", " too slow")
		}
		all = append(all, f)
	}
	if m.chance(0.005) {
		all = append(all, store.Feedback{Source: store.Review, User: benchPick(m.r, "ada", "grace", "alan"), Created: at.Add(time.Hour),
			Scores: map[string]store.Score{"human_quality": benchScore(m.r.Float64())}})
	}
	return all
}

var benchCountries = strings.Fields("us de fr gb jp br in it es nl se pl ca mx au kr ch at dk fi no pt gr cz ie is")

// benchVocabulary is large enough that no word is in every text and small enough that texts compress as prose does.
var benchVocabulary = func() []string {
	r, syllables := rand.New(rand.NewPCG(3, 9)), strings.Fields("ba ce di fo gu la me ni po ru sa te vi zo ka")
	all := make([]string, 4000)
	for i := range all {
		for range 2 + r.IntN(3) {
			all[i] += benchPick(r, syllables...)
		}
	}
	return all
}()

func (m *benchMaker) words(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(benchVocabulary[min(int(m.r.ExpFloat64()*600), len(benchVocabulary)-1)])
	}
	return b.String()
}

func benchScore(v float64) store.Score { return store.Num(float64(int(v*1e5)) / 1e5) }

func benchPick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func benchJSON(v any) json.RawMessage {
	b, _ := json.Marshal(v) // of strings, booleans and maps of them, which cannot fail
	return b
}
