package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"assay/store"
	"assay/store/adding"
)

// pairRunes is how much of an input a report shows.
const pairRunes = 220

// pairs describes the first duplicates one by one: leaks before all others, and near ones before exact ones, which need less
// thought.
func (a *adder) pairs(ctx context.Context) error {
	m := a.mapped()
	leak := leaking(m.args.add(a.plan.Split))
	these := "(SELECT n, trace_id, span_id, kind, action, target, split, twin, similarity, " + leak + " AS leak FROM add_candidate WHERE kind <> ''" +
		" ORDER BY " + leak + " DESC, kind <> 'near', n LIMIT " + m.args.add(adding.MaxPairs) + ")"
	inputs := "SELECT c.n, left(" + m.text(a.plan.Input) + ", " + previewBytes + ") AS input FROM (SELECT n, trace_id, span_id FROM add_candidate" +
		" WHERE n IN (SELECT n FROM pair UNION SELECT twin FROM pair)) AS c" + m.source()
	q := "WITH pair AS MATERIALIZED " + these + ", text AS MATERIALIZED (" + inputs + ")" +
		" SELECT p.kind, p.action, p.trace_id AS trace, p.span_id AS span, p.similarity, p.leak, COALESCE(p.split, '') AS split, COALESCE(p.target, '') AS row," +
		" l.trace_id AS twin, own.input, COALESCE(other.input, left(r.input, " + previewBytes + ")) AS other" +
		" FROM pair p LEFT JOIN text own ON own.n = p.n LEFT JOIN text other ON other.n = p.twin LEFT JOIN add_candidate l ON l.n = p.twin" +
		" LEFT JOIN dataset_row r ON r.project_id = " + m.args.add(a.target) + " AND r.dataset_id = " + m.args.add(a.dataset) + " AND r.id = p.target AND r.until = " + forever +
		" ORDER BY p.leak DESC, p.kind <> 'near', p.n"
	var rows []struct {
		Kind         adding.Kind
		Action       adding.Action
		Trace        store.TraceID
		Span, Twin   sql.NullString
		Similarity   float64
		Leak         bool
		Split, Row   string
		Input, Other sql.NullString
	}
	if err := a.tx.SelectContext(ctx, &rows, q, m.args.values...); err != nil {
		return fmt.Errorf("describe duplicates: %w", err)
	}
	for _, r := range rows {
		a.report.Pairs = append(a.report.Pairs, adding.Pair{Kind: r.Kind, Action: r.Action, Trace: r.Trace, Span: store.SpanID(r.Span.String),
			Input: store.Preview(r.Input.String, pairRunes), Row: r.Row, Twin: store.TraceID(r.Twin.String), Other: store.Preview(r.Other.String, pairRunes),
			Similarity: r.Similarity, Split: r.Split, Leak: r.Leak})
	}
	return nil
}
