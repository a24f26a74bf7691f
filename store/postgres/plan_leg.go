package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
)

// leg is one statement of a search, with its own values.
type leg struct {
	args *arguments
	hits string // selects project_id, id and created of matches, the nearest to the cursor first
	// rest selects the same of one more trace if the leg is not all there is; empty if it is. Of a walk it is the last row
	// walked over, of an index the sign that too much is to be found in it.
	rest string
	err  error
}

func (s *search) leg() *leg {
	l := &leg{args: &arguments{}}
	l.args.add(s.q.Project)
	return l
}

// order is the order of a search, for the columns created and id of a row.
func (s *search) order(created, id string) string {
	if s.backwards {
		return " ORDER BY " + created + ", " + id
	}
	return " ORDER BY " + created + " DESC, " + id + " DESC"
}

// beyond is the condition that a row lies behind where the search stands, " AND …" or empty.
func (s *search) beyond(args *arguments, created, id string) string {
	if s.cursor.IsZero() {
		return ""
	}
	compare := "<"
	if s.backwards {
		compare = ">"
	}
	return fmt.Sprintf(" AND (%s, %s) %s (%s::timestamptz, %s::uuid)", created, id, compare, args.add(s.cursor.Created), args.add(s.cursor.ID))
}

// scope is the condition on row t of trace that the row lies beyond the cursor and meets what its own ordered indexes tell.
func (s *search) scope(l *leg) string { return s.owned(l) + s.beyond(l.args, "t.created", "t.id") }

// owned is the condition on row t of trace that the row meets what its own ordered indexes tell.
func (s *search) owned(l *leg) string {
	sql := "t.project_id = " + projectArg
	if s.access.commented {
		sql += " AND t.comments > 0"
	}
	if s.access.flagged {
		sql += " AND t.flagged"
	}
	return sql + s.access.timeSQL(l.args, "t")
}

// test is the filter on row t, which is one of trace.
func (s *search) test(l *leg) string {
	at := s.q.asOf(l.args)
	sql, err := compileFilter(s.q.Filter, s.q.Options, l.args)
	if err != nil && l.err == nil {
		l.err = err
	}
	if at != "" {
		sql += " AND t.changed <= " + at + " AND t.arrived <= " + at
	}
	return sql
}

const found = "SELECT t.project_id, t.id, t.created "

// walk looks at the next rows in the order of the list, at most so many.
func (s *search) walk(rows int) *leg {
	l := s.leg()
	scope, order := s.owned(l)+s.next(l), s.order("t.created", "t.id")
	known := s.access.termSQL() // says nothing new, but is sooner said
	l.hits = found + "FROM (SELECT " + traceColumns + " FROM trace t WHERE " + scope + order + " LIMIT " + strconv.Itoa(rows) + ") t WHERE true" + known +
		" AND " + s.test(l) + order + s.limit()
	l.rest = found + "FROM trace t WHERE " + scope + order + " OFFSET " + strconv.Itoa(rows-1) + " LIMIT 1"
	return l
}

// fenced takes all rows that have the terms and sorts what matches. Without the fence the planner may take the limit as a
// reason to walk, which is right only when matches are spread evenly over time.
func (s *search) fenced() *leg {
	l := s.leg()
	l.hits = found + "FROM (" + found + "FROM trace t WHERE " + s.scope(l) + s.access.termSQL() + " AND " + s.test(l) + " OFFSET 0) t" +
		s.order("t.created", "t.id") + s.limit()
	return l
}

// sorted is fenced, but sorts before it tests, so that a test that reads other tables is made for a page's rows only. It is for
// few rows, because they are sorted whole.
func (s *search) sorted() *leg {
	l := s.leg()
	order := s.order("t.created", "t.id")
	l.hits = found + "FROM (SELECT " + traceColumns + " FROM trace t WHERE " + s.scope(l) + s.access.termSQL() + order + " OFFSET 0) t WHERE " + s.test(l) +
		order + s.limit()
	return l
}

