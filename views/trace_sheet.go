package views

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"assay/store"
	"assay/store/sheet"
	"assay/views/content"
)

// SheetView is a trace as one of the project's templates shows it.
type SheetView struct {
	Name     string
	Title    string
	Wrong    string // what is wrong with the template, if it cannot be read
	Sections []SheetSection
}

// SheetSection is fields under a heading.
type SheetSection struct {
	Name   string
	Fields []SheetField
}

// SheetField is one value: a block of content, or one of the others.
type SheetField struct {
	Label   string
	Empty   bool
	TooLong bool // only the beginning of the value was read, and the field lies below it
	Block   *content.Value
	Number  string
	Tags    []string
	Table   *SheetTable
}

// SheetTable is a list of objects.
type SheetTable struct {
	Head []string
	Rows [][]string
	More int
}

const (
	sheetRows    = 100
	sheetColumns = 12
)

// NewSheet fills a template with the values of a trace.
func NewSheet(name string, t sheet.Template, s sheet.Subject, fileURL func(string) string) *SheetView {
	v := &SheetView{Name: name}
	if t.Title != nil {
		text, _, _ := s.Value(t.Title)
		v.Title = store.Preview(text, 200)
	}
	for _, section := range t.Sections {
		shown := SheetSection{Name: section.Name}
		for _, f := range section.Fields {
			shown.Fields = append(shown.Fields, newSheetField(f, s, fileURL))
		}
		v.Sections = append(v.Sections, shown)
	}
	return v
}

func newSheetField(f sheet.Field, s sheet.Subject, fileURL func(string) string) SheetField {
	text, size, cut := s.Value(f.Path)
	shown := SheetField{Label: f.Label, Empty: text == "" && !cut, TooLong: cut}
	if shown.Empty || cut {
		return shown
	}
	switch f.Renderer {
	case sheet.Number:
		var n float64
		if json.Unmarshal([]byte(text), &n) == nil {
			shown.Number = strconv.FormatFloat(n, 'f', -1, 64)
			return shown
		}
	case sheet.Tags:
		if json.Unmarshal([]byte(text), &shown.Tags) == nil {
			return shown
		}
	case sheet.Table:
		if shown.Table = newSheetTable(text); shown.Table != nil {
			return shown
		}
	}
	format := content.Format(f.Renderer)
	if !IsFormat(string(format)) {
		format = content.Auto // what a renderer cannot draw is shown as the value suggests
	}
	shown.Block = &content.Value{JSON: text, Size: size, Format: format, FileURL: fileURL}
	return shown
}

// newSheetTable reads a list of objects; nil for anything else.
func newSheetTable(text string) *SheetTable {
	var items []map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &items) != nil || len(items) == 0 {
		return nil
	}
	names := map[string]bool{}
	for _, item := range items[:min(len(items), sheetRows)] {
		for name := range item {
			names[name] = true
		}
	}
	t := &SheetTable{Head: slices.Sorted(maps.Keys(names)), More: max(len(items)-sheetRows, 0)}
	t.Head = t.Head[:min(len(t.Head), sheetColumns)]
	for _, item := range items[:min(len(items), sheetRows)] {
		row := make([]string, len(t.Head))
		for i, name := range t.Head {
			row[i] = store.Preview(string(item[name]), 200)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// SheetsPage is where the templates of a project are written.
type SheetsPage struct {
	Shell     Shell
	Sheets    []store.Sheet
	Typed     store.Sheet // what could not be saved; without a slug a new one
	Wrong     store.Invalid
	Fields    []string
	Renderers []sheet.Renderer
}

// of is a sheet as its form shows it: as saved, or as typed last.
func (p SheetsPage) of(s store.Sheet) (store.Sheet, store.Invalid) {
	if p.Wrong != nil && p.Typed.Slug == s.Slug {
		return p.Typed, p.Wrong
	}
	return s, nil
}

// exampleSheet is what a new sheet begins with.
const exampleSheet = `title name
section Question
input
section Answer
output as markdown
expected as markdown "What it should be"
metadata.feature
scores as json`
