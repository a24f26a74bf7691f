package postgres_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/adding"

	"github.com/stretchr/testify/require"
)

// asking logs a trace whose input is a question.
func (g *goldmine) asking(n int, question string) store.TraceID {
	g.t.Helper()
	return g.trace(n, func(s *store.Span) { s.Input = text(question) })
}

// origins are the traces that a row came from, by its provenance.
func origins(t *testing.T, row store.DatasetRow) []string {
	t.Helper()
	var entries []struct {
		RootSpanID string `json:"root_span_id"`
	}
	require.NoError(t, json.Unmarshal(row.Provenance, &entries))
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.RootSpanID)
	}
	return ids
}

const longQuestion = "Where is the parcel with the number 4711 that I ordered on the third of May and that should have come a week ago already"

func TestDuplicatesByContentAreMerged(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.asking(1, "Where?")
	g.asking(2, "When?")
	g.carryOut(g.ask(nil))
	g.asking(3, "Where?")
	g.asking(4, "Why?")
	g.asking(5, "Why?")
	g.say(3, func(e *store.Event) { e.Body = `"There."` })

	report := g.carryOut(g.ask(nil))
	require.Equal(t, adding.Tally{Found: 2, Skipped: 2}, report.Tally[adding.Origin])
	require.Equal(t, adding.Tally{Found: 2, Merged: 2}, report.Tally[adding.Content])
	require.Equal(t, 1, report.Inserted)
	require.Equal(t, 1, report.Merged, "the other went into a new row")
	require.Equal(t, []string{`"Where?" → "There."`, `"When?" → `, `"Why?" → `}, g.contents(0))
	rows := g.rows(0)
	require.Equal(t, []string{"trace 001", "trace 003"}, origins(t, rows[0]))
	require.Equal(t, store.FromReviewer, rows[0].ExpectedFrom)
	require.Equal(t, []string{"trace 004", "trace 005"}, origins(t, rows[2]))

	again := g.carryOut(g.ask(nil))
	require.Zero(t, again.Version, "merging twice changes nothing: %+v", again)

	undone := g.undo(report.Version)
	require.Equal(t, 1, undone.Updated)
	require.Equal(t, 1, undone.Deleted)
	require.Equal(t, []string{`"Where?" → `, `"When?" → `}, g.contents(0))
	require.Equal(t, []string{"trace 001"}, origins(t, g.rows(0)[0]))
}

func TestDuplicatesAreWhatThePlanMakesOfThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		of   adding.Duplicates
		want []string
	}{
		"skip":   {adding.Duplicates{Origin: adding.Skip, Content: adding.Skip, Near: adding.Skip, Similarity: 0.8}, []string{"Where? 1", longQuestion + " 1", "How? 1"}},
		"merge":  {adding.Duplicates{Origin: adding.Merge, Content: adding.Merge, Near: adding.Merge, Similarity: 0.8}, []string{"Where? 2", longQuestion + " 2", "How? 1"}},
		"insert": {adding.Duplicates{Origin: adding.Insert, Content: adding.Insert, Near: adding.Insert, Similarity: 0.8}, []string{"Where? 1", longQuestion + " 1", "Where? 1", longQuestion + " 1", "Where? 1", longQuestion + "! 1", "How? 1"}},
		"unseen": {adding.Duplicates{Origin: adding.Skip, Content: adding.Insert, Near: adding.Skip}, []string{"Where? 1", longQuestion + " 1", "Where? 1", longQuestion + "! 1", "How? 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGoldmine(t)
			g.asking(1, "Where?")
			g.asking(2, longQuestion)
			g.carryOut(g.ask(nil))
			g.asking(3, "Where?")
			g.asking(4, longQuestion+"!")
			g.asking(5, "How?")
			g.carryOut(g.ask(func(p *adding.Plan) { p.Duplicates = c.of }))
			var got []string
			for _, r := range g.rows(0) {
				var input string
				require.NoError(t, json.Unmarshal(r.Input, &input))
				got = append(got, fmt.Sprint(input, " ", len(origins(t, r))))
			}
			require.Equal(t, c.want, got)
		})
	}
}

