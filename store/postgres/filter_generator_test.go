package postgres

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"assay/store/filter"
)

// generator writes filters, most of which pass filter.Check.
type generator struct {
	r     *rand.Rand
	spans bool // the condition is about spans
	in    bool // inside ANY_SPAN
}

func (g *generator) condition(depth int) string {
	n := g.r.IntN(20)
	switch {
	case depth > 0 && n < 4:
		return fmt.Sprintf("(%s %s %s)", g.condition(depth-1), pick(g.r, []string{"AND", "OR"}), g.condition(depth-1))
	case depth > 0 && n < 6:
		return "NOT (" + g.condition(depth-1) + ")"
	case depth > 0 && n < 8 && !g.in:
		inner := *g
		inner.in = true
		return "ANY_SPAN(" + inner.condition(depth-1) + ")"
	case depth > 0 && n == 8:
		return fmt.Sprintf("(%s ? %s : %s)", g.condition(depth-1), g.condition(depth-1), g.condition(depth-1))
	case depth > 0 && n == 9:
		return fmt.Sprintf("((%s) IS %s%s)", g.condition(depth-1), pick(g.r, []string{"", "NOT "}), pick(g.r, []string{"TRUE", "FALSE", "NULL"}))
	}
	return g.test(depth)
}

func (g *generator) test(depth int) string {
	not := pick(g.r, []string{"", "", "NOT "})
	switch g.r.IntN(14) {
	case 0, 1, 2, 3, 4:
		l, r := g.pair(depth)
		return l + " " + pick(g.r, []string{"=", "!=", "<", "<=", ">", ">=", "<=>", "<!=>"}) + " " + r
	case 5:
		x, low := g.pair(depth)
		_, high := g.pair(depth)
		return x + " " + not + "BETWEEN " + low + " AND " + high
	case 6:
		x, a := g.pair(depth)
		_, b := g.pair(depth)
		return x + " " + not + "IN (" + a + ", " + b + ")"
	case 7, 8:
		return pick(g.r, []string{g.path(), g.value(depth)}) + " IS " + not + "NULL"
	case 9:
		return g.path() + " IS " + not + pick(g.r, []string{"TRUE", "FALSE"})
	case 10:
		pattern := pick(g.r, []string{"%", "_", "a%", "%e%", "%\\%", "%\\_b", "E%", "%'%", "%ü%", "É%", "__", "", "%5%", "%\\\\%", "%n%"})
		return g.textual(depth) + " " + not + pick(g.r, []string{"LIKE ", "ILIKE "}) + quoted(pattern) + pick(g.r, []string{"", "", " ESCAPE '!'", " ESCAPE ''"})
	case 11:
		return g.textual(depth) + " " + not + "MATCH " + quoted(pick(g.r, words))
	case 12:
		items := []string{quoted(pick(g.r, words)), pick(g.r, []string{"5", "true", quoted(pick(g.r, words))})}
		if g.r.IntN(2) == 0 {
			return g.textual(depth) + " " + not + "INCLUDES " + items[g.r.IntN(2)]
		}
		return g.textual(depth) + " " + not + "INCLUDES [" + strings.Join(items, ", ") + "]"
	}
	return pick(g.r, []string{"search(" + quoted(pick(g.r, words)) + ")", g.path(), "is_root", "is_reviewed", "flagged", "true", "NULL"})
}

// pair makes two values that may be compared more often than not.
func (g *generator) pair(depth int) (string, string) {
	switch g.r.IntN(6) {
	case 0:
		return g.number(depth), g.number(depth)
	case 1:
		return g.textual(depth), g.textual(depth)
	case 2:
		return g.time(depth), g.time(depth)
	case 3:
		return g.json(), pick(g.r, []string{g.number(0), g.textual(0), "true", "NULL", g.json()})
	case 4:
		return g.literal(), g.json()
	}
	return g.value(depth), g.value(depth)
}

func (g *generator) value(depth int) string {
	switch g.r.IntN(6) {
	case 0:
		return g.number(depth)
	case 1:
		return g.textual(depth)
	case 2:
		return g.time(depth)
	case 3:
		return g.literal()
	}
	return g.path()
}

func (g *generator) literal() string {
	return pick(g.r, []string{"5", "0.1", "1000", "-2.5", "true", "false", "NULL", "0.5", quoted(pick(g.r, words)), quoted(pick(g.r, words))})
}

