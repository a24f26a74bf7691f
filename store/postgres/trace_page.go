package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"assay/store"
)

// TracePage is a stretch of a list of traces, from new to old.
type TracePage struct {
	Traces []store.Trace
	Next   store.Cursor // where the next page begins; zero at the end of the list
	// Partial tells that the search took too long for what no index finds: there may be more traces than these, older than
	// Searched, and the next page goes on looking from there.
	Partial  bool
	Searched time.Time
}

// Page returns the query's next limit traces after the cursor. Values are today's even when the query asks as of an earlier
// position. It takes no longer than a few seconds, however rare the traces.
func (db *DB) Page(ctx context.Context, q Query, after store.Cursor, limit int) (TracePage, error) {
	s := &search{db: db, q: q, limits: defaultLimits, want: limit + 1, cursor: after}
	return s.page(ctx)
}

// PageOldest is Page in the other order: the query's next limit traces after the cursor, from old to new.
func (db *DB) PageOldest(ctx context.Context, q Query, after store.Cursor, limit int) (TracePage, error) {
	s := &search{db: db, q: q, limits: defaultLimits, want: limit + 1, cursor: after, backwards: true, oldest: true}
	return s.page(ctx)
}

// Traces is Page without saying whether the search came to its end. The cursor of an unfinished page is not zero.
func (db *DB) Traces(ctx context.Context, q Query, after store.Cursor, limit int) ([]store.Trace, store.Cursor, error) {
	p, err := db.Page(ctx, q, after, limit)
	return p.Traces, p.Next, err
}

// TracesBefore returns the page that ends before the cursor, from new to old: what "previous" shows.
func (db *DB) TracesBefore(ctx context.Context, q Query, before store.Cursor, limit int) ([]store.Trace, error) {
	s := &search{db: db, q: q, limits: defaultLimits, want: limit, cursor: before, backwards: true}
	p, err := s.page(ctx)
	return p.Traces, err
}

// CursorAt is the cursor behind a trace.
func CursorAt(t store.Trace) store.Cursor { return store.Cursor{Created: t.Created, ID: t.ID} }

// CountCap is where counting stops: a page says "10,000+" rather than wait for an exact number nobody reads.
const CountCap = 10_000

// Count counts the query's traces up to CountCap; the second result tells that there are more, or may be because the time for
// counting was over. A non-zero cursor counts only the traces before it, which gives the position of an item in its list.
func (db *DB) Count(ctx context.Context, q Query, before store.Cursor) (int, bool, error) {
	s := &search{db: db, q: q, limits: defaultLimits, want: CountCap + 1, cursor: before, backwards: true}
	n, err := s.count(ctx)
	if err != nil {
		return 0, false, fmt.Errorf("count traces: %w", err)
	}
	return min(n, CountCap), n > CountCap || s.partial, nil
}

// page runs the search and reads what a list shows.
func (s *search) page(ctx context.Context) (TracePage, error) { return s.pageBy(ctx, s.read) }

// pageBy is page with another way to read the rows of a leg.
func (s *search) pageBy(ctx context.Context, read func(context.Context, *leg) ([]traceRow, *store.Cursor, error)) (TracePage, error) {
	var rows []traceRow
	s.access = accessOf(s.q.Filter, s.q.Options)
	s.run = func(ctx context.Context, l *leg) (int, *store.Cursor, error) {
		some, rest, err := read(ctx, l)
		rows = append(rows, some...)
		return len(some), rest, err
	}
	if err := s.all(ctx); err != nil {
		return TracePage{}, fmt.Errorf("list traces: %w", err)
	}
	return s.cut(onceEach(rows, func(r traceRow) store.TraceID { return r.ID }))
}

// cut puts what was found in order and makes a page of it. The last row is there to tell whether there is more.
func (s *search) cut(rows []traceRow) (TracePage, error) {
	slices.SortFunc(rows, func(a, b traceRow) int { return -s.compare(place(&a), place(&b)) })
	var p TracePage
	if s.partial {
		// What lies beyond the last row walked is not all found.
		rows = slices.DeleteFunc(rows, func(r traceRow) bool { return s.compare(place(&r), s.cursor) < 0 })
		p.Partial, p.Searched, p.Next = true, s.cursor.Created, s.cursor
	}
	switch {
	case s.backwards && !s.oldest:
		rows = rows[:min(len(rows), s.want)]
		slices.Reverse(rows)
	case len(rows) >= s.want:
		rows = rows[:s.want-1]
		p = TracePage{Next: place(&rows[len(rows)-1])}
	}
	p.Traces = make([]store.Trace, len(rows))
	for i := range rows {
		var err error
		if p.Traces[i], err = rows[i].trace(); err != nil {
			return TracePage{}, err
		}
	}
	return p, nil
}

// place is where a row stands in the list.
func place(r *traceRow) store.Cursor { return store.Cursor{Created: r.Place, ID: r.ID} }

