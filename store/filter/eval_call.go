package filter

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// arith computes with doubles and with times. What is no number is NULL, and so are a division by zero and a result too
// large for a double.
func (v *evaluator) arith(n *Arith) any {
	l, r := v.value(n.Left), v.value(n.Right)
	if iv, ok := l.(Interval); ok {
		l, r = r, iv
	}
	if t, ok := l.(time.Time); ok {
		return v.timeArith(t, n.Op, r)
	}
	a, okA := floatOf(l)
	b, okB := floatOf(r)
	if !okA || !okB {
		return nil
	}
	var out float64
	switch n.Op {
	case OpAdd:
		out = a + b
	case OpSubtract:
		out = a - b
	case OpMultiply:
		out = a * b
	case OpDivide:
		out = a / b
	case OpRemainder:
		out = math.Mod(a, b)
	}
	if math.IsNaN(out) || math.IsInf(out, 0) {
		return nil
	}
	return out
}

func (v *evaluator) timeArith(t time.Time, op ArithOp, r any) any {
	switch r := r.(type) {
	case time.Time:
		return Interval{Duration: t.Sub(r)}
	case Interval:
		sign := 1
		if op == OpSubtract {
			sign = -1
		}
		if out, ok := AddInterval(t, r, sign, v.o.location()); ok {
			return out
		}
	}
	return nil
}

func (v *evaluator) call(n *Call) any {
	switch n.Func.Kind {
	case FuncNow:
		return v.now()
	case FuncSearch:
		return v.asValue(v.truth(n))
	case FuncCoalesce:
		for _, a := range n.Args {
			if x := v.value(a); x != nil {
				return as(x, TypeOf(n))
			}
		}
		return nil
	}
	x := v.value(n.Args[0])
	switch n.Func.Kind {
	case FuncLower:
		return mapText(x, strings.ToLower)
	case FuncUpper:
		return mapText(x, strings.ToUpper)
	case FuncLen:
		return lenOf(x)
	case FuncRound:
		digits := 0
		if len(n.Args) == 2 {
			digits = int(n.Args[1].(*Literal).Number)
		}
		return mapNumber(x, func(f float64) float64 { return roundTo(f, digits) })
	case FuncAbs:
		return mapNumber(x, math.Abs)
	}
	if t, ok := x.(time.Time); ok {
		return Truncate(t, n.Func.Kind, zoneOf(n, v.o))
	}
	return nil
}

func mapText(x any, f func(string) string) any {
	if s, ok := textOf(x); ok {
		return f(s)
	}
	return nil
}

func mapNumber(x any, f func(float64) float64) any {
	if n, ok := floatOf(x); ok {
		return f(n)
	}
	return nil
}

func lenOf(x any) any {
	switch x := x.(type) {
	case string:
		return float64(utf8.RuneCountInString(x))
	case document:
		s, _ := textOf(x)
		return float64(utf8.RuneCountInString(s))
	case []string:
		return float64(len(x))
	case []any:
		return float64(len(x))
	case map[string]any:
		return float64(len(x))
	}
	return nil
}

// roundTo rounds the shortest decimal that names f, so that 2.675 to two digits is 2.68 as it reads and as numeric in
// Postgres has it; halves go away from zero.
func roundTo(f float64, digits int) float64 {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	if !ok {
		return f
	}
	out, _ := strconv.ParseFloat(r.FloatString(digits), 64) // FloatString rounds halves away from zero
	return out
}

// Truncate returns the start of the hour, day, week (from Monday) or month that t falls in, by the calendar of loc.
func Truncate(t time.Time, unit FuncKind, loc *time.Location) time.Time {
	t = t.In(loc)
	y, m, d := t.Date()
	switch unit {
	case FuncHour: // by the clock, so that the hour that comes twice in autumn keeps its two halves apart
		return t.Add(-time.Duration(t.Minute())*time.Minute - time.Duration(t.Second())*time.Second - time.Duration(t.Nanosecond()))
	case FuncWeek:
		d -= (int(t.Weekday()) + 6) % 7
	case FuncMonth:
		d = 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}
