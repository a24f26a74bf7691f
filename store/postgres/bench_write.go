package postgres

import (
	"context"
	"fmt"
	"time"
)

// benchCopies names the tables that raw statements write to.
const benchCopies = "bench_"

// copyTables makes empty copies of tables, with their keys and indexes.
func (b *bench) copyTables(ctx context.Context, tables ...string) error {
	for _, t := range tables {
		q := fmt.Sprintf("DROP TABLE IF EXISTS %[1]s%[2]s; CREATE TABLE %[1]s%[2]s (LIKE %[2]s INCLUDING ALL)", benchCopies, t)
		if _, err := b.db.x.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("copy table %s: %w", t, err)
		}
	}
	return nil
}

// measureAdd adds ten thousand traces to a dataset, and writes their bare content with one INSERT … SELECT.
func (b *bench) measureAdd(ctx context.Context) error {
	b.heading("Adding 10,000 traces to a dataset as a multiple of a raw INSERT … SELECT of input, expected, metadata and tags")
	from := benchStart.Add(time.Duration(float64(benchDays*24*time.Hour) * (1 - 10_000/float64(b.traces)))).Format(time.RFC3339Nano)
	q, err := b.query(fmt.Sprintf("created >= '%s' AND created < '%s'", from, b.options.Now.Format(time.RFC3339Nano)))
	if err != nil {
		return err
	}
	const raw = `
INSERT INTO bench_dataset_row (project_id, dataset_id, id, since, position, input, expected, metadata, tags, origin_trace, origin_span, created)
SELECT t.project_id, 1, t.id::text, 1, row_number() OVER (ORDER BY t.created, t.id), p.input, p.expected, t.metadata, t.tags, t.id, t.root_id, now()
FROM trace t JOIN span_payload p ON p.project_id = t.project_id AND p.id = t.root_id
WHERE t.project_id = $1 AND t.created >= $2 AND t.created < $3`
	var ours, theirs []time.Duration
	var added Added
	for n := range 4 {
		if err := b.copyTables(ctx, "dataset_row"); err != nil {
			return err
		}
		d, err := b.db.CreateDataset(ctx, b.project, fmt.Sprintf("bench %d %d", n, time.Now().UnixNano()), "")
		if err != nil {
			return err
		}
		took, err := timed(func() (err error) {
			added, err = b.db.AddTraces(ctx, q, DatasetWrite{Dataset: d.ID, Author: "bench", Now: b.options.Now}, BestExpected)
			return err
		})
		if err != nil {
			return err
		}
		tookRaw, err := timed(func() error {
			_, err := b.db.x.ExecContext(ctx, raw, b.project, from, b.options.Now)
			return err
		})
		if err != nil {
			return err
		}
		if n > 0 {
			ours, theirs = append(ours, took), append(theirs, tookRaw)
		}
	}
	b.print("%5.1f  ours %.0f ms, raw %.0f ms, %d rows", float64(median(ours))/float64(median(theirs)), milliseconds(median(ours)), milliseconds(median(theirs)), added.Inserted)
	return nil
}
