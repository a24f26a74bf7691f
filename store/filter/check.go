package filter

import (
	"fmt"
	"strings"
)

// Check finds what is wrong or doubtful about a parsed filter. It also settles the filter: a text that stands where a time
// is expected becomes a LitTime in o.Location, in place, so one tree must not be checked by two goroutines at once. The
// error is always an *Error.
func Check(expr Expr, o Options) (warnings []Warning, err error) {
	c := &checker{o: o}
	if expr == nil {
		return nil, nil
	}
	if e := c.condition(expr); e != nil {
		e.Text = o.Text
		return nil, e
	}
	return c.warnings, nil
}

type checker struct {
	o        Options
	warnings []Warning
	inSpan   bool
	narrow   bool // FILTER_SPANS may be called
}

func (c *checker) warn(at Range, suggestion, format string, args ...any) {
	c.warnings = append(c.warnings, Warning{at.Pos, at.End, fmt.Sprintf(format, args...), suggestion})
}

func typeError(at Expr, format string, args ...any) *Error {
	r := at.Where()
	return &Error{Pos: r.Pos, End: r.End, Code: CodeType, Message: fmt.Sprintf(format, args...)}
}

// show writes a part of the filter for a message, cut to a readable length.
func show(e Expr) string {
	s := []rune(Format(e))
	if len(s) > 60 {
		return string(s[:57]) + "..."
	}
	return string(s)
}

// condition checks an expression that is asked for a truth value.
func (c *checker) condition(e Expr) *Error {
	if err := c.test(e); err != nil {
		return err
	}
	if n := len(Ranges(e)); n > MaxRanges {
		err := typeError(e, "one comparison names %d fields that have several values; at most %d make sense", n, MaxRanges)
		err.Code = CodeLimit
		return err
	}
	return nil
}

func (c *checker) test(e Expr) *Error {
	switch n := e.(type) {
	case *Logic:
		return c.each(n.Terms, c.condition)
	case *Not:
		return c.condition(n.X)
	case *Cond:
		return c.each([]Expr{n.If, n.Then, n.Else}, c.condition)
	case *AnySpan:
		if n.Narrow && !c.narrow {
			return typeError(n, "FILTER_SPANS narrows the spans of a query, and there is none here")
		}
		if c.inSpan {
			return typeError(n, "ANY_SPAN stands inside ANY_SPAN, where there is only one span")
		}
		c.inSpan = true
		defer func() { c.inSpan = false }()
		return c.condition(n.X)
	case *Compare:
		return c.compare(n)
	case *Between:
		return c.between(n)
	case *In:
		return c.in(n)
	case *IsNull:
		return c.isNull(n)
	case *IsBool:
		return c.condition(n.X)
	case *Like:
		return c.like(n)
	case *Match:
		return c.match(n)
	case *Includes:
		return c.includes(n)
	}
	if err := c.value(e); err != nil {
		return err
	}
	switch t := TypeOf(e); t {
	case TypeBool, TypeJSON, TypeNull:
		return nil
	default:
		err := typeError(e, "%s is %s, not a condition: compare it with something", show(e), t)
		if p, ok := e.(*Path); ok {
			err.Suggestion = Format(p) + " IS NOT NULL"
		}
		return err
	}
}

func (c *checker) each(exprs []Expr, check func(Expr) *Error) *Error {
	for _, e := range exprs {
		if err := check(e); err != nil {
			return err
		}
	}
	return nil
}

// value checks an expression that is asked for a value of any type but an object.
func (c *checker) value(e Expr) *Error {
	if IsCondition(e) {
		return c.condition(e)
	}
	switch n := e.(type) {
	case *Path:
		if err := c.path(n); err != nil {
			return err
		}
		if TypeOf(n) == TypeObject {
			err := typeError(n, "%s holds many values: name one of them", n.Field.Name)
			err.Suggestion = Format(n) + "." + c.exampleKey(n.Field.Kind)
			return err
		}
	case *Neg:
		if err := c.value(n.X); err != nil {
			return err
		}
		return c.numeric(n.X, "-")
	case *Arith:
		return c.arith(n)
	case *Call:
		return c.call(n)
	case *Cond:
		return c.cond(n)
	case *Aggregate:
		return c.aggregate(n)
	}
	return nil
}

func (c *checker) exampleKey(k Kind) string {
	switch {
	case k == KindScores && len(c.o.Vocabulary.Scores) > 0:
		return c.o.Vocabulary.Scores[0]
	case k == KindMetadata && len(c.o.Vocabulary.MetadataKeys) > 0:
		return c.o.Vocabulary.MetadataKeys[0]
	case k == KindMetrics:
		return "prompt_tokens"
	}
	return "NAME"
}

