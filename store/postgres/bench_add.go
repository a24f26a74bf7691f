package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"

	"assay/store"
	"assay/store/adding"
)

// benchAdd is one way of adding that is measured: how many traces, and which duplicates are looked for on the way.
type benchAdd struct {
	says       string
	traces     int
	duplicates adding.Duplicates
	most       float64 // times as long as the raw statement may take; 0: no budget
	runs       int     // after one that warms up; 0: that one counts, because it takes minutes
}

func (b *bench) adds() []benchAdd {
	exact := adding.Duplicates{Origin: adding.Skip, Content: adding.Insert, Near: adding.Insert}
	same := exact
	same.Content = adding.Merge
	all := min(100_000, b.traces)
	return []benchAdd{
		{"of the same trace", 10_000, exact, 2, 5}, {"of the same trace", all, exact, 2, 3}, {"and of the same input", all, same, 0, 3},
		{"and near ones", all, adding.Default().Duplicates, 0, 0},
	}
}

// measureAdd adds traces to datasets as jobs do, and writes their bare content with one INSERT … SELECT, in turns. Then it looks
// for near duplicates in the last dataset.
func (b *bench) measureAdd(ctx context.Context) error {
	b.heading("Adding to a dataset as a multiple of a raw INSERT … SELECT of input, expected, metadata and tags of the same traces")
	b.print("ratio  ours ms   raw ms    rows  heap MB  budget  duplicates looked for")
	for _, add := range b.adds() {
		if err := b.measureOneAdd(ctx, add); err != nil {
			return err
		}
	}
	d, err := b.lastAdded(ctx)
	if err != nil {
		return err
	}
	if err := b.measureNear(ctx, d); err != nil {
		return err
	}
	return b.dropAdded(ctx)
}

func (b *bench) measureOneAdd(ctx context.Context, add benchAdd) error {
	var ours, raw []time.Duration
	var report adding.Report
	var peak uint64
	for run := range add.runs + 1 {
		if err := b.dropAdded(ctx); err != nil {
			return err
		}
		d, err := b.db.CreateDataset(ctx, b.project, fmt.Sprintf("%s%d", benchDataset, time.Now().UnixNano()), "")
		if err != nil {
			return err
		}
		tookRaw, err := b.rawAdd(ctx, add, d)
		if err != nil {
			return err
		}
		var took time.Duration
		heap, err := mostHeap(func() error {
			took, err = timed(func() error { report, err = b.jobAdd(ctx, add, d); return err })
			return err
		})
		if err != nil {
			return err
		}
		if peak = max(peak, heap); run > 0 || add.runs == 0 { // the first warms up
			ours, raw = append(ours, took), append(raw, tookRaw)
		}
	}
	ratio, budget := float64(median(ours))/float64(median(raw)), "      -"
	if add.most > 0 {
		budget = fmt.Sprintf("%7.1f", add.most)
		if ratio > add.most {
			budget += " OVER"
		}
	}
	b.print("%5.1f %8.0f %8.0f %7d %8d %s  %s", ratio, milliseconds(median(ours)), milliseconds(median(raw)), report.Inserted, peak>>20, budget, add.says)
	return nil
}

// from is where the newest n traces begin.
func (b *bench) from(n int) string {
	return benchStart.Add(time.Duration(float64(benchDays*24*time.Hour) * (1 - float64(n)/float64(b.traces)))).Format(time.RFC3339Nano)
}

