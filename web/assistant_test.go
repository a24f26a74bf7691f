package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// asks posts a sentence and returns the page of its thread.
func (c *client) asks(sentence string, more url.Values) result {
	c.a.t.Helper()
	form := url.Values{"ask": {sentence}}
	for key, values := range more {
		form[key] = values
	}
	answer := c.post("/p/demo/assistant", form)
	require.Equal(c.a.t, http.StatusSeeOther, answer.status, answer.text("main"))
	page := c.follow(answer)
	require.Equal(c.a.t, http.StatusOK, page.status, page.text("main"))
	return page
}

// planned is the form of the open plan, as a browser would send it.
func (r result) planned() url.Values {
	form := url.Values{}
	plan := r.doc.Find("form.plan")
	for _, in := range plan.Find("input, textarea, select").EachIter() {
		name, _ := in.Attr("name")
		switch {
		case in.Is("textarea"):
			form.Add(name, in.Text())
		case in.Is("select"):
			value, _ := in.Find("option[selected]").Attr("value")
			form.Add(name, value)
		case in.Is("[type=radio]"):
			if _, on := in.Attr("checked"); on {
				form.Add(name, in.AttrOr("value", ""))
			}
		default:
			form.Add(name, in.AttrOr("value", ""))
		}
	}
	return form
}

func (r result) action(selector string) string {
	return r.doc.Find(selector).AttrOr("formaction", r.doc.Find(selector).AttrOr("action", ""))
}

func TestASentenceBecomesADatasetOnceSomeoneApproves(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)
	page := curator.asks("Build a dataset from cases where users clicked thumbs down", nil)
	require.Equal(t, "scores.user.thumbs < 1", page.doc.Find("textarea[name=filter]").Text())
	require.Equal(t, "1 trace", page.text(".plan-count a"))
	require.Contains(t, page.text(".plan-steps table"), "Can I return shoes?")
	require.Contains(t, page.text(".plan-steps table"), "user's correction")
	list, err := a.db.Datasets(t.Context(), a.project.ID)
	require.NoError(t, err)
	require.Empty(t, list, "nothing is written before someone approves")

	form := page.planned()
	form.Set("new", "angry")
	form.Set("recipe", "weekly anger")
	answer := curator.post(page.action("button[value=build]"), form)
	require.Equal(t, "/p/demo/datasets/angry", answer.location(), answer.text("main"))
	dataset := curator.follow(answer)
	require.Contains(t, dataset.text("#notices"), "Added 1 row.")
	d, err := a.db.Dataset(t.Context(), a.project.ID, "angry")
	require.NoError(t, err)
	versions, err := a.db.DatasetVersions(t.Context(), a.project.ID, d.ID)
	require.NoError(t, err)
	require.Equal(t, "Through the assistant: Build a dataset from cases where users clicked thumbs down", versions[0].Note)
	require.Equal(t, "curator@example.org", versions[0].Author)
	recipes, err := a.db.Recipes(t.Context(), a.project.ID, d.ID)
	require.NoError(t, err)
	require.Equal(t, "scores.user.thumbs < 1", recipes[0].Filter)
	require.Equal(t, 1, recipes[0].Runs, "what was approved is its first run")

	undo := curator.post(dataset.doc.Find("#notices form").AttrOr("action", ""), url.Values{"submission": {dataset.doc.Find("#notices button").AttrOr("value", "")}})
	require.Equal(t, http.StatusSeeOther, undo.status)
	require.Contains(t, curator.get("/p/demo/assistant/1").text(".asked"), "Done: curator added 1 row to angry")
	n, err := a.db.CountDatasetRows(t.Context(), a.project.ID, d.ID, 0)
	require.NoError(t, err)
	require.Zero(t, n, "one undo takes all of it back")
}

