package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"assay/store"
	"assay/store/adding"
	"assay/store/draft"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// approve approves a text as the expected output of the root of a trace, on behalf of the owner of a draft.
func (g *goldmine) approve(of postgres.DraftOf, n int, expected string) postgres.Submission {
	g.t.Helper()
	id := fmt.Sprintf("trace %03d", n)
	s := postgres.Submission{ID: store.NewEventID(), Trace: store.TraceKey(id), Span: store.SpanKey("row " + id), Account: store.Account{ID: of.Account, Email: "ada@example.org"},
		Expected: string(text(expected)), Approve: true, Drafts: true, Now: g.now}
	require.NoError(g.t, g.db.Submit(context.Background(), g.project, s))
	return s
}

// drafted is what a draft makes of the rows that it has, by their ids.
func (g *goldmine) drafted(of postgres.DraftOf) map[string]draft.Row {
	g.t.Helper()
	rows, err := g.db.DraftRows(context.Background(), of, 0, 1000)
	require.NoError(g.t, err)
	all := map[string]draft.Row{}
	for _, r := range rows {
		all[r.ID] = r.Mine
	}
	return all
}

func (g *goldmine) notes(s postgres.Submission) []store.DraftNote {
	g.t.Helper()
	notes, err := g.db.DraftNotes(context.Background(), g.project, s.Account.ID, s.ID)
	require.NoError(g.t, err)
	return notes
}

func (g *goldmine) takeBack(s postgres.Submission) {
	g.t.Helper()
	_, err := g.db.Undo(context.Background(), g.project, s.Account.ID, s.ID, g.now)
	require.NoError(g.t, err)
}

