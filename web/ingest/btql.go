package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
)

// query is a question to POST /btql, however it was spelled.
type query struct {
	source  source
	columns []column // nil: whole rows
	filter  filter.Expr
	sort    postgres.RecordSort
	limit   int
	cursor  string
	version store.Version // 0: now
	text    string        // what a cursor belongs to: everything that decides which rows there are in which order
}

// source is what a query reads.
type source struct {
	kind sourceKind
	id   string
}

type sourceKind string

const (
	datasetRows  sourceKind = "dataset"
	projectSpans sourceKind = "project_logs"
)

// Bounds of one page. A page may end before its limit when it becomes large; its cursor goes on behind it.
const (
	queryLimit = 1000
	mostRows   = 10_000
	pageBytes  = 32 << 20
)

func (q *query) checkLimit(field string) error {
	if q.limit < 0 {
		return store.Invalid{field: "limit is a whole number from 0."}
	}
	q.limit = min(q.limit, mostRows)
	return nil
}

// Query answers POST /btql: rows of one dataset or spans of one project that match a filter. The filter means what it means on
// the pages, except that a condition on project_logs is about one span, as SDKs expect.
func (a *API) Query(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		Query   json.RawMessage `json:"query"`
		Format  string          `json:"fmt"`
		Version json.RawMessage `json:"version"`
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	if ask.Format != "" && ask.Format != "json" {
		return store.Invalid{"fmt": "Only json is answered, not " + clip(ask.Format) + "."}
	}
	q, err := readQuery(ask.Query, filter.Options{Now: a.Now()})
	if err != nil {
		return err
	}
	if q.version, err = sentVersion("version", ask.Version); err != nil {
		return err
	}
	rows, cursor, err := a.page(r.Context(), q)
	if err != nil {
		return err
	}
	return ok(w, map[string]any{"data": rows, "cursor": cursor, "schema": map[string]any{"type": "array", "items": map[string]string{"type": "object"}},
		"realtime_state": map[string]string{"type": "on"}})
}

// sentVersion reads a version that is text or a number.
func sentVersion(field string, raw json.RawMessage) (store.Version, error) {
	if !sentValue(raw) {
		return 0, nil
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw)
	}
	return readVersion(field, text)
}

// page reads one page of rows and the cursor of the next, nil at the end.
func (a *API) page(ctx context.Context, q query) (rows []any, cursor *string, err error) {
	if q.source.kind == datasetRows {
		d, err := a.dataset(ctx, q.source.id, store.ReadAccess)
		if err != nil {
			return nil, nil, err
		}
		return a.datasetPage(ctx, q, d)
	}
	p, err := a.project(ctx, q.source.id, store.ReadAccess)
	if err != nil {
		return nil, nil, err
	}
	return a.spanPage(ctx, q, p)
}

// datasetPage reads rows of a dataset. All pages show the version of the first one, so that a row that is written meanwhile is
// neither missed nor seen twice.
func (a *API) datasetPage(ctx context.Context, q query, d store.ProjectDataset) ([]any, *string, error) {
	ask := postgres.RecordQuery{Project: d.Project.ID, Dataset: d.Dataset, Version: q.version, Filter: q.filter, Options: filter.Options{Now: a.Now()}, Sort: q.sort}
	from, err := readCursor(q)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case from != nil:
		ask.Version, ask.After = from.Version, from.Record
	case q.version == 0:
		position, err := a.DB.LogPosition(ctx, d.Project.ID)
		if err != nil {
			return nil, nil, fmt.Errorf("read position: %w", err)
		}
		ask.Version = store.VersionAt(position)
	}
	p := newPager(q)
	err = a.DB.EachDatasetRecord(ctx, ask, func(rec store.DatasetRecord) (bool, error) {
		at := postgres.RecordPlace{Version: rec.Since, Created: rec.Created, Position: rec.Position, ID: rec.ID}
		return p.add(newDatasetRow(d, rec), len(rec.Input)+len(rec.Expected)+len(rec.Metadata), place{Version: ask.Version, Record: &at})
	})
	if err != nil {
		return nil, nil, err
	}
	return p.page()
}

// spanPage reads spans of a project.
func (a *API) spanPage(ctx context.Context, q query, p store.Project) ([]any, *string, error) {
	if q.version != 0 {
		return nil, nil, store.Invalid{"version": "A query reads older versions of datasets only; /v1/project_logs/{id}/fetch reads logs as of a version."}
	}
	ask := postgres.SpanQuery{Project: p.ID, Filter: q.filter, Options: filter.Options{Now: a.Now()}, Sort: q.sort}
	from, err := readCursor(q)
	if err != nil {
		return nil, nil, err
	}
	if from != nil {
		ask.After = from.Span
	}
	pages := newPager(q)
	err = a.DB.EachSpanRecord(ctx, ask, q.limit+1, func(rec store.SpanRecord, at postgres.SpanPlace) (bool, error) {
		return pages.add(a.newSpanRow(p, rec, at), len(rec.Input)+len(rec.Output)+len(rec.Expected)+len(rec.Metadata), place{Span: &at})
	})
	if err != nil {
		return nil, nil, err
	}
	return pages.page()
}
