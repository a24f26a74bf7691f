package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// rowQuestions asks about rows of datasets: a slider, a choice and one that is about traces alone.
func (a *app) rowQuestions() (slider, choice string) {
	a.t.Helper()
	good := 1.0
	save := func(config store.ScoreConfig) string {
		saved, err := a.db.SaveScoreConfig(context.Background(), a.project.ID, config, 0)
		require.NoError(a.t, err)
		return "q" + strconv.Itoa(saved.ID)
	}
	slider = save(store.ScoreConfig{Name: "fits", Kind: store.Slider, ConfigSettings: store.ConfigSettings{Objects: []store.ObjectType{store.DatasetObjects}}})
	choice = save(store.ScoreConfig{Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "good", Value: &good}, {Label: "bad"}}})
	save(store.ScoreConfig{Name: "logs only", Kind: store.Slider, ConfigSettings: store.ConfigSettings{Objects: []store.ObjectType{store.LogObjects}}})
	return slider, choice
}

func TestReviewOfRowsWithoutScript(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 4)
	slider, choice := a.rowQuestions()
	p := &paper{client: a.as(store.Curator)}
	row := func() string { return p.one("#item [data-of-row]").AttrOr("data-of-row", "") }
	notice := func() string { return p.page.text("#notices .notice") }

	p.open(golden(""))
	p.click("a[data-key=r]")
	require.Equal(t, rows[0].ID, row())
	require.Contains(t, p.path, "version="+version(rows[0].Since), "the version is fixed")
	require.Contains(t, p.page.text(".review-head"), "1 of 4")
	require.NotContains(t, p.page.text("#item"), "logs only")
	p.press("#item button[value=skip]", nil)
	require.Equal(t, rows[1].ID, row())
	before := a.standing()
	p.press("#item button[value=complete]", url.Values{slider: {"75"}, choice: {"good"}, "comment": {"Fine."}, "expected": {"Within 30 days."}, "tags": {"checked"}})
	require.Equal(t, rows[2].ID, row())
	require.Contains(t, notice(), "Saved. Put in your draft of golden (1 change).")
	require.Equal(t, []string{`"Within 30 days."`}, a.mine(store.Curator))
	require.Equal(t, before, a.standing())

	p.open(golden("/rows/" + rows[1].ID))
	require.Contains(t, p.page.text("#scores"), "fits0.75")
	require.Contains(t, p.page.text("#comments"), "Fine.")
	p.open(golden(""))
	require.Contains(t, p.page.text("table.rows"), "fits0.75 tone1")
	require.NotContains(t, a.as(store.Viewer).get(golden("")).text(".page-head"), "Review")
	require.Contains(t, a.as(store.Viewer).get(golden("")).text("table.rows"), "fits0.75")

	p.click("a[data-key=r]")
	p.click("a[data-next]")
	require.Contains(t, p.page.text("#item"), "you completed this")
	require.Contains(t, p.page.text("#item"), "edited in your draft")
	require.Equal(t, "checked", p.one("#review-tags").AttrOr("value", ""))
	p.press("#review-status button", nil)
	require.Equal(t, rows[1].ID, row(), "undo leads back to the row")
	require.Contains(t, notice(), "Your draft of golden is as it was.")
	require.Empty(t, a.mine(store.Curator))
	require.NotContains(t, p.page.text("#item"), "Fine.")

	p.press(".review-jump button", url.Values{"n": {"4"}})
	require.Equal(t, rows[3].ID, row())
}

func TestReviewOfRowsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 3)
	slider, _ := a.rowQuestions()
	c := a.as(store.Curator)
	form := url.Values{"row": {rows[1].ID}, "seen": {version(rows[1].Since)}, "submission": {string(store.NewEventID())}, "action": {"complete"},
		"expected": {"{\n\"a\": }"}, "comment": {"Kept."}, slider: {"40"}, "back": {golden("/review?version=" + version(rows[1].Since) + "&item=" + rows[1].ID)}}
	wrong := c.post(golden("/review"), form)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text("#review-expected-error"), "line 2, column 6")
	require.Equal(t, "Kept.", wrong.text("#item #review-comment"))
	require.Equal(t, "40", wrong.doc.Find("#item [name="+slider+"]").AttrOr("value", ""))
	require.Contains(t, wrong.text(".review-head"), "2 of 3")
	require.Equal(t, http.StatusUnprocessableEntity, c.partialPost(golden("/review"), "review-status", form).status)
	form.Set("seen", "7")
	form.Set("expected", "x")
	require.Equal(t, http.StatusNotFound, c.post(golden("/review"), form).status, "there never was such a state")
	require.Equal(t, http.StatusNotFound, c.get(golden("/review?item=none&version="+version(rows[1].Since))).status)
}

func TestReviewOfRowsByRoleAndSelection(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 4)
	slider, _ := a.rowQuestions()
	reviewer := a.as(store.Reviewer)
	form := url.Values{"row": {rows[0].ID}, "seen": {version(rows[0].Since)}, "submission": {string(store.NewEventID())}, "action": {"complete"}, "expected": {"Forged."}, "tags": {"forged"}, slider: {"100"}}
	require.Equal(t, http.StatusSeeOther, reviewer.post(golden("/review"), form).status)
	require.Empty(t, a.mine(store.Reviewer), "a reviewer scores and comments, and edits nothing")
	page := reviewer.follow(reviewer.get(golden("/review")))
	require.Contains(t, page.text("#item"), "Say in a comment what should be expected")
	require.Zero(t, page.doc.Find("#item #review-expected, #item #review-tags").Length())
	require.Contains(t, page.text("#review-status"), "fits = 1")

	c := a.as(store.Curator)
	chosen := c.follow(c.get(golden("/review?row=" + rows[3].ID + "&row=" + rows[1].ID + "&do=tag")))
	require.Contains(t, chosen.text(".review-head"), "1 of 2")
	require.Equal(t, rows[1].ID, chosen.doc.Find("#item [data-of-row]").AttrOr("data-of-row", ""))
	matching := c.follow(c.get(golden("/review?filter=" + url.QueryEscape("expected IS NOT NULL"))))
	require.Contains(t, matching.text(".review-head"), "1 of 2 where expected IS NOT NULL")
	none := c.follow(c.get(golden("/review?filter=" + url.QueryEscape("tags INCLUDES 'none'"))))
	require.Contains(t, none.text(".empty"), "No row of golden matches")

	// What a later version says of a row is not what was reviewed.
	fixed := golden("/review?version=" + version(rows[0].Since) + "&item=" + rows[0].ID)
	c.post(golden("/rows/"+rows[0].ID), url.Values{"expected": {"Later."}})
	a.commit(c)
	old := c.get(fixed)
	require.Contains(t, old.text("#item"), "changed since this version")
	require.NotContains(t, old.text("#item"), "Later.")
	again := reviewer.follow(reviewer.get(golden("/review")))
	require.Contains(t, again.text("#item"), "changed since you completed it")
	require.Contains(t, again.text("#item"), "earlier state")
}
