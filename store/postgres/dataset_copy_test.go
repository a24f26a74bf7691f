package postgres_test

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/store/draft"
	"assay/store/postgres"
	"assay/store/schema"

	"github.com/stretchr/testify/require"
)

// copying is a request that copies all rows of the goldmine to another dataset of a project, skipping what is there.
func (g *goldmine) copying(to store.ProjectID, dataset int) postgres.CopyRequest {
	return postgres.CopyRequest{Source: g.project, From: g.dataset, Version: g.newest(), Asked: g.now, Project: to, Dataset: dataset,
		Duplicates: adding.Duplicates{Origin: adding.Skip, Content: adding.Skip}, Author: "ada@example.org"}
}

// elsewhere is a goldmine of an empty dataset in another project of the same database.
func (g *goldmine) elsewhere(name string) *goldmine {
	g.t.Helper()
	p, _, err := g.db.CreateProject(g.t.Context(), name)
	require.NoError(g.t, err)
	d, err := g.db.CreateDataset(g.t.Context(), p.ID, "gold", "")
	require.NoError(g.t, err)
	return &goldmine{t: g.t, db: g.db, project: p.ID, dataset: d.ID, now: g.now}
}

func (g *goldmine) copied(r postgres.CopyRequest) postgres.CopyReport {
	g.t.Helper()
	report, err := g.db.CopyRows(g.t.Context(), r, g.now)
	require.NoError(g.t, err)
	return report
}

func TestRowsAreCopiedToAnotherProject(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	trace := g.trace(1, nil)
	g.say(1, func(e *store.Event) { e.Body = `"There."` })
	g.add(postgres.BestExpected, trace)
	require.NoError(t, g.insert(change("typed", `{"q": 1}`, `"one"`)))
	of := g.editor("ada@example.org")
	g.draft(of, "typed", func(r *draft.Row) { r.Split, r.Tags = "holdout", []string{"hard"} })
	_, err := g.commit(of)
	require.NoError(t, err)
	from := g.rows(0)

	other := g.elsewhere("theirs")
	report := g.copied(g.copying(other.project, other.dataset))
	require.Equal(t, 2, report.Inserted)
	require.Equal(t, other.newest(), report.Version, "one version")
	rows := other.rows(0)
	require.Len(t, rows, 2)
	for i, r := range rows {
		require.NotEqual(t, from[i].ID, r.ID)
		require.Equal(t, string(from[i].Input), string(r.Input))
		require.Equal(t, string(from[i].Expected), string(r.Expected))
		require.Equal(t, from[i].ExpectedFrom, r.ExpectedFrom)
		require.JSONEq(t, string(from[i].Metadata), string(r.Metadata))
		require.Equal(t, from[i].Tags, r.Tags)
		require.Equal(t, from[i].Split, r.Split)
		var entries []struct {
			Project    store.ProjectID
			Trace      store.TraceID
			RootSpanID string `json:"root_span_id"`
			Copied     *adding.CopyOf
		}
		require.NoError(t, json.Unmarshal(r.Provenance, &entries))
		last := entries[len(entries)-1]
		require.Equal(t, from[i].ID, last.Copied.Row)
		require.Equal(t, "gold", last.Copied.Name)
		require.Equal(t, g.newest(), last.Copied.Version)
		if i == 0 {
			require.Equal(t, g.project, r.OriginProject)
			require.Equal(t, trace, r.OriginTrace)
			require.Equal(t, g.project, entries[0].Project, "the trace stays one of the first project")
			require.Equal(t, "trace 001", entries[0].RootSpanID)
		}
	}
	again := g.copied(g.copying(other.project, other.dataset))
	require.Zero(t, again.Version)
	require.Equal(t, map[adding.Kind]adding.Tally{adding.Origin: {Found: 1, Skipped: 1}, adding.Content: {Found: 1, Skipped: 1}}, again.Tally)

	require.Equal(t, 2, other.undo(report.Version).Deleted)
	require.Empty(t, other.rows(0))
}

