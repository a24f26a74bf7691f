package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// ExpectedChoice says where rows made from traces take their expected value.
type ExpectedChoice string

const (
	// BestExpected takes the approved value, else a reviewer's correction, else the logged value, else a user's correction.
	// The output is never among them.
	BestExpected ExpectedChoice = "best"
	// UserExpected takes the newest correction of a user, else what BestExpected takes.
	UserExpected ExpectedChoice = "user"
	// OutputExpected takes the output where there is nothing better, and marks the row so.
	OutputExpected ExpectedChoice = "output"
)

// Added counts what adding traces to a dataset did.
type Added struct {
	store.DatasetVersion
	Matched int // traces the query named; the ones that were in the dataset before are not inserted again
}

// rowSource is what a row made from trace t takes its content from: p is the payload of its root, reviewer and person are the
// newest corrections of either kind that nobody turned down.
const rowSource = `
    LEFT JOIN span_payload p ON p.project_id = t.project_id AND p.id = t.root_id
    LEFT JOIN LATERAL (SELECT c.body FROM correction c WHERE c.project_id = t.project_id AND c.span_id = t.root_id AND c.source = 'review'
      AND c.until IS NULL AND c.state = 'proposed' ORDER BY c.since DESC LIMIT 1) AS reviewer ON true
    LEFT JOIN LATERAL (SELECT c.body FROM correction c WHERE c.project_id = t.project_id AND c.span_id = t.root_id AND c.source = 'user'
      AND c.until IS NULL AND c.state IN ('proposed', 'approved') ORDER BY c.since DESC LIMIT 1) AS person ON true`

// expectedCase picks the expected value over rowSource, the first of the choice's alternatives that is there, and says where
// that comes from.
func expectedCase(choice ExpectedChoice) (value, from string) {
	type source struct {
		column string
		name   store.ExpectedFrom
	}
	approved, reviewer := source{"p.approved", store.FromApproved}, source{"reviewer.body", store.FromReviewer}
	logged, user := source{"p.expected", store.FromLogged}, source{"person.body", store.FromUser}
	order := []source{approved, reviewer, logged, user}
	switch choice {
	case UserExpected:
		order = []source{user, approved, reviewer, logged}
	case OutputExpected:
		order = append(order, source{"p.output", store.FromOutput})
	}
	value, from = "CASE", "CASE"
	for _, o := range order {
		when := " WHEN " + o.column + " IS NOT NULL THEN "
		value += when + o.column
		from += when + "'" + string(o.name) + "'"
	}
	return value + " END", from + " ELSE '' END"
}

// AddTraces writes one row for each of the query's traces that the dataset does not have yet, as one version, oldest trace
// first. Which traces is asked as of the query's position; what is in them is as it is now. Input is the root's, expected as
// chosen, metadata and tags the trace's; provenance records who scored and corrected it, so that the row explains itself
// when the trace is gone.
func (db *DB) AddTraces(ctx context.Context, q Query, w DatasetWrite, choice ExpectedChoice) (Added, error) {
	var added Added
	version, err := db.write(ctx, q.Project, w, func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		args := &arguments{}
		relation, err := q.relation(args)
		if err != nil {
			return store.DatasetVersion{}, err
		}
		var n struct{ Matched, Inserted int }
		if err := tx.GetContext(ctx, &n, addStatement(args, relation, q.Project, w, version, choice), args.values...); err != nil {
			return store.DatasetVersion{}, fmt.Errorf("add traces: %w", err)
		}
		added.Matched = n.Matched
		return store.DatasetVersion{Inserted: n.Inserted}, nil
	})
	added.DatasetVersion = version
	return added, err
}

func addStatement(args *arguments, relation string, p store.ProjectID, w DatasetWrite, version store.Version, choice ExpectedChoice) string {
	project, dataset, now, since := args.add(p), args.add(w.Dataset), args.add(w.Now.UTC()), args.add(version)
	expected, from := expectedCase(choice)
	return `
WITH matched AS (SELECT t.id ` + relation + `),
fresh AS (
  SELECT c.*, row_number() OVER (ORDER BY c.created, c.id) AS place
  FROM matched JOIN trace c ON c.project_id = ` + project + ` AND c.id = matched.id
  WHERE NOT EXISTS (SELECT FROM dataset_row r WHERE r.project_id = ` + project + ` AND r.dataset_id = ` + dataset + ` AND r.origin_trace = c.id AND r.until = ` + forever + `)
),
inserted AS (
  INSERT INTO dataset_row (project_id, dataset_id, id, since, position, input, expected, expected_from, metadata, tags,
    origin_project, origin_trace, origin_span, provenance, created)
  SELECT ` + project + `, ` + dataset + `, gen_random_uuid()::text, ` + since + `,
    (SELECT COALESCE(max(position), 0) FROM dataset_row WHERE project_id = ` + project + ` AND dataset_id = ` + dataset + `) + t.place,
    p.input, ` + expected + `, ` + from + `, t.metadata, t.tags,
    ` + project + `, t.id, t.root_id, ` + provenanceSQL + `, ` + now + `
  FROM fresh t` + rowSource + `
  RETURNING 1
)
SELECT (SELECT count(*) FROM matched) AS matched, (SELECT count(*) FROM inserted) AS inserted`
}

