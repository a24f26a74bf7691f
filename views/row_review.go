package views

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"assay/store"
	"assay/store/draft"

	"github.com/a-h/templ"
)

// RowRun is a review of rows of a dataset: of those that match, or those that were chosen. Version fixes its members and what they say.
type RowRun struct {
	Dataset string
	Version store.Version // 0: the newest, which the page then fixes
	Filter  string
	Split   string
	Rows    []string // chosen by hand; empty: all that match
	Item    string   // empty: the first one
}

// values are the run in an address or a form, without the item.
func (r RowRun) values() url.Values {
	v := url.Values{}
	setInt(v, "version", int64(r.Version))
	set(v, "filter", r.Filter)
	set(v, "split", r.Split)
	for _, id := range r.Rows {
		v.Add("row", id)
	}
	return v
}

// RowReviewURL builds the address of a review of rows, or of one row in it.
func RowReviewURL(project string, r RowRun) string {
	v := r.values()
	set(v, "item", r.Item)
	return address(v, "p", project, "datasets", r.Dataset, "review")
}

// RowReviewUndoURL builds the address that takes back a review of a row.
func RowReviewUndoURL(project, dataset string) string {
	return address(nil, "p", project, "datasets", dataset, "review", "undo")
}

// RowItem is a row of a dataset under review, in place of a trace.
type RowItem struct {
	Project, Dataset string
	Row              store.DatasetRow        // as of the version of the run
	Files            func(key string) string // addresses of the files that the row refers to
	TraceURL         string                  // empty: not made from a trace
	Changed          bool                    // it does not stand like this any more
	Stale            bool                    // the reviewer completed an earlier state of it
	Drafted          string                  // what the person's draft does to it: "edited", "deleted"; empty: nothing
	Votes            []store.RowVote
	Comments         []store.DatasetComment
	CanEdit          bool
	EditSeen         store.Version // the state that an edit begins from
	Expected, Tags   string        // as typed
	Comment          string        // as typed, when the form comes back
	Wrong            store.Invalid
}

// RowScore is what reviewers made of a row, for one question.
type RowScore struct {
	Name  string
	Score store.Score
}

// RowScores lists folded scores by name.
func RowScores(folded store.FoldedScores) []RowScore {
	var list []RowScore
	for _, name := range slices.Sorted(maps.Keys(folded)) {
		list = append(list, RowScore{name, folded[name]})
	}
	return list
}

// NewRowItem prepares a row with the texts of the form, as the person's draft has the row.
func NewRowItem(project, dataset string, row store.DatasetRow, mine draft.Row) *RowItem {
	return &RowItem{Project: project, Dataset: dataset, Row: row, Expected: EditText(mine, draft.Expected), Tags: EditText(mine, draft.Tags)}
}

// reviewed names what an item is about, for scripts and tests.
func (i ReviewItem) reviewed() templ.Attributes {
	if i.Row != nil {
		return templ.Attributes{"data-of-row": i.Row.Row.ID}
	}
	return templ.Attributes{"data-trace": string(i.Trace.Trace.ID)}
}

// fixed are the fields of the form that say what it is about.
func (i ReviewItem) fixed() []fixedField {
	if i.Row != nil {
		return []fixedField{{"row", i.Row.Row.ID}, {"seen", strconv.FormatInt(int64(i.Row.Row.Since), 10)}, {"edit_seen", strconv.FormatInt(int64(i.Row.EditSeen), 10)}}
	}
	return []fixedField{{"trace", string(i.Trace.Trace.ID)}, {"span", i.subject()}, {"seen", strconv.FormatInt(i.Seen, 10)}}
}

// fixedField is a hidden field of a form.
type fixedField struct{ name, value string }

// expectedTitle is what the value to expect is called.
func (i ReviewItem) expectedTitle() string {
	if i.Row != nil {
		return "Expected"
	}
	return "Expected output"
}

// expectedText is what the editor opens with.
func (i ReviewItem) expectedText() string {
	if i.Row != nil {
		return i.Row.Expected
	}
	return expectedDraft(i.Trace)
}

// jump are the fields that ask for an item of the same run by its number.
func (p ReviewPage) jump() []fixedField {
	var list []fixedField
	switch {
	case p.Rows != nil:
		v := p.Rows.values()
		for _, name := range slices.Sorted(maps.Keys(v)) {
			for _, value := range v[name] {
				list = append(list, fixedField{name, value})
			}
		}
	case p.Room == nil:
		list = []fixedField{{"filter", p.Run.Filter}, {"at", strconv.FormatInt(p.Run.At, 10)}}
	}
	if p.Run.Sheet != "" {
		list = append(list, fixedField{"sheet", p.Run.Sheet})
	}
	return list
}

// title is the heading of the page.
func (p ReviewPage) title() string {
	switch {
	case p.Room != nil:
		return p.Room.Name
	case p.Rows != nil:
		return "Review of " + p.Rows.Dataset
	}
	return "Review"
}

// condition is the filter of the run, empty for all.
func (p ReviewPage) condition() string {
	if p.Rows == nil {
		return p.Run.Filter
	}
	switch {
	case p.Rows.Split == "":
		return p.Rows.Filter
	case p.Rows.Filter == "":
		return "split = " + p.Rows.Split
	}
	return p.Rows.Filter + ", split = " + p.Rows.Split
}

// wrong is what is wrong with a field of the form about a row.
func (i ReviewItem) wrong(field string) string {
	if i.Row == nil {
		return ""
	}
	return i.Row.Wrong[field]
}

// expectedState ties the editor to what is wrong with it.
func (i ReviewItem) expectedState() templ.Attributes {
	if i.wrong("expected") == "" {
		return nil
	}
	return fieldState("review-expected", false, map[string]string{"review-expected": i.wrong("expected")})
}

// status is the line about what was saved last.
func (p ReviewPage) status() StatusLine {
	l := StatusLine{Project: p.Shell.Project, Back: currentURL(p), Said: p.Last}
	if p.Rows != nil {
		l.UndoURL = RowReviewUndoURL(p.Shell.Project, p.Rows.Dataset)
	}
	return l
}

// voted is a vote as it was given: an option by its label.
func voted(s store.Score) store.Score {
	if s.Category != "" {
		return store.Score{Category: s.Category}
	}
	return s
}
