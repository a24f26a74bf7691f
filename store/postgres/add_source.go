package postgres

import (
	"assay/store"
	"assay/store/adding"
)

// source joins to candidate c what its row is made from: t the trace as it is now, s the span and p what that carried, those two
// only if what m wrote before reads them. It looks row by row, which OFFSET 0 insists on: candidates stand in the order in which
// they were logged, so that this is near to reading in sequence, and for what the statistics do not know yet the planner would
// read a whole project for a few rows.
func (m *mapped) source() string {
	// The project is a value of every statement, also of one that reads nothing else.
	sql := `
    JOIN add_source t ON t.n = c.n AND ` + anyProject + ` IS NOT NULL`
	if m.readsPayload {
		sql += payloadSource
	}
	if m.readsSpan {
		sql += spanSource
	}
	return sql
}

// traceSource is what source reads of a trace; they are the columns of add_source.
const traceSource = `root_span_id, root_id, name, created, metadata, feedback_metadata, tags, scores, source_scores, comments, corrections`

// payloadSource is the part of source about what the span c.span_id carried, and spanSource that about the span.
const (
	payloadSource = `
    LEFT JOIN LATERAL (
      SELECT input, output, expected, approved FROM span_payload WHERE project_id = ` + anyProject + ` AND id = c.span_id OFFSET 0
    ) AS p ON true`
	spanSource = `
    LEFT JOIN LATERAL (
      SELECT row_id, span_id, name, type, error, metadata, tags, scores, source_scores, created
      FROM span WHERE project_id = ` + anyProject + ` AND id = c.span_id OFFSET 0
    ) AS s ON true`
)

// corrected is the newest correction of a source that nobody turned down. Where the trace has none that count it does not look.
func corrected(source store.Source, states string) string {
	return `CASE WHEN t.corrections > 0 THEN (SELECT k.body FROM correction k WHERE k.project_id = ` + anyProject + ` AND k.span_id = c.span_id
      AND k.source = '` + string(source) + `' AND k.until IS NULL AND k.state IN (` + states + `) ORDER BY k.since DESC LIMIT 1) END`
}

// expectedColumns are where over source an expected value may come from.
var expectedColumns = map[store.ExpectedFrom]string{
	store.FromApproved: "p.approved", store.FromLogged: "p.expected", store.FromOutput: "p.output",
	store.FromReviewer: corrected(store.Review, "'proposed'"), store.FromUser: corrected(store.User, "'proposed', 'approved'"),
}

// expected picks the expected value over source and says where that comes from.
func (m *mapped) expected() (value, from string) {
	switch m.plan.Expected {
	case adding.ExpectedNone:
		return "NULL::text", "''"
	case adding.ExpectedPath:
		value = m.text(m.plan.From)
		return value, "CASE WHEN " + value + " IS NULL THEN '' ELSE " + pathFrom(m.plan.From) + " END"
	}
	m.readsPayload = true
	value, from = "COALESCE(", "CASE"
	for i, source := range m.plan.Expected.Order() {
		if i > 0 {
			value += ", "
		}
		value += expectedColumns[source]
		from += " WHEN " + expectedColumns[source] + " IS NOT NULL THEN '" + string(source) + "'"
	}
	return value + ")", from + " ELSE '' END"
}

// pathFrom says what a value chosen by a path is: whatever is of the output is marked as output.
func pathFrom(p adding.Path) string {
	switch {
	case p.Root == "output":
		return "'" + string(store.FromOutput) + "'"
	case p.Root == "expected":
		return "CASE WHEN p.approved IS NOT NULL THEN '" + string(store.FromApproved) + "' ELSE '" + string(store.FromLogged) + "' END"
	case p.Root == "correction" && p.Source == store.Review:
		return "'" + string(store.FromReviewer) + "'"
	case p.Root == "correction" && p.Source == store.User:
		return "'" + string(store.FromUser) + "'"
	}
	return "'" + string(store.FromMapped) + "'"
}

// mapped writes the values that a plan takes, as SQL over source.
type mapped struct {
	plan adding.Plan
	args *arguments
	// uncorrected tells that nobody ever proposed a correction in the project, so that there is nothing to look for.
	uncorrected bool
	// What it has read so far, for source.
	readsPayload, readsSpan bool
}

// mapped begins a statement about candidates: its first value is the project of the traces.
func (a *adder) mapped() *mapped {
	m := &mapped{plan: a.plan, args: &arguments{}, uncorrected: a.uncorrected}
	m.args.add(a.q.Project)
	return m
}

// row is a row's columns over source.
type rowSQL struct {
	input, expected, from, metadata, tags, entry string
}

func (m *mapped) row() rowSQL {
	r := rowSQL{input: m.text(m.plan.Input), metadata: "'{}'::jsonb", tags: "'{}'::text[]", entry: m.entry()}
	r.expected, r.from = m.expected()
	if m.plan.Metadata {
		r.metadata = m.either("t.metadata", "COALESCE(s.metadata, '{}')")
	}
	for _, f := range m.plan.Fields {
		key, value := m.args.text(f.Key), m.json(f.Path)
		r.metadata = "(" + r.metadata + " || CASE WHEN " + value + " IS NULL THEN '{}' ELSE jsonb_build_object(" + key + ", " + value + ") END)"
	}
	if m.plan.Tags {
		r.tags = m.either("t.tags", "COALESCE(s.tags, '{}')")
	}
	return r
}

// either picks what goes for the whole trace, of which the root stands, or for a span of it.
func (m *mapped) either(trace, span string) string {
	if m.plan.Span.IsRoot() {
		return trace
	}
	m.readsSpan = true
	return span
}
