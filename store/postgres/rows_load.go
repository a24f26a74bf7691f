package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"
	"assay/store/merge"

	"github.com/lib/pq"
)

// selectRows reads rows as a client would send them. Of the scores it takes what the row itself carries, not what others said.
const selectRows = `
SELECT s.row_id, s.span_id, s.root_span_id, s.parent_span_id, s.created, s.position, s.name, s.type, s.error, s.metadata, s.tags, s.metrics,
  s.attributes, s.context, s.origin, s.classifications, p.input, p.output, p.expected, own.scores
FROM span s
  LEFT JOIN span_payload p ON p.project_id = s.project_id AND p.id = s.id
  LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(name, COALESCE(to_jsonb(category), to_jsonb(value))) AS scores FROM (
      SELECT DISTINCT ON (e.name) e.name, e.value, e.category
      FROM event e
      WHERE e.project_id = $1 AND e.span_id = s.id AND e.kind = 'score' AND e.source = 'automated' AND e.author = 'span' AND ` + standing + `
      ORDER BY e.name, e.seq DESC
    ) AS latest WHERE value IS NOT NULL OR category IS NOT NULL
  ) AS own ON true
WHERE s.project_id = $1 AND `

const (
	rowsByID     = selectRows + `s.id = ANY($2::uuid[])`
	rowsBySpanID = selectRows + `s.span_id = ANY($2::text[])`
)

// storedRow scans what selectRows reads.
type storedRow struct {
	RowID      string         `db:"row_id"`
	SpanID     string         `db:"span_id"`
	RootSpanID string         `db:"root_span_id"`
	Parent     sql.NullString `db:"parent_span_id"`
	Created    time.Time
	Position   int
	Name, Type sql.NullString
	Error      sql.NullString
	Metadata   json.RawMessage
	Tags       pq.StringArray
	Metrics    json.RawMessage
	Attributes json.RawMessage
	Context    sql.NullString
	Origin     sql.NullString
	Labels     sql.NullString `db:"classifications"`
	Input      sql.NullString
	Output     sql.NullString
	Expected   sql.NullString
	Scores     sql.NullString
}

// row spells a stored row out. Members that are empty are left out: they were never sent, or mean the same as if not.
func (s *storedRow) row() (merge.Row, error) {
	row := merge.Row{"span_id": jsonText(s.SpanID), "root_span_id": jsonText(s.RootSpanID), "created": jsonText(s.Created.UTC().Format(time.RFC3339Nano))}
	attributes := map[string]json.RawMessage{}
	if err := json.Unmarshal(s.Attributes, &attributes); err != nil {
		return nil, fmt.Errorf("read attributes of row %s: %w", s.RowID, err)
	}
	for name, text := range map[string]sql.NullString{"name": s.Name, "type": s.Type} {
		if text.Valid {
			attributes[name] = jsonText(text.String)
		}
	}
	if s.Parent.Valid {
		row["span_parents"] = json.RawMessage("[" + string(jsonText(s.Parent.String)) + "]")
	}
	if s.Error.Valid {
		row["error"] = jsonText(s.Error.String)
	}
	for name, value := range map[string]any{"span_attributes": attributes, "tags": []string(s.Tags)} {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("write %s of row %s: %w", name, s.RowID, err)
		}
		if len(text) > len("{}") {
			row[name] = text
		}
	}
	for name, value := range map[string]sql.NullString{"metadata": {String: string(s.Metadata), Valid: true}, "metrics": {String: string(s.Metrics), Valid: true},
		"context": s.Context, "origin": s.Origin, "classifications": s.Labels, "input": s.Input, "output": s.Output, "expected": s.Expected, "scores": s.Scores} {
		if value.Valid && (value.String != "{}" || name == "input" || name == "output" || name == "expected") {
			row[name] = json.RawMessage(value.String)
		}
	}
	return row, nil
}

// stored are those of the rows that are there. Most are new: looking for them alone is cheaper than asking for all they hold.
func (w *rowWriter) stored(ctx context.Context, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	keys, rows := make([]string, len(ids)), make(map[string]string, len(ids))
	for i, id := range ids {
		keys[i] = string(store.SpanKey(id))
		rows[keys[i]] = id
	}
	// OFFSET 0 keeps it one probe an id; see known.
	const q = `SELECT id FROM unnest($2::uuid[]) AS u (id) WHERE EXISTS (SELECT FROM span WHERE project_id = $1 AND id = u.id OFFSET 0)`
	var found []string
	if err := w.tx.SelectContext(ctx, &found, q, w.project, pq.Array(keys)); err != nil {
		return nil, fmt.Errorf("look for rows: %w", err)
	}
	for i, key := range found {
		found[i] = rows[key]
	}
	return found, nil
}

// read opens the rows that a query finds.
func (w *rowWriter) read(ctx context.Context, query string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = id
		if query == rowsByID {
			keys[i] = string(store.SpanKey(id))
		}
	}
	var found []storedRow
	if err := w.tx.SelectContext(ctx, &found, query, w.project, pq.Array(keys)); err != nil {
		return fmt.Errorf("read rows: %w", err)
	}
	for i := range found {
		row, err := found[i].row()
		if err != nil {
			return err
		}
		r := w.open(found[i].RowID)
		r.row, r.position, r.trace = row, found[i].Position, store.TraceKey(found[i].RootSpanID)
		w.bySpan[found[i].SpanID] = r
	}
	return nil
}
