package postgres

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"assay/store/filter"
)

// projectArg is the placeholder of the project in every statement that holds a compiled filter: its first argument.
const projectArg = "$1"

// compileFilter returns a boolean SQL expression over a row of trace under the alias t. It is true for the rows that the filter
// means by the rules of package filter, and binds its values to args. The filter has passed filter.Check. The expression
// reads no other columns than those of trace, so that the row may be one of trace_past as well, and no data makes it raise.
func compileFilter(e filter.Expr, o filter.Options, args *arguments) (string, error) {
	return compile(e, o, args, scope{alias: "t"})
}

// compileSpanFilter is compileFilter for a row of span under the alias s, where every field is that span's own.
func compileSpanFilter(e filter.Expr, o filter.Options, args *arguments) (string, error) {
	return compile(e, o, args, scope{alias: "s", span: true})
}

func compile(e filter.Expr, o filter.Options, args *arguments, s scope) (string, error) {
	if e == nil {
		return "true", nil
	}
	c := &compiler{args: args, o: o, scope: s}
	var terms []string
	for _, conjunct := range filter.Conjuncts(e) {
		terms = append(terms, c.truth(conjunct))
		if near := c.near(conjunct); near != "" {
			terms = append(terms, near)
		}
		if answered := c.answered(conjunct); answered != "" {
			terms = append(terms, answered)
		}
	}
	if c.err != nil {
		return "", c.err
	}
	return "(" + strings.Join(terms, " AND ") + ")", nil
}

// scope says which row fields are read from, by its alias in the statement around.
type scope struct {
	alias string
	span  bool // the row is one of span, not of trace
}

// compiler writes SQL. Its first error sticks and the text after it is of no use.
type compiler struct {
	args  *arguments
	o     filter.Options
	scope scope
	// bound is the SQL that multi-valued paths of the test at hand stand for.
	bound   map[*filter.Path]value
	made    made // what a query makes itself
	aliases int
	err     error
}

func (c *compiler) fail(at filter.Expr, format string, a ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("compile filter %q: "+format, append([]any{filter.Format(at)}, a...)...)
	}
}

// alias returns a name that no other part of the expression has.
func (c *compiler) alias() string {
	c.aliases++
	return "v" + strconv.Itoa(c.aliases)
}

// truth compiles an expression that is asked for a truth value.
func (c *compiler) truth(e filter.Expr) string {
	switch n := e.(type) {
	case *filter.Logic:
		terms := make([]string, len(n.Terms))
		for i, t := range n.Terms {
			terms[i] = c.truth(t)
		}
		return "(" + strings.Join(terms, " "+n.Op.String()+" ") + ")"
	case *filter.Not:
		return "(NOT " + c.truth(n.X) + ")"
	case *filter.Cond:
		return "CASE WHEN " + c.truth(n.If) + " THEN " + c.truth(n.Then) + " ELSE " + c.truth(n.Else) + " END"
	case *filter.AnySpan:
		return c.anySpan(n)
	case *filter.Call:
		if n.Func != nil && n.Func.Kind == filter.FuncSearch {
			return c.truth(filter.ExpandSearch(n))
		}
	}
	return c.test(e)
}

func (c *compiler) anySpan(n *filter.AnySpan) string {
	outer := c.scope
	defer func() { c.scope = outer }()
	c.scope = scope{alias: "a", span: true}
	if outer == c.scope {
		c.fail(n, "ANY_SPAN in itself: %w", errUnchecked)
	}
	of := outer.alias + ".id"
	if outer.span {
		of = outer.alias + ".trace_id"
	}
	return "EXISTS (SELECT FROM span a WHERE a.project_id = " + projectArg + " AND a.trace_id = " + of + " AND " + c.truth(n.X) + ")"
}

// test compiles one test. It holds if its positive form holds for any choice of values of its multi-valued paths, is unknown
// only if that is unknown for all choices, and the negative forms are the negation of that.
func (c *compiler) test(e filter.Expr) string {
	positive := c.anyChoice(e)
	if negative(e) {
		return "(NOT " + positive + ")"
	}
	return positive
}

func (c *compiler) anyChoice(e filter.Expr) string {
	outer := c.bound
	defer func() { c.bound = outer }()
	ranges := filter.Ranges(e)
	switch {
	case len(ranges) == 0:
		return c.positive(e)
	case len(ranges) == 1:
		return c.oneRange(e, ranges[0])
	}
	c.bound = make(map[*filter.Path]value)
	from := "(SELECT) AS one"
	for _, p := range ranges {
		from += c.join(p, c.multi(p))
	}
	return c.over(e, from)
}

// oneRange compiles a test over one multi-valued path. Most rows have no more than one value of it, which a column tells
// without a subselect.
func (c *compiler) oneRange(e filter.Expr, p *filter.Path) string {
	m := c.multi(p)
	if null, ok := e.(*filter.IsNull); ok && null.X == p && m.some != "" {
		return "(NOT " + m.some + ")"
	}
	c.bound = make(map[*filter.Path]value)
	if !m.alone && (m.many == "" || !flat(e)) {
		return c.over(e, "(SELECT) AS one"+c.join(p, m))
	}
	c.bound[p] = m.single
	single := c.positive(e)
	if m.alone {
		return single
	}
	return "CASE WHEN " + m.many + " THEN " + c.over(e, "(SELECT) AS one"+c.join(p, m)) + " ELSE " + single + " END"
}

// join adds the values of a path to a FROM clause, one NULL row where there are none, and binds the path to them.
func (c *compiler) join(p *filter.Path, m multi) string {
	v := c.alias()
	c.bound[p] = value{rep: m.single.rep, sql: v + ".x"}
	return " LEFT JOIN (" + m.rows + ") AS " + v + " (x) ON " + v + ".x IS NOT NULL"
}

// over compiles the positive form for every row of a FROM clause and puts the answers together. The answer is a column of
// an inner select, because an aggregate whose argument names only outer rows would belong to the outer statement.
func (c *compiler) over(e filter.Expr, from string) string {
	aggregate, v := "bool_or", c.alias()
	if _, ok := e.(*filter.IsNull); ok {
		aggregate = "bool_and"
	}
	return "(SELECT " + aggregate + "(" + v + ".x) FROM (SELECT " + c.positive(e) + " AS x FROM " + from + ") AS " + v + ")"
}

// flat reports whether no condition stands inside the test, so that compiling it twice costs no more than twice.
func flat(e filter.Expr) bool {
	inner := 0
	filter.Walk(e, func(e filter.Expr) bool {
		call, ok := e.(*filter.Call)
		if filter.IsCondition(e) || ok && call.Func != nil && call.Func.Kind == filter.FuncSearch {
			inner++
		}
		if _, ok := e.(*filter.Cond); ok {
			inner += 2
		}
		return inner < 2
	})
	return inner < 2
}

// negative reports whether the test is written as the negation of its positive form.
func negative(e filter.Expr) bool {
	switch n := e.(type) {
	case *filter.Compare:
		return n.Op == filter.OpNotEqual || n.Op == filter.OpNotSame
	case *filter.Between:
		return n.Not
	case *filter.In:
		return n.Not
	case *filter.IsNull:
		return n.Not
	case *filter.IsBool:
		return n.Not
	case *filter.Like:
		return n.Not
	case *filter.Match:
		return n.Not
	case *filter.Includes:
		return n.Not
	}
	return false
}

// errUnchecked: the tree is one that filter.Check refuses, so the caller forgot to check it.
var errUnchecked = errors.New("the filter was not checked")
