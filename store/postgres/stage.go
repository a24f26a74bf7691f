package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// createStage makes the temporary tables that a batch is copied into before it is merged. COPY is the fastest way in, and
// merging set against set costs one statement a table instead of one a row (storage study, section 5). The tables belong to
// the connection and empty themselves at commit.
const createStage = `
CREATE TEMPORARY TABLE IF NOT EXISTS stage_span (
  id uuid, trace_id uuid, row_id text, span_id text, root_span_id text, parent_span_id text, created timestamptz, received boolean,
  position int, name text, type text, error text, metadata jsonb, tags text[], metrics jsonb, input text, output text, expected text,
  input_preview text, output_preview text, attributes jsonb, context jsonb, origin jsonb, classifications jsonb
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS stage_score (span_id uuid, trace_id uuid, name text, value float8, category text, at timestamptz) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS stage_event (
  position bigint, id uuid, trace_id uuid, span_id uuid, kind text, source text, wire_source text, author text, account_id int, name text,
  value float8, category text, body text, metadata jsonb, submission uuid, retracts uuid, config_id int, config_version int, adjudicates boolean,
  at timestamptz
) ON COMMIT DELETE ROWS`

var (
	stageSpanColumns = []string{"id", "trace_id", "row_id", "span_id", "root_span_id", "parent_span_id", "created", "received", "position",
		"name", "type", "error", "metadata", "tags", "metrics", "input", "output", "expected", "input_preview", "output_preview", "attributes",
		"context", "origin", "classifications"}
	stageScoreColumns = []string{"span_id", "trace_id", "name", "value", "category", "at"}
	stageEventColumns = []string{"position", "id", "trace_id", "span_id", "kind", "source", "wire_source", "author", "account_id", "name",
		"value", "category", "body", "metadata", "submission", "retracts", "config_id", "config_version", "adjudicates", "at"}
)

// previewRunes is how much of a value a list can show.
const previewRunes = 280

// copyRows streams rows into a table. next returns nil after the last row.
func copyRows(ctx context.Context, tx *sqlx.Tx, table string, columns []string, next func() []any) error {
	row := next()
	if row == nil {
		return nil
	}
	stmt, err := tx.PrepareContext(ctx, "COPY "+table+" ("+strings.Join(columns, ", ")+") FROM STDIN")
	if err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	defer func() { _ = stmt.Close() }()
	for ; row != nil; row = next() {
		if _, err := stmt.ExecContext(ctx, row...); err != nil {
			return fmt.Errorf("copy into %s: %w", table, err)
		}
	}
	if _, err := stmt.ExecContext(ctx); err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	return nil
}

// each turns a slice into the iterator that copyRows takes.
func each[T any](items []T, row func(*T) []any) func() []any {
	i := 0
	return func() []any {
		if i == len(items) {
			return nil
		}
		i++
		return row(&items[i-1])
	}
}

func stageSpanRow(s *store.Span) []any {
	return []any{store.SpanKey(s.RowID), store.TraceKey(s.RootSpanID), s.RowID, s.SpanID, s.RootSpanID, null(s.ParentSpanID), s.Created.UTC(),
		!s.HasCreated, s.Position, null(s.Name), null(s.Type), null(s.Error), object(s.Metadata), pq.Array(s.Tags), object(s.Metrics),
		nullJSON(s.Input), nullJSON(s.Output), nullJSON(s.Expected),
		store.Preview(string(s.Input), previewRunes), store.Preview(string(s.Output), previewRunes),
		object(s.Attributes), nullJSON(s.Context), nullJSON(s.Origin), nullJSON(s.Classifications)}
}

// ownScore is a score that a span carries itself.
type ownScore struct {
	span  store.SpanID
	trace store.TraceID
	name  string
	score store.Score
	at    time.Time
}

func stageScoreRow(s *ownScore) []any {
	return []any{s.span, s.trace, s.name, s.score.Number, null(s.score.Category), s.at.UTC()}
}

func stageEventRow(e *store.Event) []any {
	return []any{e.Seq, e.ID, e.TraceID, e.SpanID, e.Kind, e.Source, e.WireSource, null(e.Author), nullInt(e.AccountID), e.Name,
		e.Score.Number, null(e.Score.Category), null(e.Body), null(e.Metadata), e.Submission, null(string(e.Retracts)),
		nullInt(e.ConfigID), nullInt(e.ConfigVersion), e.Adjudicates, e.At.UTC()}
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func nullInt(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// nullJSON stores a logged null as absent: "missing is null" holds for payloads as for metadata.
func nullJSON(v json.RawMessage) any {
	if v == nil || string(v) == "null" {
		return nil
	}
	return string(v)
}

func object(v json.RawMessage) string {
	if len(v) == 0 {
		return "{}"
	}
	return string(v)
}
