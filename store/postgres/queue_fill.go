package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// FillCap is how many traces one call puts into a queue at most: more would take longer than a page may.
const FillCap = 200_000

// FillQueue puts the query's traces into a queue, those that are not in it yet, and returns how many that were. Which traces is
// asked as of the query's position. What is there already stays as it is, so that filling twice does nothing more. More than
// FillCap is an Invalid naming the field "filter", and nothing is put in.
func (db *DB) FillQueue(ctx context.Context, q Query, queue int, now time.Time) (int, error) {
	var added int
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		to, err := queueByID(ctx, tx, q.Project, queue)
		if err != nil {
			return err
		}
		state, err := lockQueue(ctx, tx, q.Project, queue)
		if err != nil {
			return err
		}
		if added, err = fillQueue(ctx, tx, q, to, &state, now); err != nil {
			return err
		}
		if q.Only == nil {
			state.Filled = max(state.Filled, q.At)
		}
		return state.save(ctx, tx, q.Project, queue)
	})
	if err != nil {
		return 0, fmt.Errorf("fill queue: %w", err)
	}
	return added, nil
}

// conflictSQL is how far the judge and the users are apart about trace t, from 0 to 1, null where one of them said nothing. The
// scores of each are averaged, because a user's rating and a judge's verdict rarely share a name.
const conflictSQL = `abs(
    (SELECT avg(x.value::float8) FROM jsonb_each(t.source_scores -> 'user') AS x WHERE jsonb_typeof(x.value) = 'number')
  - (SELECT avg(x.value::float8) FROM jsonb_each(t.source_scores -> 'automated') AS x WHERE jsonb_typeof(x.value) = 'number'))`

// lowSQL is how low the lowest score of trace t is, from 0 to 1.
const lowSQL = `COALESCE(1 - (SELECT min(x.value::float8) FROM jsonb_each(t.scores) AS x WHERE jsonb_typeof(x.value) = 'number'), 0)`

// usefulSQL are the columns by which the order MostUseful goes, of trace t.
const usefulSQL = `COALESCE(` + conflictSQL + `, 0) AS conflict, COALESCE(t.name, '') AS segment, COALESCE(t.reviews, 0) AS reviews, ` + lowSQL + ` AS low`

// usefulColumns are the columns of a trace and of those beside it that an order looks at: none, but for MostUseful.
func usefulColumns(o store.QueueOrder) (of, beside string) {
	if o == store.MostUseful {
		return usefulSQL, depthSQL
	}
	return "0::float8 AS conflict", "0"
}

// atOdds is how far apart judge and users are at least where that is a conflict: a disagreement of 0.05 teaches more than the
// lowest score that all agree about.
const atOdds = `0.05`

// thinSegment is how many answers about traces of a name are few: below about 30 the interval of a rate spans a third of all rates.
const thinSegment = `30`

// depthSQL is how many answers there are about traces of a row's name by the time it comes, if the queue is worked through in this
// order. Sorted by it, the name with the fewest answers comes next, until all have the same.
const depthSQL = `LEAST(` + thinSegment + `, count(*) FILTER (WHERE reviews > 0) OVER (PARTITION BY segment)
  + row_number() OVER (PARTITION BY segment ORDER BY conflict >= ` + atOdds + ` DESC, reviews, low DESC, created DESC, id DESC))`

// queueOrderSQL orders the traces of a fill, which have the columns of usefulSQL; seed is the parameter that holds the queue's. The
// most useful are first those that judge and users disagree about, then those of thin segments, then those that fewest people have
// reviewed, then what anyone scored low.
func queueOrderSQL(o store.QueueOrder, seed string) string {
	switch o {
	case store.OldestFirst:
		return "created, id"
	case store.RandomOrder:
		return "md5(" + seed + "::bigint::text || ' order ' || id::text), id"
	case store.MostUseful:
		return "CASE WHEN conflict >= " + atOdds + " THEN conflict ELSE 0 END DESC, depth, reviews, low DESC, created DESC, id DESC"
	}
	return "created DESC, id DESC"
}

// fillQueue writes items and their slots. The caller holds the state and saves it. What comes after the first fill goes to the
// end, but for what the order wants before everything that is there: newer traces, and those that judge and users disagree about.
func fillQueue(ctx context.Context, tx *sqlx.Tx, q Query, to store.Queue, state *queueState, now time.Time) (int, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return 0, err
	}
	project, queue, seed := args.add(q.Project), args.add(to.ID), args.add(to.Seed)
	of, beside := usefulColumns(to.Order)
	late := "false"
	switch {
	case state.Items == 0:
	case to.Order == store.NewestFirst && state.Newest.Valid:
		late = "created > " + args.add(state.Newest.Time) + "::timestamptz"
	case to.Order == store.MostUseful:
		late = "conflict >= " + atOdds
	}
	statement := `
WITH matched AS (SELECT t.id, t.created, ` + of + ` ` + relation + `),
deep AS (SELECT *, ` + beside + ` AS depth FROM matched),
fresh AS (
  SELECT m.id, m.created, ` + late + ` AS late, row_number() OVER (ORDER BY ` + queueOrderSQL(to.Order, seed) + `) AS rank
  FROM deep m
  WHERE NOT EXISTS (SELECT FROM queue_item i WHERE i.project_id = ` + project + ` AND i.queue_id = ` + queue + ` AND i.trace_id = m.id)
  LIMIT ` + args.add(FillCap+1) + `
),
item AS (
  INSERT INTO queue_item (project_id, queue_id, trace_id, place, wanted, changed)
  SELECT ` + project + `, ` + queue + `, id, ` + args.add(state.Place) + `::bigint + rank,
    ` + args.add(to.Answers) + `::int + (` + shareSQL(seed, "id") + ` < ` + args.add(to.Doubled) + `::float8)::int, ` + args.add(now.UTC()) + `
  FROM fresh
  RETURNING trace_id, place, wanted
),
slot AS (
  INSERT INTO queue_slot (project_id, queue_id, trace_id, n, place, late)
  SELECT ` + project + `, ` + queue + `, i.trace_id, n.n, i.place, CASE WHEN f.late THEN ` + args.add(state.Late) + `::bigint + f.rank ELSE 0 END
  FROM item i JOIN fresh f ON f.id = i.trace_id, generate_series(1, i.wanted) AS n (n)
)
SELECT count(*) AS n, COALESCE(max(f.created), 'epoch') AS newest, COALESCE(sum(i.wanted), 0) AS wanted FROM item i JOIN fresh f ON f.id = i.trace_id`
	var done struct {
		N, Wanted int
		Newest    time.Time
	}
	if err := tx.GetContext(ctx, &done, statement, args.values...); err != nil {
		return 0, err
	}
	if done.N > FillCap {
		return 0, store.Invalid{"filter": "More than 200,000 traces match. Narrow the filter: nobody reviews that many."}
	}
	state.Items += done.N
	state.Wanted += done.Wanted
	state.Place += int64(done.N)
	state.Late += int64(done.N)
	if done.N > 0 && (!state.Newest.Valid || done.Newest.After(state.Newest.Time)) {
		state.Newest.Time, state.Newest.Valid = done.Newest, true
	}
	return done.N, nil
}

// shareSQL is a number from 0 to 1 that belongs to an id under a seed, the same whenever it is asked for.
func shareSQL(seed, id string) string {
	return `(('x' || substr(md5(` + seed + `::bigint::text || ' share ' || ` + id + `::text), 1, 8))::bit(32)::bigint / 4294967296.0)`
}
