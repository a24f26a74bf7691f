package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// foldTracesSQL computes trace rows from their spans and the log. Scores are the mean over the spans that carry them;
// name, type, metadata and times are the root's; tags and errors are any span's. Tokens and cost are summed over llm spans,
// because SDKs repeat them on the spans around, and taken from the root when no llm span has any.
//
// A root is a span without a parent. A trace that was begun in a system which does not report here never gets one; its oldest
// span whose parent may live elsewhere, as the exporter told (remote_parent in its context), then stands in for it, for as
// long as neither that parent nor a root comes. Spans whose parent is a span of the same process do not: theirs is on its way.
const foldTracesSQL = `
WITH s AS (
  SELECT trace_id, id, span_id, parent_span_id, context ? 'remote_parent' AS entry, created, position, name, type, error, metadata, tags, metrics, scores, source_scores,
    COALESCE((metrics ->> 'tokens')::float8, (metrics ->> 'prompt_tokens')::float8 + (metrics ->> 'completion_tokens')::float8) AS tokens,
    COALESCE((metrics ->> 'cost')::float8, (metrics ->> 'estimated_cost')::float8) AS cost
  FROM span WHERE project_id = $1 AND trace_id = ANY($2::uuid[])
),
root AS (
  SELECT DISTINCT ON (trace_id) trace_id, id, created, name, type, metadata, metrics, tokens, cost
  FROM s
  WHERE parent_span_id IS NULL OR entry AND NOT EXISTS (SELECT FROM s p WHERE p.trace_id = s.trace_id AND p.span_id = s.parent_span_id)
  ORDER BY trace_id, parent_span_id IS NOT NULL, created, position, id
),
total AS (
  SELECT trace_id, count(*) AS spans, count(error) AS errors, min(created) AS created,
    (array_agg(left(error, 500) ORDER BY created, position) FILTER (WHERE error IS NOT NULL))[1] AS error,
    max((metrics ->> 'end')::float8) - min((metrics ->> 'start')::float8) AS duration,
    sum(tokens) FILTER (WHERE type = 'llm') AS tokens, sum(cost) FILTER (WHERE type = 'llm') AS cost
  FROM s GROUP BY trace_id
),
tag AS (
  SELECT trace_id, array_agg(DISTINCT t ORDER BY t) AS tags
  FROM s, unnest(s.tags) AS t GROUP BY trace_id
),
told AS (
  SELECT DISTINCT ON (e.trace_id, x.key, ` + voter + `) e.trace_id, x.key, x.value
  FROM root JOIN event e ON e.project_id = $1 AND e.span_id = root.id AND e.kind IN ('metadata', 'text'),
    jsonb_each(CASE e.kind WHEN 'text' THEN jsonb_build_object(e.name, e.body) ELSE e.metadata END) AS x
  WHERE ` + standing + `
  ORDER BY e.trace_id, x.key, ` + voter + `, e.seq DESC
),
feedback AS (
  SELECT trace_id, jsonb_object_agg(key, values) AS metadata
  FROM (SELECT trace_id, key, jsonb_agg(DISTINCT value) AS values FROM told WHERE value <> 'null' GROUP BY trace_id, key) AS k
  GROUP BY trace_id
),
term AS (
  SELECT trace_id, array_agg(DISTINCT term(t)) AS terms FROM (
    SELECT trace_id, 'm.' || x.key || '=' || x.value AS t FROM root, jsonb_each(root.metadata) AS x
    UNION ALL SELECT trace_id, 'm.' || key || '=' || value FROM told
    UNION ALL SELECT trace_id, 't.' || unnest(tags) FROM s
    UNION ALL SELECT trace_id, 's.m.' || x.key || '=' || x.value FROM s, jsonb_each(s.metadata) AS x
    UNION ALL SELECT trace_id, 's.name=' || name FROM s
    UNION ALL SELECT trace_id, 's.type=' || type FROM s
  ) AS all_terms WHERE length(t) <= 300 GROUP BY trace_id
),
said AS (
  SELECT trace_id, count(*) AS comments FROM comment
  WHERE project_id = $1 AND trace_id = ANY($2::uuid[]) AND until IS NULL GROUP BY trace_id
),
corrected AS (
  SELECT trace_id, count(*) AS corrections, count(*) FILTER (WHERE source = 'user') AS user_corrections FROM correction
  WHERE project_id = $1 AND trace_id = ANY($2::uuid[]) AND until IS NULL AND state IN ('proposed', 'approved') GROUP BY trace_id
),
reviewed AS (
  SELECT e.trace_id, count(DISTINCT ` + voter + `) AS reviews FROM event e
  WHERE e.project_id = $1 AND e.trace_id = ANY($2::uuid[]) AND e.kind = 'complete' AND ` + standing + ` GROUP BY e.trace_id
),
pooled AS (
  SELECT s.trace_id AS k, x.key AS name, '' AS source,
    CASE jsonb_typeof(x.value) WHEN 'number' THEN x.value::float8 END AS value, CASE jsonb_typeof(x.value) WHEN 'string' THEN x.value #>> '{}' END AS category
  FROM s, jsonb_each(s.scores) AS x
  UNION ALL
  SELECT s.trace_id, x.key, o.key,
    CASE jsonb_typeof(x.value) WHEN 'number' THEN x.value::float8 END, CASE jsonb_typeof(x.value) WHEN 'string' THEN x.value #>> '{}' END
  FROM s, jsonb_each(s.source_scores) AS o, jsonb_each(o.value) AS x
),` + foldVotes + `
UPDATE trace t SET
  created = COALESCE(root.created, total.created),
  root_id = root.id, name = root.name, type = root.type,
  duration = COALESCE((root.metrics ->> 'end')::float8 - (root.metrics ->> 'start')::float8, total.duration),
  error = total.error, errors = total.errors, spans = total.spans,
  tokens = COALESCE(total.tokens, root.tokens)::bigint, cost = COALESCE(total.cost, root.cost),
  metrics = COALESCE(root.metrics, '{}'), metadata = COALESCE(root.metadata, '{}'),
  feedback_metadata = COALESCE(feedback.metadata, '{}'), tags = COALESCE(tag.tags, '{}'), terms = COALESCE(term.terms, '{}'),
  scores = COALESCE(shaped.scores, '{}'), source_scores = COALESCE(shaped.source_scores, '{}'),
  comments = COALESCE(said.comments, 0), corrections = COALESCE(corrected.corrections, 0),
  user_corrections = COALESCE(corrected.user_corrections, 0), reviews = COALESCE(reviewed.reviews, 0),
  has_expected = p.approved IS NOT NULL OR p.expected IS NOT NULL
FROM total
  LEFT JOIN root ON root.trace_id = total.trace_id
  LEFT JOIN span_payload p ON p.project_id = $1 AND p.id = root.id
  LEFT JOIN tag ON tag.trace_id = total.trace_id
  LEFT JOIN feedback ON feedback.trace_id = total.trace_id
  LEFT JOIN term ON term.trace_id = total.trace_id
  LEFT JOIN said ON said.trace_id = total.trace_id
  LEFT JOIN corrected ON corrected.trace_id = total.trace_id
  LEFT JOIN reviewed ON reviewed.trace_id = total.trace_id
  LEFT JOIN shaped ON shaped.k = total.trace_id
WHERE t.project_id = $1 AND t.id = total.trace_id`

