package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/store/draft"
	"assay/store/merge"
	"assay/store/postgres"
	"assay/store/schema"
	"assay/store/upload"

	"github.com/stretchr/testify/require"
)

func (g *goldmine) hold(field schema.Field, text string) {
	g.t.Helper()
	require.NoError(g.t, g.db.SetSchema(g.t.Context(), g.project, g.by("ada@example.org"), field, text))
}

// insert writes rows as a program does.
func (g *goldmine) insert(rows ...merge.Change) error {
	changes := make([]postgres.DatasetChange, len(rows))
	for i, r := range rows {
		changes[i].Change = r
	}
	_, err := g.db.WriteDatasetRows(context.Background(), g.project, g.dataset, changes, g.by("program"))
	return err
}

func change(id, input, expected string) merge.Change {
	return merge.Change{ID: id, Fields: merge.Row{"input": json.RawMessage(input), "expected": json.RawMessage(expected)}}
}

// refused holds that a write was refused for its rows and wrote nothing.
func (g *goldmine) refused(err error, before store.Version, says ...string) {
	g.t.Helper()
	var refusal *schema.Refusal
	require.ErrorAs(g.t, err, &refusal)
	var invalid store.Invalid
	require.ErrorAs(g.t, err, &invalid)
	for _, s := range says {
		require.Contains(g.t, invalid["schema"], s)
	}
	require.Equal(g.t, before, g.newest())
}

func TestEveryWriteIsHeldToTheSchema(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	require.NoError(t, g.insert(change("a", `"q"`, `1`), change("b", `"q"`, `2`)))
	old := g.newest()
	require.NoError(t, g.insert(change("a", `"q"`, `"one"`), change("b", `"q"`, `"two"`)))
	g.hold(schema.Expected, `{"type":"string"}`)
	at := g.newest()

	t.Run("of programs", func(t *testing.T) {
		err := g.insert(change("c", `1`, `"fits"`), change("d\"<b>", `1`, `{"x":1}`), merge.Change{ID: "e", Fields: merge.Row{"input": json.RawMessage(`1`)}})
		g.refused(err, at, `2 rows do not fit the schema of this dataset, of 3 to be written`, `Row "d\"<b>", expected is an object; make it text`, `Row "e", expected is missing or null`)
		require.Len(t, g.rows(0), 2)
	})
	t.Run("of people, by edit, undo and restore", func(t *testing.T) {
		of := g.editor("bob@example.org")
		g.draft(of, g.rows(0)[0].ID, func(r *draft.Row) { r.Expected = json.RawMessage(`3`) })
		_, err := g.commit(of)
		g.refused(err, at, `Row "a"`)
		_, err = g.db.RestoreVersion(ctx, g.project, g.by("ada"), old)
		g.refused(err, at, "2 rows do not fit")
		_, err = g.db.UndoVersion(ctx, g.project, g.by("ada"), at)
		g.refused(err, at, "2 rows do not fit")
	})
	t.Run("of adds from logs", func(t *testing.T) {
		first, second := g.trace(1, nil), g.trace(2, func(s *store.Span) { s.Output = json.RawMessage(`{"list":[1]}`) })
		_, err := g.db.AddTraces(ctx, postgres.Query{Project: g.project, Only: []store.TraceID{first, second}}, g.by("ada"), postgres.OutputExpected)
		g.refused(err, at, "1 row does not fit", "of 2 to be written", "of trace "+string(second)+", expected is an object; make it text")
		ask := g.ask(func(p *adding.Plan) { p.Expected = adding.ExpectedOutput })
		_, err = g.db.Add(ctx, ask, g.now)
		g.refused(err, at, "1 row does not fit")
		job := g.addJob(func(r *postgres.AddRequest) { r.Plan = ask.Plan })
		g.refused(g.db.RunAdd(ctx, g.claimAdd(time.Minute)), at, "1 row does not fit")
		require.Equal(t, store.JobRunning, g.jobNow(job.ID).State, "its runner says why it failed")
	})
	t.Run("but a preview tells first, and what does not fit can be left out", func(t *testing.T) {
		ask := g.ask(func(p *adding.Plan) { p.Expected = adding.ExpectedOutput })
		preview, err := g.db.PreviewAdd(ctx, ask, 10, g.now)
		require.NoError(t, err)
		require.Equal(t, 1, preview.Report.Unfit.Rows)
		require.Equal(t, "expected is an object; make it text", preview.Report.Unfit.First[0].Words())
		require.Equal(t, 2, preview.Report.Inserted)
		require.Equal(t, at, g.newest(), "looking writes nothing")
		ask.Dry = true
		require.Equal(t, 1, g.carryOut(ask).Unfit.Rows)
		ask.Dry, ask.Fit = false, true
		report := g.carryOut(ask)
		require.Equal(t, 1, report.Inserted)
		require.Equal(t, 1, report.Unfit.Rows)
		require.Len(t, g.rows(0), 3)
		require.Equal(t, 1, g.undo(report.Version).Deleted)
	})
	t.Run("and what fits is written, and rows can be deleted", func(t *testing.T) {
		require.NoError(t, g.insert(change("c", `1`, `"fits"`)))
		require.NoError(t, g.insert(merge.Change{ID: "c", Delete: true}))
		g.remove("a")
		require.Len(t, g.rows(0), 1)
	})
}

