package postgres

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// The property test is the same each time unless a seed is given; ASSAY_FILTERS asks for more cases.
const (
	propertyTraces  = 60
	propertyFilters = 400
)

func environment(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// TestCompiledFilterAnswersAsEval compares the three-valued answers of the database with those of filter.Eval, for generated
// filters over generated traces and spans.
func TestCompiledFilterAnswersAsEval(t *testing.T) {
	t.Parallel()
	seed := uint64(environment("ASSAY_SEED", 1))
	t.Logf("seed %d: run again with ASSAY_SEED=%d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 2))
	w := newFilterWorld(t, generatedSpans(r, propertyTraces))
	truths := map[filter.Truth]int{}
	for n := 0; n < environment("ASSAY_FILTERS", propertyFilters); {
		g := generator{r: r, spans: n%4 == 3}
		text := g.condition(3)
		e, _, err := filter.Read(text, w.options)
		if err != nil {
			continue
		}
		n++
		rows := w.traces
		if g.spans {
			rows = w.spans
		}
		got := w.answers(t, e, g.spans)
		require.Len(t, got, len(rows))
		for id, row := range rows {
			want := filter.Eval(e, row, w.options)
			truths[want]++
			require.Equal(t, want, truthOf(got[id].Truth), "%s\n(in a tree: %s)\nfor %s", text, filter.Format(e), inWords(row))
			require.Equal(t, want == filter.True, got[id].Selected, "%s\nfor %s", text, inWords(row))
		}
	}
	t.Logf("answers: %v", truths)
	for _, truth := range []filter.Truth{filter.False, filter.True, filter.Unknown} {
		require.Greater(t, truths[truth], 1000, "the filters are worth asking")
	}
}

func truthOf(b *bool) filter.Truth {
	switch {
	case b == nil:
		return filter.Unknown
	case *b:
		return filter.True
	}
	return filter.False
}

func inWords(row *filter.Row) string {
	short := *row
	short.Spans = nil
	b, err := json.MarshalIndent(short, "", " ")
	if err != nil {
		return fmt.Sprintf("%+v", short)
	}
	return string(b)
}

// generatedSpans makes traces of one to three spans. Values of one key have all sorts of types; every seventh trace has no
// root yet.
func generatedSpans(r *rand.Rand, traces int) []store.Span {
	var spans []store.Span
	for n := range traces {
		root := fmt.Sprintf("root %d", n)
		for i := range 1 + r.IntN(3) {
			s := generatedSpan(r, root, i)
			if i > 0 || n%7 == 6 {
				s.ParentSpanID = root
			}
			spans = append(spans, s)
		}
	}
	return spans
}

func generatedSpan(r *rand.Rand, root string, i int) store.Span {
	s := store.Span{
		RowID: fmt.Sprintf("%s/%d", root, i), SpanID: fmt.Sprintf("span %s %d", root, i), RootSpanID: root, HasCreated: true, Position: i,
		Created: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(366*24*60)) * time.Minute),
		Name:    pick(r, words), Type: pick(r, []string{"", "llm", "tool", "task"}),
		Input: maybe(r, payloads), Output: maybe(r, payloads), Metadata: generatedMetadata(r), Metrics: generatedMetrics(r), Scores: generatedScores(r),
	}
	if i == 0 {
		s.SpanID = root
	}
	if r.IntN(3) == 0 {
		s.Expected = maybe(r, payloads)
	}
	if r.IntN(4) == 0 {
		s.Error = pick(r, words)
	}
	for range r.IntN(3) {
		s.Tags = append(s.Tags, pick(r, words))
	}
	for k := range r.IntN(3) {
		f := store.Feedback{Source: pick(r, store.Sources), Scores: generatedScores(r), Metadata: generatedMetadata(r), Created: s.Created}
		if r.IntN(2) == 0 {
			f.User = fmt.Sprintf("user %d %s", k, pick(r, []string{"a", "b"}))
		}
		if r.IntN(2) == 0 {
			f.Comment = pick(r, words)
		}
		if r.IntN(3) == 0 {
			f.Expected = pick(r, payloads)
		}
		s.Feedback = append(s.Feedback, f)
	}
	return s
}

var metadataKeys = []string{"k", "user_id", "user", "0", "a b", "Grüße"}

// payloads are JSON values; what is in them stands in filters as well.
var payloads = func() []json.RawMessage {
	all := []json.RawMessage{}
	for _, s := range []string{"5", "5.0", "-2.5", "0", "1e3", "0.1", "true", "false", "null", `"caf\u00e9"`, `[]`, `{}`, `["a", "b", 5]`, `[null, true]`,
		`{"k": "a", "n": 5}`, `{"k":{"k":[1,2,{"k":"b"}]}}`, `[{"k": "edge-case"}, {"k": 2}]`, `{"0": "zero", "a b": [5.0]}`, `"5"`, `"true"`} {
		all = append(all, json.RawMessage(s))
	}
	for _, w := range words {
		b, _ := json.Marshal(w)
		all = append(all, b)
	}
	return all
}()

func maybe(r *rand.Rand, list []json.RawMessage) json.RawMessage {
	if r.IntN(4) == 0 {
		return nil
	}
	return pick(r, list)
}

func generatedObject(r *rand.Rand, keys []string) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	for _, k := range keys {
		switch {
		case r.IntN(3) == 0:
		case strings.HasPrefix(k, "user"):
			b, _ := json.Marshal(pick(r, words))
			m[k] = b
		default:
			m[k] = pick(r, payloads)
		}
	}
	return m
}

func generatedMetrics(r *rand.Rand) json.RawMessage {
	m := map[string]float64{}
	for _, k := range []string{"tokens", "prompt_tokens", "completion_tokens", "cost", "estimated_cost", "start", "end"} {
		if r.IntN(2) == 0 {
			m[k] = float64(r.IntN(40)) / 4
		}
	}
	b, _ := json.Marshal(m)
	return b
}

var scoreNames = []string{"rating", "verdict", "a.b", "user"}

func generatedScores(r *rand.Rand) map[string]store.Score {
	m := map[string]store.Score{}
	for _, name := range scoreNames {
		switch r.IntN(6) {
		case 0, 1:
			m[name] = store.Num(float64(r.IntN(5)) / 4)
		case 2:
			m[name] = store.Score{Category: pick(r, []string{"a", "b", "edge-case", "O'Hara"})}
		}
	}
	return m
}

func generatedMetadata(r *rand.Rand) json.RawMessage {
	b, _ := json.Marshal(generatedObject(r, metadataKeys))
	return b
}
