package filter

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// At makes a path to a field and a place below it, as a click on a value names it: At("metadata", "category"). Keys are
// strings and ints. An unknown field is left for Check to report.
func At(field string, keys ...any) *Path {
	p := &Path{Name: field}
	for _, k := range keys {
		switch k := k.(type) {
		case int:
			p.Keys = append(p.Keys, Segment{Index: k, IsIndex: true})
		default:
			p.Keys = append(p.Keys, Segment{Key: fmt.Sprint(k)})
		}
	}
	resolve(p)
	return p
}

// Value makes a literal of a plain Go value: nil, bool, string, a number or json.Number. Anything else becomes its text.
func Value(v any) *Literal {
	switch v := v.(type) {
	case nil:
		return &Literal{Kind: LitNull}
	case bool:
		return &Literal{Kind: LitBool, Bool: v}
	case string:
		return &Literal{Kind: LitString, Text: v}
	case int:
		return &Literal{Kind: LitNumber, Text: strconv.Itoa(v), Number: float64(v)}
	case float64:
		if v-v != 0 {
			return &Literal{Kind: LitNull} // not a number, or infinite: no value of ours
		}
		return &Literal{Kind: LitNumber, Text: strconv.FormatFloat(v, 'g', -1, 64), Number: v}
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return &Literal{Kind: LitNumber, Text: v.String(), Number: f}
		}
	}
	return &Literal{Kind: LitString, Text: fmt.Sprint(v)}
}

// And joins conditions that must all hold, leaving out nil ones. Without any it is nil, the filter that matches everything.
func And(exprs ...Expr) Expr {
	var kept []Expr
	for _, e := range exprs {
		if e != nil {
			kept = append(kept, e)
		}
	}
	switch len(kept) {
	case 0:
		return nil
	case 1:
		return kept[0]
	}
	return join(OpAnd, Range{}, kept...)
}

// Equal is the condition that a click on a value adds: equality, IS NULL for nil, INCLUDES for a field that is a list.
func Equal(p *Path, value any) Expr {
	switch {
	case value == nil:
		return &IsNull{X: p}
	case TypeOf(p) == TypeList:
		return &Includes{X: p, Items: []Expr{Value(value)}}
	}
	return &Compare{Op: OpEqual, Left: p, Right: Value(value)}
}

// Exclude is the opposite of Equal. Traces that lack the value altogether stay in.
func Exclude(p *Path, value any) Expr {
	switch {
	case value == nil:
		return &IsNull{X: p, Not: true}
	case TypeOf(p) == TypeList:
		return &Includes{X: p, Items: []Expr{Value(value)}, Not: true}
	}
	return &Compare{Op: OpNotSame, Left: p, Right: Value(value)}
}

// Append adds a condition to a filter as text, in its canonical spelling. A condition that is already among those that must
// hold is not added again. The error is that of Parse on a text that does not read.
func Append(text string, add Expr) (string, error) {
	e, err := Parse(text)
	if err != nil || add == nil {
		return text, err
	}
	wanted := Format(add)
	for _, c := range Conjuncts(e) {
		if Format(c) == wanted {
			return Format(e), nil
		}
	}
	return Format(And(e, add)), nil
}

// Remove takes a condition away again from those that must hold; a text that lacks it comes back in canonical spelling.
func Remove(text string, drop Expr) (string, error) {
	e, err := Parse(text)
	if err != nil || drop == nil {
		return text, err
	}
	unwanted := Format(drop)
	var kept []Expr
	for _, c := range Conjuncts(e) {
		if Format(c) != unwanted {
			kept = append(kept, c)
		}
	}
	return Format(And(kept...)), nil
}
