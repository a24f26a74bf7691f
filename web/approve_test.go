package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/store/postgres"
	"assay/store/schema"

	"github.com/stretchr/testify/require"
)

// mine is what a person's draft of the dataset "golden" wants for expected values, in the order in which rows were changed.
func (a *app) mine(role store.Role) []string {
	a.t.Helper()
	of := postgres.DraftOf{Project: a.project.ID, Dataset: a.newest().ID, Account: a.people[role].ID}
	rows, err := a.db.DraftRows(context.Background(), of, 0, 100)
	require.NoError(a.t, err)
	var values []string
	for _, r := range rows {
		values = append(values, string(r.Mine.Expected))
	}
	return values
}

// standing are the expected values of the newest version of the dataset "golden".
func (a *app) standing() []string {
	a.t.Helper()
	rows, _, err := a.db.DatasetRows(context.Background(), a.project.ID, a.newest().ID, 0, 0, 100)
	require.NoError(a.t, err)
	var values []string
	for _, r := range rows {
		values = append(values, string(r.Expected))
	}
	return values
}

func TestApprovingPutsTheValueIntoTheDraft(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 2)
	before := a.standing()
	p := &paper{client: a.as(store.Curator)}
	trace := "/p/demo/t/" + string(a.traces[1])
	notice := func() string { return p.page.text("#notices .notice") }

	p.open(trace)
	require.Contains(t, p.page.text(".propose"), "In golden: what you approve goes into your draft there.")
	require.Zero(t, p.page.doc.Find("button[name=add]").Length(), "it is in a dataset already")
	p.press(".propose button.primary", url.Values{"expected": {"Yes, within 30 days, unworn."}})
	require.Contains(t, notice(), "Approved as the expected output. Put in your draft of golden (1 change). Open the draft")
	require.Equal(t, []string{`"Yes, within 30 days, unworn."`}, a.mine(store.Curator))
	require.Empty(t, a.mine(store.Admin))
	require.Equal(t, before, a.standing())

	p.press("#notices button[name=submission]", nil)
	require.Contains(t, notice(), "Your draft of golden is as it was.")
	require.Empty(t, a.mine(store.Curator))

	// Bob's own proposal is what the row says already, so that approving it makes no draft.
	p.press(".said button[value=approved]", nil)
	require.NotContains(t, notice(), "draft")

	p.open("/p/demo/review?filter=" + url.QueryEscape("scores.thumbs = 0"))
	p.press("#item button[value=complete]", url.Values{"expected": {"Within 30 days."}, "approve": {"yes"}})
	require.Contains(t, notice(), "Put in your draft of golden (1 change).")
	require.Contains(t, p.page.text("#review-status"), "Put in your draft of golden (1 change).", "it is also what was said last")
	p.click("#notices .note a")
	require.Contains(t, p.page.text("#main"), "[added: Within] 30 days.")
	p.press("button[value=commit]", nil)
	require.Contains(t, strings.Join(a.standing(), " "), "Within 30 days.")
	p.open(trace)
	require.NotContains(t, p.page.text("#notices"), "draft")
}

func TestApprovingWithoutTheRightToWriteDatasets(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 2)
	form := func() url.Values {
		return url.Values{"trace": {string(a.traces[1])}, "span": {string(store.SpanKey("trace-disliked"))}, "submission": {string(store.NewEventID())}, "action": {"complete"},
			"expected": {"Mine."}, "approve": {"yes"}, "add": {"golden"}}
	}
	reviewer := a.as(store.Reviewer)
	require.Equal(t, http.StatusSeeOther, reviewer.post("/p/demo/review", form()).status)
	require.Equal(t, store.Proposed, a.corrections(a.traces[1])[1].State, "a reviewer proposes")
	require.Empty(t, a.mine(store.Reviewer))
	page := reviewer.get("/p/demo/t/" + string(a.traces[0]))
	require.NotContains(t, page.text("#main"), "your draft")
	require.Zero(t, page.doc.Find("button[name=add]").Length())
	require.Len(t, a.standing(), 2)

	require.Equal(t, http.StatusSeeOther, a.as(store.Admin).post("/p/demo/review", form()).status)
	require.Equal(t, []string{`"Mine."`}, a.mine(store.Admin), "who may write datasets has it in the draft")
}

func (a *app) corrections(trace store.TraceID) []store.Correction {
	a.t.Helper()
	list, err := a.db.Corrections(context.Background(), a.project.ID, trace)
	require.NoError(a.t, err)
	return list
}

func TestApproveAndAdd(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("other", 1)
	p := &paper{client: a.as(store.Curator)}
	notice := func() string { return p.page.text("#notices .notice") }
	p.open("/p/demo/t/" + string(a.traces[1]))
	require.Zero(t, p.page.doc.Find("button[name=add]").Length(), "who wrote to none is offered none")
	p.open("/p/demo/add?trace=" + string(a.traces[0]))
	p.press("button[value=add]", url.Values{"new": {"golden"}})

	p.open("/p/demo/t/" + string(a.traces[1]))
	p.press(".said button[name=add]", nil)
	require.Contains(t, notice(), "Correction approved. Added to golden. Open golden")
	require.Equal(t, []string{"", `"Yes, within 30 days."`}, a.standing())
	require.Empty(t, a.mine(store.Curator))
	p.press("#notices button[name=submission]", nil)
	require.Contains(t, notice(), "golden: Undone: 1 row taken out.")
	require.Len(t, a.standing(), 1)
	require.Equal(t, store.Proposed, a.corrections(a.traces[1])[0].State)

	p.open("/p/demo/t/" + string(a.traces[1]))
	p.press(".propose button[name=add]", url.Values{"expected": {"Within a month."}})
	require.Equal(t, []string{"", `"Within a month."`}, a.standing())

	// In review it completes too, and what the editor shows is approved as it is.
	p.open("/p/demo/review?filter=" + url.QueryEscape("error IS NOT NULL"))
	p.press("#item button[name=add]", nil)
	require.Contains(t, notice(), "Added to golden.")
	require.Equal(t, `"Done."`, a.standing()[2])
	require.Contains(t, p.page.text("#item"), "you completed this")

	// What a dataset refuses is said, and the approval stands.
	w := postgres.DatasetWrite{Dataset: a.newest().ID, Author: "ada", Now: a.clock.now()}
	require.NoError(t, a.db.SetSchema(t.Context(), a.project.ID, w, schema.Expected, `{"type":"object"}`))
	p.open("/p/demo/t/" + string(a.traces[3]))
	p.press(".propose button[name=add]", url.Values{"expected": {"Plain."}})
	require.Contains(t, notice(), "Not added to golden:")
	require.Len(t, a.standing(), 3)
	require.Equal(t, store.Approved, a.corrections(a.traces[3])[0].State)
}
