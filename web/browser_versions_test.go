package web

import (
	"context"
	"encoding/json"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// versionPages are addresses of the pages about drafts and versions of a dataset. Everyone has an edit of the row in their draft.
func (s *site) versionPages(d store.Dataset, row string) map[string]string {
	s.t.Helper()
	ctx := context.Background()
	value, err := json.Marshal(hostile)
	require.NoError(s.t, err)
	clean, err := draft.Parse(string(value))
	require.NoError(s.t, err)
	change := postgres.DraftEdit{ID: row, Apply: func(r draft.Row) draft.Row {
		r.Expected, r.Split, r.Tags = clean, safeName, []string{safeName}
		return r
	}}
	for _, account := range s.people {
		of := postgres.DraftOf{Project: s.project.ID, Dataset: d.ID, Account: account.ID}
		_, err := s.db.EditDraft(ctx, of, []postgres.DraftEdit{change}, s.clock.now())
		require.NoError(s.t, err)
	}
	w := postgres.DatasetWrite{Dataset: d.ID, Author: "ada@example.org", Note: safeName, Now: s.clock.now()}
	require.NoError(s.t, s.db.SetEnvironment(ctx, s.project.ID, w, "production", d.Version))
	require.NoError(s.t, s.db.LockSplit(ctx, s.project.ID, w, "a locked <b>split</b>", true))
	return map[string]string{
		"draft": views.DraftURL("demo", d.Name, 0), "versions": views.VersionsURL("demo", d.Name, 0), "compared": views.CompareURL("demo", d.Name, views.CompareQuery{To: d.Version}),
		"editing in the table": views.RowsURL("demo", d.Name, views.RowsQuery{Edit: row}), "rows that match": views.RowsURL("demo", d.Name, views.RowsQuery{Filter: "expected IS NOT NULL"}),
	}
}
