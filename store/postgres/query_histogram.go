package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Bar is one stretch of a histogram: the traces that began from From, before To.
type Bar struct {
	From, To time.Time
	N        int
	Mean     float64 // of the score, where Rated is not 0
	Rated    int     // traces that have the score as a number
}

// Histogram is how the traces of a query lie in time.
type Histogram struct {
	Bars []Bar // without gaps, from old to new; none without traces
	Step store.Step
	N    int // all traces in it
	Coverage
}

// HistogramOptions is how a histogram is drawn.
type HistogramOptions struct {
	Location *time.Location // whose days the bars begin with
	Score    *filter.Path   // whose mean the bars show; nil for none
	Bars     int            // the most there may be, about
}

// histogramTime is how long a histogram of all matches may take, before the newest ones have to do.
const histogramTime = 2 * time.Second

// Histogram counts the traces of a query over the time that its filter leaves open, or that the project has traces of.
func (db *DB) Histogram(ctx context.Context, q Query, o HistogramOptions) (Histogram, error) {
	first, last, err := db.extent(ctx, q)
	if err != nil || first.After(last) || first.IsZero() {
		return Histogram{}, err
	}
	h, err := db.histogram(ctx, q, o, first, last)
	if !timedOut(err) || ctx.Err() != nil {
		return h, err
	}
	n, err := db.newest(ctx, q, store.Cursor{}, SampleSize)
	if err != nil || n.Looked == 0 {
		return Histogram{Coverage: n.Coverage}, err
	}
	q.Only = n.ids()
	h, err = db.histogram(ctx, q, o, n.places[n.Looked-1].Created, n.places[0].Created)
	h.Coverage = n.Coverage
	if !h.Partial {
		h.Partial, h.Back = true, n.places[n.Looked-1].Created
	}
	return h, err
}

// extent is the time from the first to the last trace that the query may match: of the whole project, as far as its filter
// leaves it open. Both are zero without traces.
func (db *DB) extent(ctx context.Context, q Query) (first, last time.Time, err error) {
	const ends = `
SELECT (SELECT t.created FROM trace t WHERE t.project_id = $1 ORDER BY t.created, t.id LIMIT 1) AS first,
  (SELECT t.created FROM trace t WHERE t.project_id = $1 ORDER BY t.created DESC, t.id DESC LIMIT 1) AS last`
	var row struct{ First, Last sql.NullTime }
	if err := db.x.GetContext(ctx, &row, ends, q.Project); err != nil {
		return first, last, fmt.Errorf("read extent of traces: %w", translate(err))
	}
	first, last = row.First.Time, row.Last.Time
	access := accessOf(q.Filter, q.Options)
	for _, b := range access.times {
		switch b.op {
		case filter.OpGreater, filter.OpGreaterEqual:
			if b.at.After(first) {
				first = b.at
			}
		default:
			end := b.at
			if b.op == filter.OpLess {
				end = end.Add(-time.Microsecond)
			}
			if end.Before(last) {
				last = end
			}
		}
	}
	return first, last, nil
}

func (db *DB) histogram(ctx context.Context, q Query, o HistogramOptions, first, last time.Time) (Histogram, error) {
	loc := o.Location
	if loc == nil {
		loc = time.UTC
	}
	edges, step := store.Edges(first, last, loc, o.Bars)
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return Histogram{}, err
	}
	c := &compiler{args: args, o: q.Options, scope: scope{alias: "t"}}
	score := "NULL::float8"
	if o.Score != nil {
		score = c.number(o.Score)
	}
	if c.err != nil {
		return Histogram{}, c.err
	}
	at := make([]time.Time, len(edges))
	for i, e := range edges {
		at[i] = e.UTC()
	}
	sql := "SELECT b.bar, count(*) AS n, COALESCE(avg(b.score), 0) AS mean, count(b.score) AS rated FROM (SELECT width_bucket(t.created, " +
		args.add(pq.Array(at)) + "::timestamptz[]) AS bar, " + score + " AS score " + relation + ") b GROUP BY b.bar"
	var rows []struct {
		Bar, N, Rated int
		Mean          float64
	}
	err = db.bounded(ctx, histogramTime, func(tx *sqlx.Tx) error { return tx.SelectContext(ctx, &rows, sql, args.values...) })
	if err != nil {
		return Histogram{}, fmt.Errorf("count over time: %w", translate(err))
	}
	h := Histogram{Step: step, Bars: make([]Bar, len(edges)-1)}
	for i := range h.Bars {
		h.Bars[i].From, h.Bars[i].To = edges[i], edges[i+1]
	}
	for _, r := range rows {
		// What began at another time as of the query's position than it does now may stand outside.
		bar := &h.Bars[min(max(r.Bar-1, 0), len(h.Bars)-1)]
		bar.N, bar.Rated, bar.Mean = bar.N+r.N, bar.Rated+r.Rated, (bar.Mean*float64(bar.Rated)+r.Mean*float64(r.Rated))/float64(max(bar.Rated+r.Rated, 1))
		h.N += r.N
	}
	return h, nil
}
