package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/lib/pq"
)

// add counts sessions and puts them on the page, but for those that an earlier page has. What cannot be counted in time says
// so.
func (w *sessionWalker) add(ctx context.Context, brought []placedSession, deadline time.Time) error {
	timed, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	var counts map[string]sessionCount
	var err error
	if len(brought) > 0 {
		counts, err = w.count(timed, brought, sessionCap)
	}
	for _, b := range brought {
		c, counted := counts[b.Key+"="+string(b.Value)]
		if err == nil && !counted { // there are more than one statement counts: this one by itself
			var alone map[string]sessionCount
			alone, err = w.count(timed, []placedSession{b}, sessionCap)
			c = alone[b.Key+"="+string(b.Value)]
		}
		switch {
		case err != nil && ctx.Err() == nil && timed.Err() != nil:
			b.Traces, b.Capped = 1, true
		case err != nil:
			return err
		case c.Shown:
			continue
		case c.Traces == 0: // its traces meet the condition in what feedback says only
			w.page.Loose++
			continue
		default:
			c.fill(&b.Session)
		}
		w.page.Sessions, w.places = append(w.page.Sessions, b.Session), append(w.places, b.place)
	}
	return nil
}

// sessionCount is what the traces of a session have.
type sessionCount struct {
	Value                  json.RawMessage
	Traces, Errors, Scores int
	Sum                    float64
	First                  sql.NullTime
	Shown                  bool // one of them stands before the page
}

func (c sessionCount) fill(s *store.Session) {
	s.Traces, s.Errors, s.First, s.UserScores = c.Traces, c.Errors, c.First.Time, c.Scores
	if s.Capped = c.Traces > sessionCap; s.Capped {
		s.Traces, s.First = sessionCap, time.Time{}
	}
	if c.Scores > 0 {
		s.UserMean = c.Sum / float64(c.Scores)
	}
}

// count counts sessions by key and value, all of a key in one statement. Where their traces are more than most, several
// sessions are left out; one alone is counted so far.
func (w *sessionWalker) count(ctx context.Context, sessions []placedSession, most int) (map[string]sessionCount, error) {
	counts := make(map[string]sessionCount, len(sessions))
	for _, key := range w.keys {
		of := slices.DeleteFunc(slices.Clone(sessions), func(s placedSession) bool { return s.Key != key })
		if len(of) == 0 {
			continue
		}
		args := &arguments{}
		statement, err := w.countStatement(args, of, most)
		if err != nil {
			return nil, err
		}
		var rows []sessionCount
		if err := w.db.x.SelectContext(ctx, &rows, statement, args.values...); err != nil {
			return nil, fmt.Errorf("count sessions: %w", translate(err))
		}
		total := 0
		for _, r := range rows {
			total += r.Traces
		}
		if total > most && len(of) > 1 {
			continue
		}
		for _, s := range of { // of those without a row no trace is left
			counts[key+"="+string(s.Value)] = sessionCount{}
		}
		for _, r := range rows {
			counts[key+"="+string(r.Value)] = r
		}
	}
	return counts, nil
}

// countStatement counts the traces of sessions that have one key: those that SessionCondition finds, with what feedback says
// under the key. Those that name a session before the page come first, so that a count that stops early knows of them.
func (w *sessionWalker) countStatement(args *arguments, sessions []placedSession, most int) (string, error) {
	key := sessions[0].Key
	in := &filter.In{X: filter.At("metadata", key)}
	var values []string
	for _, s := range sessions {
		in.Items = append(in.Items, filter.Value(sessionValue(s.Value)))
		values = append(values, string(s.Value))
	}
	q := w.q
	q.Filter = filter.And(q.Filter, noneOf(w.keys, key), in)
	relation, err := q.relation(args)
	if err != nil {
		return "", err
	}
	before := "false"
	if !w.after.IsZero() {
		before = "((t.created, t.id) >= (" + args.add(w.after.Created) + "::timestamptz, " + args.add(w.after.ID) + "::uuid))"
	}
	const votes = `(SELECT count(*) AS n, sum(v.value::float8) AS sum
  FROM jsonb_each(CASE jsonb_typeof(x.source_scores -> 'user') WHEN 'object' THEN x.source_scores -> 'user' ELSE '{}' END) AS v WHERE jsonb_typeof(v.value) = 'number')`
	return `
SELECT s.value, count(*) AS traces, bool_or(x.before AND x.own = s.value) AS shown, min(x.created) AS first, count(*) FILTER (WHERE x.errors > 0) AS errors,
  COALESCE(sum(v.n), 0)::int AS scores, COALESCE(sum(v.sum), 0) AS sum
FROM (
  SELECT t.created, t.errors, t.source_scores, t.metadata -> ` + args.text(key) + ` AS own, t.feedback_metadata -> ` + args.text(key) + ` AS told, ` + before + ` AS before ` + relation + `
    AND t.terms && '{` + sessionTerms(sessions) + `}'::int4[]
  ORDER BY before DESC LIMIT ` + strconv.Itoa(most+1) + `
) AS x JOIN unnest(` + args.add(pq.Array(values)) + `::jsonb[]) AS s (value) ON x.own = s.value OR s.value IN (SELECT json_elements(x.told))
CROSS JOIN LATERAL ` + votes + ` AS v
GROUP BY s.value`, nil
}

// sessionTerms are the terms of sessions, which find their traces, numbers too: a whole one is also sent as 5.0. A session by
// a number that was sent with more zeros than that is counted without those traces.
func sessionTerms(sessions []placedSession) string {
	var terms []string
	add := func(key, value string) { terms = append(terms, strconv.Itoa(int(term("m."+key+"="+value)))) }
	for _, s := range sessions {
		value := string(s.Value)
		add(s.Key, value)
		if value[0] != '"' && !strings.Contains(value, ".") {
			add(s.Key, value+".0")
		}
	}
	return strings.Join(terms, ",")
}
