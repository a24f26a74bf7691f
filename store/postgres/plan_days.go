package postgres

import (
	"context"
	"slices"
	"time"

	"assay/store"

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

// readDays asks the counts, if they can know something, and looks for what they do not know yet: that is found before the walk, so
// that a search whose time is over has found everything up to where the walk got.
func (s *search) readDays(ctx context.Context) error {
	if len(s.access.segments) == 0 {
		return nil
	}
	rows, err := s.counts(ctx, "rollup_day", "-infinity", "infinity")
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
	hours, err := s.counts(ctx, "rollup", from.Format(time.RFC3339), from.Add(day).Format(time.RFC3339))
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
		return noEstimate
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
