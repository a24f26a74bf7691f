package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/store/draft"
	"assay/store/pgtest"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// goldmine is a database with one project, some traces in it and an empty dataset.
type goldmine struct {
	t       *testing.T
	db      *postgres.DB
	project store.ProjectID
	dataset int
	now     time.Time
}

func newGoldmine(t *testing.T) *goldmine {
	t.Helper()
	ctx := context.Background()
	db, err := postgres.Open(ctx, pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	p, _, err := db.CreateProject(ctx, "mine")
	require.NoError(t, err)
	d, err := db.CreateDataset(ctx, p.ID, "gold", "the good ones")
	require.NoError(t, err)
	return &goldmine{t: t, db: db, project: p.ID, dataset: d.ID, now: time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)}
}

// trace logs one trace and returns its id. Traces of one test are a minute apart, in the order of their numbers.
func (g *goldmine) trace(n int, change func(*store.Span)) store.TraceID {
	g.t.Helper()
	id := fmt.Sprintf("trace %03d", n)
	span := store.Span{RowID: "row " + id, SpanID: id, RootSpanID: id, Created: g.now.Add(time.Duration(n) * time.Minute), HasCreated: true, Name: "answer",
		Input: text("question " + strconv.Itoa(n)), Output: text("output " + strconv.Itoa(n)), Metadata: json.RawMessage(`{"b":1,"a":"x"}`), Tags: []string{"t"}}
	if change != nil {
		change(&span)
	}
	_, err := g.db.InsertSpans(context.Background(), g.project, "test", []store.Span{span}, g.now)
	require.NoError(g.t, err)
	return store.TraceKey(id)
}

func text(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return b
}

// say appends one event on the root of a trace.
func (g *goldmine) say(n int, change func(*store.Event)) store.EventID {
	g.t.Helper()
	id := fmt.Sprintf("trace %03d", n)
	e := store.Event{ID: store.NewEventID(), TraceID: store.TraceKey(id), SpanID: store.SpanKey("row " + id), Kind: store.CorrectionEvent,
		Source: store.Review, Author: "rev@example.org", Submission: store.NewEventID(), At: g.now}
	change(&e)
	_, err := g.db.Append(context.Background(), g.project, []store.Event{e}, g.now)
	require.NoError(g.t, err)
	return e.ID
}

func (g *goldmine) by(author string) postgres.DatasetWrite {
	return postgres.DatasetWrite{Dataset: g.dataset, Author: author, Note: "because", Now: g.now}
}

// add writes traces into the dataset.
func (g *goldmine) add(choice postgres.ExpectedChoice, ids ...store.TraceID) postgres.Added {
	g.t.Helper()
	added, err := g.db.AddTraces(context.Background(), postgres.Query{Project: g.project, Only: ids}, g.by("ada@example.org"), choice)
	require.NoError(g.t, err)
	return added
}

// rows are those of a version, 0 being the newest.
func (g *goldmine) rows(version store.Version) []store.DatasetRow {
	g.t.Helper()
	rows, more, err := g.db.DatasetRows(context.Background(), g.project, g.dataset, version, 0, 100)
	require.NoError(g.t, err)
	require.False(g.t, more)
	return rows
}

// contents are the expected values of a version's rows, in their order.
func (g *goldmine) contents(version store.Version) []string {
	g.t.Helper()
	list := []string{}
	for _, r := range g.rows(version) {
		list = append(list, string(r.Input)+" → "+string(r.Expected))
	}
	return list
}

func (g *goldmine) undo(v store.Version) store.DatasetVersion {
	g.t.Helper()
	done, err := g.db.UndoVersion(context.Background(), g.project, g.by("ada@example.org"), v)
	require.NoError(g.t, err)
	return done
}

func (g *goldmine) edit(row store.DatasetRow, expected string) store.DatasetVersion {
	g.t.Helper()
	return g.change(func(r *draft.Row) { r.Expected = json.RawMessage(expected) }, row.ID)
}

func (g *goldmine) remove(ids ...string) store.DatasetVersion {
	g.t.Helper()
	return g.change(func(r *draft.Row) { r.Removed = true }, ids...)
}

