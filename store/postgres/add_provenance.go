package postgres

import "assay/store/adding"

// voteColumns are what a provenance keeps of a vote, and countingVotes picks of event e the votes that count, one an author,
// per key.
const voteColumns = `e.name, e.source, e.author, e.value, e.category, e.config_id, e.config_version, e.adjudicates, e.at, e.seq`

func countingVotes(key, from string) string {
	return `SELECT DISTINCT ON (` + key + `, e.name, e.source, e.span_id, ` + voter + `) ` + key + ` AS key, ` + voteColumns + ` ` + from + `
  ORDER BY ` + key + `, e.name, e.source, e.span_id, ` + voter + `, e.seq DESC`
}

const votesList = `jsonb_agg(jsonb_build_object('name', v.name, 'source', v.source, 'author', v.author, 'value', v.value,
  'category', v.category, 'config', v.config_id, 'config_version', v.config_version, 'at', v.at)
  || CASE WHEN v.adjudicates THEN '{"adjudicated":true}' ELSE '{}' END::jsonb ORDER BY v.seq, v.name)`

// told is the condition that someone else than its own spans voted on candidate c, which an index of those votes tells. Of all
// others source_scores says all there is to say.
const told = `EXISTS (SELECT FROM event o WHERE o.project_id = ` + anyProject + ` AND o.trace_id = c.trace_id AND o.kind = 'score'
  AND (o.source <> 'automated' OR o.author IS DISTINCT FROM 'span'))`

// addVotesSQL keeps the votes on the traces of the candidates $2 < n <= $3 with the action $4 in add_vote.
var addVotesSQL = `
INSERT INTO add_vote (n, votes)
WITH told AS MATERIALIZED (SELECT c.n, c.trace_id FROM add_candidate c WHERE c.n > $2 AND c.n <= $3 AND c.action = $4 AND ` + told + `)
SELECT v.key, ` + votesList + `
FROM (` + countingVotes("c.n", `FROM told c CROSS JOIN LATERAL (
    SELECT e.id, e.span_id, `+voteColumns+`
    FROM event e WHERE e.project_id = `+anyProject+` AND e.trace_id = c.trace_id AND e.kind = 'score' AND `+standing+` OFFSET 0
  ) AS e`) + `) AS v
WHERE v.value IS NOT NULL OR v.category IS NOT NULL
GROUP BY v.key`

// entry is what a provenance says of candidate c: the trace as it was judged when the row was written, so that the row explains
// itself when the trace is gone. v has its votes.
func (m *mapped) entry() string {
	m.readsSpan = true
	return `jsonb_build_object(
      'project', ` + projectArg + `::int, 'trace', c.trace_id, 'span', c.span_id, 'root_span_id', t.root_span_id, 'row_id', s.row_id,
      'name', ` + m.either("t.name", "s.name") + `, 'created', ` + m.either("t.created", "s.created") + `,
      'scores', ` + m.either("t.scores", "s.scores") + `, 'source_scores', ` + m.either("t.source_scores", "s.source_scores") + `,
      'votes', COALESCE(v.votes, '[]'),
      'comments', CASE WHEN t.comments = 0 THEN '[]' ELSE (
        SELECT COALESCE(jsonb_agg(jsonb_build_object('author', k.author, 'source', k.source, 'body', k.body, 'at', k.at) ORDER BY k.since), '[]')
        FROM comment k WHERE k.project_id = ` + anyProject + ` AND k.trace_id = c.trace_id AND k.until IS NULL) END,
      'corrections', ` + m.corrections() + `)`
}

// correctionsList is what a provenance keeps of corrections k.
const correctionsList = `jsonb_agg(jsonb_build_object('author', k.author, 'source', k.source, 'state', k.state, 'decided_by', k.decided_by,
          'at', k.at) ORDER BY k.since)`

func (m *mapped) corrections() string {
	if m.uncorrected {
		return "'[]'::jsonb"
	}
	return `COALESCE((
        SELECT ` + correctionsList + `
        FROM correction k WHERE k.project_id = ` + anyProject + ` AND k.trace_id = c.trace_id AND k.until IS NULL), '[]')`
}

// provenanceOf selects the provenance of rows made from the spans with the ids $2, one by one.
var provenanceOf = `
SELECT c.span_id AS span, c.trace_id AS trace, jsonb_build_array(` + (&mapped{plan: adding.Default()}).entry() + `)::text AS provenance
FROM (SELECT id AS span_id, trace_id FROM span WHERE project_id = $1 AND id = ANY($2::uuid[])) AS c
  CROSS JOIN LATERAL (SELECT ` + traceSource + ` FROM trace WHERE project_id = ` + anyProject + ` AND id = c.trace_id OFFSET 0) AS t` + payloadSource + spanSource + `
  LEFT JOIN LATERAL (
    SELECT ` + votesList + ` AS votes
    FROM (` + countingVotes("e.trace_id", `FROM event e WHERE e.project_id = `+anyProject+` AND e.trace_id = c.trace_id AND e.kind = 'score' AND `+standing) + `) AS v
    WHERE v.value IS NOT NULL OR v.category IS NOT NULL
  ) AS v ON true`
