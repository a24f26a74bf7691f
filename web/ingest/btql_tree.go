package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
)

// tree reads nodes and remembers where each stood. Positions in text serve as numbers of places, for errors of Check.
type tree struct {
	o      filter.Options
	places []string
	values bool // measures may be called
}

// at gives the next node its place.
func (t *tree) at(place string) filter.Range {
	t.places = append(t.places, place)
	return filter.Range{Pos: len(t.places), End: len(t.places)}
}

// blame names the place of a mistake.
func (t *tree) blame(at filter.Range, sentence string) error {
	place := "query.from"
	if at.Pos > 0 && at.Pos <= len(t.places) {
		place = t.places[at.Pos-1]
	}
	return store.Invalid{place: sentence}
}

// node is any node of the tree. Which members count depends on op.
type node struct {
	Op       string            `json:"op"`
	Children []json.RawMessage `json:"children"`
	Left     json.RawMessage   `json:"left"`
	Right    json.RawMessage   `json:"right"`
	Haystack json.RawMessage   `json:"haystack"`
	Needle   json.RawMessage   `json:"needle"`
	Expr     json.RawMessage   `json:"expr"`
	Value    json.RawMessage   `json:"value"`
	Unit     string            `json:"unit"`
	Name     json.RawMessage   `json:"name"`
	Args     []json.RawMessage `json:"args"`
	Text     *string           `json:"btql"` // a condition as text in the place of a node
}

var treeCompare = map[string]filter.CompareOp{"eq": filter.OpEqual, "ne": filter.OpNotEqual, "lt": filter.OpLess, "le": filter.OpLessEqual,
	"gt": filter.OpGreater, "ge": filter.OpGreaterEqual, "is": filter.OpSame, "isnot": filter.OpNotSame}

var treeArith = map[string]filter.ArithOp{"add": filter.OpAdd, "sub": filter.OpSubtract, "mul": filter.OpMultiply, "div": filter.OpDivide, "mod": filter.OpRemainder}

func (t *tree) expr(raw json.RawMessage, place string, depth int) (filter.Expr, error) {
	var n node
	switch {
	case depth > filter.MaxDepth:
		return nil, store.Invalid{place: fmt.Sprintf("The condition is nested more than %d deep.", filter.MaxDepth)}
	case !sentValue(raw):
		return nil, store.Invalid{place: "Something is missing here."}
	case json.Unmarshal(raw, &n) != nil:
		return nil, store.Invalid{place: `A condition is a tree of nodes such as {"op":"eq","left":…,"right":…}.`}
	}
	if n.Text != nil && n.Op == "" {
		return t.text(*n.Text, place)
	}
	if op, ok := treeCompare[n.Op]; ok {
		left, right, err := t.pair(n, place, depth)
		return &filter.Compare{Range: t.at(place), Op: op, Left: left, Right: right}, err
	}
	if op, ok := treeArith[n.Op]; ok {
		left, right, err := t.pair(n, place, depth)
		return &filter.Arith{Range: t.at(place), Op: op, Left: left, Right: right}, err
	}
	switch n.Op {
	case "and", "or":
		return t.logic(n, place, depth)
	case "in":
		return t.in(n, place, depth)
	case "includes", "contains":
		return t.includes(n, place, depth)
	case "like", "ilike", "match":
		return t.pattern(n, place, depth)
	case "not", "neg", "isnull", "isnotnull":
		return t.unary(n, place, depth)
	case "literal":
		return t.literal(n.Value, place)
	case "interval":
		return t.interval(n, place)
	case "ident":
		path, err := identOf(raw, place)
		if err != nil {
			return nil, err
		}
		p := filter.At(path[0].(string), path[1:]...)
		p.Range = t.at(place)
		return p, nil
	case "function":
		return t.call(n, place, depth)
	case "":
		return nil, store.Invalid{place: "This node has no op."}
	}
	return nil, store.Invalid{place: "The operator " + clip(n.Op) + " is not supported here."}
}

// text reads a condition that stands as text in the tree. Its nodes are all at the one place.
func (t *tree) text(text, place string) (filter.Expr, error) {
	e, _, err := filter.Read(text, t.o)
	if err != nil {
		return nil, store.Invalid{place: err.Error() + "."}
	}
	if e == nil {
		e = &filter.Literal{Range: t.at(place), Kind: filter.LitBool, Bool: true}
	}
	return e, nil
}

// pair reads left and right.
func (t *tree) pair(n node, place string, depth int) (left, right filter.Expr, err error) {
	if left, err = t.expr(n.Left, place+".left", depth+1); err != nil {
		return nil, nil, err
	}
	right, err = t.expr(n.Right, place+".right", depth+1)
	return left, right, err
}

// logic joins conditions. Those of the same operator below become one list, as the parser makes it of text.
func (t *tree) logic(n node, place string, depth int) (filter.Expr, error) {
	op := filter.OpAnd
	if n.Op == "or" {
		op = filter.OpOr
	}
	children, name := n.Children, ".children[%d]"
	if children == nil && n.Left != nil {
		children, name = []json.RawMessage{n.Left, n.Right}, ".left/right[%d]"
	}
	joined := &filter.Logic{Range: t.at(place), Op: op}
	for i, child := range children {
		e, err := t.expr(child, place+fmt.Sprintf(name, i), depth+1)
		if err != nil {
			return nil, err
		}
		if l, same := e.(*filter.Logic); same && l.Op == op {
			joined.Terms = append(joined.Terms, l.Terms...)
			continue
		}
		joined.Terms = append(joined.Terms, e)
	}
	switch len(joined.Terms) {
	case 0: // nothing has to hold, or nothing can
		return &filter.Literal{Range: t.at(place), Kind: filter.LitBool, Bool: op == filter.OpAnd}, nil
	case 1:
		return joined.Terms[0], nil
	}
	return joined, nil
}

