package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// foldTagsSQL computes the tags of spans: those logged, without the ones that people took away, then the ones they gave. Of one
// span and tag the latest standing event counts, whoever said it: a tag is the team's and not a vote. A span about whose tags
// nothing stands has what was logged, which null says.
const foldTagsSQL = `
WITH ` + latestTags + `
UPDATE span SET tagged = ` + taggedSpan + `
FROM unnest($2::uuid[]) AS wanted (id)
WHERE span.project_id = ` + anyProject + ` AND span.id = wanted.id`

// latestTags is what was last said of each tag of the spans in $2, and taggedSpan what that makes of the tags of row span.
const (
	latestTags = `latest_tag AS (
  SELECT DISTINCT ON (e.span_id, e.name) e.span_id, e.name, e.value = 1 AS given
  FROM event e
  WHERE e.project_id = ` + anyProject + ` AND e.span_id = ANY($2::uuid[]) AND e.kind = 'tag' AND ` + standing + `
  ORDER BY e.span_id, e.name, e.seq DESC
)`
	taggedSpan = `CASE WHEN EXISTS (SELECT FROM latest_tag l WHERE l.span_id = span.id) THEN
  ARRAY(
    SELECT logged.tag FROM unnest(span.tags) WITH ORDINALITY AS logged (tag, place)
    WHERE NOT EXISTS (SELECT FROM latest_tag l WHERE l.span_id = span.id AND l.name = logged.tag AND NOT l.given)
    ORDER BY logged.place
  ) || ARRAY(
    SELECT l.name FROM latest_tag l WHERE l.span_id = span.id AND l.given AND l.name <> ALL (span.tags) ORDER BY l.name COLLATE "C"
  ) END`
)

// foldTags makes the tags of the given spans again. Spans that have not arrived are skipped.
func foldTags[T ~string](ctx context.Context, tx *sqlx.Tx, project store.ProjectID, spans []T) error {
	if len(spans) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, foldTagsSQL, project, uuids(spans)); err != nil {
		return fmt.Errorf("fold tags: %w", err)
	}
	return nil
}
