package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// traces makes the next n traces.
func (m *benchMaker) traces(n int) []store.Span {
	spans := make([]store.Span, 0, 2*n)
	for range n {
		spans = append(spans, m.trace()...)
	}
	return spans
}

// madeRows are the rows that logging made traces leaves in the tables, ready to be copied more than once.
func (b *bench) madeRows(spans []store.Span) func() []freshTable {
	logged := batch{spans: spans, events: feedbackEvents("bench", spans, b.options.Now)}
	rows := freshRows{project: b.project, at: places{int64(b.made.n), int64(b.made.n), int64(b.made.n)}, now: b.options.Now, waiting: logged.pickFresh(map[string]bool{})}
	var made [][][]any
	for _, t := range rows.tables() {
		var all [][]any
		for row := t.next(); row != nil; row = t.next() {
			all = append(all, row)
		}
		made = append(made, all)
	}
	return func() []freshTable {
		tables := new(freshRows).tables()
		for i := range tables {
			rows := made[i]
			tables[i].next = eachOf(&rows)
		}
		return tables
	}
}

// copyIn writes rows in one transaction.
func (b *bench) copyIn(ctx context.Context, rows func() []freshTable) error {
	return b.db.tx(ctx, func(tx *sqlx.Tx) error { return copyFresh(ctx, tx, rows()) })
}

// load fills the project with made traces. The indexes that are not unique are made afterwards, which takes a fraction of the
// time that filling them along would.
func (b *bench) load(ctx context.Context) error {
	started := time.Now()
	var indexes []struct{ Name, Definition string }
	const list = `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i WHERE NOT i.indisunique AND i.indrelid::regclass::text IN ('span', 'event', 'comment', 'trace', 'trace_score')`
	if err := b.db.x.SelectContext(ctx, &indexes, list); err != nil {
		return fmt.Errorf("list indexes: %w", err)
	}
	for _, i := range indexes {
		if _, err := b.db.x.ExecContext(ctx, "DROP INDEX "+i.Name); err != nil {
			return fmt.Errorf("drop index: %w", err)
		}
	}
	const chunk = 10_000
	for done := 0; done < b.traces; done += chunk {
		n := min(chunk, b.traces-done)
		rows := b.madeRows(b.made.traces(n))
		if err := b.copyIn(ctx, rows); err != nil {
			return fmt.Errorf("load traces: %w", err)
		}
	}
	copied := time.Since(started)
	for _, i := range indexes {
		if _, err := b.db.x.ExecContext(ctx, i.Definition); err != nil {
			return fmt.Errorf("make index: %w", err)
		}
	}
	if _, err := b.db.x.ExecContext(ctx, "UPDATE log_position SET last = $2 WHERE project_id = $1", b.project, b.made.n+1); err != nil {
		return fmt.Errorf("set position: %w", err)
	}
	if _, err := b.db.x.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	b.print("%d traces of two spans made: %.0f s to copy, %.0f s for indexes and statistics.", b.traces, copied.Seconds(), (time.Since(started) - copied).Seconds())
	return nil
}
