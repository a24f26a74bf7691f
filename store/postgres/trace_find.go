package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/lib/pq"
)

const (
	findBatch = 200             // spans looked into by one statement
	findTime  = 4 * time.Second // that looking through a trace may take
)

// FindInSpans counts words in the spans of a trace, in the order given, whatever their case: in what they carry, their names,
// errors and metadata. Only spans with the words come back. Where time runs out it says how many spans it looked into.
func (db *DB) FindInSpans(ctx context.Context, project store.ProjectID, spans []store.SpanID, words string) (found []store.SpanFound, looked int, err error) {
	timed, cancel := context.WithTimeout(ctx, findTime)
	defer cancel()
	spellings := make([]string, 0, 3)
	for _, s := range store.Spellings(words) {
		spellings = append(spellings, storable(s))
	}
	for looked < len(spans) {
		batch := spans[looked:min(looked+findBatch, len(spans))]
		some, err := db.findIn(timed, project, batch, spellings)
		if err != nil && ctx.Err() == nil && timed.Err() != nil {
			return found, looked, nil
		}
		if err != nil {
			return nil, 0, fmt.Errorf("find in spans: %w", translate(err))
		}
		found, looked = append(found, some...), looked+len(batch)
	}
	return found, looked, nil
}

func (db *DB) findIn(ctx context.Context, project store.ProjectID, spans []store.SpanID, spellings []string) ([]store.SpanFound, error) {
	const q = `
SELECT x.id, x.n[1] AS name, x.n[2] AS input, x.n[3] AS output, x.n[4] AS expected, x.n[5] AS error, x.n[6] AS metadata
FROM (
  SELECT s.id, a.ord, ARRAY(
    SELECT COALESCE((SELECT sum((length(f.t) - length(replace(f.t, w, ''))) / length(w)) FROM unnest(k.words) AS w WHERE position(w IN f.t) > 0), 0)::int
    FROM (VALUES (1, lower_text(s.name)), (2, lower_text(document_text(p.input))), (3, lower_text(document_text(p.output))),
      (4, lower_text(document_text(COALESCE(p.approved, p.expected)))), (5, lower_text(s.error)), (6, lower_text(s.metadata::text))) AS f (i, t)
    ORDER BY f.i) AS n
  FROM unnest($2::uuid[]) WITH ORDINALITY AS a (id, ord)
  JOIN span s ON s.project_id = $1 AND s.id = a.id
  LEFT JOIN span_payload p ON p.project_id = s.project_id AND p.id = s.id
  CROSS JOIN (SELECT array_agg(DISTINCT lower_text(w)) AS words FROM unnest($3::text[]) AS w WHERE w <> '') AS k
  OFFSET 0
) AS x
WHERE x.n <> '{0,0,0,0,0,0}'
ORDER BY x.ord`
	ids := make([]string, len(spans))
	for i, id := range spans {
		ids[i] = string(id)
	}
	var rows []store.SpanFound
	err := db.x.SelectContext(ctx, &rows, q, project, pq.Array(ids), pq.Array(spellings))
	return rows, err
}