// TestWhatWouldBeAddedToANewDataset looks at more candidates than are compared together, of which a later one is like the first.
func TestWhatWouldBeAddedToANewDataset(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	var spans []store.Span
	for i := range 400 {
		id := fmt.Sprintf("many %03d", i)
		input := ""
		for k := range 12 {
			input += strconv.FormatInt(int64(i+1)*1_000_003*int64(k+3)*999_983, 36) + " "
		}
		if i == 0 || i == 399 {
			input = longQuestion + strings.Repeat("!", i%2)
		}
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: g.now.Add(-time.Duration(i) * time.Minute), HasCreated: true, Input: text(input)})
	}
	_, err := g.db.InsertSpans(t.Context(), g.project, "test", spans, g.now)
	require.NoError(t, err)

	ask := g.ask(func(p *adding.Plan) { p.Sample = adding.Sample{Kind: adding.Newest, Rows: 5} })
	ask.Dataset = 0
	preview, err := g.db.PreviewAdd(t.Context(), ask, 10, g.now)
	require.NoError(t, err)
	require.True(t, preview.Compared)
	require.Equal(t, 5, preview.Report.Taken)

	ask = g.ask(nil)
	ask.Dataset, ask.Dry = 0, true
	report := g.carryOut(ask)
	require.Equal(t, 1, report.Tally[adding.Near].Found)
	datasets, err := g.db.Datasets(t.Context(), g.project)
	require.NoError(t, err)
	require.Len(t, datasets, 1, "nothing stays of a look")
}

func TestSingleTracesMayBeDecidedOtherwise(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.asking(1, "Where?")
	g.carryOut(g.ask(nil))
	g.asking(2, "Where?")
	g.asking(3, "Where?")
	g.asking(4, longQuestion)
	g.asking(5, longQuestion+" and still has not")
	span := func(n int) string { return string(store.SpanKey(fmt.Sprintf("row trace %03d", n))) }
	report := g.carryOut(g.ask(func(p *adding.Plan) {
		p.Choices = map[string]adding.Action{span(1): adding.Insert, span(2): adding.Insert, span(3): adding.Skip, span(4): adding.Skip, span(5): adding.Merge}
	}))
	require.Equal(t, map[adding.Kind]adding.Tally{adding.Origin: {Found: 1, Inserted: 1}, adding.Content: {Found: 2, Skipped: 1, Inserted: 1}, adding.Near: {Found: 1, Merged: 1}}, report.Tally)
	require.Equal(t, 3, report.Inserted, "what is no duplicate is not skipped")
}

func TestNearDuplicatesAreShownWithWhatTheyAreLike(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.asking(1, longQuestion)
	g.carryOut(g.ask(nil))
	first := g.rows(0)[0].ID
	near := g.asking(2, strings.ToUpper(longQuestion))
	almost := g.asking(3, longQuestion+", or so they said")
	g.asking(4, "Something else altogether, which nobody has asked before")

	ask := g.ask(nil)
	preview, err := g.db.PreviewAdd(t.Context(), ask, 10, g.now)
	require.NoError(t, err)
	require.True(t, preview.Whole)
	require.True(t, preview.Compared)
	require.Equal(t, adding.Tally{Found: 2, Inserted: 2}, preview.Report.Tally[adding.Near])
	require.Equal(t, adding.Near, preview.Report.Pairs[0].Kind)
	require.Equal(t, near, preview.Report.Pairs[0].Trace)
	require.Equal(t, first, preview.Report.Pairs[0].Row)
	require.InDelta(t, 1, preview.Report.Pairs[0].Similarity, 0, "case is no difference")
	require.Equal(t, longQuestion, preview.Report.Pairs[0].Other)
	require.Equal(t, almost, preview.Report.Pairs[1].Trace)
	require.Greater(t, preview.Report.Pairs[1].Similarity, 0.8)
	require.Equal(t, adding.Origin, preview.Report.Pairs[2].Kind, "exact ones come after")
	require.Len(t, g.rows(0), 1, "looking writes nothing")

	ask.Plan.Duplicates.Near = adding.Merge
	report := g.carryOut(ask)
	require.Equal(t, 1, report.Inserted)
	require.Equal(t, []string{"trace 001", "trace 002", "trace 003"}, origins(t, g.rows(0)[0]))
}

