package filter

// Syntax is how a query was spelled.
type Syntax int

// The spellings. All of them give the same tree.
const (
	SyntaxCondition Syntax = iota // only a condition, as in the filter box
	SyntaxSQL
	SyntaxBTQL
	SyntaxTree // a tree of JSON, as SDKs send it
)

// Shape says what a row of a query is and what its condition is about.
type Shape int

// The shapes. ShapeDefault is what QueryOptions says.
const (
	ShapeDefault Shape = iota
	ShapeSpans         // a row is a span, and the condition is about that span
	ShapeTraces        // a row is a span of a trace, and the condition is about the trace
	ShapeSummary       // a row is a trace, and the condition is about the trace
)

// Shapes are the names of the shapes as a query writes them after its source.
var Shapes = map[string]Shape{"spans": ShapeSpans, "traces": ShapeTraces, "summary": ShapeSummary}

// String returns the name of the shape as a query writes it, empty for ShapeDefault.
func (s Shape) String() string { return [...]string{"", "spans", "traces", "summary"}[s] }

// Query is a whole question: which rows, what of them, in which groups and order. Make one with ReadQuery, or put one together
// and give it to CheckQuery, which settles it: after that the names that the query itself makes are Refs, and every value
// outside of a measure of a grouped query is one of its dimensions.
type Query struct {
	Text   string // as typed; "" of a query that was put together
	Syntax Syntax
	Source Source
	// Columns are what a row of the answer holds, in their order. Empty: whole rows, and Star tells that the query said so.
	Columns []Column
	Star    bool
	// Grouped tells that rows are gathered: to one row for each combination of Dimensions, or to a single one without any.
	Grouped    bool
	Dimensions []Expr
	Filter     Expr // the condition on rows; nil for none
	// Narrow is the inside of FILTER_SPANS: of the traces that match, only the spans it is true for are rows.
	Narrow  Expr
	Unpivot *Unpivot
	Sample  *Sample
	Having  Expr // the condition on groups
	Sort    []Sort
	Pivot   []Expr // dimensions whose values become columns
	Limit   int    // the most rows of the answer; negative where the query does not say
	Cursor  string // where an earlier page of the answer ended
	// FilterText is the text of the condition as typed, for what has to know whether two queries ask for the same rows.
	FilterText string
}

// Source is what a query reads.
type Source struct {
	Range
	Kind  string // "dataset", "project_logs", …; "" where the query names none
	ID    string // of the object, or its name
	Shape Shape
	// Version of a dataset that is read, as it was written: a number or a name; "" for the newest.
	Version string
}

// Column is one value of a row of the answer.
type Column struct {
	Range
	Name    string // what the answer calls it
	Expr    Expr
	Measure bool // of a grouped query: it is computed over the rows of the group
}

// Unpivot makes several rows of one: one for each element of a list, or for each member of an object.
type Unpivot struct {
	Range
	X    Expr   // a path
	Key  string // what the names of members are called; "" where X is a list
	Item string // what the elements, or the values of members, are called
}

// Sample takes some of the rows by chance: the same ones for the same seed.
type Sample struct {
	Range
	Rows    int     // how many, if not 0
	Percent float64 // of all rows otherwise, above 0 and up to 100
	Seed    int64
}

// Sort is one part of the order of the answer. NULL comes last in either direction.
type Sort struct {
	Expr
	Descending bool
}

// RefTo says what a Ref stands for.
type RefTo int

// What a Ref stands for.
const (
	RefDimension RefTo = iota // the value of a dimension that the group has, by Index
	RefKey                    // the name of the member that Unpivot made the row of
	RefItem                   // the element, or the value of the member
)

// Ref stands for a value that the query itself makes. Only CheckQuery makes them.
type Ref struct {
	Range
	To    RefTo
	Index int
	Name  string // as Format writes it
	Type  Type
}

// Aggregate is a measure: one value of all rows of a group.
type Aggregate struct {
	Range
	Func *AggregateFunction
	Arg  Expr // nil for count(*)
	// Fraction is the second argument of percentile, from 0 to 1.
	Fraction float64
}

func (*Ref) expr()       {}
func (*Aggregate) expr() {}

// AboutSpans reports whether the condition of the query is about one span, and not about a trace.
func (q *Query) AboutSpans() bool { return q.Source.Shape == ShapeSpans }

// OfSpans reports whether the rows of the query are spans, and not traces.
func (q *Query) OfSpans() bool { return q.Source.Shape != ShapeSummary }

// Aggregates returns the measures of a grouped query in the order in which they are first written, each once.
func (q *Query) Aggregates() []*Aggregate {
	var out []*Aggregate
	seen := map[string]bool{}
	visit := func(e Expr) {
		Walk(e, func(e Expr) bool {
			a, ok := e.(*Aggregate)
			if ok && !seen[Format(a)] {
				seen[Format(a)] = true
				out = append(out, a)
			}
			return !ok
		})
	}
	for _, c := range q.Columns {
		visit(c.Expr)
	}
	visit(q.Having)
	for _, s := range q.Sort {
		visit(s.Expr)
	}
	return out
}