// compare is positive when the search comes to a before it comes to b.
func (s *search) compare(a, b store.Cursor) int {
	c := cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	if s.backwards {
		return -c
	}
	return c
}

// statement selects what a list shows of a leg's traces.
func (s *search) statement(l *leg) string {
	still, err := s.q.stillMatches(l.args, "m.id")
	if err != nil && l.err == nil {
		l.err = err
	}
	return "SELECT m.created AS place, m.hit, " + listColumns + ", " + still + " AS still_matches FROM (" + s.union(l) + ") m" +
		" JOIN trace c ON c.project_id = m.project_id AND c.id = m.id" +
		" LEFT JOIN span_payload p ON p.project_id = c.project_id AND p.id = c.root_id"
}

// union selects the hits of a leg and, as no hit, its rest.
func (s *search) union(l *leg) string {
	const columns = "SELECT u.project_id, u.id, u.created, "
	union := columns + "true AS hit FROM (" + l.hits + ") u"
	if l.rest != "" {
		union = columns + "u.hit FROM ((" + union + ") UNION ALL (" + columns + "false FROM (" + l.rest + ") u)) u" + s.limit()
	}
	return union
}

// read runs a leg for the rows of a list.
func (s *search) read(ctx context.Context, l *leg) ([]traceRow, *store.Cursor, error) {
	return s.readBy(ctx, l, s.statement)
}

func (s *search) readBy(ctx context.Context, l *leg, write func(*leg) string) ([]traceRow, *store.Cursor, error) {
	statement := write(l)
	if l.err != nil {
		return nil, nil, l.err
	}
	var rows []traceRow
	if err := s.reader().SelectContext(ctx, &rows, statement, l.args.values...); err != nil {
		return nil, nil, translate(err)
	}
	var rest *store.Cursor
	hits := rows[:0]
	for _, r := range rows {
		if r.Hit {
			hits = append(hits, r)
		} else {
			rest = new(place(&r))
		}
	}
	return hits, rest, nil
}

// count runs the search for a number only. Order costs nothing to leave out, so that there is less to decide than for a page.
func (s *search) count(ctx context.Context) (int, error) {
	s.access = accessOf(s.q.Filter, s.q.Options)
	s.run = s.tally
	timed, cancel := context.WithTimeout(ctx, s.limits.time)
	defer cancel()
	n, err := s.countAtOnce(timed)
	if err != nil && ctx.Err() == nil && timed.Err() != nil {
		s.partial = true
		s.found, s.end = 0, false
		if err = s.walkOn(ctx, s.limits.probe); err == nil { // to know how many at least
			err = s.walkOn(ctx, min(int(s.limits.step/(s.pace+1)), s.limits.walk))
		}
		n += s.found
	}
	return n, err
}

// countAtOnce counts all of the query's traces; with an error it returns those that it has counted. Numbers cannot be told apart like
// rows, so both legs of a query as of an earlier position read one snapshot: an event between them would else take a trace out of
// both, or put it into both.
func (s *search) countAtOnce(ctx context.Context) (int, error) {
	if s.q.At == 0 {
		if err := s.tallyAll(ctx); err != nil {
			return 0, err
		}
		return s.found, nil
	}
	tx, err := s.db.x.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return 0, fmt.Errorf("begin: %w", translate(err))
	}
	s.snapshot = tx
	defer func() {
		s.snapshot = nil
		_ = tx.Rollback() // it has only read
	}()
	if err := s.finish(ctx, s.past()); err != nil {
		return 0, err
	}
	past := s.found
	s.found, s.end = 0, false
	if err := s.tallyAll(ctx); err != nil {
		return past, err
	}
	return past + s.found, nil
}

func (s *search) tallyAll(ctx context.Context) error {
	switch {
	case s.sole():
		return s.finish(ctx, s.entries())
	case len(s.access.scores) > 0 && len(s.access.terms) == 0 && !s.access.short() && s.q.Only == nil:
		if done, err := s.tryScores(ctx, s.limits.score); err != nil || done {
			return err
		}
	}
	return s.finish(ctx, s.plain(""))
}

// tally runs a leg for the number of its hits.
func (s *search) tally(ctx context.Context, l *leg) (int, *store.Cursor, error) {
	var row struct {
		N       int
		ID      store.TraceID
		Created time.Time
	}
	statement := "SELECT count(*) AS n FROM (" + l.hits + ") h"
	if l.rest != "" {
		statement = "SELECT h.n, COALESCE(r.id::text, '') AS id, COALESCE(r.created, 'epoch') AS created" +
			" FROM (SELECT count(*) AS n FROM (" + l.hits + ") h) h LEFT JOIN (" + l.rest + ") r ON true"
	}
	if err := s.reader().GetContext(ctx, &row, statement, l.args.values...); err != nil {
		return 0, nil, translate(err)
	}
	if row.ID == "" {
		return row.N, nil, nil
	}
	return row.N, &store.Cursor{Created: row.Created, ID: row.ID}, nil
}
