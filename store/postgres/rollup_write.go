package postgres

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store/rollup"

	"github.com/lib/pq"
)

func (f *rollupFold) isWide(field string) bool { return f.wide[field] }

// readFields reads which values the fields have, and which fields have too many.
func (f *rollupFold) readFields(ctx context.Context) error {
	f.fields, f.wide = map[string]map[string]bool{}, map[string]bool{}
	var wide []string
	if err := f.tx.SelectContext(ctx, &wide, `SELECT field FROM rollup_wide WHERE project_id = $1`, f.project); err != nil {
		return fmt.Errorf("read wide fields: %w", err)
	}
	for _, field := range wide {
		f.wide[field] = true
	}
	var known []struct{ Field, Value string }
	const q = `SELECT field, value FROM rollup_series WHERE project_id = $1 AND measure = 'traces' AND name = '' AND source = '' AND category = '' AND field <> ''`
	if err := f.tx.SelectContext(ctx, &known, q, f.project); err != nil {
		return fmt.Errorf("read segments: %w", err)
	}
	for _, k := range known {
		f.learn(k.Field, k.Value)
	}
	return nil
}

func (f *rollupFold) learn(field, value string) {
	if f.fields[field] == nil {
		f.fields[field] = map[string]bool{}
	}
	f.fields[field][value] = true
}

// widen gives up fields that have too many values now, and those of the fewest values beyond the number of fields that are kept.
func (f *rollupFold) widen(ctx context.Context) error {
	for k := range f.sums {
		if k.Field != "" && k.Measure == rollup.Traces {
			f.learn(k.Field, k.Value)
		}
	}
	var over []string
	for _, field := range slices.Sorted(maps.Keys(f.fields)) {
		if len(f.fields[field]) > rollup.MostValues {
			over = append(over, field)
			delete(f.fields, field)
		}
	}
	if len(f.fields) > rollup.MostFields {
		over = append(over, f.surplus()...)
	}
	if len(over) == 0 {
		return nil
	}
	for _, field := range over {
		f.wide[field] = true
	}
	maps.DeleteFunc(f.sums, func(k rollup.Key, _ *rollup.Cell) bool { return f.wide[k.Field] })
	for _, q := range []string{
		`INSERT INTO rollup_wide (project_id, field) SELECT $1, unnest($2::text[]) ON CONFLICT (project_id, field) DO NOTHING`,
		`DELETE FROM rollup r USING rollup_series s WHERE s.project_id = $1 AND s.field = ANY($2::text[]) AND r.project_id = s.project_id AND r.series = s.id`,
		`DELETE FROM rollup_day r USING rollup_series s WHERE s.project_id = $1 AND s.field = ANY($2::text[]) AND r.project_id = s.project_id AND r.series = s.id`,
		`DELETE FROM rollup_series WHERE project_id = $1 AND field = ANY($2::text[])`,
	} {
		if _, err := f.tx.ExecContext(ctx, q, f.project, pq.Array(over)); err != nil {
			return fmt.Errorf("give up wide fields: %w", err)
		}
	}
	return nil
}

// surplus are the fields for which there is no room: those of the fewest values, which divide traces least.
func (f *rollupFold) surplus() []string {
	names := slices.Sorted(maps.Keys(f.fields))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(len(f.fields[b]), len(f.fields[a])) })
	over := names[rollup.MostFields:]
	for _, field := range over {
		delete(f.fields, field)
	}
	return over
}

// write adds the sums to what is kept.
func (f *rollupFold) write(ctx context.Context) error {
	f.sums.Drop()
	if err := f.widen(ctx); err != nil || len(f.sums) == 0 {
		return err
	}
	ids, err := f.series(ctx)
	if err != nil {
		return err
	}
	days := rollup.Sums{}
	for k, c := range f.sums {
		k.Hour -= ((k.Hour % 24) + 24) % 24
		if days[k] == nil {
			days[k] = &rollup.Cell{}
		}
		days[k].Add(*c)
	}
	days.Drop()
	if err := f.addTo(ctx, "rollup", f.sums, ids); err != nil {
		return err
	}
	return f.addTo(ctx, "rollup_day", days, ids)
}

