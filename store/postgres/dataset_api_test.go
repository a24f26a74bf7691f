package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/merge"
	"assay/store/pgtest"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// shelf is a dataset that programs write to.
type shelf struct {
	t  *testing.T
	db *postgres.DB
	d  store.ProjectDataset
	at time.Time
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	p, _, err := db.CreateProject(t.Context(), "shop")
	require.NoError(t, err)
	d, created, err := db.RegisterDataset(t.Context(), p.ID, store.ProjectDataset{Dataset: store.Dataset{Name: "golden"}})
	require.NoError(t, err)
	require.True(t, created)
	return &shelf{t: t, db: db, d: d, at: time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)}
}

// write applies rows of the wire, given as JSON, as one request.
func (s *shelf) write(rows ...string) (store.Version, error) {
	s.t.Helper()
	changes := make([]postgres.DatasetChange, len(rows))
	for i, row := range rows {
		var members map[string]json.RawMessage
		require.NoError(s.t, json.Unmarshal([]byte(row), &members), row)
		c, err := merge.Read(members)
		require.NoError(s.t, err)
		changes[i] = postgres.DatasetChange{Change: c}
	}
	return s.db.WriteDatasetRows(context.Background(), s.d.Project.ID, s.d.ID, changes, postgres.DatasetWrite{Author: "API key test", Now: s.at})
}

func (s *shelf) must(rows ...string) store.Version {
	s.t.Helper()
	v, err := s.write(rows...)
	require.NoError(s.t, err)
	return v
}

func (s *shelf) records(q postgres.RecordQuery) []store.DatasetRecord {
	s.t.Helper()
	q.Project, q.Dataset = s.d.Project.ID, s.d.Dataset
	var list []store.DatasetRecord
	require.NoError(s.t, s.db.EachDatasetRecord(context.Background(), q, func(r store.DatasetRecord) (bool, error) {
		list = append(list, r)
		return true, nil
	}))
	return list
}

// rows lists a version as "id: input → expected", in the order of insertion, as pages do.
func (s *shelf) rows(v store.Version) []string {
	s.t.Helper()
	list := []string{}
	require.NoError(s.t, s.db.EachDatasetRow(context.Background(), s.d.Project.ID, s.d.ID, v, func(r store.DatasetRow) error {
		list = append(list, fmt.Sprintf("%s: %s → %s", r.ID, r.Input, r.Expected))
		return nil
	}))
	return list
}

func (s *shelf) versions() int {
	s.t.Helper()
	list, err := s.db.DatasetVersions(context.Background(), s.d.Project.ID, s.d.ID)
	require.NoError(s.t, err)
	return len(list)
}

func TestWriteDatasetRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		writes   [][]string // requests
		want     []string
		versions int
	}{
		"rows come in the order of the request, as one version": {
			[][]string{{`{"id":"b","input":1}`, `{"id":"a","input":{"q":"<x>"},"expected":[1, 2]}`}},
			[]string{"b: 1 → ", `a: {"q":"<x>"} → [1, 2]`}, 1},
		"a merge goes into what is there": {
			[][]string{{`{"id":"a","input":{"x":{"y":1}},"expected":{"k":1}}`}, {`{"id":"a","_is_merge":true,"input":{"x":{"z":2}},"expected":null}`}},
			[]string{`a: {"x":{"y":1,"z":2}} → `}, 2},
		"a merge stops where it is told": {
			[][]string{{`{"id":"a","input":{"x":{"y":1},"w":0}}`}, {`{"id":"a","_is_merge":true,"_merge_paths":[["input","x"]],"input":{"x":{"z":2}}}`}},
			[]string{`a: {"x":{"z":2},"w":0} → `}, 2},
		"a merge into nothing is an insert": {[][]string{{`{"id":"a","_is_merge":true,"input":1}`}}, []string{"a: 1 → "}, 1},
		"a row in place of another keeps its place and none of its values": {
			[][]string{{`{"id":"a","input":1,"expected":2}`, `{"id":"b"}`}, {`{"id":"a","input":3}`}},
			[]string{"a: 3 → ", "b:  → "}, 2},
		"a deleted row is gone, and the same id is another row": {
			[][]string{{`{"id":"a","input":1,"expected":2}`, `{"id":"b"}`}, {`{"id":"a","_object_delete":true}`}, {`{"id":"a","_is_merge":true,"input":9}`}},
			[]string{"b:  → ", "a: 9 → "}, 3},
		"changes of one request apply in order": {
			[][]string{{`{"id":"a","input":1}`, `{"id":"a","_is_merge":true,"expected":2}`, `{"id":"b"}`, `{"id":"b","_object_delete":true}`}},
			[]string{"a: 1 → 2"}, 1},
		"deleted and made again in one request it stands behind": {
			[][]string{{`{"id":"a","input":1}`, `{"id":"b"}`}, {`{"id":"a","_object_delete":true}`, `{"id":"a","input":2}`}},
			[]string{"b:  → ", "a: 2 → "}, 2},
		"deleting what is not there does nothing": {[][]string{{`{"id":"a","_object_delete":true}`}}, []string{}, 0},
		"what is the same makes no version, however it is spelled": {
			[][]string{
				{`{"id":"a","input":{"a":1,"b":1e2},"metadata":{"n":1e2},"tags":["t"],"created":"2026-01-01T00:00:00Z"}`, `{"id":"b","metadata":{}}`},
				{`{"id":"a","input":{"b":100, "a":1.0},"metadata":{"n":100},"tags":["t","t"],"created":"2026-02-01T00:00:00Z"}`, `{"id":"b"}`},
				{`{"id":"a","_is_merge":true,"tags":["t"]}`},
			},
			[]string{`a: {"a":1,"b":1e2} → `, "b:  → "}, 1},
		"what no text column holds is made visible": {[][]string{{`{"id":"a","input":"x\u0000y"}`}}, []string{`a: "x␀y" → `}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t)
			for _, rows := range c.writes {
				s.must(rows...)
			}
			require.Equal(t, c.want, s.rows(0))
			require.Equal(t, c.versions, s.versions())
		})
	}
}

