package postgres_test

import (
	"context"
	"fmt"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// approves approves a value on the trace of a row. That writes no version, and what the editor's draft has of the rows of that trace is the
// value, but where it takes the row out. Taking it back at once restores the draft to the byte.
func (h *history) approves() {
	ctx := context.Background()
	row, there := h.any()
	if !there || row.OriginSpan == "" {
		return
	}
	of, newest, before := h.editors[h.r.IntN(len(h.editors))], h.newest(), h.state(0)
	others := h.editors[0]
	if others == of {
		others = h.editors[1]
	}
	mine, theirs := h.drafted(of), h.drafted(others)
	s := postgres.Submission{ID: store.NewEventID(), Trace: row.OriginTrace, Span: row.OriginSpan, Account: store.Account{ID: of.Account, Email: "ada@example.org"},
		Expected: string(text(fmt.Sprint("approved ", h.r.IntN(3)))), Approve: true, Drafts: true, Now: h.now}
	require.NoError(h.t, h.db.Submit(ctx, h.project, s))
	require.Equal(h.t, newest, h.newest(), "no expected value reaches a version without a commit")
	require.Equal(h.t, before, h.state(0))
	require.Equal(h.t, theirs, h.drafted(others), "a draft is its owner's")
	now := h.drafted(of)
	wanted, drafted := now[row.ID]
	if !drafted {
		wanted = draft.Of(row)
	}
	if !wanted.Removed {
		require.True(h.t, draft.Equal(wanted.Expected, []byte(s.Expected)), "%s wants %s", row.ID, wanted.Expected)
	}
	if h.r.IntN(2) == 0 {
		h.takeBack(s)
		require.Equal(h.t, mine, h.drafted(of))
		require.Equal(h.t, before, h.state(0))
	}
}
