package filter

import "strings"

// AggregateKind tells the compiler which measure an Aggregate is.
type AggregateKind int

// The kinds of measures.
const (
	AggCount AggregateKind = iota
	AggCountDistinct
	AggSum
	AggAvg
	AggMin
	AggMax
	AggPercentile
)

// AggregateFunction is one row of the table of measures.
type AggregateFunction struct {
	Kind    AggregateKind
	Name    string
	Aliases []string
	Usage   string
	Help    string
	Example string // a whole query that uses the measure
}

var aggregates = []AggregateFunction{
	{Kind: AggCount, Name: "count", Usage: "count(*), count(value)",
		Help:    "How many rows there are, or how many that have the value.",
		Example: "SELECT day(created) AS day, count(*) AS traces, count(comment) AS commented FROM logs GROUP BY day"},
	{Kind: AggCountDistinct, Name: "count_distinct", Usage: "count_distinct(value)",
		Help:    "How many different values there are; also written count(DISTINCT value).",
		Example: "SELECT week(created) AS week, count_distinct(user) AS users FROM logs GROUP BY week"},
	{Kind: AggSum, Name: "sum", Usage: "sum(number)",
		Help:    "All numbers together; NULL where there is none.",
		Example: "SELECT metadata.model AS model, sum(cost) AS cost FROM logs GROUP BY model ORDER BY cost DESC"},
	{Kind: AggAvg, Name: "avg", Aliases: []string{"mean"}, Usage: "avg(number)",
		Help:    "The mean of the numbers; rows without one do not count.",
		Example: "SELECT day(created) AS day, avg(scores.user_rating) AS rating FROM logs GROUP BY day"},
	{Kind: AggMin, Name: "min", Usage: "min(value)",
		Help:    "The smallest number, the earliest time, or the first text.",
		Example: "SELECT name, min(created) AS since FROM logs GROUP BY name"},
	{Kind: AggMax, Name: "max", Usage: "max(value)",
		Help:    "The largest number, the latest time, or the last text.",
		Example: "SELECT name, max(duration) AS slowest FROM logs GROUP BY name"},
	{Kind: AggPercentile, Name: "percentile", Usage: "percentile(number, 0.95)",
		Help:    "The number that this share of the numbers does not exceed, between two of them by a straight line.",
		Example: "SELECT name, percentile(duration, 0.5) AS p50, percentile(duration, 0.95) AS p95 FROM logs GROUP BY name"},
}

// AggregateFunctions returns the table of measures in the order of the help page. The rows are shared: do not change them.
func AggregateFunctions() []*AggregateFunction {
	out := make([]*AggregateFunction, len(aggregates))
	for i := range aggregates {
		out[i] = &aggregates[i]
	}
	return out
}

// LookupAggregate finds a measure by its name or an alias, in any case.
func LookupAggregate(name string) (*AggregateFunction, bool) {
	name = strings.ToLower(name)
	for i := range aggregates {
		a := &aggregates[i]
		if a.Name == name {
			return a, true
		}
		for _, alias := range a.Aliases {
			if alias == name {
				return a, true
			}
		}
	}
	return nil, false
}

// measureOnly explains a measure in a condition on rows.
func measureOnly(name string) string {
	return name + " is a measure of a query: a condition on it stands after HAVING"
}

// aggregate reads the arguments of a measure: a value, a star, DISTINCT and a value, or a number and a fraction.
func (p *parser) aggregate(name Token, f *AggregateFunction) (Expr, *Error) {
	open := p.next()
	a := &Aggregate{Range: name.Range, Func: f}
	if f.Kind == AggCount {
		switch t := p.peek(); {
		case t.is("*"):
			p.i++
			return a, p.closed(open, &a.Range)
		case t.is(")"):
			return a, p.closed(open, &a.Range)
		case t.word("distinct") && !p.at(1).is(")") && !p.at(1).is("."):
			p.i++
			a.Func, _ = LookupAggregate("count_distinct")
		}
	}
	var err *Error
	if a.Arg, err = p.expr(powerTernary); err != nil {
		return nil, err
	}
	if f.Kind == AggPercentile {
		if err := p.fraction(a); err != nil {
			return nil, err
		}
	}
	if p.peek().is(",") {
		return nil, p.fail(p.peek(), f.Name+" takes other arguments: "+f.Usage)
	}
	return a, p.closed(open, &a.Range)
}

func (p *parser) fraction(a *Aggregate) *Error {
	if !p.peek().is(",") {
		return p.fail(p.peek(), "percentile takes a number and a share: "+a.Func.Usage)
	}
	p.i++
	t := p.peek()
	e, err := p.expr(powerTernary)
	if err != nil {
		return err
	}
	lit, ok := e.(*Literal)
	if !ok || lit.Kind != LitNumber || lit.Number < 0 || lit.Number > 1 {
		err := &Error{Pos: t.Pos, End: e.Where().End, Code: CodeType, Message: "the share of a percentile is a number from 0 to 1"}
		if ok && lit.Kind == LitNumber && lit.Number > 1 && lit.Number <= 100 {
			err.Suggestion = formatLiteral(Value(lit.Number / 100))
		}
		return err
	}
	a.Fraction = lit.Number
	return nil
}

// closed reads the bracket that ends what began with open, and takes its place into at.
func (p *parser) closed(open Token, at *Range) *Error {
	t := p.next()
	switch {
	case t.is(")"):
		at.End = t.End
		return nil
	case t.Kind == TokenEnd:
		return p.fail(open, "this bracket is never closed")
	}
	return p.fail(t, "expected ), found "+t.describe())
}

// typeOfAggregate is the type of a measure over values that passed the check.
func typeOfAggregate(a *Aggregate) Type {
	if a.Func.Kind != AggMin && a.Func.Kind != AggMax {
		return TypeNumber
	}
	return extremeType(TypeOf(a.Arg))
}

// extremeType is the type of the least or greatest of values of a type: of JSON and scores only the numbers count.
func extremeType(t Type) Type {
	switch t {
	case TypeTime, TypeNull:
		return t
	case TypeString, TypeDocument, TypeList:
		return TypeString
	}
	return TypeNumber
}

// IsRowCount reports whether the measure counts rows whatever is in them: count(*), count(1).
func (a *Aggregate) IsRowCount() bool {
	if a.Func.Kind != AggCount {
		return false
	}
	lit, ok := a.Arg.(*Literal)
	return a.Arg == nil || ok && lit.Kind != LitNull
}
