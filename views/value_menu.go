package views

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"assay/store"
	"assay/store/filter"
)

// Narrow makes the choices of what one can do with a value: lists narrowed to it, and lists without it.
type Narrow struct {
	Project string
	List    LogsQuery   // the list that is narrowed
	Filter  filter.Expr // its filter, nil where it cannot be read
	// AnySpan tells that values are those of a span that is not the root, so that a list finds them anywhere in a trace.
	AnySpan bool
	// None tells that there is no list to narrow: values are only shown.
	None bool
}

// ValueMenu is a value with what one can do with it.
type ValueMenu struct {
	ID      string
	Choices []ValueChoice // none: the value is only shown
}

// ValueChoice leads to a list.
type ValueChoice struct {
	Says, URL string
}

// longestValue is how many bytes of a value one filters by. Longer ones are found by their words.
const longestValue = 200

// menu offers the lists for a value that is nil, a boolean, a text or a number.
func (n Narrow) menu(id string, at *filter.Path, value any) ValueMenu {
	if s, ok := value.(string); n.None || ok && (s == "" || len(s) > longestValue) {
		return ValueMenu{}
	}
	m := ValueMenu{ID: id}
	if lit := filter.Value(value); lit.Kind == filter.LitNumber {
		m.Choices = []ValueChoice{
			n.choice("Only "+lit.Text, filter.Equal(at, value)), n.choice(lit.Text+" or less", compare(filter.OpLessEqual, at, lit)),
			n.choice(lit.Text+" or more", compare(filter.OpGreaterEqual, at, lit)), n.choice("Exclude "+lit.Text, filter.Exclude(at, value)),
		}
		return m
	}
	m.Choices = []ValueChoice{n.choice("Only show these", filter.Equal(at, value)), n.choice("Exclude these", filter.Exclude(at, value))}
	return m
}

// at offers the lists that begin or end with a time.
func (n Narrow) at(id string, t time.Time) ValueMenu {
	if n.None {
		return ValueMenu{}
	}
	created, moment := filter.At("created"), filter.Value(t.UTC().Format("2006-01-02T15:04:05.999999Z"))
	return ValueMenu{ID: id, Choices: []ValueChoice{
		n.choice("From here on", compare(filter.OpGreaterEqual, created, moment)), n.choice("Up to here", compare(filter.OpLessEqual, created, moment)),
	}}
}

// duration offers the lists of what took as long or longer, to the millisecond: nobody looks for the same again.
func (n Narrow) duration(id string, d time.Duration) ValueMenu {
	if n.None {
		return ValueMenu{}
	}
	at := filter.At("duration")
	seconds := func(d time.Duration) *filter.Literal { return filter.Value(d.Truncate(time.Millisecond).Seconds()) }
	return ValueMenu{ID: id, Choices: []ValueChoice{
		n.choice("As long or longer", compare(filter.OpGreaterEqual, at, seconds(d))), n.choice("As long or shorter", compare(filter.OpLessEqual, at, seconds(d+time.Millisecond))),
	}}
}

func compare(op filter.CompareOp, p *filter.Path, lit *filter.Literal) filter.Expr {
	return &filter.Compare{Op: op, Left: p, Right: lit}
}

func (n Narrow) choice(says string, condition filter.Expr) ValueChoice {
	if n.AnySpan {
		if filter.Negative(condition) {
			condition = &filter.Not{X: &filter.AnySpan{X: filter.Negate(condition)}}
		} else {
			condition = &filter.AnySpan{X: condition}
		}
	}
	q := n.List
	q.Filter, q.After, q.Before, q.Open = filter.Format(filter.Narrow(n.Filter, condition)), store.Cursor{}, store.Cursor{}, ""
	return ValueChoice{Says: says, URL: LogsURL(n.Project, q)}
}

// json offers the lists for a JSON value, if it is no object and no array.
func (n Narrow) json(id string, at *filter.Path, raw json.RawMessage) ValueMenu {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || v == nil {
		return ValueMenu{}
	}
	switch v.(type) {
	case map[string]any, []any:
		return ValueMenu{}
	}
	return n.menu(id, at, v)
}

// metric offers the lists for a measured number of a span: those of a trace are sums. It has a name and nothing below it.
func (n Narrow) metric(id string, f Fact) ValueMenu {
	if len(f.Path) != 1 {
		return ValueMenu{}
	}
	n.AnySpan = true
	return n.json(id, f.at("metrics"), f.JSON)
}

// score offers the lists for a score by its path: a name, or a source and a name.
func (n Narrow) score(id string, s store.Score, path ...any) ValueMenu {
	at := filter.At("scores", path...)
	switch {
	case s.Number != nil:
		return n.menu(id, at, *s.Number)
	case s.Category != "":
		return n.menu(id, at, s.Category)
	}
	return ValueMenu{}
}

// ofSpan is the same for the values of a span: those of the root are what lists filter by.
func (n Narrow) ofSpan(root bool) Narrow {
	n.AnySpan = !root
	return n
}

// narrow is how values of the list narrow it.
func (p TraceListPage) narrow() Narrow {
	return Narrow{Project: p.Shell.Project, List: p.Query, Filter: p.Filter.Expr}
}

// menu is what one can do with the value of a cell.
func (p TraceListPage) menu(row int, t store.Trace, c Column) ValueMenu {
	n, id := p.narrow(), "v-"+strconv.Itoa(row)+"-"+strconv.Itoa(p.columnIndex(c))
	switch c.Kind {
	case "created":
		return n.at(id, t.Created)
	case "name":
		return n.menu(id, filter.At("name"), t.Name)
	case "type":
		return n.menu(id, filter.At("type"), t.Type)
	case "error":
		return n.menu(id, filter.At("error"), t.Error)
	case "duration":
		if t.HasDuration {
			return n.duration(id, t.Duration)
		}
	case "tokens":
		if t.Tokens > 0 {
			return n.menu(id, filter.At("tokens"), int(t.Tokens))
		}
	case "cost":
		if t.Cost > 0 {
			return n.menu(id, filter.At("cost"), t.Cost)
		}
	case "scores":
		s, _ := scoreOf(t, c.Key)
		return n.score(id, s, scorePath(t, c.Key)...)
	case "metadata":
		return n.json(id, filter.At("metadata", c.Key), metadataValue(t, c.Key))
	}
	return ValueMenu{}
}

func (p TraceListPage) columnIndex(c Column) int {
	for i, other := range p.Columns {
		if other == c {
			return i
		}
	}
	return -1
}

// tagMenu is what one can do with a tag of a row.
func (p TraceListPage) tagMenu(row, tag int, name string) ValueMenu {
	return p.narrow().menu("v-"+strconv.Itoa(row)+"-tag-"+strconv.Itoa(tag), filter.At("tags"), name)
}
