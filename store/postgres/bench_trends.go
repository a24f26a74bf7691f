package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store/filter"
	"assay/store/rollup"
)

// benchTrendRatio is how many times as fast as counting the traces a page of trends is to be, where counts are kept.
const benchTrendRatio = 200

// benchTrend is one part of the page of trends, and the statement that counts the traces for it.
type benchTrend struct {
	name string
	read RollupRead
	raw  string // with $1 the project, $2 and $3 the time
}

// benchTrends are the parts of the page that counts serve.
func (b *bench) benchTrends() []benchTrend {
	days := func(n int) []time.Time {
		var edges []time.Time
		for d := benchDays - n; d <= benchDays; d++ {
			edges = append(edges, benchStart.AddDate(0, 0, d))
		}
		return edges
	}
	all := []time.Time{benchStart, b.options.Now}
	byDay := `SELECT date_trunc('day', t.created), count(*), avg((t.source_scores -> 'user' ->> 'user_rating')::float8), count(t.source_scores -> 'user' ->> 'user_rating')
FROM trace t WHERE t.project_id = $1 AND t.created >= $2 AND t.created < $3 GROUP BY 1`
	return []benchTrend{
		{"scores by day, 90 days", RollupRead{Edges: days(90), Measures: []rollup.Measure{rollup.Score}}, byDay},
		{"scores by day, 7 days", RollupRead{Edges: days(7), Measures: []rollup.Measure{rollup.Score}}, byDay},
		{"volume, errors, cost by day", RollupRead{Edges: days(90), Measures: []rollup.Measure{rollup.Traces, rollup.Errors, rollup.Tokens, rollup.Cost}},
			`SELECT date_trunc('day', t.created), count(*), count(t.error), sum(t.tokens), sum(t.cost) FROM trace t
WHERE t.project_id = $1 AND t.created >= $2 AND t.created < $3 GROUP BY 1`},
		{"latency quantiles by day", RollupRead{Edges: days(90), Measures: []rollup.Measure{rollup.Duration}, Bins: true},
			`SELECT date_trunc('day', t.created), percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY t.duration) FROM trace t
WHERE t.project_id = $1 AND t.created >= $2 AND t.created < $3 GROUP BY 1`},
		{"all of each feature", RollupRead{Edges: all, Field: "metadata.feature"},
			`SELECT t.metadata ->> 'feature', count(*), count(t.error), avg((t.source_scores -> 'user' ->> 'user_rating')::float8), avg(t.duration), sum(t.cost) FROM trace t
WHERE t.project_id = $1 AND t.created >= $2 AND t.created < $3 GROUP BY 1`},
	}
}

// measureTrends counts everything, and prints how long the parts of the page of trends take as a share of counting traces.
func (b *bench) measureTrends(ctx context.Context) error {
	b.heading(fmt.Sprintf("Trends of %d traces: counts by the hour against counting the traces", b.traces))
	took, err := timed(func() error { return b.db.FoldRollups(ctx, b.project) })
	if err != nil {
		return err
	}
	if _, err := b.db.x.ExecContext(ctx, "VACUUM ANALYZE rollup, rollup_day, rollup_series"); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	var size, rows int64
	const sizes = `SELECT pg_total_relation_size('rollup') + pg_total_relation_size('rollup_day'), (SELECT count(*) FROM rollup) + (SELECT count(*) FROM rollup_day)`
	if err := b.db.x.QueryRowxContext(ctx, sizes).Scan(&size, &rows); err != nil {
		return fmt.Errorf("measure size: %w", err)
	}
	b.print("counted in %.0f s; %d counts, %d MB. Medians of %d alternated runs; goal %dx.\n", took.Seconds(), rows, size>>20, b.runs, benchTrendRatio)
	b.print(" faster   ours ms    raw ms  part")
	var whole time.Duration
	for _, part := range b.benchTrends() {
		ours, err := b.measureTrend(ctx, part)
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		whole += ours
	}
	pairs, err := b.measurePairs(ctx)
	if err != nil {
		return err
	}
	b.print("%8s %8.1f %9s  the newest 2,000 traces with two scores", "", milliseconds(pairs), "")
	b.print("\nThe parts of the page one after the other: %.0f ms.", milliseconds(whole+pairs))
	return nil
}

func (b *bench) measureTrend(ctx context.Context, part benchTrend) (time.Duration, error) {
	part.read.Project = b.project
	edges := part.read.Edges
	var ours, raw []time.Duration
	for run, runs := 0, b.runs; run <= runs; run++ {
		took, err := timed(func() error { _, err := b.db.Rollup(ctx, part.read); return err })
		if err != nil {
			return 0, err
		}
		tookRaw, err := timed(func() error {
			_, err := b.db.x.ExecContext(ctx, part.raw, b.project, edges[0], edges[len(edges)-1])
			return err
		})
		if err != nil {
			return 0, err
		}
		if run > 0 {
			ours, raw = append(ours, took), append(raw, tookRaw)
		}
		if tookRaw > time.Second {
			runs = min(runs, 3)
		}
	}
	mine, theirs := median(ours), median(raw)
	b.print("%6.0fx %9.2f %9.1f  %s", float64(theirs)/float64(mine), milliseconds(mine), milliseconds(theirs), part.name)
	return mine, nil
}

func (b *bench) measurePairs(ctx context.Context) (time.Duration, error) {
	q := Query{Project: b.project, Options: b.options, Filter: filter.InTime(nil, benchStart, b.options.Now, b.options)}
	var times []time.Duration
	for range min(b.runs, 5) {
		took, err := timed(func() error { _, _, err := b.db.Pairs(ctx, q, "user_rating", "correctness", 2000); return err })
		if err != nil {
			return 0, fmt.Errorf("pairs: %w", err)
		}
		times = append(times, took)
	}
	return median(times), nil
}
