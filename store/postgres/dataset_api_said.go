package postgres

// mostChangesText is how many entries of its history a span or row shows over the API, the newest ones, and mostSaidText how
// large a value in one of them may be, in bytes: five hundred corrections of a megabyte are nobody's answer.
const (
	mostChangesText = `500`
	mostSaidText    = `65536`
)

// said are the columns comments and changes of a span s in a trace t: what stands of the comments on it, and what people and
// programs did to its values, both as of the query's position. What a span carries itself belongs to its writes.
func (q SpanQuery) said(args *arguments) string {
	stands, heard, any := "c.until IS NULL", "true", "t.comments > 0"
	if q.At > 0 {
		at := args.add(q.At)
		stands, heard, any = "c.since <= "+at+" AND (c.until IS NULL OR c.until > "+at+")", "e.seq <= "+at, "true"
	}
	return `
  CASE WHEN ` + any + ` THEN (
    SELECT json_agg(json_build_object('id', c.id, 'since', c.since, 'source', c.source, 'wire_source', e.wire_source, 'author', COALESCE(c.author, ''),
      'body', c.body, 'at', c.at) ORDER BY c.since, c.id)
    FROM comment c LEFT JOIN event e ON e.project_id = c.project_id AND e.id = c.id
    WHERE c.project_id = s.project_id AND c.trace_id = s.trace_id AND c.span_id = s.id AND ` + stands + `
  ) END AS comments, (
    SELECT json_agg(json_build_object('id', h.id, 'seq', h.seq, 'kind', h.kind, 'source', h.source, 'wire_source', h.wire_source,
      'author', COALESCE(h.author, ''), 'name', h.name, 'value', h.value, 'category', COALESCE(h.category, ''), 'body', COALESCE(h.body, ''),
      'metadata', h.metadata, 'submission', h.submission, 'replaces', COALESCE(h.replaces::text, ''), 'retracts', COALESCE(h.retracts::text, ''),
      'at', h.at) ORDER BY h.seq, h.name)
    FROM (
      SELECT e.id, e.seq, e.kind, e.source, e.wire_source, e.author, e.name, e.value, e.category, e.submission, e.replaces, e.retracts,
        e.at, CASE WHEN e.kind IN ('correction', 'decision', 'text') AND octet_length(e.body) <= ` + mostSaidText + ` THEN e.body END AS body,
        CASE WHEN pg_column_size(e.metadata) <= ` + mostSaidText + ` THEN e.metadata END AS metadata
      FROM event e
      WHERE e.project_id = s.project_id AND e.span_id = s.id AND NOT (e.source = 'automated' AND e.author = 'span' AND e.wire_source = '') AND ` + heard + `
      ORDER BY e.seq DESC, e.name DESC LIMIT ` + mostChangesText + `
    ) AS h
  ) AS changes `
}
