package postgres

import (
	"assay/store/filter"
)

// column is how a single-valued field is read of a trace row {r} or a span row {r}: one column or one subselect by a key.
type column struct {
	rep         rep
	trace, span string
}

// columns has the fields that are one expression. {r} is the row; {p} the project. The rest are in field and multi.
var columns = map[filter.Kind]column{
	filter.KindID:          {repText, rootColumn("row_id"), "{r}.row_id"},
	filter.KindSpanID:      {repText, rootColumn("span_id"), "{r}.span_id"},
	filter.KindRootSpanID:  {repText, "{r}.root_span_id", "{r}.root_span_id"},
	filter.KindName:        {repText, "{r}.name", "{r}.name"},
	filter.KindType:        {repText, "{r}.type", "{r}.type"},
	filter.KindCreated:     {repTime, "{r}.created", "{r}.created"},
	filter.KindDuration:    {repNumber, "{r}.duration", "calculate(" + metric("end") + ", '-', " + metric("start") + ")"},
	filter.KindTokens:      {repNumber, "{r}.tokens::float8", "COALESCE(" + metric("tokens") + ", calculate(" + metric("prompt_tokens") + ", '+', " + metric("completion_tokens") + "))"},
	filter.KindCost:        {repNumber, "{r}.cost", "COALESCE(" + metric("cost") + ", " + metric("estimated_cost") + ")"},
	filter.KindIsRoot:      {repBool, "true", "({r}.parent_span_id IS NULL)"},
	filter.KindIsReviewed:  {repBool, "({r}.reviews > 0)", "(" + spanReviews + " > 0)"},
	filter.KindReviews:     {repNumber, "{r}.reviews::float8", spanReviews + "::float8"},
	filter.KindCorrections: {repNumber, "{r}.corrections::float8", "(SELECT count(*) FROM correction f WHERE f.project_id = {p} AND f.span_id = {r}.id AND " + counted + ")::float8"},
	filter.KindInput:       {repDocument, payload("f.input", "root_id"), payload("f.input", "id")},
	filter.KindOutput:      {repDocument, payload("f.output", "root_id"), payload("f.output", "id")},
	filter.KindExpected:    {repDocument, payload("COALESCE(f.approved, f.expected)", "root_id"), payload("COALESCE(f.approved, f.expected)", "id")},
	filter.KindAttributes:  {repJSON, rootColumn("attributes"), "{r}.attributes"},
	filter.KindFlagged:     {repBool, "{r}.flagged", spanFlagged},
	filter.KindTags:        {repList, "{r}.tags", spanTags},
	filter.KindDataset:     {repList, "ARRAY(" + datasetsOf("origin_trace") + ")", "ARRAY(" + datasetsOf("origin_span") + ")"},
	filter.KindSplit:       {repList, "ARRAY(" + splitsOf("origin_trace") + ")", "ARRAY(" + splitsOf("origin_span") + ")"},
	filter.KindTheme:       {repList, "ARRAY(" + themesOf("trace_id") + ")", "ARRAY(" + themesOf("span_id") + ")"},
}

// counted is the condition that correction f is one of those a trace counts.
const counted = `{said} AND f.state IN ('proposed', 'approved')`

// spanFeedback selects the events that give a span metadata.
const spanFeedback = `SELECT FROM event e WHERE e.project_id = {p} AND e.span_id = {r}.id AND e.kind IN ('metadata', 'text') AND {standing}`

const spanReviews = `(SELECT count(DISTINCT ` + voter + `) FROM event e
WHERE e.project_id = {p} AND e.span_id = {r}.id AND e.kind = 'complete' AND {standing})`

// spanTags are the tags of a span as people left them.
const spanTags = `COALESCE({r}.tagged, {r}.tags)`

const spanFlagged = `COALESCE((SELECT e.value = 1 FROM event e
WHERE e.project_id = {p} AND e.span_id = {r}.id AND e.kind = 'flag' AND {standing} ORDER BY e.seq DESC LIMIT 1), false)`

func rootColumn(name string) string {
	return "(SELECT f." + name + " FROM span f WHERE f.project_id = {p} AND f.id = {r}.root_id)"
}

func payload(expression, key string) string {
	return "(SELECT NULLIF(" + expression + ", 'null') FROM span_payload f WHERE f.project_id = {p} AND f.id = {r}." + key + ")"
}

