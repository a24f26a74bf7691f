package postgres

import (
	"assay/store/filter"
)

// arith compiles arithmetic: NULL for what is no number, for a division by zero and for a result out of range.
func (c *compiler) arith(n *filter.Arith) value {
	switch filter.TypeOf(n) {
	case filter.TypeInterval:
		// Subtracting timestamps counts days of 24 hours apart; as hours alone it can be added back by the clock.
		return value{rep: repInterval, sql: "make_interval(secs => extract(epoch FROM " + c.render(c.value(n.Left), repTime) + " - " +
			c.render(c.value(n.Right), repTime) + ")::float8)"}
	case filter.TypeTime:
		at, by, sign := c.value(n.Left), c.value(n.Right), ""
		if at.rep == repInterval {
			at, by = by, at
		}
		if n.Op == filter.OpSubtract {
			sign = "- "
		}
		return value{rep: repTime, sql: "shift_time(" + c.render(at, repTime) + ", " + sign + c.render(by, repInterval) + ", " + c.zone() + ")"}
	}
	return value{rep: repNumber, sql: "calculate(" + c.number(n.Left) + ", '" + n.Op.String() + "', " + c.number(n.Right) + ")"}
}

// call compiles a function of the filter language.
func (c *compiler) call(n *filter.Call) value {
	if n.Func == nil || len(n.Args) < n.Func.Min {
		c.fail(n, "%w", errUnchecked)
		return value{}
	}
	switch n.Func.Kind {
	case filter.FuncNow:
		return value{rep: repTime, sql: c.time(c.o.Now)}
	case filter.FuncSearch:
		return value{rep: repBool, sql: c.truth(n)}
	case filter.FuncLower:
		return value{rep: repText, sql: "lower_text(" + c.text(n.Args[0]) + ")"}
	case filter.FuncUpper:
		return value{rep: repText, sql: "upper_text(" + c.text(n.Args[0]) + ")"}
	case filter.FuncLen:
		return value{rep: repNumber, sql: c.length(n.Args[0]) + "::float8"}
	case filter.FuncCoalesce:
		return c.coalesce(n)
	case filter.FuncRound:
		digits := "0"
		if len(n.Args) == 2 {
			digits = c.number(n.Args[1]) + "::int"
		}
		return value{rep: repNumber, sql: "round_number(" + c.number(n.Args[0]) + ", " + digits + ")"}
	case filter.FuncAbs:
		return value{rep: repNumber, sql: "abs(" + c.number(n.Args[0]) + ")"}
	case filter.FuncHour:
		return c.startOf("hour", n)
	case filter.FuncDay:
		return c.startOf("day", n)
	case filter.FuncWeek:
		return c.startOf("week", n)
	case filter.FuncMonth:
		return c.startOf("month", n)
	}
	c.fail(n, "%w", errUnchecked)
	return value{}
}

func (c *compiler) startOf(unit string, n *filter.Call) value {
	zone := c.zone
	if len(n.Args) == 2 {
		zone = func() string { return c.text(n.Args[1]) }
	}
	return value{rep: repTime, sql: "start_of('" + unit + "', " + c.render(c.value(n.Args[0]), repTime) + ", " + zone() + ")"}
}

func (c *compiler) length(e filter.Expr) string {
	v := c.value(e)
	switch v.rep {
	case repList:
		return "cardinality(" + v.sql + ")"
	case repJSON:
		return "json_length(" + c.render(v, repJSON) + ")"
	}
	return "length(" + c.render(v, repText) + ")"
}

func (c *compiler) coalesce(n *filter.Call) value {
	r := repOf(filter.TypeOf(n))
	sql := "COALESCE("
	for i, a := range n.Args {
		if i > 0 {
			sql += ", "
		}
		sql += c.render(c.value(a), r)
	}
	return value{rep: r, sql: sql + ")"}
}
