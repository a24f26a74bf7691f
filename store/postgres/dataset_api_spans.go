package postgres

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/lib/pq"
)

// SpanPlace is the place behind a span in one order.
type SpanPlace struct {
	TraceCreated time.Time
	Trace        store.TraceID
	Child        bool // not a root
	Created      time.Time
	Version      store.Version
	ID           store.SpanID
}

// SpanQuery names spans of a project that match a filter. A condition is about one span.
type SpanQuery struct {
	Project store.ProjectID
	Filter  filter.Expr // checked; nil: every span
	Options filter.Options
	// At is the position in the log as of which the spans are read; 0 is now. It goes with no filter, since conditions see what
	// rows hold now.
	At int64
	// Traces makes the condition one about traces, as in lists: the spans are those of the traces it finds, narrowed by Narrow,
	// which is about one span.
	Traces bool
	Narrow filter.Expr
	Only   []store.TraceID // narrows the traces to these, unless it is nil
	// Columns are values to read beside the record; SpanRecord.Extra has them.
	Columns []filter.Expr
	// By is "" for traces from new to old, each with its root and then its spans in the order they began, which an index gives; "created", "_xact_id"
	// and "_pagination_key" order the spans themselves, which reads all that match.
	Sort  RecordSort
	After *SpanPlace // nil: from the first
}

// spanRecordColumns are of spans as the API shows them. Scores are the folded ones; expected is the approved value where there
// is one.
const spanRecordColumns = `
SELECT s.id, s.row_id, s.span_id, s.root_span_id, s.parent_span_id, s.xact, s.created, s.name, s.type, s.error,
  COALESCE(s.tagged, s.tags) AS tags, s.tags AS logged_tags,
  s.scores::text AS scores, s.metadata::text AS metadata, s.metrics::text AS metrics, s.attributes::text AS attributes,
  s.context::text AS context, s.origin::text AS origin, s.classifications::text AS classifications, s.since,
  p.input, p.output, p.expected, p.approved, t.id AS trace_id, t.created AS trace_created, `

type spanRecordRow struct {
	ID           store.SpanID
	RowID        string         `db:"row_id"`
	SpanID       string         `db:"span_id"`
	RootSpanID   string         `db:"root_span_id"`
	ParentSpanID sql.NullString `db:"parent_span_id"`
	Xact         store.Version
	Created      time.Time
	Name, Type   sql.NullString
	Error        sql.NullString
	Tags         pq.StringArray
	LoggedTags   pq.StringArray `db:"logged_tags"`
	Scores       string
	Metadata     string
	Metrics      string
	Attributes   string
	Context      sql.NullString
	Origin       sql.NullString
	Input        sql.NullString
	Output       sql.NullString
	Expected     sql.NullString
	Approved     sql.NullString
	Labels       sql.NullString `db:"classifications"`
	Since        store.Version
	TraceID      store.TraceID `db:"trace_id"`
	TraceCreated time.Time     `db:"trace_created"`
	Comments     sql.NullString
	Changes      sql.NullString
	Extra        sql.NullString
}

func (r *spanRecordRow) record() (store.SpanRecord, error) {
	rec := store.SpanRecord{RowID: r.RowID, SpanID: r.SpanID, RootSpanID: r.RootSpanID, ParentSpanID: r.ParentSpanID.String, Version: r.version(), First: r.Since,
		Created: r.Created, Error: r.Error.String, Name: r.Name.String, Type: r.Type.String, Tags: r.Tags,
		Scores: json.RawMessage(r.Scores), Metadata: json.RawMessage(r.Metadata), Metrics: json.RawMessage(r.Metrics), Attributes: json.RawMessage(r.Attributes),
		Input: optionalJSON(r.Input), Output: optionalJSON(r.Output), Expected: optionalJSON(r.Expected), Context: optionalJSON(r.Context), Origin: optionalJSON(r.Origin),
		Classifications: optionalJSON(r.Labels)}
	if r.Approved.Valid {
		rec.Expected = optionalJSON(r.Approved)
	}
	for text, into := range map[*sql.NullString]any{&r.Comments: &rec.Comments, &r.Changes: &rec.Changes} {
		if !text.Valid {
			continue
		}
		if err := json.Unmarshal([]byte(text.String), into); err != nil {
			return rec, fmt.Errorf("read what was said about span %q: %w", r.RowID, err)
		}
	}
	return rec, nil
}

// version is that of the last write; spans that were imported have none and stand before all others.
func (r *spanRecordRow) version() store.Version { return max(r.Xact, store.VersionAt(0)) }

// optionalJSON is nil for NULL.
func optionalJSON(s sql.NullString) json.RawMessage {
	if !s.Valid {
		return nil
	}
	return json.RawMessage(s.String)
}