func TestWriteDatasetRows_refusesTheWholeRequest(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for row, field := range map[string]string{
		`{"id":"x","metadata":[1]}`:        "metadata",
		`{"id":"x","tags":"t"}`:            "tags",
		`{"id":"x","tags":[1]}`:            "tags",
		`{"id":"x","origin":1}`:            "origin",
		`{"id":"x","created":"yesterday"}`: "created",
		`{"id":"x","input":1e999}`:         "input",
	} {
		_, err := s.write(`{"id":"good"}`, row)
		var invalid store.Invalid
		require.ErrorAs(t, err, &invalid, row)
		require.Contains(t, invalid[field], `Row "x": `, row)
	}
	require.Empty(t, s.rows(0))
	require.Zero(t, s.versions())
}

func TestWriteDatasetRows_versions(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	require.Zero(t, s.must(), "nothing written, nothing there")
	first := s.must(`{"id":"a","input":1}`, `{"id":"b","input":2}`)
	second := s.must(`{"id":"a","_object_delete":true}`, `{"id":"b","input":3}`)
	require.Greater(t, second, first)
	require.Len(t, fmt.Sprint(int64(second)), 19)
	require.Equal(t, second, s.must(`{"id":"b","input":3}`), "a replay says which version stands")
	require.Equal(t, []string{"a: 1 → ", "b: 2 → "}, s.rows(first))
	require.Equal(t, []string{"b: 3 → "}, s.rows(second))

	now, err := s.db.CurrentVersion(t.Context(), nil)
	require.NoError(t, err)
	require.GreaterOrEqual(t, now, second)
	other, _, err := s.db.CreateProject(t.Context(), "another")
	require.NoError(t, err)
	now, err = s.db.CurrentVersion(t.Context(), nil)
	require.NoError(t, err)
	d, _, err := s.db.RegisterDataset(t.Context(), other.ID, store.ProjectDataset{Dataset: store.Dataset{Name: "golden"}})
	require.NoError(t, err)
	later, err := s.db.WriteDatasetRows(t.Context(), other.ID, d.ID, []postgres.DatasetChange{{Change: merge.Change{ID: "r"}}}, postgres.DatasetWrite{Now: s.at})
	require.NoError(t, err)
	require.Greater(t, later, now, "in a younger project, too")
}