func TestLeaksBetweenSplitsAreToldBeforeTheyHappen(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.asking(1, longQuestion)
	g.asking(2, "Where?")
	into := func(split string) func(*adding.Plan) {
		return func(p *adding.Plan) { p.Split, p.Duplicates.Content = split, adding.Insert }
	}
	g.carryOut(g.ask(into("holdout")))
	leaking := g.asking(3, longQuestion+"!")
	g.asking(4, "Where?")
	g.asking(5, "Something else altogether, which nobody has asked before")

	r := g.ask(into("train"))
	r.Dry = true
	report := g.carryOut(r)
	require.Equal(t, 2, report.Leaks)
	require.True(t, report.Pairs[0].Leak)
	require.Equal(t, leaking, report.Pairs[0].Trace)
	require.Equal(t, "holdout", report.Pairs[0].Split)
	for _, split := range []string{"holdout", ""} {
		r.Plan.Split = split
		require.Zero(t, g.carryOut(r).Leaks, "in the split %q", split)
	}
	r.Plan = adding.Default()
	r.Plan.Split, r.Plan.Duplicates.Near = "train", adding.Skip
	require.Zero(t, g.carryOut(r).Leaks, "what is not inserted leaks nowhere")
	require.Len(t, g.rows(0), 2, "a dry run writes nothing")
}

func TestInputsWithoutWordsAreLikeNone(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.asking(1, "?!")
	g.asking(2, "…")
	g.trace(3, func(s *store.Span) { s.Input = nil })
	g.trace(4, func(s *store.Span) { s.Input = nil })
	report := g.carryOut(g.ask(nil))
	require.Equal(t, 4, report.Inserted)
	require.Empty(t, report.Tally)
}

func TestSamples(t *testing.T) {
	t.Parallel()
	topics := func(g *goldmine, from int, list string) { // one letter a trace
		for i, topic := range strings.Split(list, "") {
			g.trace(from+i, func(s *store.Span) { s.Metadata = json.RawMessage(`{"topic":"` + topic + `"}`) })
		}
	}
	taken := func(g *goldmine) string {
		found := ""
		for _, r := range g.rows(0) {
			var m struct{ Topic string }
			require.NoError(g.t, json.Unmarshal(r.Metadata, &m))
			found += m.Topic
		}
		return found
	}
	with := func(s adding.Sample) func(*adding.Plan) {
		return func(p *adding.Plan) { p.Sample = s }
	}
	topic := path("metadata.topic")

	t.Run("the newest that are not there yet", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		topics(g, 1, "abcdef")
		require.Equal(t, 2, g.carryOut(g.ask(with(adding.Sample{Kind: adding.Newest, Rows: 2}))).Taken)
		require.Equal(t, "ef", taken(g))
		g.carryOut(g.ask(with(adding.Sample{Kind: adding.Newest, Rows: 3})))
		require.Equal(t, "efbcd", taken(g))
	})
	t.Run("random by seed, a larger sample containing a smaller one", func(t *testing.T) {
		t.Parallel()
		small, large, other := newGoldmine(t), newGoldmine(t), newGoldmine(t)
		for _, g := range []*goldmine{small, large, other} {
			topics(g, 1, "abcdefghijklmnopqrst")
		}
		small.carryOut(small.ask(with(adding.Sample{Kind: adding.Random, Rows: 5, Seed: 1})))
		large.carryOut(large.ask(with(adding.Sample{Kind: adding.Random, Rows: 9, Seed: 1})))
		other.carryOut(other.ask(with(adding.Sample{Kind: adding.Random, Rows: 5, Seed: 2})))
		require.Len(t, taken(small), 5)
		for _, letter := range taken(small) {
			require.Contains(t, taken(large), string(letter))
		}
		require.NotEqual(t, taken(small), taken(other))
	})
	t.Run("stratified in proportion", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		topics(g, 1, "aaaaaaaaaaaabbbbbbcc")
		g.carryOut(g.ask(with(adding.Sample{Kind: adding.Stratified, Rows: 10, Segment: topic})))
		require.Equal(t, "aaaaaabbbc", taken(g))
	})
	t.Run("a quota counts what is there and fills up", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		topics(g, 1, "aaabb")
		g.trace(90, func(s *store.Span) { s.Metadata = nil })
		quota := with(adding.Sample{Kind: adding.Quota, Rows: 2, Segment: topic})
		require.Equal(t, 5, g.carryOut(g.ask(quota)).Inserted)
		require.Equal(t, "aabb", taken(g))
		topics(g, 10, "abcc")
		report := g.carryOut(g.ask(quota))
		require.Equal(t, 2, report.Inserted)
		require.Equal(t, 3, report.Segments)
		require.Equal(t, 1, report.Unsegmented)
		require.Equal(t, "aabbcc", taken(g))
		require.Equal(t, 5, report.Tally[adding.Origin].Skipped)
	})
}
