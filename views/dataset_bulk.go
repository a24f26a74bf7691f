package views

import "assay/store/draft"

// bulkChoices are the edits of many rows, in the words of the form.
var bulkChoices = []struct {
	Do    draft.Do
	Label string
}{
	{draft.AddTag, "add a tag"},
	{draft.RemoveTag, "take a tag away"},
	{draft.SetSplit, "put into a split (empty: none)"},
	{draft.SetKey, "set a key of metadata"},
	{draft.RemoveKey, "take a key of metadata away"},
	{draft.Remove, "delete"},
}

// allRows says which rows all of them are.
func allRows(p DatasetPage) string {
	if p.Matched != "" {
		return "all rows that match (" + p.Matched + ")"
	}
	return "all " + plural(p.Dataset.Rows, "row", "rows")
}