// series finds the ids of the series in the sums, and makes those that are missing.
func (f *rollupFold) series(ctx context.Context) (map[rollup.Series]int, error) {
	wanted := map[rollup.Series]bool{}
	for k := range f.sums {
		wanted[k.Series] = true
	}
	columns := make([][]string, 6)
	for s := range wanted {
		for i, text := range []string{s.Field, s.Value, string(s.Measure), s.Name, string(s.Source), s.Category} {
			columns[i] = append(columns[i], text)
		}
	}
	args := []any{f.project}
	for _, c := range columns {
		args = append(args, pq.Array(c))
	}
	const texts = `unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) AS u (field, value, measure, name, source, category)`
	const insert = `
INSERT INTO rollup_series (project_id, field, value, measure, name, source, category)
SELECT $1, u.* FROM ` + texts + ` ORDER BY u.field, u.value, u.measure, u.name, u.source, u.category
ON CONFLICT (project_id, field, value, measure, name, source, category) DO NOTHING`
	if _, err := f.tx.ExecContext(ctx, insert, args...); err != nil {
		return nil, fmt.Errorf("add series: %w", err)
	}
	const find = `SELECT s.id, s.field, s.value, s.measure, s.name, s.source, s.category FROM rollup_series s JOIN ` + texts + `
USING (field, value, measure, name, source, category) WHERE s.project_id = $1`
	var rows []struct {
		ID int
		rollup.Series
	}
	if err := f.tx.SelectContext(ctx, &rows, find, args...); err != nil {
		return nil, fmt.Errorf("find series: %w", err)
	}
	ids := make(map[rollup.Series]int, len(rows))
	for _, r := range rows {
		ids[r.Series] = r.ID
	}
	return ids, nil
}

// rollupRows is how many cells one statement writes.
const rollupRows = 5000

// addTo adds cells to a table of them, in the order of its key. Cells that come to nothing go.
func (f *rollupFold) addTo(ctx context.Context, table string, sums rollup.Sums, ids map[rollup.Series]int) error {
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b rollup.Key) int {
		return cmp.Or(cmp.Compare(ids[a.Series], ids[b.Series]), cmp.Compare(a.Hour, b.Hour))
	})
	insert := `
INSERT INTO ` + table + ` AS r (project_id, series, hour, n, sum, squares, bins)
SELECT $1, u.series, u.hour, u.n, u.sum, u.squares, u.bins::int[]
FROM unnest($2::int[], $3::timestamptz[], $4::bigint[], $5::numeric[], $6::numeric[], $7::text[]) AS u (series, hour, n, sum, squares, bins)
ON CONFLICT (project_id, series, hour) DO UPDATE
SET n = r.n + EXCLUDED.n, sum = r.sum + EXCLUDED.sum, squares = r.squares + EXCLUDED.squares, bins = add_bins(r.bins, EXCLUDED.bins)`
	empty := `DELETE FROM ` + table + ` r USING unnest($2::int[], $3::timestamptz[]) AS u (series, hour)
WHERE r.project_id = $1 AND r.series = u.series AND r.hour = u.hour AND r.n = 0 AND r.sum = 0 AND r.squares = 0 AND r.bins = '{}'`
	for part := range slices.Chunk(keys, rollupRows) {
		var series []int
		var hours []time.Time
		var n, sum, squares []int64
		var bins []string
		less := false
		for _, k := range part {
			c := sums[k]
			series, hours = append(series, ids[k.Series]), append(hours, rollup.Start(k.Hour))
			n, sum, squares, bins = append(n, c.N), append(sum, c.Sum), append(squares, c.Squares), append(bins, binsText(c.Bins))
			less = less || c.N <= 0
		}
		if _, err := f.tx.ExecContext(ctx, insert, f.project, pq.Array(series), pq.Array(hours), pq.Array(n), pq.Array(sum), pq.Array(squares), pq.Array(bins)); err != nil {
			return fmt.Errorf("add to %s: %w", table, err)
		}
		if !less {
			continue
		}
		if _, err := f.tx.ExecContext(ctx, empty, f.project, pq.Array(series), pq.Array(hours)); err != nil {
			return fmt.Errorf("clear %s: %w", table, err)
		}
	}
	return nil
}

func binsText(bins []int64) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, n := range bins {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(n, 10))
	}
	b.WriteByte('}')
	return b.String()
}
