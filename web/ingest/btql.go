package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
)

// query is a question to POST /btql, however it was spelled, with what only the wire has.
type query struct {
	*filter.Query // checked; nil where rows are read without a question
	source        source
	columns       []column // nil: whole rows
	sort          postgres.RecordSort
	limit         int
	cursor        string
	version       store.Version // 0: now
	versionName   string        // of a snapshot or an environment, until the dataset is known
	text          string        // what a cursor belongs to: everything that decides which rows there are in which order
	options       filter.Options
}

// condition is what rows must meet, nil for nothing.
func (q query) condition() filter.Expr {
	if q.Query == nil {
		return nil
	}
	return q.Filter
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

// Query answers POST /btql: rows of one dataset or of one project that match a filter, or what they come to in groups. The filter
// means what it means on the pages, except that a condition on project_logs is about one span unless the query asks for another
// shape, as SDKs expect.
func (a *API) Query(w http.ResponseWriter, r *http.Request) error {
	var ask struct {
		Query   json.RawMessage `json:"query"`
		Format  string          `json:"fmt"`
		Version json.RawMessage `json:"version"`
		Offset  int             `json:"tz_offset"` // minutes west of Greenwich
	}
	if err := a.read(w, r, &ask); err != nil {
		return err
	}
	if ask.Format != "" && ask.Format != "json" {
		return store.Invalid{"fmt": "Only json is answered, not " + clip(ask.Format) + "."}
	}
	if ask.Offset < -24*60 || ask.Offset > 24*60 {
		return store.Invalid{"tz_offset": "A time zone is given in minutes west of Greenwich, less than a day."}
	}
	o := filter.Options{Now: a.Now()}
	if ask.Offset != 0 {
		o.Location = time.FixedZone("", -ask.Offset*60)
	}
	q, err := readQuery(ask.Query, o)
	if err != nil {
		return err
	}
	if sentValue(ask.Version) {
		if q.versionName != "" || q.version != 0 {
			return store.Invalid{"version": "Name the version once: beside the query or in it."}
		}
		if q.version, q.versionName, err = askedVersion(ask.Version); err != nil {
			return err
		}
	}
	p, err := a.page(r.Context(), q)
	if err != nil {
		return err
	}
	answer := map[string]any{"data": p.rows, "cursor": p.cursor, "schema": map[string]any{"type": "array", "items": map[string]string{"type": "object"}},
		"realtime_state": map[string]string{"type": "on"}}
	if p.cover.Partial {
		answer["partial"] = map[string]any{"newest": p.cover.Looked, "back_to": p.cover.Back.UTC()}
	}
	return ok(w, answer)
}

// askedVersion reads which version of a dataset is meant: a number, or else the name of a snapshot or of an environment.
func askedVersion(raw json.RawMessage) (store.Version, string, error) {
	var text string
	if json.Unmarshal(raw, &text) == nil && text != "" && !store.IsNumber(text) {
		return 0, text, nil
	}
	version, err := sentVersion("version", raw)
	return version, "", err
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

// queryPage is one page of an answer, with the cursor of the next, nil at the end.
type queryPage struct {
	rows   []any
	cursor *string
	cover  postgres.Coverage
}

// page answers a query.
func (a *API) page(ctx context.Context, q query) (queryPage, error) {
	if q.source.kind == datasetRows {
		d, err := a.dataset(ctx, q.source.id, store.ReadAccess)
		if err != nil {
			return queryPage{}, err
		}
		if q.versionName != "" {
			if q.version, err = a.DB.VersionNamed(ctx, d.Project.ID, d.ID, q.versionName); err != nil {
				return queryPage{}, err
			}
		}
		if q.computed() {
			return a.datasetTable(ctx, q, d)
		}
		rows, cursor, err := a.datasetPage(ctx, q, d)
		return queryPage{rows: rows, cursor: cursor}, err
	}
	p, err := a.project(ctx, q.source.id, store.ReadAccess)
	if err != nil {
		return queryPage{}, err
	}
	if q.version != 0 || q.versionName != "" {
		return queryPage{}, store.Invalid{"version": "A query reads older versions of datasets only; /v1/project_logs/{id}/fetch reads logs as of a version."}
	}
	if q.options.Derived, err = a.DB.Derived(ctx, p.ID); err != nil {
		return queryPage{}, err
	}
	if q.computed() {
		return a.logsTable(ctx, q, p)
	}
	rows, cursor, err := a.spanPage(ctx, q, p)
	return queryPage{rows: rows, cursor: cursor}, err
}

// datasetPage reads rows of a dataset. All pages show the version of the first one, so that a row that is written meanwhile is
// neither missed nor seen twice.
func (a *API) datasetPage(ctx context.Context, q query, d store.ProjectDataset) ([]any, *string, error) {
	ask := postgres.RecordQuery{Project: d.Project.ID, Dataset: d.Dataset, Version: q.version, Filter: q.condition(), Options: q.options, Sort: q.sort}
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
		computed := make([]any, len(q.columns))
		for i, c := range q.columns {
			if c.path == nil {
				computed[i] = ask.Compute(q.Columns[i].Expr, &rec)
			}
		}
		return p.add(newDatasetRow(d, rec), computed, len(rec.Input)+len(rec.Expected)+len(rec.Metadata), place{Version: ask.Version, Record: &at})
	})
	if err != nil {
		return nil, nil, err
	}
	return p.page()
}

// spanPage reads spans of a project: those that match, or all of the traces that match.
func (a *API) spanPage(ctx context.Context, q query, p store.Project) ([]any, *string, error) {
	ask := postgres.SpanQuery{Project: p.ID, Filter: q.condition(), Options: q.options, Sort: q.sort}
	if q.Query != nil {
		ask.Traces, ask.Narrow = !q.AboutSpans(), q.Narrow
	}
	for i, c := range q.columns {
		if c.path == nil {
			ask.Columns = append(ask.Columns, q.Columns[i].Expr)
		}
	}
	from, err := readCursor(q)
	if err != nil {
		return nil, nil, err
	}
	if from != nil {
		ask.After = from.Span
	}
	pages, limit := newPager(q), q.limit
	if ask.Traces { // whose limit counts traces
		pages.limit, limit = mostRows, mostRows
		traces := map[store.TraceID]bool{}
		pages.full = func(at place) bool { return !traces[at.Span.Trace] && len(traces) >= q.limit }
		pages.taken = func(at place) { traces[at.Span.Trace] = true }
	}
	err = a.DB.EachSpanRecord(ctx, ask, limit+1, func(rec store.SpanRecord, at postgres.SpanPlace) (bool, error) {
		computed, n := make([]any, len(q.columns)), 0
		for i, c := range q.columns {
			if c.path == nil {
				computed[i] = wireValue(rec.Extra[n])
				n++
			}
		}
		return pages.add(a.newSpanRow(p, rec, at), computed, len(rec.Input)+len(rec.Output)+len(rec.Expected)+len(rec.Metadata), place{Span: &at})
	})
	if err != nil {
		return nil, nil, err
	}
	return pages.page()
}