func TestWhatACopyMakesOfDuplicatesAndSplits(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	require.NoError(t, g.insert(change("a", `"same"`, `"one"`), change("b", `"same"`, `"two"`), change("c", `"other"`, `"three"`)))
	other := g.elsewhere("theirs")
	require.NoError(t, other.insert(change("x", `"same"`, ``)))

	r := g.copying(other.project, other.dataset)
	r.Duplicates.Content, r.Split = adding.Merge, new(string)
	*r.Split = "train"
	report := g.copied(r)
	require.Equal(t, 1, report.Inserted)
	require.Equal(t, 2, report.Merged)
	require.Equal(t, []string{`"same" → "one"`, `"other" → "three"`}, other.contents(0), "a row without an expected value takes the first")
	require.Equal(t, "train", other.rows(0)[1].Split)
	require.Zero(t, g.copied(r).Version, "merging the same again changes nothing")

	r.Duplicates.Content, r.Rows, r.Split = adding.Insert, []string{"a", "b", "never"}, nil
	require.Equal(t, 2, g.copied(r).Inserted, "rows that say the same where they come from do so where they go")

	r.Rows, r.Filter, r.Version = nil, "expected = 'two'", g.newest()
	g.remove("b")
	require.Equal(t, 1, g.copied(r).Rows, "the version fixes which rows match")
}

func TestACopyIsHeldToTheSchemaAndTheLocksOfItsTarget(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	require.NoError(t, g.insert(change("a", `"q"`, `"fits"`), change("b", `"r"`, `3`)))
	other := g.elsewhere("theirs")
	require.NoError(t, other.insert(change("x", `"y"`, `"z"`)))
	other.hold(schema.Expected, `{"type":"string"}`)
	at := other.newest()

	r := g.copying(other.project, other.dataset)
	_, trial, err := g.db.TryCopy(ctx, r, 100, g.now)
	require.NoError(t, err)
	require.Equal(t, 1, trial.Unfit.Rows)
	require.Contains(t, trial.Unfit.First[0].Words(), "make it text")
	require.Equal(t, at, other.newest())
	require.Len(t, other.rows(0), 1, "a trial writes nothing")
	_, err = g.db.CopyRows(ctx, r, g.now)
	other.refused(err, at, "1 row does not fit the schema of this dataset, of 2 to be written")
	r.Fit = true
	report := g.copied(r)
	require.Equal(t, 1, report.Inserted)
	require.Equal(t, 1, report.Unfit.Rows)
	require.Equal(t, []string{`"y" → "z"`, `"q" → "fits"`}, other.contents(0))

	require.NoError(t, other.db.LockSplit(ctx, other.project, other.by("ada"), "holdout", true))
	r.Split = new(string)
	*r.Split = "holdout"
	r.Duplicates = adding.Duplicates{Origin: adding.Insert, Content: adding.Insert}
	_, trial, err = g.db.TryCopy(ctx, r, 100, g.now)
	require.NoError(t, err)
	require.Contains(t, trial.Locked, "The split holdout is locked")
	_, err = g.db.CopyRows(ctx, r, g.now)
	require.ErrorContains(t, err, "The split holdout is locked")
}

func TestARowIsDoubledInADraft(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	trace := g.trace(1, nil)
	g.add(postgres.OutputExpected, trace)
	row, of := g.rows(0)[0], g.editor("ada@example.org")
	_, err := g.db.EditDraft(t.Context(), of, []postgres.DraftEdit{{ID: row.ID, CopyAs: "copy", Apply: func(r draft.Row) draft.Row { r.Input = text("another"); return r }}}, g.now)
	require.NoError(t, err)
	require.Len(t, g.rows(0), 1)
	done, err := g.commit(of)
	require.NoError(t, err)
	require.Equal(t, 1, done.Inserted)
	rows := g.rows(0)
	require.Equal(t, []string{`"question 1" → "output 1"`, `"another" → "output 1"`}, g.contents(0))
	require.Equal(t, row, rows[0])
	require.Equal(t, "copy", rows[1].ID)
	require.Equal(t, trace, rows[1].OriginTrace)
	require.Equal(t, store.FromOutput, rows[1].ExpectedFrom)
	require.Equal(t, []string{"trace 001", ""}, origins(t, rows[1]))
	require.Contains(t, string(rows[1].Provenance), `"row": "`+row.ID+`"`)
	require.Equal(t, 1, g.undo(done.Version).Deleted)
}

func TestManyRowsAreCopiedByAJob(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	require.NoError(t, g.insert(change("a", `"q"`, `"one"`)))
	other := g.elsewhere("theirs")
	request, err := json.Marshal(g.copying(other.project, other.dataset))
	require.NoError(t, err)
	job := other.job(func(j *store.Job) { j.Request = request })
	require.NoError(t, g.db.RunCopy(t.Context(), other.claim(time.Minute)))
	require.Equal(t, store.JobDone, other.jobNow(job.ID).State)
	require.Equal(t, []string{`"q" → "one"`}, other.contents(0))
}