// driven takes the entries of the score index in the order of the list, which are to be sorted all.
func (s *search) driven(scores scoreSpan) *leg {
	l := s.leg()
	order := s.order("s.created", "s.trace_id")
	entries := "SELECT s.project_id, s.trace_id AS id, s.created FROM trace_score s WHERE " + scores.where(l.args) + s.access.timeSQL(l.args, "s") +
		s.beyond(l.args, "s.created", "s.trace_id") + order
	if s.sole() {
		l.hits = entries + s.limit()
		return l
	}
	l.hits = found + "FROM (" + entries + " OFFSET 0) e JOIN trace t ON t.project_id = " + projectArg + " AND t.id = e.id WHERE " + s.test(l) +
		s.order("e.created", "e.id") + s.limit()
	return l
}

// sparse reports whether the score index has no more than so many entries for it.
func (s *search) sparse(ctx context.Context, scores scoreSpan, most int) (bool, error) {
	args := &arguments{}
	args.add(s.q.Project)
	var n int
	q := "SELECT count(*) FROM (SELECT FROM trace_score s WHERE " + scores.where(args) + s.access.timeSQL(args, "s") + " LIMIT " + strconv.Itoa(most+1) + ") n"
	if err := s.reader().GetContext(ctx, &n, q, args.values...); err != nil {
		return false, fmt.Errorf("count entries: %w", translate(err))
	}
	return n <= most, nil
}

// plain leaves the way to the planner, which does well where there is no order, no filter or little to look at.
func (s *search) plain(order string) *leg {
	l := s.leg()
	l.hits = found + "FROM trace t WHERE " + s.scope(l)
	if s.q.Only != nil {
		l.hits += " AND t.id = ANY(" + l.args.add(uuids(s.q.Only)) + "::uuid[])"
	}
	l.hits += s.access.termSQL() + " AND " + s.test(l) + order + s.limit()
	return l
}

// entries are matches as the score index has them, in no order. It is for filters that it answers alone.
func (s *search) entries() *leg {
	l := s.leg()
	l.hits = "SELECT s.project_id, s.trace_id AS id, s.created FROM trace_score s WHERE " + s.access.scores[0].where(l.args) + s.access.timeSQL(l.args, "s") +
		s.beyond(l.args, "s.created", "s.trace_id") + s.limit()
	return l
}

// past takes what the query's position sees of traces that an event changed since.
func (s *search) past() *leg {
	l := s.leg()
	test := s.test(l)
	l.hits = found + "FROM (" + found + "FROM trace_past t WHERE t.project_id = " + projectArg + " AND t.until > " + l.args.at +
		s.access.timeSQL(l.args, "t") + s.beyond(l.args, "t.created", "t.id")
	if s.q.Only != nil {
		l.hits += " AND t.id = ANY(" + l.args.add(uuids(s.q.Only)) + "::uuid[])"
	}
	l.hits += " AND " + test + " OFFSET 0) t" + s.order("t.created", "t.id") + s.limit()
	return l
}

func (s *search) limit() string { return " LIMIT " + strconv.Itoa(s.want-s.found) }

// sole reports whether an entry of the score index is as good as a match.
func (s *search) sole() bool { return s.access.sole && s.q.At == 0 && s.q.Only == nil }

var estimatedRows = regexp.MustCompile(`rows=(\d+)`)

// estimate is about how many rows the terms of a filter have, of how many there are; both very large where it has none. The statistics
// know terms well.
func (s *search) estimate(ctx context.Context) (n, rows int, err error) {
	if len(s.access.terms) == 0 {
		return noEstimate, noEstimate, nil
	}
	args := &arguments{}
	args.add(s.q.Project)
	const of = "SELECT FROM trace t WHERE t.project_id = " + projectArg
	var lines []string
	if err := s.reader().SelectContext(ctx, &lines, "EXPLAIN "+of+s.access.termSQL()+" UNION ALL "+of, args.values...); err != nil {
		return 0, 0, fmt.Errorf("estimate matches: %w", translate(err))
	}
	var estimates []int // of both together, of those with the terms and of how they are found, of all
	for _, line := range lines {
		if m := estimatedRows.FindStringSubmatch(line); m != nil {
			estimate, err := strconv.Atoi(m[1])
			if err != nil {
				return 0, 0, fmt.Errorf("estimate matches: %w", err)
			}
			estimates = append(estimates, estimate)
		}
	}
	if len(estimates) < 3 {
		return noEstimate, noEstimate, nil
	}
	return estimates[1], estimates[0] - estimates[1], nil
}
