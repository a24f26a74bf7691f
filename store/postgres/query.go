package postgres

import (
	"strconv"

	"assay/store"
	"assay/store/filter"
)

// Query names traces: those of a project that a filter matches as of a position in its log. Lists, counts, next and
// previous, selections, dataset adds and exports all take their traces from its relation, so they cannot disagree.
type Query struct {
	Project store.ProjectID
	Filter  filter.Expr // nil matches every trace
	Options filter.Options
	// At is the position in the log as of which the filter is asked; 0 is now. Traces that arrived later are not seen, and
	// what an event changed since is seen as it was.
	At int64
	// Only narrows the traces to these, unless it is nil.
	Only []store.TraceID
}

// relation returns "FROM … WHERE …" with the matching trace rows under the alias t, and binds its values to args.
func (q Query) relation(args *arguments) (string, error) {
	project, access := args.add(q.Project), accessOf(q.Filter, q.Options)
	near := access.termSQL() + access.scoreSQL(args) // says nothing new, but says it to an index
	from := "FROM trace t WHERE t.project_id = " + project + near
	if at := q.asOf(args); at != "" {
		// The indexes know only today's rows. Even the terms of a past row may miss what the filter finds, because it looks at
		// today's spans.
		from = "FROM (SELECT " + traceColumns + " FROM trace t WHERE project_id = " + project + " AND changed <= " + at + " AND arrived <= " + at + near +
			" UNION ALL SELECT " + traceColumns + " FROM trace_past WHERE project_id = " + project + " AND changed <= " + at + " AND arrived <= " + at +
			" AND until > " + at + ") t WHERE true"
	}
	if q.Only != nil {
		from += " AND t.id = ANY(" + args.add(uuids(q.Only)) + "::uuid[])"
	}
	if q.Filter == nil {
		return from, nil
	}
	condition, err := compileFilter(q.Filter, q.Options, args)
	if err != nil {
		return "", err
	}
	return from + " AND (" + condition + ")", nil
}

// asOf makes the filters that are compiled next ask as of the query's position, and returns SQL for it; empty for now.
func (q Query) asOf(args *arguments) string {
	args.at, args.version = "", ""
	if q.At > 0 {
		args.at = args.add(q.At)
		args.version = "(" + args.at + "::bigint + " + strconv.FormatInt(int64(store.VersionAt(0)), 10) + ")"
	}
	return args.at
}

// stillMatches returns a condition on the trace id column that tells whether the trace matches now; it is constantly true
// when the query asks about now.
func (q Query) stillMatches(args *arguments, id string) (string, error) {
	if q.At == 0 || q.Filter == nil {
		return "true", nil
	}
	now := q
	now.At, now.Only = 0, nil
	relation, err := now.relation(args)
	if err != nil {
		return "", err
	}
	return "EXISTS (SELECT " + relation + " AND t.id = " + id + ")", nil
}
