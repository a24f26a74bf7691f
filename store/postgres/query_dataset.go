package postgres

import (
	"context"

	"assay/store"
	"assay/store/filter"
)

// mostRecords is how many rows of a dataset a query computes over; they are in memory together.
const mostRecords = 100_000

// AskDataset answers a query that makes a table over the rows of a dataset. It is answered by filter.Answer, for the same reasons
// for which EachDatasetRecord asks filter.Eval. The newest writes come first where the query has no order of its own.
func (db *DB) AskDataset(ctx context.Context, q RecordQuery, ask *filter.Query) (filter.Table, error) {
	var rows []filter.Row
	err := db.EachDatasetRecord(ctx, q, func(rec store.DatasetRecord) (bool, error) {
		if len(rows) == mostRecords {
			return false, store.Invalid{"query": "This dataset has too many rows for a query over all of them: narrow it with a filter."}
		}
		row := q.filterRow(&rec)
		row.Key = *row.SpanID
		rows = append(rows, *row)
		return true, nil
	})
	if err != nil {
		return filter.Table{}, err
	}
	return filter.Answer(ask, rows, q.Options), nil
}

// Compute returns the value of a checked expression for one row.
func (q RecordQuery) Compute(e filter.Expr, rec *store.DatasetRecord) any {
	return filter.Compute(e, q.filterRow(rec), q.Options)
}
