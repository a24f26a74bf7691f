package postgres

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"assay/store/filter"
	"assay/store/fold"
)

// rep is the form in which SQL holds a value.
type rep int

const (
	repNull     rep = iota
	repBool         // boolean
	repNumber       // float8
	repText         // text
	repTime         // timestamptz
	repInterval     // interval
	repJSON         // jsonb, JSON null being NULL
	repDocument     // text of a whole payload, which reads as text or as JSON
	repList         // text[]
)

// sqlTypes name the types of the forms.
var sqlTypes = [...]string{"text", "boolean", "float8", "text", "timestamptz", "interval", "jsonb", "text", "text[]"}

// repOf is the form of a static type.
func repOf(t filter.Type) rep {
	switch t {
	case filter.TypeBool:
		return repBool
	case filter.TypeNumber:
		return repNumber
	case filter.TypeString:
		return repText
	case filter.TypeTime:
		return repTime
	case filter.TypeInterval:
		return repInterval
	case filter.TypeJSON, filter.TypeScore:
		return repJSON
	case filter.TypeDocument:
		return repDocument
	case filter.TypeList:
		return repList
	}
	return repNull
}

// value is a compiled expression. A literal stays one until its form is asked for, so that it is bound once, in the form in
// which it is needed.
type value struct {
	rep rep
	sql string
	lit *filter.Literal
	// raw is sql of a repJSON in which JSON null is still itself: cheaper where only numbers or only strings count. It may be "".
	raw string
	// small says that a number in it fits a double, being one of ours.
	small bool
}

// jsonValue makes a value of JSON in which null may be JSON's.
func jsonValue(raw string) value {
	return value{rep: repJSON, sql: "NULLIF(" + raw + ", 'null')", raw: raw}
}

// rawJSON is the value for a function that takes JSON null for NULL.
func (v value) rawJSON() string {
	if v.raw != "" {
		return v.raw
	}
	return v.sql
}

// value compiles an expression for the values bound at the moment.
func (c *compiler) value(e filter.Expr) value {
	if filter.IsCondition(e) {
		return value{rep: repBool, sql: c.truth(e)}
	}
	if lit, ok := e.(*filter.Literal); ok {
		return value{rep: repOf(filter.TypeOf(lit)), lit: lit}
	}
	if x, ok := filter.Constant(e, c.o); ok {
		return c.constant(x, repOf(filter.TypeOf(e)))
	}
	switch n := e.(type) {
	case *filter.Path:
		if v, ok := c.bound[n]; ok {
			return v
		}
		return c.field(n)
	case *filter.Neg:
		return value{rep: repNumber, sql: "(- " + c.number(n.X) + ")"}
	case *filter.Arith:
		return c.arith(n)
	case *filter.Call:
		return c.call(n)
	case *filter.Cond:
		r := repOf(filter.TypeOf(n))
		return value{rep: r, sql: "CASE WHEN " + c.truth(n.If) + " THEN " + c.render(c.value(n.Then), r) +
			" ELSE " + c.render(c.value(n.Else), r) + " END"}
	case *filter.Ref:
		return c.ref(n)
	case *filter.Aggregate:
		return c.made.measures[filter.Format(n)]
	}
	c.fail(e, "%w", errUnchecked)
	return value{}
}

// constant is what an expression that depends on no row comes to, such as now() - interval 7 day.
func (c *compiler) constant(x any, r rep) value {
	lit := filter.Value(x)
	switch x := x.(type) {
	case time.Time:
		lit = &filter.Literal{Kind: filter.LitTime, Time: x}
	case filter.Interval:
		lit = &filter.Literal{Kind: filter.LitInterval, Interval: x}
	}
	if lit.Kind == filter.LitNull || r == repJSON {
		return value{rep: r, sql: c.literal(lit, r)}
	}
	return value{rep: r, lit: lit}
}

// number compiles a value that is asked for a number, NULL where it is none.
func (c *compiler) number(e filter.Expr) string { return c.render(c.value(e), repNumber) }

