package filter

import (
	"regexp"
	"strings"
	"time"

	"assay/store"
)

// Eval answers a checked filter for one row by the rules of the package comment. It is the reference that the SQL is tested
// against, and is written to be read rather than to be fast. The nil filter is True.
func Eval(e Expr, row *Row, o Options) Truth {
	if e == nil {
		return True
	}
	return (&evaluator{o: o, row: row}).truth(e)
}

// Constant evaluates a checked expression that depends on no row. The value is nil, a bool, float64, string, time.Time or
// Interval; false if the expression names a field.
func Constant(e Expr, o Options) (value any, ok bool) {
	ok = true
	Walk(e, func(e Expr) bool {
		switch n := e.(type) {
		case *Path, *AnySpan, *Ref, *Aggregate:
			ok = false
		case *Call:
			ok = ok && n.Func != nil && n.Func.Kind != FuncSearch
		}
		return ok
	})
	if !ok {
		return nil, false
	}
	return (&evaluator{o: o, row: &Row{}}).value(e), true
}

type evaluator struct {
	o   Options
	row *Row
	// bound is the value each multi-valued path of the test at hand stands for at the moment.
	bound map[*Path]any
	refs  refs // what a query makes itself
}

func (v *evaluator) truth(e Expr) Truth {
	switch n := e.(type) {
	case *Logic:
		return v.logic(n)
	case *Not:
		return v.truth(n.X).not()
	case *Cond:
		if v.truth(n.If) == True {
			return v.truth(n.Then)
		}
		return v.truth(n.Else)
	case *AnySpan:
		for i := range v.row.Spans {
			if (&evaluator{o: v.o, row: &v.row.Spans[i], refs: v.refs}).truth(n.X) == True {
				return True
			}
		}
		return False
	case *Call:
		if n.Func.Kind == FuncSearch {
			return v.truth(ExpandSearch(n))
		}
	}
	return v.test(e)
}

func (v *evaluator) logic(n *Logic) Truth {
	out := v.truth(n.Terms[0])
	for _, t := range n.Terms[1:] {
		if n.Op == OpAnd {
			out = out.and(v.truth(t))
		} else {
			out = out.or(v.truth(t))
		}
	}
	return out
}

// test answers one test for every choice of a value for each of its multi-valued paths. The positive form holds if it holds
// for any choice, and is unknown only if it is unknown for all; IS NULL asks for all of them to be NULL. The negative forms
// are the negation of that.
func (v *evaluator) test(e Expr) Truth {
	outer := v.bound
	defer func() { v.bound = outer }()
	var outcomes [3]bool
	v.choose(Ranges(e), map[*Path]any{}, func(bound map[*Path]any) {
		v.bound = bound
		outcomes[v.positive(e)] = true
	})
	out := Unknown
	switch _, null := e.(*IsNull); {
	case null:
		out = truthOf(!outcomes[False])
	case outcomes[True]:
		out = True
	case outcomes[False]:
		out = False
	}
	if negative(e) {
		return out.not()
	}
	return out
}

// choose calls do for every combination of values of the paths.
func (v *evaluator) choose(paths []*Path, bound map[*Path]any, do func(map[*Path]any)) {
	if len(paths) == 0 {
		do(bound)
		return
	}
	values := v.values(paths[0])
	if len(values) == 0 {
		values = []any{nil}
	}
	for _, x := range values {
		bound[paths[0]] = x
		v.choose(paths[1:], bound, do)
	}
}

// negative reports whether the test is written as the negation of its positive form.
func negative(e Expr) bool {
	switch n := e.(type) {
	case *Compare:
		return n.Op == OpNotEqual || n.Op == OpNotSame
	case *Between:
		return n.Not
	case *In:
		return n.Not
	case *IsNull:
		return n.Not
	case *IsBool:
		return n.Not
	case *Like:
		return n.Not
	case *Match:
		return n.Not
	case *Includes:
		return n.Not
	}
	return false
}

