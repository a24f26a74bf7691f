package views

import (
	"slices"
	"strconv"
	"strings"
)

// Column is one column of the list of traces.
type Column struct {
	ID     string // "created", "scores.user_rating", "scores.user.thumbs", "metadata.feature", or "=label|expression"
	Label  string
	Kind   string // the part of the ID before the first dot; CustomColumn for an expression
	Key    string // the part after it; the expression
	Width  int    // in pixels; 0: as wide as its content wants
	Pinned bool   // stays in sight when the list is scrolled sideways
}

// CustomColumn is the kind of columns that show an expression of the filter language.
const CustomColumn = "custom"

// Bounds of a column.
const (
	MinWidth   = 48
	MaxWidth   = 1200
	widthStep  = 40 // pixels that the menu of a column makes it wider or narrower by
	MaxColumns = 40
	MaxCustom  = 8 // columns with an expression
	MaxPinned  = 3 // more leave no room to scroll in
	maxColumn  = 200
	maxCustom  = 600
)

// fixedColumns are the columns every project has, in the order of the menu.
var fixedColumns = []Column{
	{ID: "created", Label: "Time (UTC)"}, {ID: "name", Label: "Name"}, {ID: "input", Label: "Input"}, {ID: "output", Label: "Output"},
	{ID: "expected", Label: "Expected"}, {ID: "comments", Label: "Comments"}, {ID: "tags", Label: "Tags"}, {ID: "error", Label: "Error"},
	{ID: "datasets", Label: "Datasets"}, {ID: "reviews", Label: "Reviews"}, {ID: "flagged", Label: "Flagged"}, {ID: "corrections", Label: "Corrections"},
	{ID: "duration", Label: "Duration"}, {ID: "tokens", Label: "Tokens"}, {ID: "cost", Label: "Cost"}, {ID: "spans", Label: "Spans"}, {ID: "type", Label: "Type"},
}

// ParseColumn reads a column's ID; false for anything that is none.
func ParseColumn(id string) (Column, bool) {
	if i := slices.IndexFunc(fixedColumns, func(c Column) bool { return c.ID == id }); i >= 0 {
		c := fixedColumns[i]
		c.Kind = c.ID
		return c, true
	}
	if rest, ok := strings.CutPrefix(id, "="); ok {
		return customColumn(rest)
	}
	kind, key, _ := strings.Cut(id, ".")
	if key == "" || len(id) > maxColumn || kind != "scores" && kind != "metadata" {
		return Column{}, false
	}
	return Column{ID: id, Label: key, Kind: kind, Key: key}, true
}

// customColumn reads "label|expression" or "expression".
func customColumn(text string) (Column, bool) {
	label, expression, found := strings.Cut(text, "|")
	if !found {
		label, expression = "", text
	}
	c := NewCustomColumn(label, expression)
	return c, c.Key != "" && len(c.ID) <= maxCustom
}

// NewCustomColumn makes a column of an expression; without a label it is called by the expression.
func NewCustomColumn(label, expression string) Column {
	label, expression = strings.Join(strings.Fields(strings.ReplaceAll(label, "|", " ")), " "), strings.TrimSpace(expression)
	c := Column{ID: "=" + label + "|" + expression, Label: label, Kind: CustomColumn, Key: expression}
	if label == "" {
		c.Label = expression
	}
	return c
}

// Token is the column as the URL has it: the ID, before it the width and "!" where it is pinned, as in "!320:input". No ID
// begins with "!" or a digit.
func (c Column) Token() string {
	token := c.ID
	if c.Width > 0 {
		token = strconv.Itoa(c.Width) + ":" + token
	}
	if c.Pinned {
		token = "!" + token
	}
	return token
}

// ParseColumnToken reads what Token wrote; false for anything else. A width out of bounds is the nearest one within.
func ParseColumnToken(token string) (Column, bool) {
	rest, pinned := strings.CutPrefix(strings.TrimSpace(token), "!")
	width := 0
	if digits, id, found := strings.Cut(rest, ":"); found {
		if n, err := strconv.Atoi(digits); err == nil && n > 0 {
			width, rest = min(max(n, MinWidth), MaxWidth), id
		}
	}
	c, ok := ParseColumn(rest)
	c.Width, c.Pinned = width, pinned
	return c, ok
}

// ParseColumns reads the columns of a URL, leaving out what is none, what repeats and what is too much. Pinned ones come first.
func ParseColumns(tokens []string) []Column {
	var pinned, rest []Column
	seen, custom := map[string]bool{}, 0
	for _, token := range tokens {
		c, ok := ParseColumnToken(token)
		if !ok || seen[c.ID] || len(seen) == MaxColumns || c.Kind == CustomColumn && custom == MaxCustom {
			continue
		}
		seen[c.ID] = true
		if c.Kind == CustomColumn {
			custom++
		}
		if c.Pinned = c.Pinned && len(pinned) < MaxPinned; c.Pinned {
			pinned = append(pinned, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(pinned, rest...)
}

// Tokens writes columns for a URL. It is never nil: no column at all is not the default ones.
func Tokens(columns []Column) []string {
	tokens := make([]string, len(columns))
	for i, c := range columns {
		tokens[i] = c.Token()
	}
	return tokens
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
	seen := map[string]bool{}
	for _, c := range shown {
		seen[c.ID] = true
		choices = append(choices, ColumnChoice{c, true})
	}
	add := func(id string) {
		if c, ok := ParseColumn(id); ok && !seen[c.ID] {
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
