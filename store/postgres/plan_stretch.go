package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store/filter"

	"github.com/lib/pq"
)

// stretch is a time whose traces are walked over.
type stretch struct {
	from, to time.Time // [from, to)
	rows     int       // traces in it
}

const day = 24 * time.Hour

// countRow is how many traces there are of a day or an hour, in all or of one of the filter's segments.
type countRow struct {
	Place int // 0 for all traces; n for the segments of place n-1
	From  time.Time
	N     int
	Span  time.Duration
	uncounted
}

// uncounted is what the counts do not know.
type uncounted struct {
	Arrived int64
	Changed pq.StringArray
	Fresh   int // traces that arrived later, up to one more than are looked for
}

// counts reads a table of counts between two times as Postgres writes them, from old to new.
func (s *search) counts(ctx context.Context, table, from, to string) ([]countRow, error) {
	places, fields, values := []int{0}, []string{""}, []string{""}
	for i, segment := range s.access.segments {
		for _, value := range segment.values {
			places, fields, values = append(places, i+1), append(fields, segment.field), append(values, value)
		}
	}
	q := `
WITH s AS MATERIALIZED (
  SELECT arrived, ARRAY(SELECT DISTINCT trace_id FROM trace_was WHERE project_id = $1 LIMIT $2 + 1) AS changed,
    (SELECT count(*) FROM (SELECT FROM trace t WHERE t.project_id = $1 AND t.arrived > s.arrived LIMIT $2 + 1) AS a) AS fresh
  FROM rollup_state s WHERE project_id = $1)
SELECT s.arrived, s.changed, s.fresh, u.place, r.hour AS from, sum(r.n) AS n
FROM unnest($3::int[], $4::text[], $5::text[]) AS u (place, field, value)
JOIN rollup_series z ON z.project_id = $1 AND z.field = u.field AND z.value = u.value
  AND z.measure = 'traces' AND z.name = '' AND z.source = '' AND z.category = ''
JOIN ` + table + ` r ON r.project_id = $1 AND r.series = z.id AND r.hour >= $6::timestamptz AND r.hour < $7::timestamptz
CROSS JOIN s
GROUP BY s.arrived, s.changed, s.fresh, u.place, r.hour
ORDER BY r.hour`
	statement, err := s.db.prepared(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("read counts of a filter: %w", err)
	}
	var rows []countRow
	if err := statement.SelectContext(ctx, &rows, s.q.Project, s.limits.late, pq.Array(places), pq.Array(fields), pq.Array(values), from, to); err != nil {
		return nil, fmt.Errorf("read counts of a filter: %w", translate(err))
	}
	span := time.Hour
	if table == "rollup_day" {
		span = day
	}
	for i := range rows {
		rows[i].Span = span
	}
	return rows, nil
}

// stretches are when the filter can have traces, in the order of the search, and how many traces of other times they leave out.
// A segment without any row is one that the counts do not keep, or that has no trace: it is taken for the former.
func (s *search) stretches(rows []countRow) (out []stretch, left int) {
	known := map[int]bool{}
	for _, r := range rows {
		known[r.Place] = true
	}
	delete(known, 0)
	if len(known) == 0 {
		return nil, 0
	}
	gap := 0
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(r countRow) bool { return !r.From.Equal(rows[0].From) })
		if n < 0 {
			n = len(rows)
		}
		one, empty := oneStretch(rows[:n], len(known))
		rows = rows[n:]
		switch last := len(out) - 1; {
		case !s.reaches(one):
		case empty:
			left, gap = left+one.rows, gap+one.rows
		case last >= 0 && gap < s.limits.gap:
			out[last] = stretch{out[last].from, one.to, out[last].rows + gap + one.rows}
			left, gap = left-gap, 0
		default:
			out, gap = append(out, one), 0
		}
	}
	if !s.backwards {
		slices.Reverse(out)
	}
	return out, left
}

// oneStretch puts the rows of a day or an hour together, and tells whether the filter has nothing in it: one of the segments, so many of
// which have rows at some time, has none at this one.
func oneStretch(rows []countRow, segments int) (one stretch, empty bool) {
	one = stretch{from: rows[0].From, to: rows[0].From.Add(rows[0].Span)}
	for _, r := range rows {
		switch {
		case r.Place == 0:
			one.rows = r.N
		case r.N > 0:
			segments--
		}
	}
	return one, segments > 0
}

// reaches reports whether traces of a time can lie beyond the cursor and within the filter's own bounds of time.
func (s *search) reaches(t stretch) bool {
	for _, b := range s.access.times {
		if upper := b.op == filter.OpLess || b.op == filter.OpLessEqual; upper && t.from.After(b.at) || !upper && !t.to.After(b.at) {
			return false
		}
	}
	switch {
	case s.cursor.IsZero():
		return true
	case s.backwards:
		return t.to.After(s.cursor.Created)
	}
	return !t.from.After(s.cursor.Created)
}