// provenanceSQL is a list with one entry: the trace t as it was judged when the row was written. Votes are those that count, one
// an author.
const provenanceSQL = `jsonb_build_array(jsonb_build_object(
      'trace', t.id, 'root_span_id', t.root_span_id, 'row_id', (SELECT s.row_id FROM span s WHERE s.project_id = t.project_id AND s.id = t.root_id),
      'name', t.name, 'created', t.created, 'scores', t.scores, 'source_scores', t.source_scores,
      'votes', (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', v.name, 'source', v.source, 'author', v.author, 'value', v.value,
          'category', v.category, 'config', v.config_id, 'config_version', v.config_version, 'at', v.at) ORDER BY v.seq, v.name), '[]')
        FROM (SELECT DISTINCT ON (e.name, e.source, e.span_id, ` + voter + `) e.* FROM event e
          WHERE e.project_id = t.project_id AND e.trace_id = t.id AND e.kind = 'score' AND ` + standing + `
          ORDER BY e.name, e.source, e.span_id, ` + voter + `, e.seq DESC) AS v
        WHERE v.value IS NOT NULL OR v.category IS NOT NULL),
      'comments', (SELECT COALESCE(jsonb_agg(jsonb_build_object('author', c.author, 'source', c.source, 'body', c.body, 'at', c.at) ORDER BY c.since), '[]')
        FROM comment c WHERE c.project_id = t.project_id AND c.trace_id = t.id AND c.until IS NULL),
      'corrections', (SELECT COALESCE(jsonb_agg(jsonb_build_object('author', c.author, 'source', c.source, 'state', c.state,
          'decided_by', c.decided_by, 'at', c.at) ORDER BY c.since), '[]')
        FROM correction c WHERE c.project_id = t.project_id AND c.trace_id = t.id AND c.until IS NULL)))`

// previewBytes bounds what a preview reads of a value: enough to come to the last question of a long conversation.
const previewBytes = `200000`

// PreviewAdd returns what AddTraces would write for the newest n of the query's traces: the first ones of the list that the
// person is looking at. A row that the dataset has already says so by its id, which is empty for all others; values are cut
// after previewBytes characters. Dataset 0 stands for one that is not there yet.
func (db *DB) PreviewAdd(ctx context.Context, q Query, dataset int, choice ExpectedChoice, n int) ([]store.DatasetRow, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	project := args.add(q.Project)
	expected, from := expectedCase(choice)
	statement := `
SELECT COALESCE((SELECT min(r.id) FROM dataset_row r WHERE r.project_id = ` + project + ` AND r.dataset_id = ` + args.add(dataset) + `
    AND r.origin_trace = t.id AND r.until = ` + forever + `), '') AS id,
  0 AS since, left(p.input, ` + previewBytes + `) AS input, left(` + expected + `, ` + previewBytes + `) AS expected, ` + from + ` AS expected_from,
  t.metadata::text AS metadata, t.tags, t.id AS origin_trace, t.root_id AS origin_span, '[]' AS provenance, t.created, 0 AS position
FROM (SELECT t.id ` + relation + ` ORDER BY t.created DESC, t.id DESC LIMIT ` + args.add(n) + `) AS m
  JOIN trace t ON t.project_id = ` + project + ` AND t.id = m.id` + rowSource + `
ORDER BY t.created DESC, t.id DESC`
	var rows []datasetRow
	if err := db.x.SelectContext(ctx, &rows, statement, args.values...); err != nil {
		return nil, fmt.Errorf("preview rows: %w", translate(err))
	}
	list := make([]store.DatasetRow, len(rows))
	for i := range rows {
		list[i] = rows[i].row()
	}
	return list, nil
}