// render writes a value in the form asked for.
func (c *compiler) render(v value, want rep) string {
	switch {
	case v.lit != nil:
		return c.literal(v.lit, want)
	case v.rep == repNull:
		return "(" + v.sql + ")::" + sqlTypes[want]
	case v.rep == want:
		return v.sql
	case want == repJSON && v.rep == repDocument:
		return "json_of(" + v.sql + ")"
	case want == repJSON:
		return "to_jsonb(" + v.sql + ")"
	case want == repText && v.rep == repDocument:
		return "document_text(" + v.sql + ")"
	case want == repText && v.rep == repJSON:
		return "(" + v.sql + " #>> '{}')"
	case want == repNumber && v.rep == repJSON && v.small:
		return "CASE jsonb_typeof(" + v.rawJSON() + ") WHEN 'number' THEN " + v.rawJSON() + "::float8 END"
	case want == repNumber && v.rep == repJSON:
		return "json_number(" + v.rawJSON() + ")"
	}
	if c.err == nil {
		c.err = fmt.Errorf("compile filter: %s where %s is needed: %w", sqlTypes[v.rep], sqlTypes[want], errUnchecked)
	}
	return "NULL"
}

// literal binds a constant in the form asked for.
func (c *compiler) literal(n *filter.Literal, want rep) string {
	switch {
	case n.Kind == filter.LitNull:
		return "NULL::" + sqlTypes[want]
	case want == repJSON && n.Kind <= filter.LitString:
		return c.args.add(jsonOf(n)) + "::jsonb"
	case want == repBool && n.Kind == filter.LitBool:
		return strconv.FormatBool(n.Bool)
	case want == repNumber && n.Kind == filter.LitNumber:
		return c.args.add(n.Number) + "::float8"
	case want == repText && n.Kind == filter.LitString:
		return c.args.text(n.Text)
	case want == repTime && n.Kind == filter.LitTime:
		return c.time(n.Time)
	case want == repInterval && n.Kind == filter.LitInterval:
		return c.args.add(intervalText(n.Interval)) + "::interval"
	}
	c.fail(n, "not %s: %w", sqlTypes[want], errUnchecked)
	return "NULL"
}

func (c *compiler) time(t time.Time) string { return c.args.add(t.UTC()) + "::timestamptz" }

// zone binds the name of the reader's time zone. One without a name that Postgres could know, such as a fixed offset, goes
// by its offset at the time of the question, in POSIX spelling, where east of Greenwich is negative.
func (c *compiler) zone() string {
	loc := c.o.Location
	if loc == nil {
		loc = time.UTC
	}
	name := loc.String()
	if _, err := time.LoadLocation(name); err != nil || name == "Local" || name == "" {
		_, east := c.o.Now.In(loc).Zone()
		sign, west := '+', '-'
		if east < 0 {
			sign, west, east = '-', '+', -east
		}
		name = fmt.Sprintf("<%c%02d%02d>%c%02d:%02d:%02d", sign, east/3600, east/60%60, west, east/3600, east/60%60, east%60)
	}
	return c.args.text(name)
}

// intervalText spells an interval as Postgres reads it.
func intervalText(i filter.Interval) string {
	hours, rest := i.Duration/time.Hour, i.Duration%time.Hour
	return fmt.Sprintf("%d months %d days %d hours %d microseconds", i.Months, i.Days, hours, rest.Microseconds())
}

// jsonOf writes a constant as JSON.
func jsonOf(n *filter.Literal) string {
	switch n.Kind {
	case filter.LitBool:
		return strconv.FormatBool(n.Bool)
	case filter.LitNumber:
		if json.Valid([]byte(n.Text)) { // all its digits, where a double has 15
			return n.Text
		}
		return strconv.FormatFloat(n.Number, 'g', -1, 64)
	case filter.LitString:
		return fold.Text(storable(n.Text))
	}
	return "null"
}
