package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// foldCommentsSQL keeps one row of comment an event; until tells when it was taken back.
const foldCommentsSQL = `
INSERT INTO comment (project_id, id, trace_id, span_id, source, author, account_id, body, at, since, until, about)
SELECT e.project_id, e.id, e.trace_id, e.span_id, e.source, e.author, e.account_id, COALESCE(e.body, ''), e.at, e.seq, gone.seq, e.metadata
FROM event e LEFT JOIN event gone ON gone.project_id = e.project_id AND gone.retracts = e.id
WHERE e.project_id = ` + anyProject + ` AND e.span_id = ANY($2::uuid[]) AND e.kind = 'comment'
ON CONFLICT (project_id, id) DO UPDATE SET until = EXCLUDED.until
WHERE comment.until IS DISTINCT FROM EXCLUDED.until`

// foldMentionsSQL keeps one row of mention a person whom a comment speaks to. When it was read stays.
const foldMentionsSQL = `
INSERT INTO mention (project_id, account_id, comment_id, trace_id, since, until)
SELECT e.project_id, a.id, e.id, e.trace_id, e.seq, gone.seq
FROM event e LEFT JOIN event gone ON gone.project_id = e.project_id AND gone.retracts = e.id
  CROSS JOIN LATERAL jsonb_array_elements(e.metadata -> 'mentions') AS m (person)
  JOIN account a ON a.id::text = m.person ->> 'account'
WHERE e.project_id = ` + anyProject + ` AND e.span_id = ANY($2::uuid[]) AND e.kind = 'comment'
ON CONFLICT (project_id, account_id, comment_id) DO UPDATE SET until = EXCLUDED.until
WHERE mention.until IS DISTINCT FROM EXCLUDED.until`

// judgedCorrections are the tables of a statement, up to judged, that compute the state of every correction of the spans in $2
// from their events. The latest decision on it counts; of several approved ones the latest approved stands, since a span has
// one approved value; without a decision a correction gives way to a later one of the same author.
const judgedCorrections = `
proposed AS (
  SELECT e.project_id, e.id, e.trace_id, e.span_id, e.source, e.author, e.account_id, e.body, e.at, e.seq, gone.seq AS until
  FROM event e LEFT JOIN event gone ON gone.project_id = e.project_id AND gone.retracts = e.id
  WHERE e.project_id = ` + anyProject + ` AND e.span_id = ANY($2::uuid[]) AND e.kind = 'correction'
),
decision AS (
  SELECT DISTINCT ON (e.body) e.span_id, e.body AS correction, e.name AS verdict, e.author, e.seq
  FROM event e
  WHERE e.project_id = ` + anyProject + ` AND e.span_id = ANY($2::uuid[]) AND e.kind = 'decision' AND ` + standing + `
  ORDER BY e.body, e.seq DESC
),
judged AS (
  SELECT p.*, d.verdict, d.author AS decided_by,
    d.seq = max(d.seq) FILTER (WHERE d.verdict = 'approved' AND p.until IS NULL) OVER (PARTITION BY p.span_id) AS newest,
    p.author IS NOT NULL AND p.seq < max(p.seq) FILTER (WHERE p.until IS NULL) OVER (PARTITION BY p.span_id, p.source, p.author) AS outdone
  FROM proposed p LEFT JOIN decision d ON d.correction = p.id::text
)`

const foldCorrectionsSQL = `
WITH ` + judgedCorrections + `
INSERT INTO correction (project_id, id, trace_id, span_id, source, author, account_id, body, state, decided_by, at, since, until)
SELECT project_id, id, trace_id, span_id, source, author, account_id, body,
  CASE
    WHEN verdict = 'approved' AND newest THEN 'approved'
    WHEN verdict = 'approved' THEN 'superseded'
    WHEN verdict = 'rejected' THEN 'rejected'
    WHEN outdone THEN 'superseded'
    ELSE 'proposed'
  END, decided_by, at, seq, until
FROM judged
ON CONFLICT (project_id, id) DO UPDATE SET state = EXCLUDED.state, decided_by = EXCLUDED.decided_by, until = EXCLUDED.until`

const foldApprovedSQL = `
UPDATE span_payload p SET approved = (
  SELECT c.body FROM correction c
  WHERE c.project_id = ` + anyProject + ` AND c.span_id = p.id AND c.state = 'approved' AND c.until IS NULL
)
WHERE p.project_id = ` + anyProject + ` AND p.id = ANY($2::uuid[])`

// foldSaid makes the comments, the corrections and the approved expected values of the given spans again.
func foldSaid[T ~string](ctx context.Context, tx *sqlx.Tx, project store.ProjectID, spans []T) error {
	if len(spans) == 0 {
		return nil
	}
	for _, q := range []string{foldCommentsSQL, foldMentionsSQL, foldCorrectionsSQL, foldApprovedSQL} {
		if _, err := tx.ExecContext(ctx, q, project, uuids(spans)); err != nil {
			return fmt.Errorf("fold comments and corrections: %w", err)
		}
	}
	return nil
}
