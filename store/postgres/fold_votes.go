package postgres

// foldVotes is the tail of the two fold statements: from a table pooled(k, name, source, value, category), one row a vote, to
// shaped(k, scores, source_scores). A name's value is the mean of its numbers, else the category that most votes name, else,
// when two categories tie, null. Source "" is the combined value.
const foldVotes = `
ranked AS (
  SELECT k, name, source, category, rank() OVER (PARTITION BY k, name, source ORDER BY count(*) DESC) AS place
  FROM pooled WHERE value IS NULL AND category IS NOT NULL
  GROUP BY k, name, source, category
),
majority AS (
  SELECT k, name, source, CASE WHEN count(*) = 1 THEN min(category) END AS category
  FROM ranked WHERE place = 1
  GROUP BY k, name, source
),
folded AS (
  SELECT p.k, p.name, p.source,
    CASE WHEN count(p.value) > 0 THEN to_jsonb(avg(p.value ORDER BY p.value)) ELSE COALESCE(to_jsonb(min(m.category)), 'null') END AS score
  FROM pooled p LEFT JOIN majority m ON m.k = p.k AND m.name = p.name AND m.source = p.source
  GROUP BY p.k, p.name, p.source
),
named AS (
  SELECT k, source, jsonb_object_agg(name, score) AS scores
  FROM folded GROUP BY k, source
),
shaped AS (
  SELECT k,
    COALESCE((jsonb_object_agg(source, scores) FILTER (WHERE source = '')) -> '', '{}') AS scores,
    COALESCE(jsonb_object_agg(source, scores) FILTER (WHERE source <> ''), '{}') AS source_scores
  FROM named GROUP BY k
)`

// anyProject is the project of a statement, hidden from its planner: for one that the statistics do not know yet the planner
// takes every table for empty, and reads the whole project for each row of a batch.
const anyProject = `(SELECT $1::int)`

// standing is the condition that no later event took event e back.
const standing = `NOT EXISTS (SELECT FROM event r WHERE r.project_id = e.project_id AND r.retracts = e.id)`

// voter tells authors apart: of a named one the latest vote counts, every anonymous event is a voter of its own.
const voter = `COALESCE('@' || e.author, e.id::text)`

// textPlace tells the texts of one author apart that stand at different places below the same key of the metadata.
const textPlace = `CASE WHEN e.kind = 'text' AND e.metadata IS NOT NULL THEN e.name ELSE '' END`