// rawAdd writes the traces with one statement to a copy of the table.
func (b *bench) rawAdd(ctx context.Context, add benchAdd, d store.Dataset) (time.Duration, error) {
	if err := b.copyTables(ctx, "dataset_row"); err != nil {
		return 0, err
	}
	const key = `ALTER TABLE bench_dataset_row ADD FOREIGN KEY (project_id, dataset_id) REFERENCES dataset ON DELETE CASCADE`
	if _, err := b.db.x.ExecContext(ctx, key); err != nil {
		return 0, fmt.Errorf("copy key: %w", err)
	}
	const raw = `
INSERT INTO bench_dataset_row (project_id, dataset_id, id, since, position, input, expected, metadata, tags, origin_trace, origin_span, created)
SELECT t.project_id, $4, t.id::text, 1, row_number() OVER (ORDER BY t.created, t.id), p.input, p.expected, t.metadata, t.tags, t.id, t.root_id, now()
FROM trace t JOIN span_payload p ON p.project_id = t.project_id AND p.id = t.root_id
WHERE t.project_id = $1 AND t.created >= $2 AND t.created < $3`
	took, err := timed(func() error {
		_, err := b.db.x.ExecContext(ctx, raw, b.project, b.from(add.traces), b.options.Now, d.ID)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("raw add: %w", err)
	}
	_, err = b.db.x.ExecContext(ctx, "DROP TABLE bench_dataset_row")
	return took, err
}

// jobAdd carries out an add as a job, from claiming it to its end.
func (b *bench) jobAdd(ctx context.Context, add benchAdd, d store.Dataset) (adding.Report, error) {
	var report adding.Report
	at, err := b.db.LogPosition(ctx, b.project)
	if err != nil {
		return report, err
	}
	plan := adding.Default()
	plan.Duplicates = add.duplicates
	request, err := json.Marshal(AddRequest{Source: b.project, Asked: b.options.Now, At: at, Project: b.project, Dataset: d.ID, Plan: plan, Author: "bench",
		Filter: fmt.Sprintf("created >= '%s' AND created < '%s'", b.from(add.traces), b.options.Now.Format(time.RFC3339Nano))})
	if err != nil {
		return report, err
	}
	j, err := b.db.StartJob(ctx, store.Job{Project: b.project, ID: store.NewEventID(), Kind: JobAdd, Title: "bench", Lane: DatasetLane, Request: request, Created: b.options.Now})
	if err != nil {
		return report, err
	}
	c, err := b.db.ClaimJob(ctx, []string{JobAdd}, time.Minute)
	if err != nil {
		return report, err
	}
	if err := b.db.RunAdd(ctx, c); err != nil {
		return report, err
	}
	if j, err = b.db.Job(ctx, b.project, j.ID); err != nil {
		return report, err
	}
	return report, json.Unmarshal(j.Result, &report)
}

// mostHeap runs work and returns the most bytes of heap that this program held meanwhile, garbage among them.
func mostHeap(work func() error) (uint64, error) {
	const heap = "/memory/classes/heap/objects:bytes"
	runtime.GC()
	done, most := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		sample := []metrics.Sample{{Name: heap}}
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			peak = max(peak, sample[0].Value.Uint64())
			select {
			case <-done:
				most <- peak
				return
			case <-tick.C:
			}
		}
	}()
	err := work()
	close(done)
	return <-most, err
}

// benchDataset begins the names of datasets that are measured.
const benchDataset = "bench "

func (b *bench) lastAdded(ctx context.Context) (store.Dataset, error) {
	var name string
	const q = `SELECT name FROM dataset WHERE project_id = $1 AND name LIKE $2 || '%' ORDER BY id DESC LIMIT 1`
	if err := b.db.x.GetContext(ctx, &name, q, b.project, benchDataset); err != nil {
		return store.Dataset{}, fmt.Errorf("find dataset: %w", translate(err))
	}
	return b.db.Dataset(ctx, b.project, name)
}

// dropAdded deletes the datasets that were measured, with their rows, so that no run meets those of another.
func (b *bench) dropAdded(ctx context.Context) error {
	const q = `DELETE FROM dataset WHERE project_id = $1 AND name LIKE $2 || '%'`
	if _, err := b.db.x.ExecContext(ctx, q, b.project, benchDataset); err != nil {
		return fmt.Errorf("delete datasets: %w", err)
	}
	for _, table := range []string{"dataset_row", "row_signature"} {
		if _, err := b.db.x.ExecContext(ctx, "VACUUM ANALYZE "+table); err != nil {
			return fmt.Errorf("vacuum: %w", err)
		}
	}
	return nil
}
