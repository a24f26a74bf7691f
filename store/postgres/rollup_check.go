package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"assay/store"
	"assay/store/rollup"

	"github.com/jmoiron/sqlx"
)

// RollupDifference is a cell that is not what counting anew gives.
type RollupDifference struct {
	rollup.Key
	Days       bool // it is a row of days
	Kept, Made rollup.Cell
}

// RollupChecked is what CheckRollups looked at.
type RollupChecked struct {
	Traces, Cells int
	Waiting       int // changes that are not counted yet
}

// CheckRollups counts the traces of a project anew, day by day, and hands every cell that differs from what is kept to differ.
// It compares with what was counted so far: what waits to be counted is no difference.
func (db *DB) CheckRollups(ctx context.Context, project store.ProjectID, differ func(RollupDifference)) (RollupChecked, error) {
	var done RollupChecked
	err := db.once(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"); err != nil {
			return err
		}
		c := rollupCheck{rollupFold: rollupFold{tx: tx, project: project}, done: &done, differ: differ}
		const state = `SELECT arrived FROM rollup_state WHERE project_id = $1`
		if err := tx.GetContext(ctx, &c.arrived, state, project); errors.Is(err, sql.ErrNoRows) {
			return nil // nothing was ever counted
		} else if err != nil {
			return err
		}
		if err := tx.GetContext(ctx, &done.Waiting, `SELECT count(*) FROM trace_was WHERE project_id = $1`, project); err != nil {
			return err
		}
		if err := c.readFields(ctx); err != nil {
			return err
		}
		return c.run(ctx)
	})
	if err != nil {
		return done, fmt.Errorf("check counts: %w", translate(err))
	}
	return done, nil
}

type rollupCheck struct {
	rollupFold
	done   *RollupChecked
	differ func(RollupDifference)
}

// run counts the traces as they were counted: those that changed since as trace_was has them.
func (c *rollupCheck) run(ctx context.Context) error {
	const q = `
SELECT * FROM (
  SELECT id, ` + countedColumns + ` FROM trace t
  WHERE project_id = $1 AND arrived <= $2 AND NOT EXISTS (SELECT FROM trace_was w WHERE w.project_id = $1 AND w.trace_id = t.id)
  UNION ALL SELECT id, ` + countedColumns + `
  FROM (SELECT DISTINCT ON (trace_id) trace_id AS id, ` + countedColumns + ` FROM trace_was WHERE project_id = $1 ORDER BY trace_id, until) AS w WHERE arrived <= $2
) AS t ORDER BY created`
	if _, err := c.tx.ExecContext(ctx, `DECLARE counted NO SCROLL CURSOR FOR `+q, c.project, c.arrived); err != nil {
		return fmt.Errorf("read traces: %w", err)
	}
	c.sums = rollup.Sums{}
	day, begun := int64(0), false
	next := func(to int64) error {
		if !begun {
			return c.compare(ctx, time.Unix(-1<<40, 0), dayStart(to))
		}
		if err := c.compare(ctx, dayStart(day), dayStart(day+1)); err != nil {
			return err
		}
		return c.compare(ctx, dayStart(day+1), dayStart(to))
	}
	for {
		var rows []countedRow
		if err := c.tx.SelectContext(ctx, &rows, `FETCH 5000 FROM counted`); err != nil {
			return fmt.Errorf("read traces: %w", err)
		}
		for i := range rows {
			if d := floorDay(rows[i].Created); !begun || d != day {
				if err := next(d); err != nil {
					return err
				}
				day, begun = d, true
			}
			c.done.Traces++
			c.sums.Put(rows[i].trace(), c.isWide)
		}
		if len(rows) == 0 {
			return next(1 << 24)
		}
	}
}

func floorDay(t time.Time) int64   { return (rollup.HourOf(t) - ((rollup.HourOf(t)%24)+24)%24) / 24 }
func dayStart(day int64) time.Time { return rollup.Start(day * 24) }

// compare holds what is kept between two times against the sums, which are of nothing else, and begins anew.
func (c *rollupCheck) compare(ctx context.Context, from, to time.Time) error {
	days := rollup.Sums{}
	for k, cell := range c.sums {
		k.Hour -= ((k.Hour % 24) + 24) % 24
		if days[k] == nil {
			days[k] = &rollup.Cell{}
		}
		days[k].Add(*cell)
	}
	for _, t := range []struct {
		table string
		sums  rollup.Sums
	}{{"rollup", c.sums}, {"rollup_day", days}} {
		if err := c.compareTable(ctx, t.table, t.sums, from, to); err != nil {
			return err
		}
	}
	c.sums = rollup.Sums{}
	return nil
}

func (c *rollupCheck) compareTable(ctx context.Context, table string, made rollup.Sums, from, to time.Time) error {
	if !from.Before(to) {
		return nil
	}
	q := `SELECT s.field, s.value, s.measure, s.name, s.source, s.category, r.hour, r.n, r.sum::bigint AS sum, r.squares::bigint AS squares, to_jsonb(r.bins) AS bins
FROM ` + table + ` r JOIN rollup_series s ON s.project_id = r.project_id AND s.id = r.series
WHERE r.project_id = $1 AND r.hour >= $2 AND r.hour < $3`
	var rows []struct {
		rollup.Series
		Hour            time.Time
		N, Sum, Squares int64
		Bins            []byte
	}
	if err := c.tx.SelectContext(ctx, &rows, q, c.project, clampTime(from), clampTime(to)); err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	kept := rollup.Sums{}
	for _, r := range rows {
		cell := &rollup.Cell{N: r.N, Sum: r.Sum, Squares: r.Squares}
		if err := json.Unmarshal(r.Bins, &cell.Bins); err != nil {
			return fmt.Errorf("read bins: %w", err)
		}
		kept[rollup.Key{Series: r.Series, Hour: rollup.HourOf(r.Hour)}] = cell
	}
	c.done.Cells += len(kept)
	all := maps.Clone(made)
	maps.Copy(all, kept)
	for _, k := range slices.SortedFunc(maps.Keys(all), compareKeys) {
		d := RollupDifference{Key: k, Days: table == "rollup_day"}
		if made[k] != nil {
			d.Made = *made[k]
		}
		if kept[k] != nil {
			d.Kept = *kept[k]
		}
		if !d.Made.Equal(d.Kept) {
			c.differ(d)
		}
	}
	return nil
}

// clampTime keeps a time within the years that the database has.
func clampTime(t time.Time) time.Time {
	if t.Year() < 1 {
		return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if t.Year() > 9999 {
		return time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC)
	}
	return t.UTC()
}

func compareKeys(a, b rollup.Key) int {
	return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Measure, b.Measure),
		cmp.Compare(a.Name, b.Name), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Category, b.Category))
}
