package postgres

import (
	"assay/store/adding"
)

// text is SQL over source for the JSON text of a value, NULL where there is none. A whole payload stays as it was sent, to the
// byte.
func (m *mapped) text(p adding.Path) string {
	if document := m.document(p); document != "" && len(p.Steps) == 0 {
		return document
	}
	return "(" + m.json(p) + ")::text"
}

// document is a value that is stored as JSON text; empty for others.
func (m *mapped) document(p adding.Path) string {
	switch p.Root {
	case "input", "output":
		m.readsPayload = true
		return "p." + p.Root
	case "expected":
		m.readsPayload = true
		return "COALESCE(p.approved, p.expected)"
	case "correction":
		return "(SELECT k.body " + m.said("correction", p) + " ORDER BY k.since DESC LIMIT 1)"
	}
	return ""
}

// json is SQL over source for a value, NULL where there is none.
func (m *mapped) json(p adding.Path) string {
	if document := m.document(p); document != "" {
		return m.dig("json_of("+document+")", p.Steps)
	}
	switch p.Root {
	case "metadata":
		return m.metadata(p)
	case "scores":
		scores := m.either("t.scores", "s.scores")
		if p.Source != "" {
			scores = "(" + m.either("t.source_scores", "s.source_scores") + " -> '" + string(p.Source) + "')"
		}
		return m.dig("NULLIF("+scores+", '{}')", p.Steps)
	case "comment":
		return "(SELECT to_jsonb(k.body) " + m.said("comment", p) + " ORDER BY k.since DESC LIMIT 1)"
	case "comments":
		return "(SELECT jsonb_agg(k.body ORDER BY k.since) " + m.said("comment", p) + ")"
	case "corrections":
		return "(SELECT jsonb_agg(json_of(k.body) ORDER BY k.since) " + m.said("correction", p) + ")"
	case "tags":
		return "to_jsonb(NULLIF(" + m.either("t.tags", "s.tags") + ", '{}'))"
	case "trace":
		return wholeTrace
	case "reference":
		m.readsSpan = true
		return "jsonb_build_object('trace', c.trace_id, 'root_span_id', t.root_span_id, 'span', c.span_id, 'row_id', s.row_id)"
	}
	m.readsSpan = true
	return "to_jsonb(" + pathColumns[p.Root] + ")"
}

// pathColumns are the roots of paths that are one column.
var pathColumns = map[string]string{"name": "s.name", "type": "s.type", "error": "s.error", "id": "s.row_id", "created": "s.created"}

// said selects from what was said about the span; of comments about the trace where the row is made from its root.
func (m *mapped) said(table string, p adding.Path) string {
	sql := "FROM " + table + " k WHERE k.project_id = " + anyProject + " AND k.until IS NULL"
	if table == "correction" {
		sql += " AND k.span_id = c.span_id AND k.state IN ('proposed', 'approved')"
	} else {
		sql += " AND " + m.either("k.trace_id = c.trace_id", "k.span_id = c.span_id")
	}
	if p.Source != "" {
		sql += " AND k.source = '" + string(p.Source) + "'"
	}
	return sql
}

// metadata is a row's own value, else the first that feedback brought under the same key.
func (m *mapped) metadata(p adding.Path) string {
	own := m.dig("NULLIF("+m.either("t.metadata", "s.metadata")+", '{}')", p.Steps)
	if len(p.Steps) == 0 || !m.plan.Span.IsRoot() {
		return own
	}
	first := "json_at(t.feedback_metadata -> " + m.args.text(p.Steps[0].Key) + ", 0)"
	return "COALESCE(" + own + ", " + m.dig(first, p.Steps[1:]) + ")"
}

// dig follows steps into JSON. What is not there is NULL, and so is JSON's null; a key finds nothing in a list and an index
// nothing in an object.
func (m *mapped) dig(sql string, steps []adding.Step) string {
	for _, s := range steps {
		if s.IsIndex {
			sql = "json_at(" + sql + ", " + m.args.add(s.Index) + "::int)"
		} else {
			sql = "(" + sql + " -> " + m.args.text(s.Key) + ")"
		}
	}
	return "NULLIF(" + sql + ", 'null')"
}

// mostSpans bounds a whole trace as one value; Postgres takes no JSON of more than 256 MB.
const mostSpans = `2000`

const wholeTrace = `(SELECT jsonb_build_object('id', t.root_span_id, 'name', t.name, 'created', t.created, 'spans', COALESCE(jsonb_agg(jsonb_build_object(
      'id', x.span_id, 'parent', x.parent_span_id, 'name', x.name, 'type', x.type, 'created', x.created, 'error', x.error, 'metadata', x.metadata,
      'input', json_of(y.input), 'output', json_of(y.output)) ORDER BY x.created, x.position, x.id), '[]'))
    FROM (SELECT id, span_id, parent_span_id, name, type, created, position, error, metadata FROM span
        WHERE project_id = ` + anyProject + ` AND trace_id = c.trace_id ORDER BY created, position, id LIMIT ` + mostSpans + `) AS x
      LEFT JOIN span_payload y ON y.project_id = ` + anyProject + ` AND y.id = x.id)`