// change edits rows in a draft of its own and commits it.
func (g *goldmine) change(apply func(*draft.Row), ids ...string) store.DatasetVersion {
	g.t.Helper()
	of := g.editor(fmt.Sprintf("someone%d@example.org", g.newest().Position()))
	for _, id := range ids {
		g.draft(of, id, apply)
	}
	done, err := g.commit(of)
	require.NoError(g.t, err)
	return done
}

func TestAddTraces(t *testing.T) {
	t.Parallel()
	ctx := context.Background()

	t.Run("writes one row a trace in one version, oldest first", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		second, first := g.trace(2, nil), g.trace(1, nil)
		added := g.add(postgres.BestExpected, second, first)
		require.Equal(t, 2, added.Matched)
		require.Equal(t, 2, added.Inserted)
		rows := g.rows(0)
		require.Len(t, rows, 2)
		require.Equal(t, []store.TraceID{first, second}, []store.TraceID{rows[0].OriginTrace, rows[1].OriginTrace})
		require.Equal(t, `"question 1"`, string(rows[0].Input))
		require.Equal(t, added.Version, rows[0].Since)
		require.Equal(t, []string{"t"}, rows[0].Tags)
		require.JSONEq(t, `{"a":"x","b":1}`, string(rows[0].Metadata))
		require.True(t, g.now.Equal(rows[0].Created))
		d, err := g.db.Dataset(ctx, g.project, "gold")
		require.NoError(t, err)
		require.Equal(t, added.Version, d.Version)
		require.Equal(t, 2, d.Rows)
		require.True(t, g.now.Equal(d.Changed))
	})

	t.Run("takes all traces without a filter and those as of a position with one", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		early := g.trace(1, nil)
		at, err := g.db.LogPosition(ctx, g.project)
		require.NoError(t, err)
		g.trace(2, nil)
		added, err := g.db.AddTraces(ctx, postgres.Query{Project: g.project, At: at}, g.by("ada"), postgres.BestExpected)
		require.NoError(t, err)
		require.Equal(t, 1, added.Inserted)
		require.Equal(t, early, g.rows(0)[0].OriginTrace)
		added, err = g.db.AddTraces(ctx, postgres.Query{Project: g.project}, g.by("ada"), postgres.BestExpected)
		require.NoError(t, err)
		require.Equal(t, 2, added.Matched)
		require.Equal(t, 1, added.Inserted, "one was in it already")
	})

	t.Run("makes no version when all traces are in the dataset already", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		id := g.trace(1, nil)
		g.add(postgres.BestExpected, id)
		again := g.add(postgres.BestExpected, id)
		require.Zero(t, again.Version)
		require.Equal(t, 1, again.Matched)
		versions, err := g.db.DatasetVersions(ctx, g.project, g.dataset)
		require.NoError(t, err)
		require.Len(t, versions, 1)
		require.Equal(t, "because", versions[0].Note)
	})

	t.Run("adds a trace again after its row was deleted", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		id := g.trace(1, nil)
		g.add(postgres.BestExpected, id)
		g.remove(g.rows(0)[0].ID)
		require.Equal(t, 1, g.add(postgres.BestExpected, id).Inserted)
	})

	t.Run("adds nothing for no ids and for ids of another project", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.trace(1, nil)
		other, _, err := g.db.CreateProject(ctx, "other")
		require.NoError(t, err)
		added, err := g.db.AddTraces(ctx, postgres.Query{Project: g.project, Only: []store.TraceID{}}, g.by("ada"), postgres.BestExpected)
		require.NoError(t, err)
		require.Zero(t, added.Matched)
		span := store.Span{RowID: "x", SpanID: "x", RootSpanID: "x", Created: g.now, HasCreated: true}
		_, err = g.db.InsertSpans(ctx, other.ID, "test", []store.Span{span}, g.now)
		require.NoError(t, err)
		require.Zero(t, g.add(postgres.BestExpected, store.TraceKey("x")).Matched)
	})
}