// relation is "FROM … WHERE …" with spans s of traces t.
func (q SpanQuery) relation(args *arguments) (string, error) {
	project := args.add(q.Project)
	from := "FROM trace t JOIN span s ON s.project_id = t.project_id AND s.trace_id = t.id" +
		" LEFT JOIN span_payload p ON p.project_id = s.project_id AND p.id = s.id WHERE t.project_id = " + project
	if q.At > 0 {
		at := args.add(q.At)
		return from + " AND t.arrived <= " + at + " AND s.since <= " + args.add(store.VersionAt(q.At)), nil
	}
	if q.Only != nil {
		from += " AND t.id = ANY(" + args.add(uuids(q.Only)) + "::uuid[])"
	}
	ofSpan := q.Filter
	if q.Traces {
		ofSpan = q.Narrow
		access := accessOf(q.Filter, q.Options)
		condition, err := compileFilter(q.Filter, q.Options, args)
		if err != nil {
			return "", err
		}
		from += access.termSQL() + access.scoreSQL(args) + " AND " + condition
	}
	if ofSpan == nil {
		return from, nil
	}
	condition, err := compileSpanFilter(ofSpan, q.Options, args)
	if err != nil {
		return "", err
	}
	for _, narrow := range narrowed(ofSpan, args) {
		from += " AND " + narrow
	}
	return from + " AND " + condition, nil
}

// narrowed says again what equalities of the filter say, in terms of columns that have an index.
func narrowed(e filter.Expr, args *arguments) []string {
	var out []string
	for _, conjunct := range filter.Conjuncts(e) {
		field, values := equalities(conjunct)
		if field == nil {
			continue
		}
		keys := make([]string, len(values))
		for i, v := range values {
			keys[i] = string(store.SpanKey(storable(v)))
			if field.Kind == filter.KindRootSpanID {
				keys[i] = string(store.TraceKey(storable(v)))
			}
		}
		switch field.Kind {
		case filter.KindRootSpanID:
			out = append(out, "t.id = ANY("+args.add(pq.Array(keys))+"::uuid[])")
		case filter.KindID:
			out = append(out, "s.id = ANY("+args.add(pq.Array(keys))+"::uuid[])")
		}
	}
	for _, d := range ofAnySpan(&filter.AnySpan{X: e}) {
		if terms, ok := d.(anyTerm); ok {
			out = append(out, "t.terms && "+args.add(pq.Array([]int32(terms)))+"::int4[]")
		}
	}
	return out
}

// equalities returns the field and the texts of a condition that says it is one of them.
func equalities(e filter.Expr) (*filter.Field, []string) {
	var path filter.Expr
	var items []filter.Expr
	switch n := e.(type) {
	case *filter.Compare:
		if n.Op != filter.OpEqual && n.Op != filter.OpSame {
			return nil, nil
		}
		path, items = n.Left, []filter.Expr{n.Right}
		if _, ok := n.Left.(*filter.Literal); ok {
			path, items = n.Right, []filter.Expr{n.Left}
		}
	case *filter.In:
		if n.Not {
			return nil, nil
		}
		path, items = n.X, n.Items
	}
	p, ok := path.(*filter.Path)
	if !ok || p.Field == nil || p.Field.Kind != filter.KindID && p.Field.Kind != filter.KindRootSpanID {
		return nil, nil
	}
	var texts []string
	for _, item := range items {
		lit, ok := item.(*filter.Literal)
		if !ok || lit.Kind != filter.LitString {
			return nil, nil
		}
		texts = append(texts, lit.Text)
	}
	return p.Field, texts
}

// extra selects the values that are read beside the record.
func (q SpanQuery) extra(args *arguments) (string, error) {
	if len(q.Columns) == 0 {
		return "", nil
	}
	c := &compiler{args: args, o: q.Options, scope: scope{alias: "s", span: true}}
	values := make([]string, len(q.Columns))
	for i, e := range q.Columns {
		values[i] = c.lists(e, 0)
	}
	return ", jsonb_build_array(" + strings.Join(values, ", ") + ")::text AS extra ", c.err
}

// isChild puts roots first.
const isChild = "(s.parent_span_id IS NOT NULL)"

// order returns the ORDER BY of the query and the condition of standing behind its place.
func (q SpanQuery) order(args *arguments) (orderBy, behind string) {
	dir, beyond := "DESC", "<"
	if q.Sort.Ascending {
		dir, beyond = "ASC", ">"
	}
	key := map[string]string{"created": "s.created", "_xact_id": "s.xact", "_pagination_key": "s.xact"}[q.Sort.By]
	if key != "" {
		orderBy = key + " " + dir + ", s.id " + dir
		if q.After == nil {
			return orderBy, "true"
		}
		var at string
		switch key {
		case "s.created":
			at = args.add(q.After.Created.UTC()) + "::timestamptz"
		default:
			at = args.add(q.After.Version) + "::bigint"
		}
		return orderBy, "(" + key + ", s.id) " + beyond + " (" + at + ", " + args.add(q.After.ID) + "::uuid)"
	}
	orderBy = "t.created DESC, t.id DESC, " + isChild + ", s.created, s.id"
	if q.After == nil {
		return orderBy, "true"
	}
	trace := "(" + args.add(q.After.TraceCreated.UTC()) + "::timestamptz, " + args.add(q.After.Trace) + "::uuid)"
	span := "(" + args.add(q.After.Child) + "::boolean, " + args.add(q.After.Created.UTC()) + "::timestamptz, " + args.add(q.After.ID) + "::uuid)"
	// The first part alone bounds the walk of the index; the second lets the rest of the trace through.
	return orderBy, "(t.created, t.id) <= " + trace + " AND ((t.created, t.id) < " + trace + " OR (" + isChild + ", s.created, s.id) > " + span + ")"
}
