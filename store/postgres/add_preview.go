package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"assay/store"
	"assay/store/adding"

	"github.com/jmoiron/sqlx"
)

const (
	// previewBytes bounds what a preview reads of a value: enough to come to the last question of a long conversation.
	previewBytes = `200000`
	// previewWhole is for how many traces a preview looks for duplicates of each; of more only for those that it shows.
	previewWhole = 300
)

// AddPreview is what an add would do.
type AddPreview struct {
	Count Counted // of the traces that the request names
	// Rows are the newest ones as they would be written, duplicates among them.
	Rows []AddPreviewRow
	// Report is about all traces of the request when Whole says so, otherwise about those of Rows alone.
	Report adding.Report
	Whole  bool
	// Compared tells that near duplicates were looked for; of many traces in one sample they are not.
	Compared bool
	Held     bool // the dataset has a schema
}

// AddPreviewRow is a row as it would be written. Its ID is that of the row that there is already, empty when there is none.
type AddPreviewRow struct {
	store.DatasetRow
	Kind       adding.Kind
	Action     adding.Action
	Similarity float64
	Twin       store.TraceID // the earlier trace that it is a duplicate of; empty when that is a row
}

// PreviewAdd returns what a request would do, with the newest n rows: the first ones of the list that the person is looking at.
// Values are cut after previewBytes characters. Dataset 0 stands for one that is not there yet. It takes no longer than a few
// seconds, however many traces there are.
func (db *DB) PreviewAdd(ctx context.Context, r AddRequest, n int, now time.Time) (AddPreview, error) {
	var p AddPreview
	q, err := db.QueryOf(ctx, r)
	if err != nil {
		return p, err
	}
	if p.Count, err = db.Counted(ctx, q); err != nil {
		return p, err
	}
	most := previewWhole
	if r.Plan.Sample.Kind != adding.All {
		most = CountCap
	}
	p.Whole = p.Count.Kind == CountExact && p.Count.N <= most
	if !p.Whole {
		if q.Only, err = db.first(ctx, q, n); err != nil {
			return p, fmt.Errorf("preview rows: %w", err)
		}
		q.Filter, q.At, r.Plan.Sample = nil, 0, adding.Sample{}
	}
	unread, err := db.prepareAdd(ctx, r, signSoon, nil)
	if err != nil {
		return p, err
	}
	err = db.lookOnly(ctx, func(tx *sqlx.Tx) error {
		a := &adder{tx: tx, q: q, plan: r.Plan, target: r.Project, dataset: r.Dataset, recipe: r.Recipe, now: now, nearMost: previewWhole}
		if err := a.look(ctx); err != nil {
			return err
		}
		var err error
		if p.Rows, err = a.previewRows(ctx, n); err != nil {
			return err
		}
		err = a.tryOut(ctx)
		p.Report, p.Compared, p.Held = a.report, a.compared, a.held
		p.Report.Unread = unread
		return err
	})
	return p, err
}

// previewRows reads the newest candidates as they would be written.
func (a *adder) previewRows(ctx context.Context, n int) ([]AddPreviewRow, error) {
	m := a.mapped()
	row := m.row()
	q := `
SELECT COALESCE(c.target, '') AS id, 0 AS since, left(` + row.input + `, ` + previewBytes + `) AS input, left(` + row.expected + `, ` + previewBytes + `) AS expected,
  ` + row.from + ` AS expected_from, ` + row.metadata + `::text AS metadata, ` + row.tags + ` AS tags, c.trace_id AS origin_trace, c.span_id AS origin_span,
  ` + projectArg + `::int AS origin_project, c.split, '[]' AS provenance, t.created, 0 AS position, c.kind, c.action, c.similarity, l.trace_id AS twin
FROM (SELECT n, trace_id, span_id, target, split, kind, action, similarity, twin FROM add_candidate ORDER BY n DESC LIMIT ` + m.args.add(n) + `) AS c` + m.source() + `
  LEFT JOIN add_candidate l ON l.n = c.twin
ORDER BY c.n DESC`
	var rows []struct {
		datasetRow
		Kind       adding.Kind
		Action     adding.Action
		Similarity float64
		Twin       sql.NullString
	}
	if err := a.tx.SelectContext(ctx, &rows, q, m.args.values...); err != nil {
		return nil, fmt.Errorf("preview rows: %w", err)
	}
	list := make([]AddPreviewRow, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = AddPreviewRow{DatasetRow: r.row(), Kind: r.Kind, Action: r.Action, Similarity: r.Similarity, Twin: store.TraceID(r.Twin.String)}
	}
	return list, nil
}