func TestAPlanIsChangedBeforeItIsApproved(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)
	page := curator.asks("make a dataset of all traces called everything", nil)
	form := page.planned()
	require.Equal(t, "everything", form.Get("new"))
	form.Set("filter", "error IS NOT NULL")
	changed := curator.follow(curator.post(page.action("form.plan"), form))
	require.Equal(t, "1 trace", changed.text(".plan-count a"))
	require.Contains(t, changed.text(".plan-steps table"), "Cancel order 7")

	form.Set("filter", "error IS NOT")
	wrong := curator.post(page.action("form.plan"), form)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Equal(t, "error IS NOT", wrong.doc.Find("textarea[name=filter]").Text())
	require.NotEmpty(t, wrong.text(".filter-error"))
	require.Equal(t, "true", wrong.doc.Find("textarea[name=filter]").AttrOr("aria-invalid", ""))

	form.Set("filter", "created IS NOT NULL")
	form.Set("sample", "newest")
	form.Set("rows", "lots")
	wrong = curator.post(page.action("form.plan"), form)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text(".field-error"), "whole number")
	form.Set("rows", "2")
	sampled := curator.follow(curator.post(page.action("form.plan"), form))
	require.Contains(t, sampled.text(".plan-count"), "of these the newest 2.")
	require.Equal(t, "That takes 2.", sampled.text(".plan-taken"))
	require.Equal(t, 2, sampled.doc.Find(".plan-steps tbody tr").Length())

	answer := curator.post(sampled.action("button[value=build]"), sampled.planned())
	require.Equal(t, "/p/demo/datasets/everything", answer.location())
	d, err := a.db.Dataset(t.Context(), a.project.ID, "everything")
	require.NoError(t, err)
	require.Equal(t, 2, d.Rows)
}

func TestWhatIsNotUnderstoodIsSaidAndNothingIsGuessed(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	viewer := a.as(store.Viewer)
	page := viewer.asks("thumbs down with a screenshot attached", nil)
	require.Equal(t, "screenshot attached", page.text(".asked-sentence mark"))
	require.Contains(t, page.text(".asked .notice"), "Not understood, and left out of the plan")
	page = viewer.asks("what is the weather in paris", nil)
	require.Contains(t, page.text(".asked .notice"), "This was not understood")
	require.Zero(t, page.doc.Find("form.plan").Length())
	empty := viewer.post("/p/demo/assistant", url.Values{"ask": {"  "}})
	require.Equal(t, http.StatusUnprocessableEntity, empty.status)
	require.Contains(t, empty.text(".field-error"), "Say which traces")
}

func TestAnAmbiguousWordOffersItsOtherMeanings(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	viewer := a.as(store.Viewer)
	page := viewer.asks("thumbs up last week", nil)
	require.Contains(t, page.text(".plan-ask"), "Which week?")
	form := page.planned()
	require.Equal(t, "calendar", form.Get("choice.last week"))
	form.Set("choice.last week", "past")
	again := viewer.follow(viewer.post(page.action("form.plan"), form))
	require.Contains(t, again.doc.Find("textarea[name=filter]").Text(), "created > now() - interval 7 day")
}

