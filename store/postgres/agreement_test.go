package postgres

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"assay/store"
	"assay/store/agreement"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// TestAnswersMakeTheTablesThatFiltersCount takes generated votes, some changed, withdrawn, taken back or settled, and holds the
// tables made of what the database reads against tables made of the votes, and every link of the page against its figure.
func TestAnswersMakeTheTablesThatFiltersCount(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	r := rand.New(rand.NewPCG(5, 6))
	var spans []store.Span
	for n := range 80 {
		id := fmt.Sprintf("t%d", n)
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Metadata: []byte(fmt.Sprintf(`{"lang": %q}`, pick(r, []string{"en", "de"})))})
	}
	w := newFilterWorld(t, spans)
	said := voted(t, w, r, spans)
	q := Query{Project: w.project, Options: w.options}
	read, err := w.db.Reviewed(ctx, q, "lang", 1000)
	require.NoError(t, err)
	require.False(t, read.Capped)
	capped, err := w.db.Reviewed(ctx, q, "", 10)
	require.NoError(t, err)
	require.True(t, capped.Capped)
	require.Equal(t, 10, capped.Items)

	options := []store.Option{{Label: "good", Value: new(1.0)}, {Label: "fair", Value: new(0.5)}, {Label: "bad", Value: new(0.0)}}
	for question, options := range map[string][]store.Option{"verdict": options, "quality": nil} {
		var got []agreement.Said
		for _, a := range read.Answers {
			if a.Question == question {
				got = append(got, agreement.Said{Item: string(a.Trace), Rater: a.Author, Score: a.Score})
			}
		}
		table := agreement.NewQuestion(options, got)
		want := agreement.NewQuestion(options, said[question])
		none := agreement.Options{Resamples: -1}
		require.Equal(t, want.Report(none), table.Report(none), question)
		require.Equal(t, want.Pairs(none), table.Pairs(none), question)
		require.Equal(t, want.PerRater(none), table.PerRater(none), question)
		require.Equal(t, want.Splits(), table.Splits(), question)

		split := filter.At("disagreement", question)
		require.Len(t, w.found(t, &filter.IsNull{X: split, Not: true}), table.Report(none).Shared)
		var items []string
		for _, s := range table.Splits() {
			items = append(items, s.Item)
		}
		slices.Sort(items)
		require.Equal(t, items, w.found(t, &filter.Compare{Op: filter.OpGreater, Left: split, Right: filter.Value(0)}), question)
		for _, p := range table.Pairs(none) {
			a, b := filter.At("answers", question, p.A), filter.At("answers", question, p.B)
			require.Len(t, w.found(t, filter.And(&filter.IsNull{X: a, Not: true}, &filter.IsNull{X: b, Not: true})), p.Items)
			differ := len(w.found(t, &filter.Compare{Op: filter.OpNotEqual, Left: a, Right: b}))
			require.InDelta(t, 1-p.Percent.Value, float64(differ)/float64(p.Items), 1e-9)
			for i, line := range p.Counts {
				for j, n := range line {
					cell := filter.And(filter.Equal(a, table.Label(p.Values[i])), filter.Equal(b, table.Label(p.Values[j])))
					require.Len(t, w.found(t, cell), n)
				}
			}
		}
	}
}

// found lists the ids of the traces that a condition selects on every way a page asks: by its text.
func (w *filterWorld) found(t *testing.T, e filter.Expr) []string {
	t.Helper()
	read, _, err := filter.Read(filter.Format(e), w.options)
	require.NoError(t, err, filter.Format(e))
	page, err := w.db.Page(context.Background(), Query{Project: w.project, Filter: read, Options: w.options}, store.Cursor{}, 500)
	require.NoError(t, err)
	var ids []string
	for _, trace := range page.Traces {
		ids = append(ids, string(trace.ID))
	}
	slices.Sort(ids)
	return ids
}

