package postgres_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"assay/store"
	"assay/store/merge"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestDatasetComments(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	first := s.must(`{"id":"a","input":1}`)
	say := func(id, text string) error {
		c := postgres.DatasetChange{Change: merge.Change{ID: id, Merge: true}, Known: true, Comment: &store.DatasetComment{Source: "app", Text: text, Author: "ada"}}
		v, err := s.db.WriteDatasetRows(t.Context(), s.d.Project.ID, s.d.ID, []postgres.DatasetChange{c, c}, postgres.DatasetWrite{Now: s.at})
		if err == nil {
			require.Equal(t, first, v, "a comment makes no version")
		}
		return err
	}
	require.NoError(t, say("a", "check this"))
	require.NoError(t, say("a", "check this"))
	s.at = s.at.Add(25 * time.Hour)
	require.NoError(t, say("a", "check this"))
	var unknown *postgres.UnknownRow
	require.ErrorAs(t, say("nobody", "?"), &unknown)
	require.ErrorIs(t, unknown, store.ErrNotFound)

	got := s.records(postgres.RecordQuery{})[0].Comments
	require.Len(t, got, 2, "the same words within a day are one comment")
	require.Equal(t, []string{"check this", "app", "ada"}, []string{got[0].Text, got[0].Source, got[0].Author})
	require.Empty(t, s.records(postgres.RecordQuery{Version: first})[0].Comments, "it was not said yet")
}

func TestDatasetOrigin(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	span := store.Span{RowID: "row 1", SpanID: "s", RootSpanID: "t", Name: "answer", Created: s.at, HasCreated: true, Input: json.RawMessage(`1`),
		Feedback: []store.Feedback{{Source: store.User, User: "ada", Scores: map[string]store.Score{"thumbs": store.Num(0)}}}}
	_, err := s.db.InsertSpans(t.Context(), s.d.Project.ID, "test", []store.Span{span}, s.at)
	require.NoError(t, err)
	origin := func(project, id string) string {
		return fmt.Sprintf(`{"object_type":"project_logs","object_id":%q,"id":%q}`, project, id)
	}
	here, elsewhere := origin(s.d.Project.UID, "row 1"), origin("00000000-0000-4000-8000-000000000000", "row 1")
	s.must(`{"id":"a","origin":`+here+`}`, `{"id":"b","origin":`+elsewhere+`}`, `{"id":"c","origin":`+origin(s.d.Project.UID, "unknown")+`}`)

	links, err := s.db.RowsOfTrace(t.Context(), s.d.Project.ID, store.TraceKey("t"))
	require.NoError(t, err)
	require.Equal(t, []store.RowLink{{Dataset: "golden", Row: "a"}}, links)
	got := s.records(postgres.RecordQuery{})
	require.JSONEq(t, here, string(got[0].Origin))
	require.Contains(t, string(got[0].Provenance), "thumbs", "the row knows who judged its source")
	require.JSONEq(t, elsewhere, string(got[1].Origin))
	require.Empty(t, got[1].OriginTrace)

	s.must(`{"id":"a","_is_merge":true,"input":2}`)
	require.JSONEq(t, here, string(s.records(postgres.RecordQuery{})[0].Origin), "a merge keeps it")
	s.must(`{"id":"a","input":2}`)
	require.Nil(t, s.records(postgres.RecordQuery{})[0].Origin, "a replacement has none")

	_, err = s.db.AddTraces(t.Context(), postgres.Query{Project: s.d.Project.ID}, postgres.DatasetWrite{Dataset: s.d.ID, Author: "ada", Now: s.at}, postgres.BestExpected)
	require.NoError(t, err)
	var made store.DatasetRecord
	for _, r := range s.records(postgres.RecordQuery{}) {
		if r.OriginTrace != "" {
			made = r
		}
	}
	require.Contains(t, string(made.Origin), `"id":"row 1"`, "rows made on the pages name theirs, too")
	before := s.versions()
	s.must(fmt.Sprintf(`{"id":%q,"input":1,"origin":%s}`, made.ID, made.Origin))
	require.Equal(t, before, s.versions(), "what was read and is written back is the same")
}

func TestDatasetObjects(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	same, created, err := s.db.RegisterDataset(t.Context(), s.d.Project.ID, store.ProjectDataset{Dataset: store.Dataset{Name: "golden", Description: "no"}})
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, s.d, same)

	name, description, tags := "gold", "first", []string{"a", "a", "b"}
	changed, err := s.db.PatchDataset(t.Context(), s.d.UID, postgres.DatasetPatch{Name: &name, Description: &description, Tags: &tags, Metadata: json.RawMessage(`{"a":{"b":1}}`)})
	require.NoError(t, err)
	changed, err = s.db.PatchDataset(t.Context(), s.d.UID, postgres.DatasetPatch{Metadata: json.RawMessage(`{"a":{"c":2}}`)})
	require.NoError(t, err)
	found, err := s.db.DatasetByUID(t.Context(), s.d.UID)
	require.NoError(t, err)
	require.JSONEq(t, `{"a":{"b":1,"c":2}}`, string(found.Metadata))
	require.Equal(t, []string{"a", "b"}, found.Tags)
	require.Equal(t, []string{"gold", "first"}, []string{changed.Name, found.Description})

	v := s.must(`{"id":"a","input":1}`)
	require.NoError(t, s.db.DeleteDataset(t.Context(), found, postgres.DatasetWrite{Author: "API key test", Now: s.at}))
	_, err = s.db.DatasetByUID(t.Context(), s.d.UID)
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = s.write(`{"id":"b"}`)
	require.ErrorIs(t, err, store.ErrNotFound, "nobody writes to it any more")
	require.ErrorIs(t, s.db.DeleteDataset(t.Context(), found, postgres.DatasetWrite{Now: s.at}), store.ErrNotFound)
	require.Empty(t, s.rows(0))
	require.Equal(t, []string{"a: 1 → "}, s.rows(v), "its versions stay")
	again, created, err := s.db.RegisterDataset(t.Context(), s.d.Project.ID, store.ProjectDataset{Dataset: store.Dataset{Name: "gold"}})
	require.NoError(t, err)
	require.True(t, created, "its name is free")
	require.NotEqual(t, s.d.UID, again.UID)

	for _, n := range []string{"x", "y", "z"} {
		_, _, err := s.db.RegisterDataset(t.Context(), s.d.Project.ID, store.ProjectDataset{Dataset: store.Dataset{Name: n}})
		require.NoError(t, err)
	}
	list := func(q postgres.DatasetQuery) (names []string) {
		found, err := s.db.DatasetsBy(t.Context(), q)
		require.NoError(t, err)
		for _, d := range found {
			names = append(names, d.Name)
		}
		return names
	}
	require.Equal(t, []string{"z", "y", "x", "gold"}, list(postgres.DatasetQuery{}))
	require.Equal(t, []string{"x", "gold"}, list(postgres.DatasetQuery{After: uidOf(t, s, "y")}))
	require.Equal(t, []string{"y"}, list(postgres.DatasetQuery{Before: uidOf(t, s, "x"), Limit: 1}))
	require.Empty(t, list(postgres.DatasetQuery{Projects: []store.ProjectID{}}))
	require.Empty(t, list(postgres.DatasetQuery{UIDs: []string{"no id"}}))
}

func uidOf(t *testing.T, s *shelf, name string) string {
	t.Helper()
	list, err := s.db.DatasetsBy(t.Context(), postgres.DatasetQuery{Name: name})
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0].UID
}