func TestApprovingWritesTraceAndDraft(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	put := func(rows, byHand int) []store.DraftNote {
		return []store.DraftNote{{Dataset: "gold", Outcome: store.DraftPut, Rows: rows, ByHand: byHand}}
	}

	t.Run("together, and no committed version without a commit", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.BestExpected, g.trace(1, nil), g.trace(2, nil))
		before, rows, ada := g.contents(0), g.rows(0), g.editor("ada@example.org")
		s := g.approve(ada, 1, "better")
		p, err := g.db.Payload(ctx, g.project, s.Span)
		require.NoError(t, err)
		require.Equal(t, `"better"`, p.Expected)
		require.Equal(t, put(1, 0), g.notes(s))
		require.Equal(t, before, g.contents(0))
		mine := g.drafted(ada)
		require.Len(t, mine, 1)
		require.Equal(t, `"better"`, string(mine[rows[0].ID].Expected))
		require.Empty(t, g.drafted(g.editor("bob@example.org")), "it is the draft of whoever approved")

		_, err = g.commit(ada)
		require.NoError(t, err)
		require.Equal(t, `"better"`, string(g.rows(0)[0].Expected))
		require.Equal(t, store.FromApproved, g.rows(0)[0].ExpectedFrom)
		require.Contains(t, string(g.rows(0)[0].Provenance), `"decided_by": "ada@example.org"`, "the row knows who approved")
		require.NotContains(t, string(rows[0].Provenance), "decided_by")
		require.Empty(t, g.notes(g.approve(ada, 1, "better")), "the row says it already")
		require.Empty(t, g.drafted(ada))
	})

	t.Run("and taking it back restores the draft to the byte", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.BestExpected, g.trace(1, nil), g.trace(2, nil))
		rows, ada := g.rows(0), g.editor("ada@example.org")
		g.draft(ada, rows[0].ID, func(r *draft.Row) {
			r.Input, r.Expected, r.Metadata, r.Tags = json.RawMessage(`{"q": "<1>"}`), text("by hand"), json.RawMessage(`{"k":  [1.0]}`), []string{"a"}
		})
		was := g.drafted(ada)
		first := g.approve(ada, 1, "better")
		require.Equal(t, put(1, 1), g.notes(first))
		second, other := g.approve(ada, 1, "best"), g.approve(ada, 2, "two")
		require.Equal(t, `"best"`, string(g.drafted(ada)[rows[0].ID].Expected))
		require.Equal(t, []string{"a"}, g.drafted(ada)[rows[0].ID].Tags)
		g.takeBack(second)
		require.Equal(t, `"better"`, string(g.drafted(ada)[rows[0].ID].Expected))
		g.takeBack(first)
		g.takeBack(other)
		require.Equal(t, was, g.drafted(ada))
		require.Equal(t, store.DraftBack, g.notes(first)[0].Outcome)
		require.NoError(t, g.db.Submit(ctx, g.project, first), "sent again after it was taken back")
		require.Equal(t, was, g.drafted(ada))
	})

	t.Run("but leaves what was edited or committed since", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.BestExpected, g.trace(1, nil), g.trace(2, nil))
		rows, ada := g.rows(0), g.editor("ada@example.org")
		edited, committed := g.approve(ada, 1, "better"), g.approve(ada, 2, "two")
		g.draft(ada, rows[0].ID, func(r *draft.Row) { r.Tags = []string{"checked"} })
		require.Equal(t, store.FromApproved, g.drafted(ada)[rows[0].ID].From)
		kept := g.drafted(ada)
		g.takeBack(edited)
		require.Equal(t, kept, g.drafted(ada))
		require.Equal(t, store.DraftEdited, g.notes(edited)[0].Outcome)
		_, err := g.commit(ada)
		require.NoError(t, err)
		g.takeBack(committed)
		require.Empty(t, g.drafted(ada))
		require.Equal(t, store.DraftGone, g.notes(committed)[0].Outcome)
		require.Equal(t, `"two"`, string(g.rows(0)[1].Expected))
	})

	t.Run("and never fails for what a draft may not have", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.OutputExpected, g.trace(1, nil), g.trace(2, nil), g.trace(3, nil), g.trace(4, nil))
		rows, ada := g.rows(0), g.editor("ada@example.org")
		g.draft(ada, rows[0].ID, func(r *draft.Row) { r.Split = "holdout" })
		g.draft(ada, rows[2].ID, expecting("typed here"))
		_, err := g.commit(ada)
		require.NoError(t, err)
		require.NoError(t, g.db.LockSplit(ctx, g.project, g.by("ada@example.org"), "holdout", true))
		g.draft(ada, rows[1].ID, func(r *draft.Row) { r.Removed = true })
		one := func(n int, outcome store.DraftOutcome, byHand int) {
			s := g.approve(ada, n, "approved")
			require.Equal(t, []store.DraftNote{{Dataset: "gold", Outcome: outcome, Rows: 1, ByHand: byHand}}, g.notes(s))
			g.takeBack(s)
		}
		one(1, store.DraftLocked, 0)
		one(2, store.DraftRemoved, 0)
		one(3, store.DraftPut, 1)
		require.Len(t, g.drafted(ada), 1)
		require.True(t, g.drafted(ada)[rows[1].ID].Removed)
	})

	t.Run("also by a decision about someone's proposal, and only with the right to write drafts", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.BestExpected, g.trace(1, nil))
		ada := g.editor("ada@example.org")
		correction := g.say(1, func(e *store.Event) { e.Source, e.Author, e.Body = store.User, "bob", `"from bob"` })
		d := postgres.Decision{Trace: store.TraceKey("trace 001"), Correction: correction, Verdict: store.Approved, Account: store.Account{ID: ada.Account, Email: "ada@example.org"}, Now: g.now}
		s, err := g.db.Decide(ctx, g.project, d)
		require.NoError(t, err)
		require.Empty(t, g.drafted(ada))
		_, err = g.db.Undo(ctx, g.project, ada.Account, s.ID, g.now)
		require.NoError(t, err)
		d.Drafts = true
		_, err = g.db.Decide(ctx, g.project, d)
		require.NoError(t, err)
		require.Len(t, g.drafted(ada), 1)
		d.Verdict = store.Rejected
		_, err = g.db.Decide(ctx, g.project, d)
		require.NoError(t, err)
		require.Len(t, g.drafted(ada), 1, "what is rejected is no value for anyone to expect")
	})

	t.Run("in every dataset that has rows of the span, also merged ones", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		twin := func(s *store.Span) { s.Input = text("the same") }
		ada, other := g.editor("ada@example.org"), *g
		d, err := g.db.CreateDataset(ctx, g.project, "silver", "")
		require.NoError(t, err)
		other.dataset = d.ID
		ids := []store.TraceID{g.trace(1, twin), g.trace(2, twin)}
		plan := adding.Default()
		plan.Duplicates = adding.Duplicates{Origin: adding.Skip, Content: adding.Merge, Near: adding.Insert}
		_, err = g.db.Add(ctx, postgres.AddRequest{Source: g.project, Only: ids, Project: g.project, Dataset: g.dataset, Plan: plan, Author: "ada", Asked: g.now}, g.now)
		require.NoError(t, err)
		require.Len(t, g.rows(0), 1)
		other.add(postgres.BestExpected, ids[1])
		s := g.approve(ada, 2, "better")
		require.Len(t, g.drafted(ada), 1)
		require.Len(t, g.drafted(postgres.DraftOf{Project: g.project, Dataset: d.ID, Account: ada.Account}), 1)
		require.Len(t, g.notes(s), 2)
		in, err := g.db.DatasetsOfSpan(ctx, g.project, s.Trace, s.Span)
		require.NoError(t, err)
		require.Equal(t, []string{"gold", "silver"}, in)
	})
}