// voted lets four people answer two questions at random and returns what stands.
func voted(t *testing.T, w *filterWorld, r *rand.Rand, spans []store.Span) map[string][]agreement.Said {
	t.Helper()
	people := []string{"ann@example.org", "bo@example.org", `o'"hara`, "dan"}
	said := map[string][]agreement.Said{}
	var events []store.Event
	for i := range spans {
		trace, span := store.TraceKey(spans[i].RootSpanID), store.SpanKey(spans[i].RowID)
		say := func(author, name string, score store.Score) store.EventID {
			e := store.Event{ID: store.NewEventID(), TraceID: trace, SpanID: span, Kind: store.ScoreEvent, Source: store.Review, Author: author, Name: name,
				Score: score, Submission: store.NewEventID(), At: w.options.Now}
			events = append(events, e)
			return e.ID
		}
		for _, who := range people {
			for _, name := range []string{"verdict", "quality"} {
				score := store.Num(float64(r.IntN(5)) / 4)
				if name == "verdict" {
					score = []store.Score{{Category: "good", Number: new(1.0)}, {Category: "fair", Number: new(0.5)}, {Category: "bad", Number: new(0.0)}}[r.IntN(3)]
				}
				switch r.IntN(6) {
				case 0: // said nothing
					continue
				case 1: // changed
					say(who, name, store.Num(0.33))
				case 2: // withdrawn
					say(who, name, score)
					say(who, name, store.Score{})
					continue
				case 3: // what replaced it was taken back
					say(who, name, score)
					wrong := say(who, name, store.Num(0.1))
					events = append(events, store.Event{ID: store.NewEventID(), TraceID: trace, SpanID: span, Kind: store.RetractEvent, Source: store.Review, Retracts: wrong,
						Submission: store.NewEventID(), At: w.options.Now})
					said[name] = append(said[name], agreement.Said{Item: string(trace), Rater: who, Score: score})
					continue
				}
				say(who, name, score)
				said[name] = append(said[name], agreement.Said{Item: string(trace), Rater: who, Score: score})
			}
		}
		if i%3 == 0 {
			say(people[0], "verdict", store.Score{Category: "good", Number: new(1.0)})
			events[len(events)-1].Adjudicates = true
		}
		say("", "verdict", store.Num(0)) // without an author: nobody to compare with
	}
	_, err := w.db.Append(t.Context(), w.project, events, w.options.Now)
	require.NoError(t, err)
	return said
}

func TestASettledQuestionOutranksVotes(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	w := newFilterWorld(t, []store.Span{{RowID: "a", SpanID: "a", RootSpanID: "a"}})
	vote := func(author string, v float64, settles bool) store.EventID {
		id := store.NewEventID()
		_, err := w.db.Append(ctx, w.project, []store.Event{{ID: id, TraceID: store.TraceKey("a"), SpanID: store.SpanKey("a"), Kind: store.ScoreEvent, Source: store.Review,
			Author: author, Name: "quality", Score: store.Num(v), Submission: id, AccountID: 3, Adjudicates: settles, At: w.options.Now}}, w.options.Now)
		require.NoError(t, err)
		return id
	}
	value := func() float64 {
		trace, err := w.db.Trace(ctx, w.project, store.TraceKey("a"))
		require.NoError(t, err)
		return *trace.BySource[store.Review]["quality"].Number
	}
	vote("ann", 1, false)
	vote("bo", 0, false)
	require.Equal(t, 0.5, value())
	settlement := vote("ann", 0.75, true)
	require.Equal(t, 0.75, value(), "outranks the votes, also the own one")
	vote("ann", 0.25, false)
	require.Equal(t, 0.75, value(), "a later vote is one vote more and settles nothing")
	require.Len(t, w.matching(t, "disagreement.quality = 0.25 AND settled.quality AND answers.quality.ann = 0.25"), 1)
	_, err := w.db.Undo(ctx, w.project, 3, settlement, w.options.Now)
	require.NoError(t, err)
	require.Equal(t, 0.125, value(), "taken back, the votes count again")
	require.Len(t, w.matching(t, "NOT settled.quality"), 1)
}
