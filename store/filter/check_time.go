package filter

import "time"

// timeLayouts are the spellings of a moment, those with a zone first. A space may stand for the T.
var timeLayouts = []struct {
	layout string
	day    bool // only a date
}{
	{time.RFC3339Nano, false},
	{"2006-01-02T15:04Z07:00", false},
	{"2006-01-02 15:04:05.999999999Z07:00", false},
	{"2006-01-02 15:04Z07:00", false},
	{"2006-01-02 15:04:05.999999999Z07", false},
	{"2006-01-02T15:04:05.999999999", false},
	{"2006-01-02T15:04", false},
	{"2006-01-02 15:04:05.999999999", false},
	{"2006-01-02 15:04", false},
	{"2006-01-02", true},
}

// parseTime reads a date or a moment. Without a zone of its own it is one of loc; a date is its first moment.
func parseTime(text string, loc *time.Location) (t time.Time, day, ok bool) {
	for _, l := range timeLayouts {
		t, err := time.ParseInLocation(l.layout, text, loc)
		if err == nil && t.Year() >= 1 {
			return t, l.day, true
		}
	}
	return time.Time{}, false, false
}

// asTime turns the constant texts that the value of e can be into times. What is no text stays for the types to judge.
func (c *checker) asTime(e Expr) *Error {
	switch n := e.(type) {
	case *Cond:
		if err := c.each([]Expr{n.Then, n.Else}, c.asTime); err != nil {
			return err
		}
		return c.common(n, n.Then, n.Else) // what was a text beside another value is a time beside it now
	case *Call:
		if n.Func != nil && n.Func.Kind == FuncCoalesce {
			if err := c.each(n.Args, c.asTime); err != nil {
				return err
			}
			return c.common(n, n.Args...)
		}
	case *Literal:
		if n.Kind != LitString && n.Kind != LitTime {
			return nil
		}
		t, _, ok := parseTime(n.Text, c.o.location())
		if !ok {
			return typeError(n, "%s is not a date: write one as '2026-01-31' or '2026-01-31 15:04'", show(n))
		}
		n.Kind, n.Time = LitTime, t
	}
	return nil
}

// warnDay doubts created = '2026-01-31', which asks for one instant.
func (c *checker) warnDay(n *Compare) {
	lit, ok := n.Right.(*Literal)
	p, isPath := n.Left.(*Path)
	if !ok || !isPath || lit.Kind != LitTime {
		return
	}
	if _, day, _ := parseTime(lit.Text, c.o.location()); day {
		c.warn(n.Range, "day("+Format(p)+") = "+formatLiteral(lit), "%s is the first moment of that day, not the whole day", show(lit))
	}
}

// warnNull doubts a comparison that can never be true.
func (c *checker) warnNull(n *Compare) {
	for _, side := range [][2]Expr{{n.Right, n.Left}, {n.Left, n.Right}} {
		lit, ok := side[0].(*Literal)
		if !ok || lit.Kind != LitNull {
			continue
		}
		suggestion := ""
		switch n.Op {
		case OpEqual:
			suggestion = Format(&IsNull{X: side[1]})
		case OpNotEqual:
			suggestion = Format(&IsNull{X: side[1], Not: true})
		}
		c.warn(n.Range, suggestion, "a comparison with NULL is never true")
		return
	}
}