func metric(name string) string { return "json_number({r}.metrics -> '" + name + "')" }

// datasetsOf selects the names of the datasets whose newest version has a row from the trace or span.
func datasetsOf(origin string) string {
	return ofRows(`SELECT d.name FROM dataset_row f JOIN dataset d ON d.project_id = f.project_id AND d.id = f.dataset_id
WHERE f.project_id = {p} AND {kept} AND `, origin)
}

// splitsOf selects the splits of the rows from the trace or span that newest versions of datasets have.
func splitsOf(origin string) string {
	return ofRows(`SELECT f.split FROM dataset_row f WHERE f.project_id = {p} AND {kept} AND f.split IS NOT NULL AND `, origin)
}

// ofRows completes a select over the rows f of a trace or span: those made from it, and those merged with it. Few projects have merged
// rows; whether there are any is asked once a statement.
func ofRows(names, origin string) string {
	key := "t"
	if origin == "origin_span" {
		key = "s"
	}
	return names + `f.` + origin + ` = {r}.id AND COALESCE(f.origin_project, f.project_id) = {p}
UNION ` + names + `(SELECT EXISTS (SELECT FROM dataset_row m WHERE m.project_id = {p} AND m.sources IS NOT NULL))
  AND f.sources @> ARRAY['` + key + `' || {p}::int::text || '/' || {r}.id::text]`
}

// field compiles a path that stands for one value.
func (c *compiler) field(p *filter.Path) value {
	if p.Field == nil {
		c.fail(p, "%w", errUnchecked)
		return value{}
	}
	if f, ok := columns[p.Field.Kind]; ok {
		v := value{rep: f.rep, sql: c.at(f.trace)}
		if c.scope.span {
			v.sql = c.at(f.span)
		}
		if len(p.Keys) > 0 {
			return jsonValue(c.dig(c.render(v, repJSON), p.Keys))
		}
		return v
	}
	if len(p.Keys) > 0 {
		switch p.Field.Kind {
		case filter.KindScores:
			if d, ok := c.o.DerivedOf(p.Key()); ok {
				return c.derived(d, p.Source)
			}
			v := jsonValue(c.dig(c.scores(p.Source), p.Keys))
			v.small = true
			return v
		case filter.KindAnswers, filter.KindDisagreement, filter.KindSettled:
			return c.answer(p)
		case filter.KindMetrics:
			return value{rep: repNumber, sql: "json_number(" + c.dig(c.at("{r}.metrics"), p.Keys) + ")"}
		}
	}
	c.fail(p, "%w", errUnchecked)
	return value{}
}

// scores is the object of folded values of a source, or of the combined ones.
func (c *compiler) scores(source string) string {
	switch source {
	case "user":
		return c.at("({r}.source_scores -> 'user')")
	case "review":
		return c.at("({r}.source_scores -> 'review')")
	case "automated":
		return c.at("({r}.source_scores -> 'automated')")
	}
	return c.at("{r}.scores")
}

// dig follows keys and indexes into JSON. What is not there is NULL; a key finds nothing in an array and an index nothing in
// an object.
func (c *compiler) dig(sql string, keys []filter.Segment) string {
	for _, k := range keys {
		if k.IsIndex {
			sql = "json_at(" + sql + ", " + c.args.add(k.Index) + "::int)"
		} else {
			sql = "(" + sql + " -> " + c.args.text(k.Key) + ")"
		}
	}
	return sql
}

// emptyObject asks whether nothing is below a bare object.
func (c *compiler) emptyObject(p *filter.Path) string {
	switch p.Field.Kind {
	case filter.KindMetadata:
		return c.at(c.either("({r}.metadata = '{}' AND {r}.feedback_metadata = '{}')", "({r}.metadata = '{}' AND NOT EXISTS ("+spanFeedback+"))"))
	case filter.KindMetrics:
		return c.at("({r}.metrics = '{}')")
	case filter.KindAttributes:
		return "(COALESCE(" + c.at(c.either(columns[filter.KindAttributes].trace, columns[filter.KindAttributes].span)) + ", '{}') = '{}')"
	case filter.KindAnswers, filter.KindDisagreement, filter.KindSettled:
		return c.unanswered(p)
	case filter.KindScores:
		return "(jsonb_strip_nulls(" + c.scores(p.Source) + ") = '{}')"
	}
	c.fail(p, "%w", errUnchecked)
	return "NULL"
}
