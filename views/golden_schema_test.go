package views_test

import (
	"assay/store"
	"assay/store/schema"
	page "assay/views/schema"
)

func schemaPage() page.Page {
	return page.Page{Shell: shell(store.Curator), Dataset: "golden", Field: schema.Expected, Has: map[schema.Field]bool{schema.Expected: true}, Author: "ada@example.org", At: versionsAt,
		Text: "{\"title\": \"</textarea><b>\"}", Wrong: "Line 1, column 2: No <b>.",
		Fit:     &page.Fit{Rows: 1200, Failing: 2, More: true, First: []page.Line{{ID: "r<1>", URL: "/r1", Words: "expected at /a is text; make it <i>a number</i>"}}},
		Changes: []page.Change{{Field: schema.Expected, Text: "{\"title\": \"<b>\"}", Author: "ada@example.org", At: versionsAt}, {Field: schema.Input, Author: "ada@example.org", At: versionsAt}}}
}
