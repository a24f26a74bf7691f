package postgres

import (
	"context"
	"fmt"
	"time"
)

// The budgets that ingest is held to, as fractions of the rows a second that a raw COPY of the same rows reaches.
var benchIngest = []struct {
	batch, batches int
	least          float64
}{{100, 30, 0.4}, {1000, 8, 0.6}}

// benchCopies names the tables that raw statements write to.
const benchCopies = "bench_"

// benchFilled is how many rows the copies begin with at most.
const benchFilled = 300_000

// copyTables makes empty copies of tables, with the keys and indexes of the originals or without.
func (b *bench) copyTables(ctx context.Context, prefix, including string, tables ...string) error {
	for _, t := range tables {
		q := fmt.Sprintf("DROP TABLE IF EXISTS %[1]s%[2]s; CREATE TABLE %[1]s%[2]s (LIKE %[2]s INCLUDING %[3]s)", prefix, t, including)
		if _, err := b.db.x.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("copy table %s: %w", t, err)
		}
	}
	return nil
}

// benchBare names the copies without keys and indexes.
const benchBare = benchCopies + "bare_"

// copyLogged makes the tables that measureIngest copies into.
func (b *bench) copyLogged(ctx context.Context) error {
	for _, t := range new(freshRows).tables() {
		if err := b.copyTables(ctx, benchCopies, "ALL", t.name); err != nil {
			return err
		}
		if err := b.copyTables(ctx, benchBare, "DEFAULTS", t.name); err != nil {
			return err
		}
		// An index that holds something costs more to add to than an empty one.
		fill := fmt.Sprintf("INSERT INTO %s%s SELECT * FROM %s LIMIT %d", benchCopies, t.name, t.name, benchFilled)
		if _, err := b.db.x.ExecContext(ctx, fill); err != nil {
			return fmt.Errorf("fill copy of %s: %w", t.name, err)
		}
	}
	// The first change of a page after a checkpoint is dear. Without one now, that would be so for the real tables alone.
	for _, q := range []string{"VACUUM ANALYZE", "CHECKPOINT"} {
		if _, err := b.db.x.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("settle the copies: %w", err)
		}
	}
	return nil
}

// measureIngest logs batches of new traces and copies the same rows into tables of their own, in turns.
func (b *bench) measureIngest(ctx context.Context) error {
	if err := b.copyLogged(ctx); err != nil {
		return err
	}
	b.heading("Ingest: rows a second as a fraction of a raw COPY of the same rows")
	b.print(" same tables  no indexes   spans/s  batch  budget")
	for _, size := range benchIngest {
		var ours, raw, plain []time.Duration
		for n := range size.batches + 1 { // the first warms up
			spans := b.made.traces(size.batch / 2)
			rows := b.madeRows(spans)
			took, err := timed(func() error {
				_, err := b.db.InsertSpans(ctx, b.project, "bench", spans, b.options.Now)
				return err
			})
			if err != nil {
				return err
			}
			tookRaw, err := timed(func() error { return b.copyInto(ctx, rows, benchCopies) })
			if err != nil {
				return err
			}
			tookPlain, err := timed(func() error { return b.copyInto(ctx, rows, benchBare) })
			if err != nil {
				return err
			}
			if n > 0 {
				ours, raw, plain = append(ours, took), append(raw, tookRaw), append(plain, tookPlain)
			}
		}
		ratio := float64(median(raw)) / float64(median(ours))
		mark := ""
		if ratio < size.least {
			mark = " OVER"
		}
		b.print("%12.2f %11.2f %9.0f %6d  %.1f%s", ratio, float64(median(plain))/float64(median(ours)),
			float64(size.batch)/median(ours).Seconds(), size.batch, size.least, mark)
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
		if err := b.copyTables(ctx, benchCopies, "ALL", "dataset_row"); err != nil {
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