// positive answers the positive form of a test for the values bound at the moment.
func (v *evaluator) positive(e Expr) Truth {
	switch n := e.(type) {
	case *Compare:
		return v.compare(n.Op, n.Left, n.Right)
	case *Between:
		return v.compare(OpGreaterEqual, n.X, n.Low).and(v.compare(OpLessEqual, n.X, n.High))
	case *In:
		out := False
		for _, item := range n.Items {
			out = out.or(v.compare(OpEqual, n.X, item))
		}
		return out
	case *IsNull:
		return truthOf(v.null(n.X))
	case *IsBool:
		if IsCondition(n.X) {
			return truthOf(v.truth(n.X) == truthOf(n.Value))
		}
		b, ok := v.value(n.X).(bool)
		return truthOf(ok && b == n.Value)
	case *Like:
		return v.onText(n.X, func(text string) bool { return likeMatches(text, n) })
	case *Match:
		pattern := regexp.MustCompile(MatchPattern(n.Query.(*Literal).Text))
		return v.onText(n.X, func(text string) bool { return pattern.MatchString(strings.ToLower(text)) })
	case *Includes:
		return v.includes(n)
	}
	if b, ok := v.value(e).(bool); ok {
		return truthOf(b)
	}
	return Unknown
}

func (v *evaluator) null(e Expr) bool {
	if p, ok := e.(*Path); ok && TypeOf(p) == TypeObject {
		return v.empty(p)
	}
	return v.value(e) == nil
}

func (v *evaluator) onText(x Expr, test func(string) bool) Truth {
	text, ok := textOf(v.value(x))
	if !ok {
		return Unknown
	}
	return truthOf(test(text))
}

func (v *evaluator) includes(n *Includes) Truth {
	x := v.value(n.X)
	if x == nil {
		return Unknown
	}
	switch t := TypeOf(n.X); {
	case t == TypeScore:
		x = chosen(x)
	case t != TypeJSON && t != TypeList:
		x, _ = textOf(x)
	}
	for _, item := range n.Items {
		if !contains(x, v.value(item)) {
			return False
		}
	}
	return True
}

// chosen are the options that a category names: several where a question lets one choose several. A number names none.
func chosen(score any) []string {
	category, ok := score.(string)
	if !ok {
		return []string{}
	}
	return strings.Split(category, store.SetSeparator)
}

// contains asks whether a list has an element or a text another text in it. Other values contain nothing.
func contains(x, item any) bool {
	switch x := x.(type) {
	case string:
		s, ok := item.(string)
		return ok && strings.Contains(x, s)
	case []string:
		for _, s := range x {
			if s == item {
				return true
			}
		}
	case []any:
		for _, el := range x {
			if equal(el, item) == True {
				return true
			}
		}
	}
	return false
}

// compare answers the positive form of a comparison: = for !=, <=> for <!=>.
func (v *evaluator) compare(op CompareOp, left, right Expr) Truth {
	lt, rt := TypeOf(left), TypeOf(right)
	l, r := beside(v.value(left), rt), beside(v.value(right), lt)
	switch op {
	case OpEqual, OpNotEqual:
		return equal(l, r)
	case OpSame, OpNotSame:
		if l == nil || r == nil {
			return truthOf(l == nil && r == nil)
		}
		return truthOf(equal(l, r) == True)
	}
	sign, ok := order(l, r)
	if !ok {
		return Unknown
	}
	switch op {
	case OpLess:
		return truthOf(sign < 0)
	case OpLessEqual:
		return truthOf(sign <= 0)
	case OpGreater:
		return truthOf(sign > 0)
	}
	return truthOf(sign >= 0)
}

// value evaluates an expression for the values bound at the moment. See the dynamic values of value.go.
func (v *evaluator) value(e Expr) any {
	if IsCondition(e) {
		return v.asValue(v.truth(e))
	}
	switch n := e.(type) {
	case *Literal:
		return literalValue(n)
	case *Path:
		if x, ok := v.bound[n]; ok {
			return x
		}
		return v.single(n)
	case *Neg:
		if f, ok := floatOf(v.value(n.X)); ok {
			return -f
		}
		return nil
	case *Arith:
		return v.arith(n)
	case *Call:
		return v.call(n)
	case *Cond:
		if v.truth(n.If) == True {
			return as(v.value(n.Then), TypeOf(n))
		}
		return as(v.value(n.Else), TypeOf(n))
	case *Ref:
		return v.refs.of(n)
	case *Aggregate:
		return v.refs.measures[Format(n)]
	}
	return nil
}

func (v *evaluator) asValue(t Truth) any {
	if t == Unknown {
		return nil
	}
	return t == True
}

func literalValue(n *Literal) any {
	switch n.Kind {
	case LitBool:
		return n.Bool
	case LitNumber:
		return n.Number
	case LitString:
		return n.Text
	case LitInterval:
		return n.Interval
	case LitTime:
		return n.Time
	}
	return nil
}

func (v *evaluator) now() time.Time { return v.o.Now }