func TestExpectedOfAddedRows(t *testing.T) {
	t.Parallel()
	logged := func(s *store.Span) { s.Expected = text("logged") }
	correct := func(source store.Source, author, body string) func(*store.Event) {
		return func(e *store.Event) { e.Source, e.Author, e.Body = source, author, string(text(body)) }
	}
	decide := func(g *goldmine, verdict store.CorrectionState, correction store.EventID) {
		g.say(1, func(e *store.Event) {
			e.Kind, e.Name, e.Body = store.DecisionEvent, string(verdict), string(correction)
		})
	}
	for name, c := range map[string]struct {
		said   func(g *goldmine)
		choice postgres.ExpectedChoice
		want   string
		from   store.ExpectedFrom
	}{
		"nothing is there": {func(g *goldmine) { g.trace(1, nil) }, postgres.BestExpected, "", store.FromNothing},
		"the output is taken where nothing better is there": {func(g *goldmine) { g.trace(1, nil) }, postgres.OutputExpected, "output 1", store.FromOutput},
		"the output gives way to what was logged":           {func(g *goldmine) { g.trace(1, logged) }, postgres.OutputExpected, "logged", store.FromLogged},
		"the logged value comes before a user's": {func(g *goldmine) {
			g.trace(1, logged)
			g.say(1, correct(store.User, "bob", "user's"))
		}, postgres.BestExpected, "logged", store.FromLogged},
		"a user's correction comes first when chosen": {func(g *goldmine) {
			g.trace(1, logged)
			g.say(1, correct(store.User, "bob", "older"))
			g.say(1, correct(store.User, "eve", "user's"))
		}, postgres.UserExpected, "user's", store.FromUser},
		"a user's correction is better than nothing": {func(g *goldmine) {
			g.trace(1, nil)
			g.say(1, correct(store.User, "", "user's"))
		}, postgres.BestExpected, "user's", store.FromUser},
		"the choice of users falls back to the best": {func(g *goldmine) { g.trace(1, logged) }, postgres.UserExpected, "logged", store.FromLogged},
		"a reviewer's correction comes before the logged value": {func(g *goldmine) {
			g.trace(1, logged)
			g.say(1, correct(store.Review, "rev", "reviewer's"))
			g.say(1, correct(store.User, "bob", "user's"))
		}, postgres.BestExpected, "reviewer's", store.FromReviewer},
		"a rejected correction does not count": {func(g *goldmine) {
			g.trace(1, nil)
			decide(g, store.Rejected, g.say(1, correct(store.Review, "rev", "reviewer's")))
			decide(g, store.Rejected, g.say(1, correct(store.User, "bob", "user's")))
		}, postgres.BestExpected, "", store.FromNothing},
		"the approved value comes first": {func(g *goldmine) {
			g.trace(1, logged)
			decide(g, store.Approved, g.say(1, correct(store.User, "bob", "approved")))
			g.say(1, correct(store.Review, "rev", "reviewer's"))
		}, postgres.BestExpected, "approved", store.FromApproved},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGoldmine(t)
			c.said(g)
			plan := adding.Default()
			plan.Expected = c.choice
			ask := postgres.AddRequest{Source: g.project, Project: g.project, Dataset: g.dataset, Plan: plan}
			preview, err := g.db.PreviewAdd(context.Background(), ask, 3, g.now)
			require.NoError(t, err)
			g.add(c.choice, store.TraceKey("trace 001"))
			for i, row := range []store.DatasetRow{preview.Rows[0].DatasetRow, g.rows(0)[0]} {
				require.Equal(t, c.from, row.ExpectedFrom, "row %d", i)
				want := ""
				if c.want != "" {
					want = string(text(c.want))
				}
				require.Equal(t, want, string(row.Expected), "row %d", i)
			}
			preview, err = g.db.PreviewAdd(context.Background(), ask, 3, g.now)
			require.NoError(t, err)
			require.Equal(t, g.rows(0)[0].ID, preview.Rows[0].ID, "the preview knows that it is in the dataset")
		})
	}
}

