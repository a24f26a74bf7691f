package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
)

const (
	sessionChunk = 1000            // traces walked at once for their sessions
	sessionWalk  = 10_000          // traces that one page walks at most
	sessionTime  = 3 * time.Second // that a page may take
	sessionCap   = CountCap        // where counting the traces of one session stops
)

// SessionPage is a stretch of a list of sessions, the one that was last active first.
type SessionPage struct {
	Sessions []store.Session
	Next     store.Cursor // where the next page begins; zero at the end
	// Partial tells that the page stopped looking before it was full: the sessions of newer traces than Searched are there.
	Partial  bool
	Searched time.Time
	Loose    int // traces on the way that carry no session key
}

// Sessions groups the query's traces by the first of the metadata keys that each has, and returns the next limit sessions
// after the cursor. A session stands where its newest trace stands, and counts the traces of the query alone. It asks as of
// now.
//
// Grouping all that matches would read all of it. So the page walks the newest traces for the names of sessions, and counts
// each by the condition that Condition returns, for which there is an index where the value is text.
func (db *DB) Sessions(ctx context.Context, q Query, keys []string, after store.Cursor, limit int) (SessionPage, error) {
	q.At = 0
	w := &sessionWalker{db: db, q: q, keys: keys, after: after, cursor: after, seen: map[string]bool{}}
	deadline := time.Now().Add(sessionTime)
	for len(w.page.Sessions) <= limit {
		more, err := w.chunk(ctx, limit+1, deadline)
		if err != nil {
			return SessionPage{}, fmt.Errorf("list sessions: %w", err)
		}
		if !more {
			break
		}
		if w.walked >= sessionWalk || time.Now().After(deadline) {
			w.page.Partial, w.page.Searched, w.page.Next = true, w.cursor.Created, w.cursor
			break
		}
	}
	if len(w.page.Sessions) > limit {
		w.page.Sessions = w.page.Sessions[:limit]
		w.page.Partial, w.page.Next = false, w.places[limit-1]
	}
	return w.page, nil
}

// SessionCondition is the filter that the traces of a session meet: those with its value under its key and nothing under the
// keys before it.
func SessionCondition(s store.Session, keys []string) filter.Expr {
	return filter.And(noneOf(keys, s.Key), filter.Equal(filter.At("metadata", s.Key), sessionValue(s.Value)))
}

// noneOf is met by traces without any of the keys before one.
func noneOf(keys []string, before string) filter.Expr {
	var all []filter.Expr
	for _, key := range keys {
		if key == before {
			break
		}
		all = append(all, &filter.IsNull{X: filter.At("metadata", key)})
	}
	return filter.And(all...)
}

// sessionValue is a value as filter.Value takes it.
func sessionValue(raw json.RawMessage) any {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var value any
	if d.Decode(&value) != nil {
		return nil
	}
	return value
}

type sessionWalker struct {
	db     *DB
	q      Query
	keys   []string
	after  store.Cursor
	cursor store.Cursor // where the walk stands
	walked int
	seen   map[string]bool // sessions met, by key and value
	page   SessionPage
	places []store.Cursor // of the page's sessions
}

// sessionOf is what a walk reads of a trace.
type sessionOf struct {
	traceRow
	Key   sql.NullString
	Value sql.NullString // JSON
}

// chunk walks the next traces and adds the sessions that they bring, until there are enough. It returns whether there are
// more traces.
func (w *sessionWalker) chunk(ctx context.Context, enough int, deadline time.Time) (bool, error) {
	met := map[store.TraceID]sessionOf{}
	s := &search{db: w.db, q: w.q, limits: defaultLimits, want: sessionChunk + 1, cursor: w.cursor}
	found, err := s.pageBy(ctx, func(ctx context.Context, l *leg) ([]traceRow, *store.Cursor, error) {
		return w.read(ctx, s, l, met)
	})
	if err != nil {
		return false, err
	}
	var brought []placedSession
	for i, t := range found.Traces {
		w.walked++
		w.cursor = CursorAt(t)
		if of := met[t.ID]; !of.Key.Valid {
			w.page.Loose++
		} else if name := of.Key.String + "=" + of.Value.String; !w.seen[name] {
			w.seen[name] = true
			brought = append(brought, placedSession{store.Session{Key: of.Key.String, Value: json.RawMessage(of.Value.String), Last: t.Created}, w.cursor})
		}
		if len(w.page.Sessions)+len(brought) < enough && i+1 < len(found.Traces) {
			continue
		}
		if err := w.add(ctx, brought, deadline); err != nil || len(w.page.Sessions) >= enough {
			return true, err
		}
		brought = nil
	}
	if found.Partial {
		w.cursor = found.Next
		w.walked = sessionWalk
	}
	return !found.Next.IsZero(), nil
}

// placedSession is a session with its place in the list, which is that of its newest trace.
type placedSession struct {
	store.Session
	place store.Cursor
}

// read names the session of each trace on the way: one that meets SessionCondition, so that the list of the session has the
// trace. 5 and 5.0 are one value.
func (w *sessionWalker) read(ctx context.Context, s *search, l *leg, met map[store.TraceID]sessionOf) ([]traceRow, *store.Cursor, error) {
	var key, value strings.Builder
	for _, k := range w.keys {
		name := l.args.text(k)
		at := "c.metadata -> " + name
		is := " WHEN jsonb_typeof(" + at + ") IN ('string', 'number') AND " + at + " <> '\"\"' AND length((" + at + ")::text) <= 250 THEN "
		other := " WHEN NULLIF(" + at + ", 'null') IS NOT NULL OR EXISTS (SELECT FROM json_elements(c.feedback_metadata -> " + name + ") AS e WHERE NULLIF(e, 'null') IS NOT NULL) THEN NULL"
		key.WriteString(is + name + other)
		value.WriteString(is + "CASE jsonb_typeof(" + at + ") WHEN 'number' THEN to_jsonb(trim_scale((" + at + ")::numeric)) ELSE " + at + " END" + other)
	}
	statement := "SELECT m.id, m.created, m.created AS place, m.hit, '{}'::jsonb AS scores, '{}'::jsonb AS source_scores, CASE" + key.String() + " END AS key, CASE" + value.String() +
		" END::text AS value FROM (" + s.union(l) + ") m JOIN trace c ON c.project_id = m.project_id AND c.id = m.id"
	if l.err != nil {
		return nil, nil, l.err
	}
	var rows []sessionOf
	if err := s.reader().SelectContext(ctx, &rows, statement, l.args.values...); err != nil {
		return nil, nil, translate(err)
	}
	var hits []traceRow
	var rest *store.Cursor
	for _, r := range rows {
		if !r.Hit {
			rest = new(place(&r.traceRow))
			continue
		}
		met[r.ID] = r
		hits = append(hits, r.traceRow)
	}
	return hits, rest, nil
}

// SessionKey is the project's setting of the metadata key of sessions; empty: the usual ones.
func (db *DB) SessionKey(ctx context.Context, project store.ProjectID) (string, error) {
	var key string
	err := db.x.GetContext(ctx, &key, `SELECT session_key FROM project WHERE id = $1`, project)
	return key, translate(err)
}

// SetSessionKey changes the setting.
func (db *DB) SetSessionKey(ctx context.Context, project store.ProjectID, key string) error {
	_, err := db.x.ExecContext(ctx, `UPDATE project SET session_key = $2 WHERE id = $1`, project, storable(key))
	return translate(err)
}
