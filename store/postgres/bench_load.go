package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"golang.org/x/sync/errgroup"
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

// loadedTables are those that load fills.
const loadedTables = `('span', 'span_payload', 'event', 'comment', 'trace', 'trace_score')`

// load fills the project with made traces. One process makes them while the database copies those made before. Indexes and
// keys are made afterwards, which takes a fraction of the time that filling them along would: keys are random, and would touch
// another page for every row.
func (b *bench) load(ctx context.Context) error {
	started := time.Now()
	restore, err := b.dropIndexes(ctx)
	if err != nil {
		return err
	}
	const chunk = 5_000
	made := make(chan func() []freshTable, 2)
	group, copying := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(made)
		for done := 0; done < b.traces; done += chunk {
			select {
			case made <- b.madeRows(b.made.traces(min(chunk, b.traces-done))):
			case <-copying.Done():
				return copying.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		for rows := range made {
			if err := b.copyIn(copying, rows); err != nil {
				return err
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return fmt.Errorf("load traces: %w", err)
	}
	copied := time.Since(started)
	for _, statement := range append(restore, "UPDATE log_position SET last = "+strconv.Itoa(b.made.n+1)+" WHERE project_id = "+strconv.Itoa(int(b.project)), "VACUUM ANALYZE") {
		if _, err := b.db.x.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("finish load: %s: %w", statement, err)
		}
	}
	var size int64
	if err := b.db.x.GetContext(ctx, &size, "SELECT pg_database_size(current_database())"); err != nil {
		return fmt.Errorf("measure size: %w", err)
	}
	b.print("%d traces of two spans made: %.0f s to copy, %.0f s for indexes and statistics; the database has %.1f GB.", b.traces, copied.Seconds(), (time.Since(started) - copied).Seconds(), float64(size)/(1<<30))
	return nil
}

// dropIndexes drops the indexes and keys of the tables that are loaded, and returns the statements that make them again.
func (b *bench) dropIndexes(ctx context.Context) (restore []string, err error) {
	const list = `
SELECT 'ALTER TABLE ' || c.conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(c.conname) AS drop,
  'ALTER TABLE ' || c.conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid) AS make
FROM pg_constraint c
WHERE c.contype IN ('p', 'u') AND c.conrelid::regclass::text IN ` + loadedTables + ` AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid)
UNION ALL
SELECT 'DROP INDEX ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid::regclass::text IN ` + loadedTables + ` AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`
	var all []struct{ Drop, Make string }
	if err := b.db.x.SelectContext(ctx, &all, list); err != nil {
		return nil, fmt.Errorf("list indexes: %w", err)
	}
	for _, i := range all {
		if _, err := b.db.x.ExecContext(ctx, i.Drop); err != nil {
			return nil, fmt.Errorf("drop index: %w", err)
		}
		restore = append(restore, i.Make)
	}
	return restore, nil
}