func TestProvenanceSurvivesWhatHappensLater(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	id := g.trace(1, nil)
	vote := func(v float64) func(*store.Event) {
		return func(e *store.Event) {
			e.Kind, e.Name, e.Score, e.ConfigID, e.ConfigVersion = store.ScoreEvent, "quality", store.Num(v), 7, 3
		}
	}
	g.say(1, vote(0.25))
	g.say(1, vote(0.75))
	g.say(1, func(e *store.Event) {
		e.Kind, e.Source, e.Author, e.Body = store.CommentEvent, store.User, "bob", "too short"
	})
	g.say(1, func(e *store.Event) { e.Body = `"better"` })
	g.add(postgres.BestExpected, id)
	before := g.rows(0)[0].Provenance
	var list []struct {
		Trace      string
		RootSpanID string `json:"root_span_id"`
		RowID      string `json:"row_id"`
		Votes      []struct {
			Name, Source, Author string
			Value                float64
			Config               int
			Version              int `json:"config_version"`
		}
		Comments    []struct{ Author, Body string }
		Corrections []struct{ Author, State string }
	}
	require.NoError(t, json.Unmarshal(before, &list))
	require.Len(t, list, 1)
	require.Equal(t, string(id), list[0].Trace)
	require.Equal(t, "trace 001", list[0].RootSpanID)
	require.Equal(t, "row trace 001", list[0].RowID)
	require.Len(t, list[0].Votes, 1, "only the vote that counts")
	require.Equal(t, 0.75, list[0].Votes[0].Value)
	require.Equal(t, 3, list[0].Votes[0].Version)
	require.Equal(t, "too short", list[0].Comments[0].Body)
	require.Equal(t, "proposed", list[0].Corrections[0].State)

	g.say(1, vote(0))
	require.Equal(t, string(before), string(g.rows(0)[0].Provenance))
	links, err := g.db.RowsOfTrace(context.Background(), g.project, id)
	require.NoError(t, err)
	require.Equal(t, []store.RowLink{{Dataset: "gold", Row: g.rows(0)[0].ID}}, links)
}

func TestDatasetVersions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()

	t.Run("every version stays readable", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		one, two := g.trace(1, nil), g.trace(2, nil)
		v1 := g.add(postgres.BestExpected, one).Version
		v2 := g.edit(g.rows(0)[0], `"edited"`).Version
		v3 := g.add(postgres.BestExpected, two).Version
		v4 := g.remove(g.rows(0)[0].ID).Version
		require.Empty(t, g.contents(v1-1))
		require.Equal(t, []string{`"question 1" → `}, g.contents(v1))
		require.Equal(t, []string{`"question 1" → "edited"`}, g.contents(v2))
		require.Equal(t, []string{`"question 1" → "edited"`, `"question 2" → `}, g.contents(v3))
		require.Equal(t, []string{`"question 2" → `}, g.contents(v4))
		require.Equal(t, g.contents(v4), g.contents(0))
		versions, err := g.db.DatasetVersions(ctx, g.project, g.dataset)
		require.NoError(t, err)
		require.Equal(t, []store.Version{v4, v3, v2, v1}, []store.Version{versions[0].Version, versions[1].Version, versions[2].Version, versions[3].Version})
		require.Less(t, strconv.FormatInt(int64(v1), 10), strconv.FormatInt(int64(v4), 10), "versions compare as text too")
	})

	t.Run("a page ends where the next one begins", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.BestExpected, g.trace(1, nil), g.trace(2, nil), g.trace(3, nil))
		page, more, err := g.db.DatasetRows(ctx, g.project, g.dataset, 0, 0, 2)
		require.NoError(t, err)
		require.True(t, more)
		require.Len(t, page, 2)
		page, more, err = g.db.DatasetRows(ctx, g.project, g.dataset, 0, page[1].Position, 2)
		require.NoError(t, err)
		require.False(t, more)
		require.Len(t, page, 1)
	})

	t.Run("the history of a row tells who did what", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.BestExpected, g.trace(1, nil))
		row := g.rows(0)[0]
		g.edit(row, `"edited"`)
		deleted := g.remove(row.ID)
		g.undo(deleted.Version)
		history, err := g.db.RowVersions(ctx, g.project, g.dataset, row.ID)
		require.NoError(t, err)
		require.Len(t, history, 4)
		require.True(t, history[1].Removed)
		require.Equal(t, deleted.Version, history[1].Version)
		require.Equal(t, store.FromEdit, history[2].Row.ExpectedFrom)
		require.Equal(t, "ada@example.org", history[3].Author)
		_, err = g.db.RowVersions(ctx, g.project, g.dataset, "never")
		require.ErrorIs(t, err, store.ErrNotFound)
	})
}
