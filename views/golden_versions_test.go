package views_test

import (
	"encoding/json"
	"time"

	"assay/store"
	"assay/store/draft"
	"assay/views"
	page "assay/views/schema"

	"github.com/a-h/templ"
)

var versionsAt = time.Date(2020, 2, 3, 4, 5, 6, 0, time.UTC)

func editedRows() (old, now draft.Row) {
	old = draft.Row{Input: json.RawMessage(`"How <i>now</i>?"`), Expected: json.RawMessage(`"Like this."`), Metadata: json.RawMessage(`{"a":1}`), Tags: []string{"vip"}, Split: "train"}
	now = old
	now.Expected, now.Tags, now.Split = json.RawMessage(`"Like <b>that</b>."`), []string{"vip", "checked"}, "holdout"
	return old, now
}

func draftPage() views.DraftPage {
	old, now := editedRows()
	torn := views.FieldConflict{Field: draft.Expected, Base: "Like this.", Mine: "Mine </textarea>", Theirs: "Theirs.", Text: "Mine </textarea>"}
	return views.DraftPage{Shell: shell(store.Curator), Dataset: "golden", Rows: 4, Moved: 2, Torn: 2, Next: "/next", Note: "why \"so\"", Lines: []views.DraftLine{
		{ID: "r1", URL: "/r1", Title: "How <i>now</i>?", Changes: views.NewFieldChanges(old, now), Moved: true},
		{ID: "r2", URL: "/r2", Title: "Deleted", Changes: views.NewFieldChanges(old, draft.Row{Removed: true})},
		{ID: "r3", URL: "/r3", Title: "Torn", Conflicts: []views.FieldConflict{torn}, Stands: store.VersionAt(7)},
		{ID: "r4", URL: "/r4", Title: "Gone", Gone: true, Changes: views.NewFieldChanges(old, now)},
	}, Wrong: store.Invalid{views.SettleField(draft.Expected, "r3"): "This is not valid JSON: line 1, column 2."}}
}

func versionLine(n int64, note string) views.VersionLine {
	return views.VersionLine{DatasetVersion: store.DatasetVersion{Version: store.VersionAt(n), Author: "ada@example.org", Note: note, At: versionsAt, Inserted: 2, Updated: 1}, URL: "/v", Before: store.VersionAt(n - 1)}
}

func versionsPage() views.VersionsPage {
	newest := versionLine(9, "the <newest>")
	newest.Current, newest.Names = true, []string{"production"}
	return views.VersionsPage{Shell: shell(store.Curator), Dataset: "golden", Newest: newest.Version, Versions: []views.VersionLine{newest, versionLine(8, "")}, Older: "/older", CanEdit: true,
		Snapshots:    []views.NamedVersion{{ID: "s1", Name: "before <b>", Description: "for the paper", Version: store.VersionAt(8), URL: "/v", Author: "ada@example.org", At: versionsAt}},
		Environments: []views.NamedVersion{{ID: "production", Name: "production", Version: newest.Version, URL: "/v", Author: "ada@example.org", At: versionsAt}},
		Splits:       []views.SplitLine{{Split: "holdout", Rows: 3, URL: "/s", Author: "ada@example.org", Note: "settled", Locked: versionsAt}, {Split: "train", Rows: 9, URL: "/t"}},
		Events:       []views.EventLine{{Said: "locked the split holdout", Author: "ada@example.org", Note: "settled", At: versionsAt}},
		Form:         views.NameForm{Do: "environment", Name: "a/b", Wrong: store.Invalid{"environment": "Not so."}}}
}

func comparePage() views.ComparePage {
	old, now := editedRows()
	return views.ComparePage{Shell: shell(store.Curator), Dataset: "golden", Query: views.CompareQuery{From: store.VersionAt(9), To: store.VersionAt(8), Restore: true}, From: versionLine(9, "newest"), To: versionLine(8, ""),
		Added: 1, Changed: 1, Newest: store.VersionAt(9), CanRestore: true, Next: "/next", Wrong: "It moved on.", Lines: []views.CompareLine{
			{Kind: "changed", Sources: "Made from 2 traces that say the same instead of 1.", DraftLine: views.DraftLine{ID: "r1", URL: "/r1", Title: "How <i>now</i>?", Changes: views.NewFieldChanges(old, now)}},
			{Kind: "added", Expected: "Like <this>.", DraftLine: views.DraftLine{ID: "r2", URL: "/r2", Title: "Back"}}}}
}

// versionPages are the pages about drafts and versions of datasets.
func versionPages() map[string]templ.Component {
	return map[string]templ.Component{
		"draft": views.Draft(draftPage()), "draft_empty": views.Draft(views.DraftPage{Shell: shell(store.Curator), Dataset: "golden"}),
		"versions": views.Versions(versionsPage()), "compare": views.Compare(comparePage()), "schema": page.Show(schemaPage()),
	}
}