func (g *generator) number(depth int) string {
	if depth > 0 {
		a, b := g.number(depth-1), g.number(depth-1)
		switch g.r.IntN(9) {
		case 0, 1:
			return "(" + a + " " + pick(g.r, []string{"+", "-", "*", "/", "%"}) + " " + b + ")"
		case 2:
			return pick(g.r, []string{"-" + a, "abs(" + a + ")", "round(" + a + ")", "round(" + a + ", 1)"})
		case 3:
			return "len(" + g.textual(depth-1) + ")"
		case 4:
			return "coalesce(" + a + ", " + b + ")"
		case 5:
			return "(" + g.condition(depth-1) + " ? " + a + " : " + b + ")"
		}
	}
	return pick(g.r, []string{"5", "2", "0", "0.25", "0.5", "1e308", "1e-308", "3", "tokens", "cost", "duration", "reviews", "corrections", "metrics.tokens", "metrics.missing", g.score(), g.json(),
		g.answers("disagreement")})
}

func (g *generator) textual(depth int) string {
	if depth > 0 {
		switch g.r.IntN(8) {
		case 0:
			return pick(g.r, []string{"lower(", "upper("}) + g.textual(depth-1) + ")"
		case 1:
			return "coalesce(" + g.textual(depth-1) + ", " + quoted(pick(g.r, words)) + ")"
		case 2:
			return "(" + g.condition(depth-1) + " ? " + g.textual(depth-1) + " : " + g.textual(depth-1) + ")"
		}
	}
	return pick(g.r, []string{"name", "type", "id", "span_id", "root_span_id", "input", "output", "expected", "error", "tags", "comment", "dataset", "split", "theme", "user", "correction",
		"correction.user", "correction.review", quoted(pick(g.r, words)), quoted("root 3"), quoted("root 5/0"), g.json(), g.json(), g.score()})
}

func (g *generator) time(depth int) string {
	if depth > 0 {
		switch g.r.IntN(6) {
		case 0:
			return pick(g.r, []string{"hour", "day", "week", "month"}) + "(" + g.time(depth-1) + ")"
		case 1:
			return g.time(depth-1) + pick(g.r, []string{" + ", " - "}) + pick(g.r, []string{
				"interval 3 day", "interval 5 month", "interval 90 minute", "interval '1 month 2 days 3 hours'", "interval 50 year"})
		case 2:
			return "coalesce(" + g.time(depth-1) + ", created)"
		case 3:
			return "now() - (" + g.time(depth-1) + " - " + g.time(depth-1) + ")"
		}
	}
	return pick(g.r, []string{"created", "created", "now()", "'2026-05-01'", "'2026-03-29 12:00'", "'2026-07-01T00:00:00Z'"})
}

// answers names what reviewers said to a question, maybe one of them.
func (g *generator) answers(field string) string {
	keys := []any{pick(g.r, scoreNames)}
	for field == "answers" && g.r.IntN(4) > 0 && len(keys) < 2 {
		keys = append(keys, pick(g.r, []string{"user 0 a", "user 0 b", "user 1 a", "user 1 b"}))
	}
	return filter.Format(filter.At(field, keys...))
}

func (g *generator) json() string {
	if g.r.IntN(4) == 0 {
		return g.answers("answers")
	}
	field := pick(g.r, []string{"metadata", "metadata", "input", "output", "expected"})
	var keys []any
	if field == "metadata" {
		keys = append(keys, pick(g.r, metadataKeys))
	}
	for range 1 + g.r.IntN(3) {
		keys = append(keys, pick(g.r, []any{"k", "n", "0", 0, 1, -1, 9, "a b"}))
	}
	if field == "metadata" && g.r.IntN(2) == 0 {
		keys = keys[:1]
	}
	return filter.Format(filter.At(field, keys...))
}

func (g *generator) score() string {
	keys := []any{pick(g.r, scoreNames)}
	if g.r.IntN(2) == 0 {
		keys = append([]any{pick(g.r, []string{"user", "review", "automated"})}, keys...)
	}
	return filter.Format(filter.At("scores", keys...))
}

func (g *generator) path() string {
	f := pick(g.r, filter.Fields())
	return pick(g.r, []string{f.Name, f.Name, g.json(), g.score(), g.answers("answers"), g.answers("disagreement"), g.answers("settled")})
}