func TestADraftThatDoesNotFitIsNotCommitted(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	require.NoError(t, g.insert(change("a", `"q"`, `"one"`)))
	g.hold(schema.Metadata, `{"required":["lang"]}`)
	at := g.newest()
	of := g.editor("ada@example.org")
	g.draft(of, "a", expecting("other"))
	_, err := g.commit(of)
	g.refused(err, at, `metadata lacks "lang"`)
	kept, _, err := g.db.DraftSize(ctx, of)
	require.NoError(t, err)
	require.Equal(t, 1, kept, "the draft stays")
	g.hold(schema.Metadata, "")
	done, err := g.commit(of)
	require.NoError(t, err)
	require.Equal(t, 1, done.Updated)
}

func TestLinesOfAFileThatDoNotFitAreNamed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	g.hold(schema.Input, `{"type":"string","maxLength":3}`)
	account := g.editor("ada@example.org").Account
	u := postgres.Upload{ID: store.NewEventID(), Name: "rows.csv", Body: []byte("input,expected\nabc,x\n" + strings.Repeat("abcd,x\n", 30)), Account: account}
	require.NoError(t, g.db.KeepUpload(ctx, g.project, g.dataset, u, g.now))
	r := postgres.UploadRequest{Project: g.project, Dataset: g.dataset, Upload: u.ID, As: []upload.Target{upload.Input, upload.Expected}, Account: account, Author: "ada"}
	_, err := g.db.WriteUpload(ctx, r, g.now)
	g.refused(err, 0, "30 rows do not fit", "Line 3, input has 4 characters; leave at most 3. Line 4,", "10 more rows")
	_, err = g.db.Upload(ctx, g.project, g.dataset, account, u.ID)
	require.NoError(t, err, "the file waits")
	trial, of, err := g.db.TryUpload(ctx, r, 20, g.now)
	require.NoError(t, err)
	require.Equal(t, 20, of)
	require.Equal(t, 19, trial.Unfit.Rows)
	require.Equal(t, 3, trial.Unfit.First[0].Line)
	r.Fit = true
	report, err := g.db.WriteUpload(ctx, r, g.now)
	require.NoError(t, err)
	require.Equal(t, 1, report.Inserted)
	require.Zero(t, report.Same)
	require.Equal(t, 30, report.Unfit.Rows)
	require.Len(t, g.rows(0), 1)
}

func TestSchemasHaveAHistory(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	var wrong *schema.Error
	require.ErrorAs(t, g.db.SetSchema(ctx, g.project, g.by("ada"), schema.Input, `{"type":1}`), &wrong)
	g.hold(schema.Input, "")
	g.hold(schema.Input, `true`)
	g.hold(schema.Input, ` true `)
	g.hold(schema.Metadata, `{}`)
	g.hold(schema.Input, `{"type":"string"}`)
	g.hold(schema.Metadata, "")
	now, err := g.db.Schemas(ctx, g.project, g.dataset)
	require.NoError(t, err)
	require.Len(t, now, 1)
	require.Equal(t, `{"type":"string"}`, now[0].Body)
	all, err := g.db.SchemaChanges(ctx, g.project, g.dataset)
	require.NoError(t, err)
	var said []string
	for _, c := range all {
		said = append(said, fmt.Sprint(c.Field, " ", c.Body))
	}
	require.Equal(t, []string{"metadata ", `input {"type":"string"}`, "metadata {}", "input true"}, said)
	require.Equal(t, "ada@example.org", all[0].Author)
}

func TestADeletedDatasetComesBackAsItWas(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	require.NoError(t, g.insert(change("a", `"q"`, `1`)))
	g.hold(schema.Expected, `{"type":"string"}`)
	d, err := g.db.Dataset(ctx, g.project, "gold")
	require.NoError(t, err)
	err = g.db.DeleteDataset(ctx, store.ProjectDataset{Dataset: d, Project: store.Project{ID: g.project}}, g.by("program"))
	require.NoError(t, err)
	require.ErrorIs(t, g.db.SetSchema(ctx, g.project, g.by("ada"), schema.Input, `true`), store.ErrNotFound)
	_, err = g.db.RestoreDeleted(ctx, g.project, g.by("ada"), "gold")
	require.NoError(t, err)
	require.Len(t, g.rows(0), 1)
}

func TestValuesAreReadForASchema(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	require.NoError(t, g.insert(change("a", `"q"`, `1`), merge.Change{ID: "b", Fields: merge.Row{"input": json.RawMessage(`2`)}}))
	said := map[schema.Field][]string{}
	for _, f := range schema.Fields {
		more, err := g.db.EachValue(t.Context(), g.project, g.dataset, f, func(row string, value []byte) { said[f] = append(said[f], row+string(value)) })
		require.NoError(t, err)
		require.False(t, more)
	}
	require.Equal(t, map[schema.Field][]string{schema.Input: {`a"q"`, "b2"}, schema.Expected: {"a1", "b"}, schema.Metadata: {"a{}", "b{}"}}, said)
}
