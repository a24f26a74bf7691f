package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// foldedSpans are the tables of a statement, up to shaped(k, scores, source_scores), that compute the scores of the spans in $2
// from their events. Of one author, source, name and span the latest standing event counts, null withdraws, an adjudicated
// answer silences the votes of its source, also a later one of its author, who may vote like anyone else. Combined is the mean
// of the user and review votes; automated ones count only where there are neither.
const foldedSpans = `
latest AS (
  SELECT DISTINCT ON (e.span_id, e.name, e.source, e.adjudicates, ` + voter + `)
    e.span_id AS k, e.name, e.source, e.value, e.category, e.adjudicates
  FROM event e
  WHERE e.project_id = ` + anyProject + ` AND e.span_id = ANY($2::uuid[]) AND e.kind = 'score' AND ` + standing + `
  ORDER BY e.span_id, e.name, e.source, e.adjudicates, ` + voter + `, e.seq DESC
),
said AS (
  SELECT k, name, source, value, category, adjudicates, bool_or(adjudicates) OVER (PARTITION BY k, name, source) AS settled
  FROM latest WHERE value IS NOT NULL OR category IS NOT NULL
),
vote AS (
  SELECT k, name, source, value, category, bool_or(source <> 'automated') OVER (PARTITION BY k, name) AS human
  FROM said WHERE adjudicates OR NOT settled
),
pooled AS (
  SELECT k, name, source, value, category FROM vote
  UNION ALL
  SELECT k, name, '', value, category FROM vote WHERE source <> 'automated' OR NOT human
),` + foldVotes

const foldSpansSQL = `
WITH ` + foldedSpans + `
UPDATE span SET scores = COALESCE(shaped.scores, '{}'), source_scores = COALESCE(shaped.source_scores, '{}')
FROM unnest($2::uuid[]) AS wanted (id) LEFT JOIN shaped ON shaped.k = wanted.id
WHERE span.project_id = ` + anyProject + ` AND span.id = wanted.id`

// foldSpans makes the scores of the given spans again. Spans that have not arrived yet are skipped; their feedback waits in
// the log and is folded when they do.
func foldSpans[T ~string](ctx context.Context, tx *sqlx.Tx, project store.ProjectID, spans []T) error {
	if len(spans) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, foldSpansSQL, project, uuids(spans)); err != nil {
		return fmt.Errorf("fold spans: %w", err)
	}
	return nil
}
