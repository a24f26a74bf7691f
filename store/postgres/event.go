package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// Append adds events to the log of one project and makes the folds they touch again, all in one transaction. Their positions
// are assigned in the order given. It returns the position of the last one.
func (db *DB) Append(ctx context.Context, project store.ProjectID, events []store.Event, now time.Time) (int64, error) {
	for i := range events {
		events[i].Seq = int64(i)
	}
	var last int64
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		var err error
		last, err = appendEvents(ctx, tx, project, events, now)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("append events: %w", err)
	}
	return last, nil
}

func appendEvents(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, events []store.Event, now time.Time) (int64, error) {
	if err := stage(ctx, tx, nil, nil, events); err != nil {
		return 0, err
	}
	at, err := takePositions(ctx, tx, project, len(events))
	if err != nil {
		return 0, err
	}
	if _, err := appendStaged(ctx, tx, project, at, now); err != nil {
		return 0, err
	}
	_, err = foldStaged(ctx, tx, project, nil, at)
	return at + int64(len(events)) - 1, err
}

// appendStaged moves staged events into the log from position at on. An event whose id is there already is a replay and
// skipped. It returns how many were new.
func appendStaged(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, at int64, now time.Time) (int, error) {
	const q = `
INSERT INTO event (project_id, id, seq, trace_id, span_id, kind, source, wire_source, author, account_id, name, value, category, body,
  metadata, submission, replaces, retracts, config_id, config_version, adjudicates, at, received)
SELECT $1, s.id, $2 + s.position, s.trace_id, s.span_id, s.kind, s.source, s.wire_source, s.author, s.account_id, s.name, s.value, s.category, s.body,
  s.metadata, s.submission, prior.id, s.retracts, s.config_id, s.config_version, s.adjudicates, s.at, $3
FROM stage_event s LEFT JOIN LATERAL (
  SELECT e.id FROM event e
  WHERE e.project_id = ` + anyProject + ` AND e.span_id = s.span_id AND e.kind = s.kind AND e.name = s.name AND e.source = s.source AND e.author = s.author
    AND e.adjudicates = s.adjudicates
    AND s.kind IN ('score', 'correction', 'text', 'label', 'complete') AND ` + standing + `
  ORDER BY e.seq DESC LIMIT 1
) AS prior ON true
ORDER BY s.position
ON CONFLICT (project_id, id) DO NOTHING`
	r, err := tx.ExecContext(ctx, q, project, at, now.UTC())
	if err != nil {
		return 0, fmt.Errorf("append staged events: %w", err)
	}
	n, err := r.RowsAffected()
	return int(n), err
}

// appendOwnScores records the scores that spans carry themselves as votes of one automated author. A value that already
// counts is not said again; a name that a replaced span no longer carries is withdrawn. Spans that were there before the
// batch are in known; only they have said anything.
func appendOwnScores(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, known []string, at int64, now time.Time) error {
	const q = `
WITH current AS (
  SELECT DISTINCT ON (e.span_id, e.name) e.span_id, e.trace_id, e.name, e.value, e.category
  FROM event e
  WHERE e.project_id = ` + anyProject + ` AND e.span_id = ANY($4::uuid[]) AND e.kind = 'score' AND e.source = 'automated' AND e.author = 'span'
    AND ` + standing + `
  ORDER BY e.span_id, e.name, e.seq DESC
),
said AS (
  SELECT s.span_id, s.trace_id, s.name, s.value, s.category, s.at
  FROM stage_score s LEFT JOIN current c ON c.span_id = s.span_id AND c.name = s.name
  WHERE (s.value, s.category) IS DISTINCT FROM (c.value, c.category)
  UNION ALL
  SELECT c.span_id, c.trace_id, c.name, NULL, NULL, $3::timestamptz
  FROM current c
  WHERE (c.value IS NOT NULL OR c.category IS NOT NULL)
    AND NOT EXISTS (SELECT FROM stage_score s WHERE s.span_id = c.span_id AND s.name = c.name)
)
INSERT INTO event (project_id, id, seq, trace_id, span_id, kind, source, author, name, value, category, submission, at, received)
SELECT $1, gen_random_uuid(), $2, trace_id, span_id, 'score', 'automated', 'span', name, value, category, gen_random_uuid(), at, $3
FROM said`
	if _, err := tx.ExecContext(ctx, q, project, at, now.UTC(), uuids(known)); err != nil {
		return fmt.Errorf("append own scores: %w", err)
	}
	return nil
}

// touchedSQL lists what a staged batch touches. A span without votes has the fold of none already, so that it is not scored.
const touchedSQL = `
SELECT
  ARRAY(
    SELECT s.id FROM stage_span s WHERE EXISTS (SELECT FROM event e WHERE e.project_id = ` + anyProject + ` AND e.span_id = s.id AND e.kind = 'score')
    UNION SELECT span_id FROM stage_event WHERE kind IN ('score', 'retract')
  ) AS scored,
  ARRAY(SELECT DISTINCT span_id FROM stage_event WHERE kind IN ('comment', 'correction', 'decision', 'retract')) AS said,
  ARRAY(
    SELECT s.id FROM stage_span s JOIN span x ON x.project_id = ` + anyProject + ` AND x.id = s.id WHERE x.tagged IS NOT NULL
    UNION SELECT span_id FROM stage_event WHERE kind IN ('tag', 'retract')
  ) AS tagged,
  ARRAY(SELECT DISTINCT trace_id FROM stage_event) AS voted,
  ARRAY(
    SELECT t.id FROM trace t JOIN (SELECT trace_id FROM stage_span UNION SELECT trace_id FROM stage_event) AS x ON t.id = x.trace_id WHERE t.project_id = ` + anyProject + `
  ) AS known,
  ARRAY(
    SELECT DISTINCT s.trace_id FROM stage_span s WHERE NOT EXISTS (SELECT FROM trace t WHERE t.project_id = ` + anyProject + ` AND t.id = s.trace_id)
  ) AS fresh`

// foldStaged makes the folds again for all that the batch touched, and for the traces in moved, and returns how many traces
// are new. at is the position of the batch's first event.
func foldStaged(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, moved []string, at int64) (int, error) {
	var touched struct{ Scored, Said, Tagged, Voted, Known, Fresh textArray }
	if err := tx.GetContext(ctx, &touched, touchedSQL, project); err != nil {
		return 0, fmt.Errorf("list what the batch touches: %w", err)
	}
	if err := keepPast(ctx, tx, project, touched.Voted, at); err != nil {
		return 0, err
	}
	if err := foldSpans(ctx, tx, project, touched.Scored); err != nil {
		return 0, err
	}
	if err := foldSaid(ctx, tx, project, touched.Said); err != nil {
		return 0, err
	}
	if err := foldTags(ctx, tx, project, touched.Tagged); err != nil {
		return 0, err
	}
	if err := foldTraces(ctx, tx, project, append(touched.Known, moved...), touched.Fresh, at); err != nil {
		return 0, err
	}
	return len(touched.Fresh), noteArrivals(ctx, tx, project, slices.Concat(touched.Known, touched.Fresh, moved), at)
}
