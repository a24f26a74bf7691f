package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/lib/pq"
)

// Bounds of a census: it is read while someone types, so a large project is judged by a sample of it.
const (
	censusTime  = time.Second
	censusRows  = 1000    // of the newest traces, again as many of all, and spans
	censusEvent = 2000    // of the newest events, for the names of users
	censusBytes = 8 << 20 // of metadata in all
	censusWide  = 8 << 10 // of the stored metadata of one row that is still looked into
)

// Census looks at the newest traces of a project and at as many more, spread over all of its time, and counts what they hold.
// It takes a second at most; what was read until then is the answer.
func (db *DB) Census(ctx context.Context, project store.ProjectID) (*filter.Census, error) {
	timed, cancel := context.WithTimeout(ctx, censusTime)
	defer cancel()
	s := &censusTaker{db: db, project: project, census: filter.NewCensus()}
	err := errors.Join(s.traces(timed), s.users(timed), s.spans(timed))
	s.census.Finish()
	if err != nil && ctx.Err() == nil && timed.Err() != nil {
		return s.census, nil
	}
	if err != nil {
		return nil, fmt.Errorf("take census: %w", translate(err))
	}
	return s.census, nil
}

type censusTaker struct {
	db      *DB
	project store.ProjectID
	census  *filter.Census
	bytes   int
}

// traces reads the newest traces, and those with the least ids: ids are hashes, so these are spread evenly over all time and
// are found by the primary key.
func (s *censusTaker) traces(ctx context.Context) error {
	const q = `
WITH newest AS (SELECT id FROM trace WHERE project_id = $1 ORDER BY created DESC, id DESC LIMIT $2),
  spread AS (SELECT id FROM trace WHERE project_id = $1 ORDER BY id LIMIT $2)
SELECT COALESCE(t.name, ''), COALESCE(t.type, ''), left(COALESCE(t.error, ''), 200), t.tags,
  CASE WHEN pg_column_size(t.metadata) <= $3 THEN t.metadata ELSE '{}' END,
  CASE WHEN pg_column_size(t.feedback_metadata) <= $3 THEN t.feedback_metadata ELSE '{}' END, t.scores
FROM (SELECT id FROM newest UNION SELECT id FROM spread) sample
JOIN trace t ON t.project_id = $1 AND t.id = sample.id`
	if err := s.each(ctx, s.census.AddTrace, q, s.project, censusRows, censusWide); err != nil {
		return err
	}
	s.census.Whole = s.census.Traces < censusRows && s.bytes < censusBytes
	return nil
}

func (s *censusTaker) spans(ctx context.Context) error {
	const q = `
SELECT COALESCE(name, ''), COALESCE(type, ''), left(COALESCE(error, ''), 200), tags,
  CASE WHEN pg_column_size(metadata) <= $3 THEN metadata ELSE '{}' END, '{}'::jsonb, scores
FROM span WHERE project_id = $1 ORDER BY id LIMIT $2`
	return s.each(ctx, s.census.AddSpan, q, s.project, censusRows, censusWide)
}

// each gives the rows of a statement to add, until they come to too much.
func (s *censusTaker) each(ctx context.Context, add func(filter.SampleRow), q string, args ...any) error {
	rows, err := s.db.x.QueryContext(ctx, q, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() && s.bytes < censusBytes {
		var r filter.SampleRow
		var metadata, feedback, scores []byte
		if err := rows.Scan(&r.Name, &r.Type, &r.Error, (*pq.StringArray)(&r.Tags), &metadata, &feedback, &scores); err != nil {
			return err
		}
		r.Metadata, r.Feedback, r.Scores = json.RawMessage(metadata), json.RawMessage(feedback), json.RawMessage(scores)
		s.bytes += len(metadata) + len(feedback) + len(scores)
		add(r)
	}
	return rows.Err()
}

func (s *censusTaker) users(ctx context.Context) error {
	const q = `
SELECT author, count(*) FROM (SELECT author, source FROM event WHERE project_id = $1 ORDER BY seq DESC LIMIT $2) newest
WHERE author IS NOT NULL AND source = 'user' GROUP BY author ORDER BY count(*) DESC, author LIMIT 200`
	rows, err := s.db.x.QueryContext(ctx, q, s.project, censusEvent)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			return err
		}
		s.census.AddUser(name, n)
	}
	return rows.Err()
}
