package views

import (
	"slices"
	"strconv"
)

// RowHeight is how tall the rows of the list are.
type RowHeight struct {
	Value, Label string
}

// RowHeights are the heights to choose from, the normal one having no value.
var RowHeights = []RowHeight{{"compact", "Compact"}, {"", "Normal"}, {"tall", "Tall"}}

// IsRowHeight reports whether a URL may ask for rows of this height.
func IsRowHeight(value string) bool {
	return slices.ContainsFunc(RowHeights, func(h RowHeight) bool { return h.Value == value })
}

// usualWidths are about what the columns take by themselves. A list in which one column has a width gives them to the others.
var usualWidths = map[string]int{"created": 116, "name": 150, "input": 340, "output": 340, "expected": 300, "comments": 240, "tags": 160, "error": 220,
	"datasets": 140, "scores": 124, "metadata": 150, CustomColumn: 150}

const usualWidth = 96

func (c Column) width() int {
	if c.Width > 0 {
		return c.Width
	}
	if w := usualWidths[c.Kind]; w > 0 {
		return w
	}
	return usualWidth
}

// fixedLayout reports whether the list has to give every column its width.
func fixedLayout(columns []Column) bool {
	return slices.ContainsFunc(columns, func(c Column) bool { return c.Width > 0 })
}

// colWidth is the width attribute of a column in a list of fixed layout.
func colWidth(c Column) string { return strconv.Itoa(c.width()) }

// pinClass says which of the pinned columns one is, or nothing. The box to select rows, where there is one, stands before them.
func pinClass(columns []Column, i int) string {
	if !columns[i].Pinned {
		return ""
	}
	return "pin pin-" + strconv.Itoa(i)
}

// ColumnMove is one thing to do with a column: the address of the list after it.
type ColumnMove struct {
	Name  string // for scripts: "left", "right", "wider", "narrower", "pin", "hide"
	Label string
	Key   string // that does it while the header has the focus
	URL   string
}

// columnMoves lists what can be done with the i-th column.
func (p TraceListPage) columnMoves(i int) []ColumnMove {
	c := p.Columns[i]
	with := func(change func([]Column) []Column) string {
		columns := change(slices.Clone(p.Columns))
		return p.here(func(q *LogsQuery) { q.Columns = Tokens(ParseColumns(Tokens(columns))) })
	}
	var moves []ColumnMove
	add := func(name, label, key string, change func([]Column) []Column) {
		moves = append(moves, ColumnMove{Name: name, Label: label, Key: key, URL: with(change)})
	}
	swap := func(j int) func([]Column) []Column {
		return func(all []Column) []Column {
			all[i], all[j] = all[j], all[i]
			return all
		}
	}
	size := func(by int) func([]Column) []Column {
		return func(all []Column) []Column {
			all[i].Width = min(max(c.width()+by, MinWidth), MaxWidth)
			return all
		}
	}
	if i > 0 && p.Columns[i-1].Pinned == c.Pinned {
		add("left", "Move left", "Shift ←", swap(i-1))
	}
	if i+1 < len(p.Columns) && p.Columns[i+1].Pinned == c.Pinned {
		add("right", "Move right", "Shift →", swap(i+1))
	}
	add("wider", "Wider", "+", size(widthStep))
	add("narrower", "Narrower", "-", size(-widthStep))
	if c.Width > 0 {
		add("auto", "Usual width", "", func(all []Column) []Column { all[i].Width = 0; return all })
	}
	pin := "Pin to the left"
	if c.Pinned {
		pin = "Unpin"
	}
	if pinned := slices.IndexFunc(p.Columns, func(c Column) bool { return !c.Pinned }); c.Pinned || pinned >= 0 && pinned < MaxPinned {
		add("pin", pin, "p", func(all []Column) []Column { all[i].Pinned = !c.Pinned; return all })
	}
	if len(p.Columns) > 1 {
		add("hide", "Hide", "", func(all []Column) []Column { return slices.Delete(all, i, i+1) })
	}
	return moves
}
