package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"
)

// What Go folds on the way in and what SQL folds from the tables is the same, for traces with everything that clients send.
func TestNewTracesFoldAsMergedOnesDo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newFilterWorld(t, nil)
	merged, _, err := w.db.CreateProject(ctx, "merged")
	require.NoError(t, err)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	g := freshGenerator{rand.New(rand.NewPCG(seed, 1))}
	spans := g.spans(400)
	now := time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)

	done, err := w.db.InsertSpans(ctx, w.project, "test", slices.Clone(spans), now)
	require.NoError(t, err)
	var again Ingested
	require.NoError(t, w.db.tx(ctx, func(tx *sqlx.Tx) error {
		b := batch{spans: withSaidTags(spans), events: feedbackEvents("test", spans, now), keepCreated: true}
		for i := range b.events {
			b.events[i].Seq = int64(i)
		}
		scores := len(ownScores(b.spans))
		first, err := takePositions(ctx, tx, merged.ID, scores+len(b.events)+1)
		require.NoError(t, err)
		again, err = b.merge(ctx, tx, merged.ID, places{first, first + 1 + int64(scores), first + int64(scores+len(b.events))}, now)
		return err
	}))
	require.Equal(t, again.NewTraces, done.NewTraces)
	require.Equal(t, again.Events, done.Events)
	requireSameTables(t, w.db, w.project, merged.ID)
}

// requireSameTables compares all that ingest and folds write, but for random ids and the order of a sum.
func requireSameTables(t *testing.T, db *DB, got, want store.ProjectID) {
	t.Helper()
	for table, change := range map[string]string{
		"trace":       `- 'cost' - 'duration' || jsonb_build_object('cost', round(cost::numeric, 9), 'duration', round(duration::numeric, 6))`,
		"trace_score": `- 'value' || jsonb_build_object('value', round(value::numeric, 12))`, "span": "", "span_payload": "", "comment": "", "correction": "",
		"event": `- CASE WHEN author = 'span' THEN '{id,submission,replaces}'::text[] ELSE '{}' END`,
	} {
		all := `SELECT (to_jsonb(r) - 'project_id' ` + change + `)::text FROM ` + table + ` r WHERE project_id = $1 ORDER BY 1`
		var a, b []string
		require.NoError(t, db.x.Select(&a, all, want))
		require.NoError(t, db.x.Select(&b, all, got))
		require.Equal(t, len(a), len(b), table)
		for i := range a {
			require.Equal(t, a[i], b[i], table)
		}
	}
}

// freshGenerator makes spans of all the shapes that folding looks at.
type freshGenerator struct{ r *rand.Rand }

func (g freshGenerator) chance(p float64) bool { return g.r.Float64() < p }

func (g freshGenerator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

func (g freshGenerator) spans(traces int) []store.Span {
	start := time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)
	var all []store.Span
	for n := range traces {
		root := fmt.Sprintf("t%d", n)
		for i := range 1 + g.r.IntN(4) {
			id := fmt.Sprintf("%s/%d", root, i)
			s := store.Span{RowID: id, SpanID: id, RootSpanID: root, Position: len(all), HasCreated: g.chance(0.9), Name: g.pick("", "chat", "naïve \"q\"", "長い名前"),
				Created: start.Add(time.Duration(g.r.IntN(3)) * time.Second), Type: g.pick("", "llm", "llm", "tool"), Error: g.pick("", "", "timeout", strings.Repeat("é", 700))}
			if i > 0 || g.chance(0.2) {
				s.ParentSpanID = g.pick(root+"/0", root+"/1", "elsewhere")
			}
			if g.chance(0.2) {
				s.Context = json.RawMessage(g.pick(`{"remote_parent": true}`, `{"file": "a.go"}`))
			}
			g.fill(&s)
			all = append(all, s)
		}
	}
	g.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func (g freshGenerator) fill(s *store.Span) {
	s.Input, s.Output = json.RawMessage(`"in"`), json.RawMessage(g.pick(`"out"`, `null`, `{"a":1}`))
	if g.chance(0.3) {
		s.Expected = json.RawMessage(g.pick(`"want"`, `null`))
	}
	s.Metadata, s.Metrics = g.object(), g.metrics()
	if g.chance(0.2) {
		s.Classifications = json.RawMessage(`{"topic": [{"id": "t"}]}`)
	}
	for range g.r.IntN(3) {
		s.Tags = append(s.Tags, g.pick("b", "a", "Z", "é", "a b"))
	}
	slices.Sort(s.Tags)
	s.Tags = slices.Compact(s.Tags)
	s.Scores = g.scores()
	for range g.r.IntN(4) {
		f := store.Feedback{Source: store.Sources[g.r.IntN(3)], User: g.pick("", "ada", "bob", "span"), WireSource: g.pick("", "app"), Scores: g.scores(),
			Comment: g.pick("", "", "slow", "wrong refund")}
		if g.chance(0.2) {
			f.Anchor = &store.Anchor{Field: "output", Quote: "out", At: g.r.IntN(3) - 1}
		}
		if g.chance(0.3) {
			f.Expected = json.RawMessage(g.pick(`"better"`, `{"answer": 2}`))
		}
		if g.chance(0.5) {
			f.Metadata = g.object()
		}
		s.Feedback = append(s.Feedback, f)
	}
}

func (g freshGenerator) scores() map[string]store.Score {
	scores := map[string]store.Score{}
	for range g.r.IntN(4) {
		switch name := g.pick("rating", "tone", `odd "name"`); g.r.IntN(4) {
		case 0:
			scores[name] = store.Score{Category: g.pick("good", "bad", "<b>")}
		case 1:
			scores[name] = store.Score{}
		default:
			scores[name] = store.Num(float64(g.r.IntN(5)) / 4)
		}
	}
	return scores
}

func (g freshGenerator) metrics() json.RawMessage {
	number := func() string {
		return g.pick("1", "2.5", "1e3", "0.1e-2", "1e300", "-1", `"7"`, "null", "1e400", "1e15", "3.5")
	}
	var parts []string
	for _, name := range []string{"tokens", "prompt_tokens", "completion_tokens", "cost", "estimated_cost", "start", "end"} {
		if g.chance(0.5) {
			parts = append(parts, fmt.Sprintf("%q: %s", name, number()))
		}
	}
	return json.RawMessage("{" + strings.Join(parts, ",") + "}")
}

func (g freshGenerator) object() json.RawMessage {
	var parts []string
	for range g.r.IntN(5) {
		parts = append(parts, fmt.Sprintf("%q:%s", g.pick("k", "kk", "a", "é", "with.dot"), g.value(2)))
	}
	return json.RawMessage("{" + strings.Join(parts, ",") + "}")
}

func (g freshGenerator) value(depth int) string {
	if depth > 0 && g.chance(0.2) {
		return fmt.Sprintf(`{"zz":%s,"b":%s,"b":%s}`, g.value(depth-1), g.value(depth-1), g.value(depth-1))
	}
	if depth > 0 && g.chance(0.1) {
		return fmt.Sprintf(`[%s , %s]`, g.value(depth-1), g.value(depth-1))
	}
	return g.pick("1", "-0", "-0.0", "1.50", "1.50e1", "12e-3", "-1.2E+2", "0e7", "0.00e1", "true", "false", "null", `""`, `"a\u0041\t\n\"\\\/\u0001\u007f"`,
		`"\ud83d\ude00 é <b>&"`, `"`+strings.Repeat("x", 295)+`"`, `"`+strings.Repeat("é", 299)+`"`, `[]`, `{}`)
}
