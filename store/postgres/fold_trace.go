package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// summable reads a number of metrics. What is no number, or so large that a sum with it could raise, is NULL.
func summable(metric string) string {
	n := "json_number(metrics -> '" + metric + "')"
	return "CASE WHEN abs(" + n + ") < 1e15 THEN " + n + " END"
}

// foldTracesSQL computes trace rows from their spans and the log. Scores are the mean over the spans that carry them;
// name, type, metadata and times are the root's; tags and errors are any span's; of flags the latest counts, whoever gave it.
// Tokens and cost are summed over llm spans, because SDKs repeat them on the spans around, and taken from the root when no llm
// span has any. The scores go into trace_score too, for filters to drive from: $4 are the traces that may have some there
// already, and what did not change is not written.
//
// A root is a span without a parent. A trace that was begun in a system which does not report here never gets one; its oldest
// span whose parent may live elsewhere, as the exporter told (remote_parent in its context), then stands in for it, for as
// long as neither that parent nor a root comes. Spans whose parent is a span of the same process do not: theirs is on its way.
var foldTracesSQL = `
WITH s AS (
  SELECT trace_id, id, span_id, parent_span_id, root_span_id, context ? 'remote_parent' AS remote, created, position, name, type, error, metadata,
    COALESCE(tagged, tags) AS tags, metrics, scores, source_scores,
    COALESCE(` + summable("tokens") + `, ` + summable("prompt_tokens") + ` + ` + summable("completion_tokens") + `) AS tokens,
    COALESCE(` + summable("cost") + `, ` + summable("estimated_cost") + `) AS cost,
    ` + summable("start") + ` AS start, ` + summable("end") + ` AS finish
  FROM span WHERE project_id = ` + anyProject + ` AND trace_id = ANY($2::uuid[])
),
root AS (
  SELECT DISTINCT ON (trace_id) trace_id, id, created, name, type, metadata, metrics, tokens, cost, finish - start AS duration
  FROM s
  WHERE parent_span_id IS NULL OR remote AND NOT EXISTS (SELECT FROM s p WHERE p.trace_id = s.trace_id AND p.span_id = s.parent_span_id)
  ORDER BY trace_id, parent_span_id IS NOT NULL, created, position, id
),
total AS (
  SELECT trace_id, count(*) AS spans, count(error) AS errors, min(created) AS created,
    (array_agg(left(error, 500) ORDER BY created, position) FILTER (WHERE error IS NOT NULL))[1] AS error,
    max(finish) - min(start) AS duration, min(root_span_id) AS root_span_id,
    sum(tokens) FILTER (WHERE type = 'llm') AS tokens, sum(cost) FILTER (WHERE type = 'llm') AS cost
  FROM s GROUP BY trace_id
),
tag AS (
  SELECT trace_id, array_agg(DISTINCT t COLLATE "C" ORDER BY t COLLATE "C") AS tags
  FROM s, unnest(s.tags) AS t GROUP BY trace_id
),
told AS (
  SELECT DISTINCT ON (s.id, x.key, ` + voter + `, ` + textPlace + `) s.trace_id, s.id IN (SELECT id FROM root) AS of_root, x.key, x.value
  FROM s JOIN event e ON e.project_id = ` + anyProject + ` AND e.span_id = s.id AND e.kind IN ('metadata', 'text'),
    jsonb_each(CASE e.kind WHEN 'text' THEN COALESCE(e.metadata, jsonb_build_object(e.name, e.body)) ELSE e.metadata END) AS x
  WHERE ` + standing + `
  ORDER BY s.id, x.key, ` + voter + `, ` + textPlace + `, e.seq DESC
),
feedback AS (
  SELECT trace_id, jsonb_object_agg(key, values) AS metadata
  FROM (
    SELECT trace_id, key, jsonb_agg(value::jsonb ORDER BY value COLLATE "C") AS values
    FROM (SELECT DISTINCT trace_id, key, value::text AS value FROM told WHERE of_root AND value <> 'null') AS each GROUP BY trace_id, key
  ) AS k
  GROUP BY trace_id
),
term AS (
  SELECT trace_id, array_agg(DISTINCT term(t)) AS terms FROM (
    SELECT trace_id, 'm.' || x.key || '=' || x.value AS t FROM root, jsonb_each(root.metadata) AS x
    UNION ALL SELECT trace_id, CASE WHEN of_root AND p.x THEN 'm.' ELSE 's.m.' END || key || '=' || value FROM told, (VALUES (true), (false)) AS p (x)
    UNION ALL SELECT trace_id, 't.' || unnest(tags) FROM s
    UNION ALL SELECT trace_id, 's.m.' || x.key || '=' || x.value FROM s, jsonb_each(s.metadata) AS x
    UNION ALL SELECT trace_id, 's.name=' || name FROM s
    UNION ALL SELECT trace_id, 's.type=' || type FROM s
    OFFSET 0 -- else each text is made twice, once to measure it
  ) AS all_terms WHERE length(t) <= 300 GROUP BY trace_id
),
said AS (
  SELECT trace_id, count(*) AS comments FROM comment
  WHERE project_id = ` + anyProject + ` AND trace_id = ANY($2::uuid[]) AND until IS NULL GROUP BY trace_id
),
corrected AS (
  SELECT trace_id, count(*) AS corrections, count(*) FILTER (WHERE source = 'user') AS user_corrections FROM correction
  WHERE project_id = ` + anyProject + ` AND trace_id = ANY($2::uuid[]) AND until IS NULL AND state IN ('proposed', 'approved') GROUP BY trace_id
),
reviewed AS (
  SELECT e.trace_id, count(DISTINCT ` + voter + `) FILTER (WHERE e.kind = 'complete') AS reviews,
    (array_agg(e.value ORDER BY e.seq DESC) FILTER (WHERE e.kind = 'flag'))[1] = 1 AS flagged
  FROM event e
  WHERE e.project_id = ` + anyProject + ` AND e.trace_id = ANY($2::uuid[]) AND e.kind IN ('complete', 'flag') AND ` + standing + ` GROUP BY e.trace_id
),
pooled AS (
  SELECT s.trace_id AS k, x.key AS name, '' AS source,
    CASE jsonb_typeof(x.value) WHEN 'number' THEN x.value::float8 END AS value, CASE jsonb_typeof(x.value) WHEN 'string' THEN x.value #>> '{}' END AS category
  FROM s, jsonb_each(s.scores) AS x WHERE s.scores <> '{}'
  UNION ALL
  SELECT s.trace_id, x.key, o.key,
    CASE jsonb_typeof(x.value) WHEN 'number' THEN x.value::float8 END, CASE jsonb_typeof(x.value) WHEN 'string' THEN x.value #>> '{}' END
  FROM s, jsonb_each(s.source_scores) AS o, jsonb_each(o.value) AS x WHERE s.source_scores <> '{}'
),` + foldVotes + `,
entry AS (
  INSERT INTO trace_score (project_id, name, source, trace_id, value, category, created)
  SELECT $1, folded.name, folded.source, folded.k, json_number(folded.score), json_string(folded.score), COALESCE(root.created, total.created)
  FROM folded JOIN total ON total.trace_id = folded.k LEFT JOIN root ON root.trace_id = folded.k
  ORDER BY folded.k, folded.name, folded.source
  ON CONFLICT (project_id, trace_id, name, source) DO UPDATE
  SET value = EXCLUDED.value, category = EXCLUDED.category, created = EXCLUDED.created
  WHERE (trace_score.value, trace_score.category, trace_score.created) IS DISTINCT FROM (EXCLUDED.value, EXCLUDED.category, EXCLUDED.created)
),
gone AS (
  DELETE FROM trace_score s
  WHERE s.project_id = ` + anyProject + ` AND s.trace_id = ANY($4::uuid[])
    AND NOT EXISTS (SELECT FROM folded WHERE folded.k = s.trace_id AND folded.name = s.name AND folded.source = s.source)
)
INSERT INTO trace (project_id, id, root_span_id, created_received, arrived, changed, created, root_id, name, type, duration, error, errors, spans,
  tokens, cost, metrics, metadata, feedback_metadata, tags, terms, scores, source_scores, comments, corrections, user_corrections, reviews, has_expected, flagged)
SELECT $1, total.trace_id, total.root_span_id, COALESCE(staged.received, false), $3, $3, COALESCE(root.created, total.created),
  root.id, root.name, root.type, COALESCE(root.duration, total.duration), total.error, total.errors, total.spans,
  COALESCE(total.tokens, root.tokens)::bigint, COALESCE(total.cost, root.cost), COALESCE(root.metrics, '{}'), COALESCE(root.metadata, '{}'),
  COALESCE(feedback.metadata, '{}'), COALESCE(tag.tags, '{}'), COALESCE(term.terms, '{}'), COALESCE(shaped.scores, '{}'), COALESCE(shaped.source_scores, '{}'),
  COALESCE(said.comments, 0), COALESCE(corrected.corrections, 0), COALESCE(corrected.user_corrections, 0), COALESCE(reviewed.reviews, 0),
  p.approved IS NOT NULL OR p.expected IS NOT NULL, COALESCE(reviewed.flagged, false)
FROM total
  LEFT JOIN (SELECT trace_id, bool_or(received) AS received FROM stage_span GROUP BY trace_id) AS staged ON staged.trace_id = total.trace_id
  LEFT JOIN root ON root.trace_id = total.trace_id
  LEFT JOIN span_payload p ON p.project_id = ` + anyProject + ` AND p.id = root.id
  LEFT JOIN tag ON tag.trace_id = total.trace_id
  LEFT JOIN feedback ON feedback.trace_id = total.trace_id
  LEFT JOIN term ON term.trace_id = total.trace_id
  LEFT JOIN said ON said.trace_id = total.trace_id
  LEFT JOIN corrected ON corrected.trace_id = total.trace_id
  LEFT JOIN reviewed ON reviewed.trace_id = total.trace_id
  LEFT JOIN shaped ON shaped.k = total.trace_id
ORDER BY total.trace_id
ON CONFLICT (project_id, id) DO UPDATE SET
  created = EXCLUDED.created, root_id = EXCLUDED.root_id, name = EXCLUDED.name, type = EXCLUDED.type, duration = EXCLUDED.duration,
  error = EXCLUDED.error, errors = EXCLUDED.errors, spans = EXCLUDED.spans, tokens = EXCLUDED.tokens, cost = EXCLUDED.cost,
  metrics = EXCLUDED.metrics, metadata = EXCLUDED.metadata, feedback_metadata = EXCLUDED.feedback_metadata, tags = EXCLUDED.tags,
  terms = EXCLUDED.terms, scores = EXCLUDED.scores, source_scores = EXCLUDED.source_scores, comments = EXCLUDED.comments,
  corrections = EXCLUDED.corrections, user_corrections = EXCLUDED.user_corrections, reviews = EXCLUDED.reviews, has_expected = EXCLUDED.has_expected,
  flagged = EXCLUDED.flagged`

// foldTraces makes the rows of the given traces again, and new ones for the fresh, which arrive at position at. The
// caller has a stage, and holds the project's log position, so two folds of one trace never overlap and the later one sees the spans of both.
func foldTraces(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, known, fresh []string, at int64) error {
	if len(known)+len(fresh) == 0 {
		return nil
	}
	if err := keepCounted(ctx, tx, project, known, at); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, foldTracesSQL, project, uuids(append(fresh, known...)), at, uuids(known)); err != nil {
		return fmt.Errorf("fold traces: %w", err)
	}
	return nil
}