func TestDatasetRecords(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.must(`{"id":"a","created":"2026-03-01T00:00:00Z","metadata":{"k":"x"}}`, `{"id":"b","created":"2026-01-01T00:00:00Z","tags":["t"],"input":{"n":5}}`)
	s.must(`{"id":"c","created":"2026-02-01T00:00:00Z","metadata":{"k":"x"}}`)
	for name, c := range map[string]struct {
		sort   postgres.RecordSort
		filter string
		want   string
	}{
		"the newest writes first, each in its order": {postgres.RecordSort{}, "", "c a b"},
		"by version":               {postgres.RecordSort{By: "_xact_id", Ascending: true}, "", "a b c"},
		"by place":                 {postgres.RecordSort{By: "_pagination_key"}, "", "c b a"},
		"by time":                  {postgres.RecordSort{By: "created"}, "", "a c b"},
		"by time, the oldest":      {postgres.RecordSort{By: "created", Ascending: true}, "", "b c a"},
		"a filter":                 {postgres.RecordSort{}, "metadata.k = 'x'", "c a"},
		"a filter on content":      {postgres.RecordSort{}, "input.n > 4 AND tags INCLUDES 't'", "b"},
		"a filter on time":         {postgres.RecordSort{}, "created < '2026-02-15'", "c b"},
		"a filter on what is NULL": {postgres.RecordSort{}, "output IS NULL AND metadata.k IS NULL", "b"},
		"a row is a trace":         {postgres.RecordSort{}, "ANY_SPAN(is_root AND id = 'b') AND dataset = 'golden'", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			e, _, err := filter.Read(c.filter, filter.Options{})
			require.NoError(t, err)
			q := postgres.RecordQuery{Sort: c.sort, Filter: e}
			var ids []string
			for _, r := range s.records(q) {
				ids = append(ids, r.ID)
			}
			require.Equal(t, c.want, strings.Join(ids, " "))
			ids = nil
			for { // one by one, the same
				var one *store.DatasetRecord
				q.Project, q.Dataset = s.d.Project.ID, s.d.Dataset
				require.NoError(t, s.db.EachDatasetRecord(t.Context(), q, func(r store.DatasetRecord) (bool, error) {
					one = &r
					return false, nil
				}))
				if one == nil {
					break
				}
				ids = append(ids, one.ID)
				q.After = &postgres.RecordPlace{Version: one.Since, Created: one.Created, Position: one.Position, ID: one.ID}
			}
			require.Equal(t, c.want, strings.Join(ids, " "))
		})
	}
}

func TestConcurrentWritersOfADatasetLoseNothing(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	const writers, each = 6, 8
	errs := make(chan error, writers)
	for w := range writers {
		go func() {
			for n := range each {
				_, err := s.write(fmt.Sprintf(`{"id":"%d-%d"}`, w, n), fmt.Sprintf(`{"id":"shared","_is_merge":true,"metadata":{"%d-%d":1}}`, w, n))
				if err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range writers {
		require.NoError(t, <-errs)
	}
	require.Len(t, s.rows(0), writers*each+1)
	row, err := s.db.DatasetRow(t.Context(), s.d.Project.ID, s.d.ID, 0, "shared")
	require.NoError(t, err)
	var metadata map[string]int
	require.NoError(t, json.Unmarshal(row.Metadata, &metadata))
	require.Len(t, metadata, writers*each)
}

func TestReadingGoesOnBehindEveryBatch(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	const n = 730 // more than the first batches hold
	rows, spans := make([]string, n), make([]store.Span, n)
	for i := range n {
		rows[i] = fmt.Sprintf(`{"id":"%d","input":%d}`, i, i%10)
		spans[i] = store.Span{RowID: fmt.Sprint(i), SpanID: fmt.Sprint(i), RootSpanID: fmt.Sprint("t", i/3), Created: s.at, HasCreated: true}
	}
	s.must(rows...)
	require.Len(t, s.records(postgres.RecordQuery{}), n)
	e, _, err := filter.Read("input = 7", filter.Options{})
	require.NoError(t, err)
	require.Len(t, s.records(postgres.RecordQuery{Filter: e}), n/10)

	_, err = s.db.InsertSpans(t.Context(), s.d.Project.ID, "test", spans, s.at)
	require.NoError(t, err)
	for limit, want := range map[int]int{0: 0, 1: 1, 100: 100, 150: 150, 10_000: n} {
		seen := map[string]bool{}
		require.NoError(t, s.db.EachSpanRecord(t.Context(), postgres.SpanQuery{Project: s.d.Project.ID}, limit, func(r store.SpanRecord, _ postgres.SpanPlace) (bool, error) {
			seen[r.RowID] = true
			return true, nil
		}))
		require.Len(t, seen, want, "limit %d", limit)
	}
}