// traceScoreSQL copies the folded scores into the table that filters drive from. A row that did not change is not written.
const traceScoreSQL = `
WITH wanted AS (
  SELECT t.id, t.created, '' AS source, x.key AS name, x.value
  FROM trace t, jsonb_each(t.scores) AS x
  WHERE t.project_id = $1 AND t.id = ANY($2::uuid[])
  UNION ALL
  SELECT t.id, t.created, o.key, x.key, x.value
  FROM trace t, jsonb_each(t.source_scores) AS o, jsonb_each(o.value) AS x
  WHERE t.project_id = $1 AND t.id = ANY($2::uuid[])
),
gone AS (
  DELETE FROM trace_score s
  WHERE s.project_id = $1 AND s.trace_id = ANY($2::uuid[])
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.id = s.trace_id AND w.name = s.name AND w.source = s.source)
)
INSERT INTO trace_score (project_id, name, source, trace_id, value, category, created)
SELECT $1, name, source, id, CASE jsonb_typeof(value) WHEN 'number' THEN value::float8 END,
  CASE jsonb_typeof(value) WHEN 'string' THEN value #>> '{}' END, created
FROM wanted
ON CONFLICT (project_id, trace_id, name, source) DO UPDATE
SET value = EXCLUDED.value, category = EXCLUDED.category, created = EXCLUDED.created
WHERE (trace_score.value, trace_score.category, trace_score.created) IS DISTINCT FROM (EXCLUDED.value, EXCLUDED.category, EXCLUDED.created)`

// foldTraces makes the rows of the given traces again. The caller holds the project's log position, so two folds of one
// trace never overlap and the later one sees the spans of both.
func foldTraces[T ~string](ctx context.Context, tx *sqlx.Tx, project store.ProjectID, traces []T) error {
	if len(traces) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, foldTracesSQL, project, uuids(traces)); err != nil {
		return fmt.Errorf("fold traces: %w", err)
	}
	if _, err := tx.ExecContext(ctx, traceScoreSQL, project, uuids(traces)); err != nil {
		return fmt.Errorf("fold trace scores: %w", err)
	}
	return nil
}
