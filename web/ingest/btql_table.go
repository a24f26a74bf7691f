package ingest

import (
	"context"
	"slices"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
)

// computed reports whether the answer is a table that the query makes, and not records as the API shows them.
func (q query) computed() bool {
	return q.Query != nil && (q.Grouped || q.Unpivot != nil || q.Sample != nil || !q.OfSpans())
}

// summaryFields are the columns of a trace where the query names none.
var summaryFields = []string{"id", "span_id", "root_span_id", "created", "name", "type", "input", "output", "expected", "error", "scores", "metadata", "tags", "metrics",
	"span_attributes", "comment", "duration", "tokens", "cost"}

// summaryText is how much of a text a row of a trace holds, in characters.
const summaryText = 1024

// wholeTraces gives a query for whole traces its columns.
func wholeTraces(q *filter.Query) {
	if len(q.Columns) > 0 || q.Grouped {
		return
	}
	for _, name := range summaryFields {
		q.Columns = append(q.Columns, filter.Column{Name: name, Expr: filter.At(name)})
	}
}

// logsTable computes a table over the spans or traces of a project.
func (a *API) logsTable(ctx context.Context, q query, p store.Project) (queryPage, error) {
	ask := postgres.Ask{Project: p.ID, Query: q.Query, Options: q.options, Rows: q.limit}
	if !q.OfSpans() {
		ask.Text = summaryText
	}
	from, err := readCursor(q)
	if err != nil {
		return queryPage{}, err
	}
	if from != nil {
		ask.After = *from.Trace
	}
	answer, err := a.DB.Ask(ctx, ask)
	if err != nil {
		return queryPage{}, err
	}
	page := queryPage{rows: tableRows(answer.Table), cover: answer.Coverage}
	if !answer.Next.IsZero() {
		page.cursor, err = writeCursor(q, place{Trace: &answer.Next})
	}
	return page, err
}

// datasetTable computes a table over the rows of a dataset.
func (a *API) datasetTable(ctx context.Context, q query, d store.ProjectDataset) (queryPage, error) {
	ask := postgres.RecordQuery{Project: d.Project.ID, Dataset: d.Dataset, Version: q.version, Filter: q.Filter, Options: q.options}
	if q.Limit < 0 || q.Limit > q.limit {
		q.Limit = q.limit
	}
	table, err := a.DB.AskDataset(ctx, ask, q.Query)
	return queryPage{rows: tableRows(table)}, err
}

// tableRows are the rows of a table as objects.
func tableRows(t filter.Table) []any {
	rows := make([]any, len(t.Rows))
	for i, r := range t.Rows {
		row := make(map[string]any, len(r))
		for k, c := range t.Columns {
			row[c.Name] = wireValue(r[k])
		}
		rows[i] = row
	}
	return rows
}

// foreign finds a column that a table cannot have: one that only records of the API have.
func foreign(q *filter.Query) *filter.Path {
	i := slices.IndexFunc(q.Columns, func(c filter.Column) bool {
		p, ok := c.Expr.(*filter.Path)
		return ok && p.Field == nil
	})
	if i < 0 {
		return nil
	}
	return q.Columns[i].Expr.(*filter.Path)
}