func (t *tree) unary(n node, place string, depth int) (filter.Expr, error) {
	x, err := t.expr(n.Expr, place+".expr", depth+1)
	if err != nil {
		return nil, err
	}
	switch n.Op {
	case "not":
		return &filter.Not{Range: t.at(place), X: x}, nil
	case "neg":
		return &filter.Neg{Range: t.at(place), X: x}, nil
	}
	return &filter.IsNull{Range: t.at(place), X: x, Not: n.Op == "isnotnull"}, nil
}

// in reads left and a list of constants. Nothing is in an empty list.
func (t *tree) in(n node, place string, depth int) (filter.Expr, error) {
	x, err := t.expr(n.Left, place+".left", depth+1)
	if err != nil {
		return nil, err
	}
	items, _, err := t.items(n.Right, place+".right", depth)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return &filter.Literal{Range: t.at(place), Kind: filter.LitBool}, nil
	}
	return &filter.In{Range: t.at(place), X: x, Items: items}, nil
}

func (t *tree) includes(n node, place string, depth int) (filter.Expr, error) {
	left, right, leftName, rightName := n.Haystack, n.Needle, ".haystack", ".needle"
	if left == nil {
		left, right, leftName, rightName = n.Left, n.Right, ".left", ".right"
	}
	x, err := t.expr(left, place+leftName, depth+1)
	if err != nil {
		return nil, err
	}
	items, list, err := t.items(right, place+rightName, depth)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, store.Invalid{place + rightName: "The list is empty."}
	}
	return &filter.Includes{Range: t.at(place), X: x, Items: items, List: list}, nil
}

// items reads a literal list, or one value that stands for a list of itself.
func (t *tree) items(raw json.RawMessage, place string, depth int) (items []filter.Expr, list bool, err error) {
	var n node
	var values []json.RawMessage
	if sentValue(raw) && json.Unmarshal(raw, &n) == nil && n.Op == "literal" && json.Unmarshal(n.Value, &values) == nil && values != nil {
		for i, v := range values {
			item, err := t.literal(v, fmt.Sprintf("%s.value[%d]", place, i))
			if err != nil {
				return nil, true, err
			}
			items = append(items, item)
		}
		return items, true, nil
	}
	item, err := t.expr(raw, place, depth+1)
	return []filter.Expr{item}, false, err
}

func (t *tree) pattern(n node, place string, depth int) (filter.Expr, error) {
	x, pattern, err := t.pair(n, place, depth)
	if err != nil {
		return nil, err
	}
	if n.Op == "match" {
		return &filter.Match{Range: t.at(place), X: x, Query: pattern}, nil
	}
	return &filter.Like{Range: t.at(place), X: x, Pattern: pattern, ILike: n.Op == "ilike", Escape: `\`}, nil
}

// literal reads a constant: null, a boolean, a number with all its digits, a text.
func (t *tree) literal(raw json.RawMessage, place string) (filter.Expr, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if len(raw) == 0 || d.Decode(&v) != nil {
		return nil, store.Invalid{place: "This literal has no value."}
	}
	switch v := v.(type) {
	case map[string]any, []any:
		return nil, store.Invalid{place: "A list or an object cannot be compared with; a list may stand right of in and includes."}
	case json.Number:
		if _, err := v.Float64(); err != nil {
			return nil, store.Invalid{place: "The number " + clip(v.String()) + " is out of range."}
		}
	}
	lit := filter.Value(v)
	lit.Range = t.at(place)
	return lit, nil
}

// intervalUnits are what an interval may be counted in.
var intervalUnits = map[string]filter.Interval{
	"second": {Duration: time.Second}, "minute": {Duration: time.Minute}, "hour": {Duration: time.Hour}, "day": {Days: 1}, "week": {Days: 7},
	"month": {Months: 1}, "quarter": {Months: 3}, "year": {Months: 12},
}

func (t *tree) interval(n node, place string) (filter.Expr, error) {
	var count int
	unit, known := intervalUnits[strings.TrimSuffix(strings.ToLower(n.Unit), "s")]
	if !known || !sentValue(n.Value) || json.Unmarshal(n.Value, &count) != nil || count < -100_000 || count > 100_000 {
		return nil, store.Invalid{place: "An interval is a whole number of seconds, minutes, hours, days, weeks, months or years."}
	}
	i := filter.Interval{Months: unit.Months * count, Days: unit.Days * count, Duration: unit.Duration * time.Duration(count)}
	return &filter.Literal{Range: t.at(place), Kind: filter.LitInterval, Interval: i}, nil
}

// call reads a function of the filter language, or ANY_SPAN around a condition.
func (t *tree) call(n node, place string, depth int) (filter.Expr, error) {
	path, err := identOf(n.Name, place+".name")
	if err != nil {
		return nil, err
	}
	name := pathText(path)
	if f, ok := filter.LookupAggregate(name); ok && t.values {
		return t.aggregate(n, f, place, depth)
	}
	args := make([]filter.Expr, len(n.Args))
	for i, arg := range n.Args {
		if args[i], err = t.expr(arg, fmt.Sprintf("%s.args[%d]", place, i), depth+1); err != nil {
			return nil, err
		}
	}
	if strings.EqualFold(name, "any_span") && len(args) == 1 {
		return &filter.AnySpan{Range: t.at(place), X: args[0]}, nil
	}
	f, _ := filter.LookupFunction(name)
	return &filter.Call{Range: t.at(place), Name: name, Func: f, Args: args}, nil
}
