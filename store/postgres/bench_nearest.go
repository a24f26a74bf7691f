package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store"
	"assay/store/similar"
)

const (
	benchNearTen    = 10     // of the nearest traces that recall is about
	benchNearChecks = 20     // sources whose nearest are also found by comparing with every trace
	benchNearRead   = 100000 // traces that are compared with then, the newest
)

// measureNearest makes the fingerprints of all traces and prints how long they take, how long one waits for the traces nearest to
// one and to many, and how many of the ten nearest are found.
func (b *bench) measureNearest(ctx context.Context) error {
	b.heading(fmt.Sprintf("The nearest of %d traces by their text", b.traces))
	took, err := timed(func() error { return b.db.FoldPrints(ctx, b.project, 0) })
	if err != nil {
		return err
	}
	if _, err := b.db.x.ExecContext(ctx, "VACUUM ANALYZE trace_print"); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	var size int64
	if err := b.db.x.GetContext(ctx, &size, `SELECT pg_total_relation_size('trace_print')`); err != nil {
		return fmt.Errorf("measure size: %w", err)
	}
	b.print("Read in %.0f s; %d MB.", took.Seconds(), size>>20)
	newest, err := b.db.first(ctx, Query{Project: b.project}, 4*MostSources*b.runs)
	if err != nil {
		return err
	}
	for _, n := range []int{1, MostSources} {
		var times []time.Duration
		looked := 0
		for some := range slices.Chunk(newest[:4*n*b.runs], n) {
			var found Nearest
			took, err := timed(func() (err error) {
				found, err = b.db.Nearest(ctx, NearestQuery{Query: Query{Project: b.project}, Sources: some, Limit: 50})
				return err
			})
			if err != nil {
				return err
			}
			times, looked = append(times, took), found.Looked
		}
		slices.Sort(times)
		b.print("Nearest to %d: %.0f ms in the middle, %.0f ms of 95 in 100, of %d searches among %d traces.", n, milliseconds(median(times)), milliseconds(times[len(times)*95/100]), len(times), looked)
	}
	return b.measureNearestRecall(ctx, newest)
}

// measureNearestRecall compares some sources with every trace, word by word.
func (b *bench) measureNearestRecall(ctx context.Context, newest []store.TraceID) error {
	all, err := b.db.first(ctx, Query{Project: b.project}, min(benchNearRead, b.traces))
	if err != nil {
		return err
	}
	texts, err := b.db.sketches(ctx, NearestQuery{Query: Query{Project: b.project}}, all)
	if err != nil {
		return err
	}
	hit, wanted := 0, 0
	var tenths float64
	for _, id := range newest[:min(benchNearChecks, len(newest))] {
		at := slices.IndexFunc(texts, func(t sketched) bool { return t.id == id })
		if at < 0 {
			continue
		}
		tenth := nearestOf(texts, texts[at].sketch, id)
		found, err := b.db.Nearest(ctx, NearestQuery{Query: Query{Project: b.project}, Sources: []store.TraceID{id}, Limit: benchNearTen})
		if err != nil {
			return err
		}
		wanted += len(tenth)
		if len(tenth) > 0 {
			tenths += tenth[len(tenth)-1]
		}
		for _, n := range found.Traces {
			if len(tenth) > 0 && n.Similarity >= tenth[len(tenth)-1] {
				hit++
			}
		}
	}
	b.print("Recall %.3f of the %d nearest ones that comparing with all %d finds; the tenth of each is %.2f alike.", share(hit, wanted), wanted, len(texts), tenths/benchNearChecks)
	return nil
}

// nearestOf are the similarities of the ten texts nearest to one.
func nearestOf(texts []sketched, to similar.Sketch, except store.TraceID) []float64 {
	var all []float64
	for _, t := range texts {
		if s := t.sketch.Compare(to).Similarity; t.id != except && s >= LeastSimilarity {
			all = append(all, s)
		}
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all[:min(benchNearTen, len(all))]
}
