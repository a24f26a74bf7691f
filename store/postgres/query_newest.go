package postgres

import (
	"context"
	"fmt"
	"slices"

	"assay/store"
)

// newest is the newest traces of a query.
type newest struct {
	places []store.Cursor
	Coverage
	next      store.Cursor // the last of them, where there are or may be more
	outOfTime bool         // the search ended before it had as many as were wanted
}

func (n *newest) ids() []store.TraceID {
	ids := make([]store.TraceID, len(n.places))
	for i, c := range n.places {
		ids[i] = c.ID
	}
	return ids
}

// newest finds the newest traces of a query behind a cursor, at most so many, and says whether that is all of them. It takes no
// longer than a search does.
func (db *DB) newest(ctx context.Context, q Query, after store.Cursor, most int) (newest, error) {
	s := &search{db: db, q: q, limits: defaultLimits, want: most + 1, cursor: after, access: accessOf(q.Filter, q.Options)}
	var found []store.Cursor
	s.run = func(ctx context.Context, l *leg) (int, *store.Cursor, error) {
		some, rest, err := s.places(ctx, l)
		found = append(found, some...)
		return len(some), rest, err
	}
	if err := s.all(ctx); err != nil {
		return newest{}, fmt.Errorf("find newest traces: %w", err)
	}
	found = onceEach(found, func(c store.Cursor) store.TraceID { return c.ID })
	slices.SortFunc(found, func(a, b store.Cursor) int { return -s.compare(a, b) })
	var n newest
	if s.partial { // what lies beyond the last row walked is not all found
		found = slices.DeleteFunc(found, func(c store.Cursor) bool { return s.compare(c, s.cursor) < 0 })
		n.next, n.outOfTime = s.cursor, true
	}
	if len(found) > most {
		found = found[:most]
		n.next, n.outOfTime = s.cursor, false
		if most > 0 {
			n.next = found[most-1]
		}
	}
	n.places, n.Looked = found, len(found)
	n.Partial, n.Back = !n.next.IsZero(), n.next.Created
	return n, nil
}

// places runs a leg for where its hits stand.
func (s *search) places(ctx context.Context, l *leg) ([]store.Cursor, *store.Cursor, error) {
	if l.err != nil {
		return nil, nil, l.err
	}
	sql := "SELECT u.id, u.created, true AS hit FROM (" + l.hits + ") u"
	if l.rest != "" {
		sql += " UNION ALL SELECT u.id, u.created, false FROM (" + l.rest + ") u"
	}
	var rows []struct {
		store.Cursor
		Hit bool
	}
	if err := s.reader().SelectContext(ctx, &rows, sql, l.args.values...); err != nil {
		return nil, nil, translate(err)
	}
	var found []store.Cursor
	var rest *store.Cursor
	for _, r := range rows {
		if r.Hit {
			found = append(found, r.Cursor)
		} else {
			rest = &r.Cursor
		}
	}
	return found, rest, nil
}