func (c *checker) numeric(e Expr, operator string) *Error {
	switch t := TypeOf(e); t {
	case TypeNumber, TypeScore, TypeJSON, TypeNull:
		return nil
	default:
		return typeError(e, "%s works on numbers, and %s is %s", operator, show(e), t)
	}
}

func (c *checker) arith(n *Arith) *Error {
	if err := c.each([]Expr{n.Left, n.Right}, c.value); err != nil {
		return err
	}
	additive := n.Op == OpAdd || n.Op == OpSubtract
	l, r := TypeOf(n.Left), TypeOf(n.Right)
	if additive && (l == TypeTime || l == TypeInterval || r == TypeTime || r == TypeInterval) {
		if r == TypeInterval || n.Op == OpSubtract {
			if err := c.asTime(n.Left); err != nil {
				return err
			}
		}
		if l == TypeInterval || n.Op == OpSubtract {
			if err := c.asTime(n.Right); err != nil {
				return err
			}
		}
		l, r = TypeOf(n.Left), TypeOf(n.Right)
		switch {
		case l == TypeTime && (r == TypeInterval || r == TypeNull):
			return nil
		case l == TypeTime && r == TypeTime && n.Op == OpSubtract:
			return nil
		case n.Op == OpAdd && l == TypeInterval && r == TypeTime:
			return nil
		}
		return typeError(n, "%s %s %s makes no sense: an interval is added to or taken from a time", l, n.Op, r)
	}
	if err := c.numeric(n.Left, n.Op.String()); err != nil {
		return err
	}
	return c.numeric(n.Right, n.Op.String())
}

func (c *checker) cond(n *Cond) *Error {
	if err := c.condition(n.If); err != nil {
		return err
	}
	if err := c.each([]Expr{n.Then, n.Else}, c.value); err != nil {
		return err
	}
	return c.common(n, n.Then, n.Else)
}

// common checks that the values have one type among them, and makes times of texts if one of them is a time.
func (c *checker) common(at Expr, exprs ...Expr) *Error {
	for _, e := range exprs {
		if TypeOf(e) != TypeTime {
			continue
		}
		if err := c.each(exprs, c.asTime); err != nil {
			return err
		}
		break
	}
	t := TypeNull
	for _, e := range exprs {
		next := TypeOf(e)
		common, ok := commonType(t, next)
		if !ok {
			return typeError(at, "%s is %s where another value is %s", show(e), next, t)
		}
		t = common
	}
	return nil
}

func (c *checker) call(n *Call) *Error {
	if n.Func == nil {
		return c.unknownFunction(n)
	}
	f := n.Func
	if len(n.Args) < f.Min || len(n.Args) > len(f.Params) && !f.More {
		return typeError(n, "%s takes other arguments: %s", f.Name, f.Usage)
	}
	if err := c.each(n.Args, c.value); err != nil {
		return err
	}
	switch f.Kind {
	case FuncSearch:
		return c.words(n.Args[0], "search")
	case FuncCoalesce:
		return c.common(n, n.Args...)
	case FuncRound:
		if len(n.Args) == 2 {
			lit, ok := n.Args[1].(*Literal)
			if !ok || lit.Kind != LitNumber || lit.Number != float64(int(lit.Number)) || lit.Number < 0 || lit.Number > 15 {
				return typeError(n.Args[1], "round takes a whole number of digits from 0 to 15")
			}
		}
	}
	for i, a := range n.Args {
		if i == 1 && f.Zoned {
			return c.zone(a)
		}
		if err := c.argument(f, f.Params[min(i, len(f.Params)-1)], a); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) argument(f *Function, want Type, a Expr) *Error {
	got := TypeOf(a)
	ok := got == TypeNull
	switch {
	case want == TypeTime:
		if err := c.asTime(a); err != nil {
			return err
		}
		ok = ok || TypeOf(a) == TypeTime
	case want == TypeNumber:
		return c.numeric(a, f.Name+"()")
	case want == TypeString:
		ok = ok || isText(got) || got == TypeJSON || got == TypeList || got == TypeScore
	case f.Kind == FuncLen:
		ok = ok || isText(got) || got == TypeJSON || got == TypeList
	}
	if !ok {
		return typeError(a, "%s does not take %s, which %s is", f.Usage, got, show(a))
	}
	return nil
}

func (c *checker) unknownFunction(n *Call) *Error {
	r := n.Where()
	err := &Error{Pos: r.Pos, End: r.Pos + len(n.Name), Code: CodeUnknownField, Message: "unknown function " + n.Name}
	if _, ok := LookupAggregate(n.Name); ok {
		err.Message = measureOnly(n.Name)
		return err
	}
	var names []string
	for _, f := range Functions() {
		names = append(append(names, f.Name), f.Aliases...)
	}
	err.Suggestion = nearest(strings.ToLower(n.Name), names)
	return err
}
