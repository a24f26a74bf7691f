package views

import (
	"slices"
	"strings"
)

// Column is one column of the list of traces.
type Column struct {
	ID    string // as in the URL: "created", "scores.user_rating", "scores.user.thumbs", "metadata.feature"
	Label string
	Kind  string // the part of the ID before the first dot
	Key   string // the part after it
}

// fixedColumns are the columns every project has, in the order of the menu.
var fixedColumns = []Column{
	{ID: "created", Label: "Time (UTC)"}, {ID: "name", Label: "Name"}, {ID: "input", Label: "Input"}, {ID: "output", Label: "Output"},
	{ID: "expected", Label: "Expected"}, {ID: "comments", Label: "Comments"}, {ID: "tags", Label: "Tags"}, {ID: "error", Label: "Error"},
	{ID: "datasets", Label: "Datasets"}, {ID: "reviews", Label: "Reviews"}, {ID: "corrections", Label: "Corrections"},
	{ID: "duration", Label: "Duration"}, {ID: "tokens", Label: "Tokens"}, {ID: "cost", Label: "Cost"}, {ID: "spans", Label: "Spans"}, {ID: "type", Label: "Type"},
}

// ParseColumn reads a column's ID; false for anything that is none.
func ParseColumn(id string) (Column, bool) {
	if i := slices.IndexFunc(fixedColumns, func(c Column) bool { return c.ID == id }); i >= 0 {
		c := fixedColumns[i]
		c.Kind = c.ID
		return c, true
	}
	kind, key, _ := strings.Cut(id, ".")
	if key == "" || len(id) > 200 || kind != "scores" && kind != "metadata" {
		return Column{}, false
	}
	return Column{ID: id, Label: key, Kind: kind, Key: key}, true
}

// ParseColumns reads the columns of a URL, leaving out what is none and what repeats.
func ParseColumns(ids []string) []Column {
	var columns []Column
	for _, id := range ids {
		c, ok := ParseColumn(strings.TrimSpace(id))
		if ok && !slices.Contains(columns, c) {
			columns = append(columns, c)
		}
	}
	return columns
}

// DefaultColumns are what a list shows until the reader chooses: what was said to and by the application, and the scores of
// people before those of machines.
func DefaultColumns(scores []string) []Column {
	ids := []string{"created", "input", "output"}
	for _, name := range scores[:min(len(scores), 4)] {
		ids = append(ids, "scores."+name)
	}
	return ParseColumns(append(ids, "comments", "tags"))
}

// ColumnChoice is one line of the menu of columns.
type ColumnChoice struct {
	Column
	Shown bool
}

// ColumnChoices lists the shown columns in their order, then the others: fixed ones, scores, metadata keys.
func ColumnChoices(shown []Column, scores, keys []string) []ColumnChoice {
	var choices []ColumnChoice
	for _, c := range shown {
		choices = append(choices, ColumnChoice{c, true})
	}
	add := func(id string) {
		if c, ok := ParseColumn(id); ok && !slices.Contains(shown, c) {
			choices = append(choices, ColumnChoice{c, false})
		}
	}
	for _, c := range fixedColumns {
		add(c.ID)
	}
	for _, name := range scores {
		add("scores." + name)
	}
	for _, key := range keys {
		add("metadata." + key)
	}
	return choices
}
