package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/lib/pq"
)

// Traces of one version, one experiment or one prompt are often those of a few days, and no index has them in the order of the
// list. The counts by the day tell which days, so that a walk leaves out the others. What is not counted yet is asked for by itself.

// days is what the counts tell about when traces of a filter began.
type days struct {
	stretches []stretch // in the order of the search; at no other time did a counted trace of the filter begin
	arrived   int64     // what arrived later is not counted
	changed   []string  // traces that changed since they were counted
}

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

// readDays asks the counts, if they can know something, and looks for what they do not know yet: that is found before the walk, so
// that a search whose time is over has found everything up to where the walk got.
func (s *search) readDays(ctx context.Context) error {
	if len(s.access.segments) == 0 {
		return nil
	}
	rows, err := s.counts(ctx, "rollup_day", time.Time{}, noEnd)
	if err != nil || len(rows) == 0 || max(rows[0].Fresh, len(rows[0].Changed)) > s.limits.late {
		return err
	}
	stretches, left := s.stretches(rows)
	if left < max(s.limits.gap, 1) {
		return nil // next to nothing is saved
	}
	d := &days{arrived: rows[0].Arrived, changed: rows[0].Changed}
	if rows[0].Fresh+len(d.changed) > 0 {
		if _, _, err := s.run(ctx, s.late(d)); err != nil {
			return err
		}
	}
	if d.stretches = stretches; len(stretches) > 0 {
		if d.stretches, err = s.byHour(ctx, rows, stretches[0]); err != nil {
			return err
		}
	}
	s.days, s.walked, s.hit = d, 0, 0
	s.end = len(d.stretches) == 0
	return nil
}

// byHour are the stretches with the day in which they begin by the hour: traces of the filter may be those of its far end.
func (s *search) byHour(ctx context.Context, days []countRow, first stretch) ([]stretch, error) {
	from := first.from
	if !s.backwards {
		from = first.to.Add(-day)
	}
	hours, err := s.counts(ctx, "rollup", from, from.Add(day))
	if err != nil {
		return nil, err
	}
	days = slices.DeleteFunc(days, func(r countRow) bool { return r.From.Equal(from) })
	at := slices.IndexFunc(days, func(r countRow) bool { return r.From.After(from) })
	if at < 0 {
		at = len(days)
	}
	out, _ := s.stretches(slices.Insert(days, at, hours...))
	return out, nil
}

// noEnd is later than any trace.
var noEnd = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// counts reads a table of counts between two times, from old to new.
func (s *search) counts(ctx context.Context, table string, from, to time.Time) ([]countRow, error) {
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
JOIN ` + table + ` r ON r.project_id = $1 AND r.series = z.id AND r.hour >= $6 AND r.hour < $7
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

// next is the condition that row t lies in the stretch that is walked over, behind the cursor, " AND …" or empty. The stretch and the
// cursor are not both said where one of them says all: an index is entered at the cursor, however far the stretch is from it.
func (s *search) next(l *leg) string {
	if s.days == nil || len(s.days.stretches) == 0 {
		return s.beyond(l.args, "t.created", "t.id")
	}
	at, cursor, sql := s.days.stretches[0], s.cursor.Created, ""
	within := !s.cursor.IsZero() && !cursor.Before(at.from) && cursor.Before(at.to)
	if within {
		sql = s.beyond(l.args, "t.created", "t.id")
	}
	if !within || !s.backwards {
		sql += " AND t.created >= " + l.args.add(at.from.UTC()) + "::timestamptz"
	}
	if !within || s.backwards {
		sql += " AND t.created < " + l.args.add(at.to.UTC()) + "::timestamptz"
	}
	return sql
}

// ahead is how many rows there are to walk over at most, up to the end of the stretch.
func (s *search) ahead() int {
	if s.days == nil || len(s.days.stretches) == 0 {
		return maxEntries
	}
	return max(s.days.stretches[0].rows, 1)
}

// further puts the cursor at the end of a stretch that is walked through, and goes on to the next one, if there is one.
func (s *search) further() bool {
	if s.days == nil || len(s.days.stretches) < 2 {
		return false
	}
	through := s.days.stretches[0]
	s.days.stretches = s.days.stretches[1:]
	s.cursor = store.Cursor{Created: through.from, ID: firstID}
	if s.backwards {
		s.cursor = store.Cursor{Created: through.to.Add(-time.Microsecond), ID: lastID}
	}
	return true
}

// The ids before and after all others at the same time. Postgres counts time in microseconds.
const (
	firstID = "00000000-0000-0000-0000-000000000000"
	lastID  = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

// late takes matches among what is not counted yet, wherever they are.
func (s *search) late(d *days) *leg {
	l := s.leg()
	uncounted := "SELECT a.id FROM trace a WHERE a.project_id = " + projectArg + " AND a.arrived > " + l.args.add(d.arrived) +
		" UNION SELECT unnest(" + l.args.add(pq.Array(d.changed)) + "::uuid[])"
	l.hits = found + "FROM (" + found + "FROM (" + uncounted + ") a JOIN trace t ON t.project_id = " + projectArg + " AND t.id = a.id WHERE " + s.scope(l) +
		" AND " + s.test(l) + " OFFSET 0) t" + s.order("t.created", "t.id") + s.limit()
	return l
}
