package postgres

import (
	"strings"

	"assay/store/filter"
)

// multi is a field that may have several values. The SQL of rows selects them in one column, NULL among them not counting.
type multi struct {
	rows  string
	alone bool // there is never more than single
	// many tells from the row at hand that rows has to be read; where it is not true, single is the only value or NULL. ""
	// where only rows knows.
	many   string
	single value // also says in which form rows are
	// some tells from the row at hand whether there is any value; "" where only rows knows.
	some string
}

// noText is the one value of a text field that has none.
var noText = value{rep: repText, sql: "NULL::text"}

// at fills in the row of the scope and the project.
func (c *compiler) at(sql string) string {
	said, kept, stood := "f.until IS NULL", "f.until = "+forever, standing
	if at := c.args.at; at != "" {
		said = "f.since <= " + at + " AND (f.until IS NULL OR f.until > " + at + ")"
		kept = "f.since <= " + c.args.version + " AND f.until > " + c.args.version
		stood = "e.seq <= " + at + " AND " + strings.Replace(standing, "r.retracts = e.id", "r.retracts = e.id AND r.seq <= "+at, 1)
	}
	return strings.NewReplacer("{r}", c.scope.alias, "{p}", projectArg, "{said}", said, "{kept}", kept, "{standing}", stood).Replace(sql)
}

// multi compiles the values of a path.
func (c *compiler) multi(p *filter.Path) multi {
	switch p.Field.Kind {
	case filter.KindMetadata:
		return c.metadata(p)
	case filter.KindTags:
		tags := c.at(c.either("{r}.tags", spanTags))
		return multi{rows: "SELECT unnest(" + tags + ")", many: tags + " <> '{}'", single: noText, some: "(" + tags + " <> '{}')"}
	case filter.KindDataset:
		return multi{single: noText, rows: c.at(datasetsOf(c.either("origin_trace", "origin_span")))}
	case filter.KindSplit:
		return multi{single: noText, rows: c.at(splitsOf(c.either("origin_trace", "origin_span")))}
	case filter.KindTheme:
		return multi{single: noText, rows: c.at(themesOf(c.either("trace_id", "span_id")))}
	case filter.KindUser:
		return multi{single: noText, rows: c.at(usersSQL + c.either("e.trace_id", "e.span_id") + " = {r}.id")}
	case filter.KindError:
		if c.scope.span {
			return multi{rows: c.at("SELECT {r}.error"), alone: true, single: value{rep: repText, sql: c.at("{r}.error")}, some: c.at("({r}.error IS NOT NULL)")}
		}
		return multi{rows: c.at("SELECT f.error FROM span f WHERE f.project_id = {p} AND f.trace_id = {r}.id AND f.error IS NOT NULL"),
			many: c.at("{r}.errors > 0"), single: noText, some: c.at("({r}.errors > 0)")}
	case filter.KindComment:
		return c.said("SELECT f.body FROM comment f WHERE {said}", "{r}.comments > 0")
	case filter.KindCorrection:
		return c.corrections(p.Source)
	}
	c.fail(p, "%w", errUnchecked)
	return multi{}
}

// either picks what goes for a trace or for a span.
func (c *compiler) either(trace, span string) string {
	if c.scope.span {
		return span
	}
	return trace
}

// usersSQL selects who gave feedback as an end user, and whom the metadata names.
const usersSQL = `SELECT NULLIF({r}.metadata ->> 'user_id', '') UNION ALL SELECT NULLIF({r}.metadata ->> 'user', '')
UNION ALL SELECT e.author FROM event e WHERE e.project_id = {p} AND e.source = 'user' AND e.kind <> 'retract' AND {standing} AND `

// said completes a select over comment or correction f. count is the condition on the trace's row that there are any.
func (c *compiler) said(rows, count string) multi {
	m := multi{single: noText, rows: c.at(rows + " AND f.project_id = {p} AND f." + c.either("trace_id", "span_id") + " = {r}.id")}
	switch {
	case c.scope.span:
		m.some = "EXISTS (" + m.rows + ")"
	default:
		m.many, m.some = c.at(count), "("+c.at(count)+")"
	}
	return m
}

func (c *compiler) corrections(source string) multi {
	rows := "SELECT document_text(f.body) FROM correction f WHERE " + counted
	switch source {
	case "user":
		return c.said(rows+" AND f.source = 'user'", "{r}.user_corrections > 0")
	case "review":
		m := c.said(rows+" AND f.source = 'review'", "{r}.corrections > {r}.user_corrections")
		m.some = "" // those that are not from users may be automated ones
		return m
	}
	return c.said(rows, "{r}.corrections > 0")
}

// metadata ranges over the row's own value and those that feedback brought under the same key.
func (c *compiler) metadata(p *filter.Path) multi {
	if len(p.Keys) == 0 || p.Keys[0].IsIndex {
		c.fail(p, "%w", errUnchecked)
		return multi{}
	}
	own := jsonValue(c.dig(c.at("{r}.metadata"), p.Keys))
	key := c.args.text(p.Keys[0].Key)
	m := multi{single: own}
	if c.scope.span {
		told := strings.ReplaceAll(spanToldSQL, "{key}", key)
		m.many = c.at("EXISTS (" + told + ")")
		m.rows = "SELECT " + own.sql + " UNION ALL SELECT " + jsonValue(c.dig("e.value", p.Keys[1:])).sql + " FROM (" + c.at(told+latestSQL) + ") AS e"
		return m
	}
	m.many = c.at("{r}.feedback_metadata ? ") + key
	m.rows = "SELECT " + own.sql + " UNION ALL SELECT " + jsonValue(c.dig("e", p.Keys[1:])).sql + c.at(" FROM json_elements({r}.feedback_metadata -> ") + key + ") AS e"
	return m
}

// spanToldSQL selects what feedback on a span says under a metadata key; with latestSQL of every author the latest, as
// foldTracesSQL does it for the root.
const (
	spanToldSQL = `SELECT DISTINCT ON (` + voter + `, ` + textPlace + `) CASE WHEN ` + plainText + ` THEN to_jsonb(e.body) ELSE e.metadata -> {key} END AS value
FROM event e WHERE e.project_id = {p} AND e.span_id = {r}.id AND e.kind IN ('metadata', 'text')
  AND CASE WHEN ` + plainText + ` THEN e.name = {key} ELSE e.metadata ? {key} END AND {standing}`
	plainText = `e.kind = 'text' AND e.metadata IS NULL`
	latestSQL = ` ORDER BY ` + voter + `, ` + textPlace + `, e.seq DESC`
)
