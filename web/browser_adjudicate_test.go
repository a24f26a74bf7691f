package web

import (
	"fmt"
	"testing"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// contested lets a reviewer and an admin answer tone and correct on n traces of the journey and differ on all but the last.
func (a *app) contested(n int) {
	a.t.Helper()
	configs := a.configs()
	answer := func(i int, who store.Account, label string, value, share float64) {
		sub := postgres.Submission{ID: store.NewEventID(), Trace: journeyTrace(i), Span: store.SpanKey(fmt.Sprint("j", i)), Account: who, Complete: true, Now: a.clock.now(),
			Comment: "Says " + who.Email + ".", Answers: []store.Answer{{Config: configs[0], Score: store.Num(share)}, {Config: configs[1], Score: store.Score{Category: label, Number: &value}}}}
		require.NoError(a.t, a.db.Submit(a.t.Context(), a.project.ID, sub))
	}
	for i := range n {
		answer(i, a.people[store.Reviewer], "good", 1, 0.75)
		if i < n-1 {
			answer(i, a.people[store.Admin], "bad", 0, 0.25)
		} else {
			answer(i, a.people[store.Admin], "good", 1, 0.75)
		}
	}
}

// TestBrowserAdjudication settles disagreements with the keyboard: a side, a third answer, a skip, and takes one back.
func TestBrowserAdjudication(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ask()
	s.importLines(journeyLines(6))
	s.contested(6)
	b := s.as(s.people[store.Curator])
	b.open("/p/demo/review/adjudicate?question=tone")
	b.painted("1") // the newest: j4, as j5 is agreed on
	b.says(".sides", "Says reviewer@example.org.")
	release := s.hang()
	b.press("c")
	b.write("The depot is right.")
	b.press("Escape", "2")
	b.painted("2")
	b.press("3") // the third answer: nobody said fair
	b.painted("3")
	require.Equal(t, 0.5, *s.score(journeyTrace(4), "tone").Number, "a key waits for no request: this is still the mean of the votes")
	release()
	b.saved()
	b.press("s")
	b.painted("4")
	b.saved()
	require.Equal(t, 1.0, *s.score(journeyTrace(4), "tone").Number, "sides of as many people stand in the order of their answers: bad, good")
	require.Equal(t, 0.5, *s.score(journeyTrace(3), "tone").Number)
	require.Equal(t, []string{"settled tone as fair"}, s.decisions(journeyTrace(3)))
	require.Equal(t, []string{"settled tone as good: The depot is right."}, s.decisions(journeyTrace(4)))
	require.Equal(t, []string{"skipped"}, s.decisions(journeyTrace(2)))
	b.press("1")
	b.painted("5")
	b.saved()
	require.Equal(t, 0.0, *s.score(journeyTrace(1), "tone").Number)
	b.press("u")
	b.painted("4")
	b.says("#notices", "Took back: settled tone as bad")
	require.Equal(t, 0.5, *s.score(journeyTrace(1), "tone").Number, "exactly as before")
	require.Empty(t, s.decisions(journeyTrace(1)))
	b.accessible("adjudication")
	b.fits("adjudication")

	b.open("/p/demo/review/adjudicate?question=correct")
	b.painted("1")
	b.press("w")
	b.write("60")
	b.press("Enter") // in the field: the form's own way of settling
	b.painted("2")
	b.saved()
	require.Equal(t, 0.6, *s.score(journeyTrace(4), "correct").Number)
	for where, path := range map[string]string{
		"agreement": views.AgreementURL("demo", views.AgreementQuery{Question: "tone", Segment: "k", A: "admin@example.org", B: "reviewer@example.org"}),
		"judge":     views.JudgeURL("demo", views.JudgeQuery{}),
	} {
		b.open(path)
		eval[bool](b, `(document.querySelectorAll("main details").forEach(d => d.open = true), true)`)
		b.accessible(where)
		b.fits(where)
	}
}

// score is the folded value of reviewers.
func (a *app) score(trace store.TraceID, name string) store.Score {
	a.t.Helper()
	found, err := a.db.Trace(a.t.Context(), a.project.ID, trace)
	require.NoError(a.t, err)
	return found.BySource[store.Review][name]
}

// decisions are the standing words of curators on a trace.
func (s *site) decisions(trace store.TraceID) []string {
	var out []string
	for _, e := range s.history(trace) {
		if e.Author == s.people[store.Curator].Email {
			out = append(out, views.Words(e))
		}
	}
	return out
}
