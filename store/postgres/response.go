package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/lib/pq"
)

// SpansOfResponses finds the row ids of the spans whose metadata.response_id is one of those given, by that id; the newest
// where several have it. A judge that was told only the id of a model's answer names its subject so.
func (db *DB) SpansOfResponses(ctx context.Context, project store.ProjectID, responses []string) (map[string]string, error) {
	const q = `
SELECT DISTINCT ON (wanted.id) wanted.id AS response, s.row_id AS row
FROM unnest($2::text[]) AS wanted (id)
  JOIN trace t ON t.project_id = $1 AND t.terms @> ARRAY[term('s.m.response_id=' || to_jsonb(wanted.id)::text)]
  JOIN span s ON s.project_id = $1 AND s.trace_id = t.id AND s.metadata ->> 'response_id' = wanted.id
ORDER BY wanted.id, s.created DESC, s.id`
	found := make(map[string]string, len(responses))
	if len(responses) == 0 {
		return found, nil
	}
	var rows []struct{ Response, Row string }
	if err := db.x.SelectContext(ctx, &rows, q, project, pq.Array(responses)); err != nil {
		return nil, fmt.Errorf("find spans of responses: %w", translate(err))
	}
	for _, r := range rows {
		found[r.Response] = r.Row
	}
	return found, nil
}
