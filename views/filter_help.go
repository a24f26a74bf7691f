package views

import (
	"strings"

	"assay/store/filter"
)

// FilterHelpPage explains the filter language. All of it comes from the tables of the language.
type FilterHelpPage struct {
	Shell     Shell
	Rules     []HelpRow
	Fields    []HelpRow
	Operators []HelpRow
	Functions []HelpRow
}

// HelpRow is one word of the language. Example is a whole filter in both spellings; SQL leads to the traces it finds.
type HelpRow struct {
	ID    string // to link to; empty for rules
	Name  string
	Also  []string // other spellings
	What  string   // its type, or what it gives
	Help  string
	SQL   string
	BTQL  string
	URL   string
	Takes string // the operators that fit
}

// NewFilterHelp reads the tables. Every example of theirs is tested to be a filter.
func NewFilterHelp(shell Shell) FilterHelpPage {
	p := FilterHelpPage{Shell: shell}
	for _, r := range filter.Rules() {
		p.Rules = append(p.Rules, withExample(shell.Project, r.Example, HelpRow{Name: r.Name, Help: r.Help}))
	}
	for _, f := range filter.Fields() {
		row := HelpRow{ID: "field-" + f.Name, Name: f.Name, Also: f.Aliases, What: f.Type.String(), Help: f.Help, Takes: strings.Join(f.Operators(), ", ")}
		switch {
		case f.Type == filter.TypeObject:
			row.What = f.Inner.String() + " by name"
		case f.Dynamic():
			row.What += "; " + f.Inner.String() + " inside"
		}
		p.Fields = append(p.Fields, withExample(shell.Project, f.Example, row))
	}
	for _, op := range filter.Operators() {
		p.Operators = append(p.Operators, withExample(shell.Project, op.Example, HelpRow{Name: op.Name, Also: operatorAliases[op.Name], Help: op.Help}))
	}
	for _, f := range filter.Functions() {
		row := HelpRow{ID: "function-" + f.Name, Name: f.Usage, Also: f.Aliases, What: "what it is given", Help: f.Help}
		if f.Result != filter.TypeNull {
			row.What = f.Result.String()
		}
		p.Functions = append(p.Functions, withExample(shell.Project, f.Example, row))
	}
	return p
}

// operatorAliases are the other spellings of operators.
var operatorAliases = map[string][]string{
	"=": {"eq"}, "!=": {"<>", "ne"}, "<": {"lt"}, "<=": {"le"}, ">": {"gt"}, ">=": {"ge"}, "INCLUDES": {"CONTAINS"}, "NOT INCLUDES": {"NOT CONTAINS"},
}

// withExample shows an example as SQL has it, as BTQL has it, and as a list.
func withExample(project, example string, row HelpRow) HelpRow {
	e, err := filter.Parse(example)
	if err != nil {
		return row // a test of the tables says so
	}
	row.SQL, row.BTQL = example, filter.FormatBTQL(e)
	if strings.HasPrefix(example, "WHERE ") {
		row.BTQL = "filter: " + row.BTQL
	}
	row.URL = LogsURL(project, LogsQuery{Filter: example})
	return row
}
