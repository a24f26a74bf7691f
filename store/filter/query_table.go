package filter

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Table is what a query comes to. Values are nil, bool, float64, json.Number, string, time.Time, []any and map[string]any; equal
// values of a dimension stand in one spelling, such as 5 for 5.0.
type Table struct {
	Columns []TableColumn
	Rows    [][]any
	// Groups has the values of the dimensions of each row of a grouped query, in their order; nil in the place of those that
	// became columns. Query.Matching makes the condition of it that the rows of the group meet.
	Groups [][]any
}

// TableColumn is one column of a Table.
type TableColumn struct {
	Name string
	Type Type
	// Column is its place in Query.Columns.
	Column int
	// Measure tells that its values are of many rows.
	Measure bool
	// Pivot has the values of the dimensions of Query.Pivot that it is about; nil where the query has none.
	Pivot []any
}

// ColumnsOf are the columns of the answer to a checked query that names them, before any of them is made by Pivoted.
func ColumnsOf(q *Query) []TableColumn {
	out := make([]TableColumn, len(q.Columns))
	for i, c := range q.Columns {
		out[i] = TableColumn{Name: c.Name, Type: plainType(TypeOf(c.Expr)), Column: i, Measure: c.Measure}
	}
	return out
}

// Canonical writes a value in the one spelling that equal values share.
func Canonical(x any) any {
	switch x := x.(type) {
	case float64:
		if x == 0 {
			return 0.0 // there is a negative one
		}
		return x
	case json.Number:
		return json.Number(canonicalNumber(x.String()))
	case time.Time:
		return x.UTC().Truncate(time.Microsecond)
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = Canonical(e)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, e := range x {
			out[k] = Canonical(e)
		}
		return out
	}
	return x
}

// canonicalNumber writes a JSON number without exponent and without needless zeros.
func canonicalNumber(s string) string {
	s = plainNumber(s)
	if strings.ContainsRune(s, '.') {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

// keyOf tells values apart: equal ones have the same key.
func keyOf(x any) string {
	switch x := Canonical(x).(type) {
	case nil:
		return "null"
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case time.Time:
		return "@" + strconv.FormatInt(x.UnixMicro(), 10)
	default:
		var b strings.Builder
		writeJSON(&b, x)
		return b.String()
	}
}

// CellText is a value as people read it: a text without quotes, other JSON as it prints, NULL for nothing.
func CellText(x any) string {
	switch x := Canonical(x).(type) {
	case nil:
		return "NULL"
	case string:
		return x
	case time.Time:
		return x.Format(time.RFC3339Nano)
	default:
		return keyOf(x)
	}
}

// before orders values as answers do: numbers, then texts by their bytes, then other values by their text, NULL last. It is
// negative if a comes before b.
func before(a, b any, descending bool) int {
	if a == nil || b == nil {
		return cmp.Compare(btoi(a == nil), btoi(b == nil))
	}
	rankA, rankB := rankOf(a), rankOf(b)
	sign := cmp.Compare(rankA, rankB)
	if sign == 0 {
		sign = withinRank(a, b)
	}
	if descending && rankA == rankB {
		return -sign
	}
	return sign
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func rankOf(x any) int {
	switch x.(type) {
	case float64, json.Number, time.Time:
		return 0
	case string:
		return 1
	}
	return 2
}

func withinRank(a, b any) int {
	switch x := a.(type) {
	case bool:
		if y, ok := b.(bool); ok {
			return cmp.Compare(btoi(x), btoi(y))
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y)
		}
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y)
		}
	}
	if x, y := ratOf(a), ratOf(b); x != nil && y != nil {
		return x.Cmp(y)
	}
	return strings.Compare(keyOf(a), keyOf(b))
}

// ratOf is the exact number that a value reads as.
func ratOf(x any) *big.Rat {
	switch x := x.(type) {
	case float64:
		return decimal(x)
	case json.Number:
		r, _ := new(big.Rat).SetString(plainNumber(x.String()))
		return r
	}
	return nil
}

// decimal is the shortest decimal that names f, exactly: sums of 0.1 read as they should, and the same in the database.
func decimal(f float64) *big.Rat {
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	return r
}

// sortTable puts rows in the order that keys, which belong to them, say: each key has one value for each part of the order.
func sortTable(rows []answered, descending []bool) {
	slices.SortStableFunc(rows, func(a, b answered) int {
		for i := range a.order {
			if sign := before(a.order[i], b.order[i], i < len(descending) && descending[i]); sign != 0 {
				return sign
			}
		}
		return 0
	})
}

// answered is a row of an answer before it is cut to what the query wants.
type answered struct {
	values, group, order []any
}