func TestTheAssistantHasNoMoreRightsThanThePerson(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for _, role := range []store.Role{store.Viewer, store.Reviewer} {
		c := a.as(role)
		page := c.asks("make a dataset of thumbs up called mine", nil)
		require.Equal(t, 1, page.doc.Find(".plan-approval[disabled]").Length())
		require.Equal(t, http.StatusForbidden, c.post(page.action("button[value=build]"), page.planned()).status)
	}
	list, err := a.db.Datasets(t.Context(), a.project.ID)
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestAThreadIsSeenByOthersOnlyOnceItIsShared(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	asker, other := a.as(store.Viewer), a.as(store.Admin)
	asker.asks("thumbs down", nil)
	const thread = "/p/demo/assistant/1"
	require.Equal(t, http.StatusNotFound, other.get(thread).status)
	require.NotContains(t, other.get("/p/demo/assistant").text(".assistant-recent"), "thumbs down")
	require.Equal(t, http.StatusSeeOther, asker.post(thread, url.Values{"do": {"share"}}).status)
	page := other.get(thread)
	require.Equal(t, http.StatusOK, page.status)
	require.Contains(t, page.text(".assistant-head"), "Asked by viewer@example.org")
	require.Zero(t, page.doc.Find(".assistant-box").Length())
	require.Contains(t, other.get("/p/demo/assistant").text(".assistant-recent"), "thumbs down")
	require.Equal(t, http.StatusUnprocessableEntity, other.post("/p/demo/assistant", url.Values{"ask": {"errors"}, "thread": {"1"}}).status)
	require.Equal(t, http.StatusUnprocessableEntity, other.post(thread, url.Values{"do": {"hide"}}).status)
}

func TestTheAssistantKnowsThePageItWasOpenedOn(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	page := c.asks("make a dataset from these", url.Values{"filter": {"error is not null"}})
	require.Equal(t, "error IS NOT NULL", page.doc.Find("textarea[name=filter]").Text())
	page = c.asks("make a dataset of the selected traces called chosen", url.Values{"trace": {string(a.traces[0]), string(a.traces[3])}})
	require.Contains(t, page.text(".plan-count"), "2 traces of those you selected.")
	require.Equal(t, http.StatusSeeOther, c.post(page.action("button[value=build]"), page.planned()).status)
	d, err := a.db.Dataset(t.Context(), a.project.ID, "chosen")
	require.NoError(t, err)
	require.Equal(t, 2, d.Rows)
}

func TestTheFilterStandsBeforeTheCount(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	first := c.partialPost("/p/demo/assistant", "assistant-thread", url.Values{"ask": {"thumbs down"}})
	require.Equal(t, http.StatusOK, first.status)
	require.Equal(t, "scores.user.thumbs < 1", first.doc.Find("textarea[name=filter]").Text())
	require.Contains(t, first.text("#assistant-steps"), "Counting")
	steps := first.doc.Find("#assistant-steps").AttrOr("hx-get", "")
	second := c.partial(steps, "assistant-steps")
	require.Contains(t, second.text("#assistant-steps"), "1 trace matches.")
	require.Contains(t, second.text("#assistant-rows"), "Reading the first rows")
	rows := second.doc.Find("#assistant-rows").AttrOr("hx-get", "")
	require.Contains(t, c.partial(rows, "assistant-rows").text("tbody"), "Can I return shoes?")
	c.requireFragments(rows, "assistant-rows")
}

func TestOtherVerbsLeadToTheirPages(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	page := c.asks("chart thumbs per day", nil)
	require.Contains(t, page.text(".plan-query"), "GROUP BY day")
	require.Equal(t, http.StatusOK, c.get(page.doc.Find("a.primary").AttrOr("href", "")).status)
	page = c.asks("make a review queue called angry from the thumbs down", nil)
	queue := c.get(page.doc.Find("a.primary").AttrOr("href", ""))
	require.Equal(t, http.StatusOK, queue.status)
	require.Equal(t, "angry", queue.doc.Find("input[name=name]").AttrOr("value", ""))
	require.Contains(t, queue.body, "scores.user.thumbs &lt; 1")
	page = c.asks("what do users complain about", nil)
	require.Contains(t, page.text(".plan-steps"), "too few comments")
	page = c.asks("explain error IS NOT NULL", nil)
	require.Contains(t, page.text(".plan-words"), "Traces for which there is an error.")
}

func TestHostileTextIsShownAndNotRun(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	page := c.asks(`<script>alert(1)</script> thumbs down "><img src=x onerror=alert(1)>`, nil)
	require.Zero(t, page.doc.Find("main script, main img").Length())
	page = c.asks("all traces", nil)
	require.Zero(t, page.doc.Find("main script, main img").Length())
	require.Contains(t, page.text(".plan-steps"), `<script>alert("in")</script>`)
}

func TestTheAssistantFindsWhatIsSimilarToASelection(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.repeated()
	c := a.as(store.Viewer)
	page := c.asks("find similar to these", url.Values{"trace": {string(a.traces[1])}, "filter": {"error IS NOT NULL"}})
	require.Contains(t, page.text(".plan-near"), "Can I return my shoes?")
	require.NotContains(t, page.text(".plan-near"), "parcel")
	there := c.get(page.doc.Find(".plan-steps a.primary").AttrOr("href", ""))
	require.Contains(t, there.text("tbody"), "Can I return my shoes?")
	require.Contains(t, there.text(".similar-sources"), "Can I return shoes?")

	page = c.asks("show others like these", url.Values{"filter": {"input = 'Can I return shoes?'"}})
	require.Contains(t, page.text(".plan-near"), "Can I return my shoes?")
	require.Contains(t, page.text(".plan-count"), "the one that matches")
	page = c.asks("find similar to these", url.Values{"filter": {"name = 'nobody'"}})
	require.Contains(t, page.text(".plan-steps"), "No trace matches")
}
