package views

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
)

// QueryPage asks whole queries and shows what they come to.
type QueryPage struct {
	Shell    Shell
	Text     string
	Zone     string // as in the URL; empty is UTC
	Zones    []string
	Wrong    QueryMistake
	Warnings []string
	Answer   *QueryAnswer // nil before the first query, and where it cannot be read
	Examples []QueryExample
	Measures []*filter.AggregateFunction
	CanSave  bool // the person may download
}

// QueryMistake is what is wrong with the query, and where.
type QueryMistake struct {
	Message, Line, Caret, Suggestion string
	Field                            string // the name of the field that is wrong: q or tz
}

// QueryExample is a query to start from, with what it tells.
type QueryExample struct {
	Text, Says string
}

// QueryAnswer is the table that a query came to.
type QueryAnswer struct {
	Columns []QueryColumn
	Rows    []QueryRow
	Notes   []string // what one has to know to read it: bounds, samples, what is counted twice
	Took    time.Duration
	Chart   string // "time" or "category" where the first column is an axis and others have measures; empty without a chart
	Zone    string // that times are shown in
}

// QueryColumn is one column of the answer.
type QueryColumn struct {
	Name    string
	Number  bool // right-aligned
	Measure bool
}

// QueryRow is one row of the answer.
type QueryRow struct {
	Cells []QueryCell
}

// QueryCell is one value. Plot is its place on a chart: a number, or seconds since 1970; empty where it has none.
type QueryCell struct {
	Text, URL, Title, Plot string
	Null                   bool
}

// cellText is how much of a value a cell shows.
const cellText = 300

// NewCell writes a value of an answer. Times are read in loc, without a clock where days is set.
func NewCell(x any, loc *time.Location, days bool) QueryCell {
	switch x := x.(type) {
	case nil:
		return QueryCell{Text: "NULL", Null: true}
	case float64:
		return QueryCell{Text: tidy(x), Plot: strconv.FormatFloat(x, 'g', -1, 64), Title: exactNumber(x)}
	case time.Time:
		at := x.In(loc)
		c := QueryCell{Text: at.Format("2006-01-02 15:04"), Plot: strconv.FormatFloat(float64(x.UnixMilli())/1000, 'f', -1, 64), Title: at.Format(time.RFC3339)}
		if days {
			c.Text = at.Format("2006-01-02")
		}
		return c
	case json.Number:
		return QueryCell{Text: x.String(), Plot: x.String()}
	case string:
		if strings.HasPrefix(x, "{") || strings.HasPrefix(x, "[") { // a payload
			return QueryCell{Text: store.Preview(x, cellText)}
		}
		return QueryCell{Text: store.Preview(quoted(x), cellText)}
	case []any:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = NewCell(e, loc, days).Text
		}
		return QueryCell{Text: store.Preview(quoted(strings.Join(parts, ", ")), cellText)}
	}
	return QueryCell{Text: store.Preview(filter.CellText(x), cellText)}
}

// quoted makes JSON of a text, whose preview is one line of it.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return s // a text always has a JSON form
	}
	return string(b)
}

// tidy writes a number as a table does: whole numbers with their thousands apart, others to the digits that matter.
func tidy(x float64) string {
	switch size := math.Abs(x); {
	case x == math.Trunc(x) && size < 1e15:
		return Thousands(int64(x))
	case size >= 1000 && size < 1e15:
		return Thousands(int64(math.Round(x)))
	default:
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
}

// exactNumber is the whole number where tidy leaves digits out.
func exactNumber(x float64) string {
	if exact := strconv.FormatFloat(x, 'f', -1, 64); exact != tidy(x) && x != math.Trunc(x) {
		return exact
	}
	return ""
}

// OnlyDays reports whether all times of a column begin a day in loc.
func OnlyDays(rows [][]any, column int, loc *time.Location) bool {
	return !slices.ContainsFunc(rows, func(row []any) bool {
		t, ok := row[column].(time.Time)
		h, m, s := t.In(loc).Clock()
		return ok && h+m+s > 0
	})
}

// OnlyNumbers reports whether a column has numbers and nothing else.
func OnlyNumbers(rows [][]any, column int) bool {
	numbers := false
	for _, row := range rows {
		switch row[column].(type) {
		case float64, json.Number:
			numbers = true
		case nil:
		default:
			return false
		}
	}
	return numbers
}

// ran says how long an answer took, and how many rows it has.
func (a QueryAnswer) ran() string {
	n := CountView{N: len(a.Rows)}.String() + " rows"
	if len(a.Rows) == 1 {
		n = "1 row"
	}
	return n + " in " + Length(a.Took)
}
