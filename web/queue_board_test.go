package web

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

const boardPath = "/p/demo/queues/work"

// columns are the titles of the board, with their counts.
func columns(r result) []string {
	return r.doc.Find("#board h2").Map(text)
}

func TestBoardGivesTakesAndEnds(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(func(q *store.Queue) { q.Answers = 2 })
	c := a.as(store.Curator)
	reviewer, first := strconv.Itoa(a.people[store.Reviewer].ID), string(a.traces[0])
	require.Equal(t, []string{"Backlog 4", "Pending 0", "Complete 0"}, columns(c.get(boardPath)))

	press := func(form url.Values) result {
		t.Helper()
		r := c.partialPost(boardPath+"/items", "board", form)
		require.Equal(t, http.StatusOK, r.status, r.body)
		require.Equal(t, 1, r.doc.Find("body > #board").Length())
		return r
	}
	r := press(url.Values{"move": {first + " pending"}, "to": {reviewer}})
	require.Equal(t, []string{"Backlog 3", "Pending 1", "Complete 0"}, columns(r))
	require.Equal(t, "Assigned 1 item. Undo u", r.text(".count"))
	require.Contains(t, r.text("#item-"+first), "reviewer, has it assigned")
	mine := a.as(store.Reviewer).get("/p/demo/queues/mine")
	require.Equal(t, "Where is my parcel?", mine.text(".row-link"))
	require.Contains(t, a.as(store.Reviewer).get("/p/demo/queues").text(".queue-facts"), "1 assigned to you")

	undo := url.Values{"submission": {r.doc.Find("button[form=board-undo]").AttrOr("value", "")}}
	back := c.follow(c.post(boardPath+"/undo", undo))
	require.Equal(t, []string{"Backlog 4", "Pending 0", "Complete 0"}, columns(back))
	require.Contains(t, back.text(".notice"), "Took back: 1 item.")
	require.Contains(t, c.follow(c.post(boardPath+"/undo", undo)).text(".notice"), "nothing left")

	r = press(url.Values{"do": {"spread"}})
	require.Contains(t, r.text(".count"), "Assigned 2 to 3 items to each of 3 people.") // reviewer, curator and admin; 8 answers
	require.Equal(t, []string{"Backlog 0", "Pending 4", "Complete 0"}, columns(r))
	r = press(url.Values{"do": {"backlog"}, "item": {first, string(a.traces[1])}})
	require.Equal(t, []string{"Backlog 2", "Pending 2", "Complete 0"}, columns(r))
	r = press(url.Values{"move": {first + " complete"}})
	require.Equal(t, []string{"Backlog 1", "Pending 2", "Complete 1"}, columns(r))
	require.Contains(t, r.text("#item-"+first), "ended early")
	r = press(url.Values{"move": {first + " backlog"}})
	require.Equal(t, []string{"Backlog 2", "Pending 2", "Complete 0"}, columns(r))
	require.Equal(t, "Nothing was selected.", press(url.Values{"do": {"complete"}}).text(".count"))
	require.Equal(t, http.StatusUnprocessableEntity, c.post(boardPath+"/items", url.Values{"do": {"assign"}, "item": {first}, "to": {"99"}}).status)
	require.Equal(t, http.StatusUnprocessableEntity, c.post(boardPath+"/items", url.Values{"do": {"dance"}, "item": {first}}).status)
}

func TestBoardOfAReviewerIsToLookAt(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(nil)
	r := a.as(store.Reviewer).get(boardPath)
	require.Equal(t, http.StatusOK, r.status)
	require.Zero(t, r.doc.Find("#board button, #board input, [draggable=true]").Length())
	require.Contains(t, r.text("#board"), "Where is my parcel?")
}

func TestQueueFormSaysWhatIsWrongAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	form := url.Values{"name": {"New"}, "filter": {"name ="}, "answers": {"0"}, "doubled": {"150"}, "order": {"newest"}, "idle": {"15"}, "masks": {"scores.x"}, "instructions": {"Keep me."}}
	r := c.post("/p/demo/queues", form)
	require.Equal(t, http.StatusUnprocessableEntity, r.status)
	require.NotEmpty(t, r.text("#filter-error"))
	form.Set("filter", "name = 'answer'")
	r = c.post("/p/demo/queues", form)
	require.Equal(t, http.StatusUnprocessableEntity, r.status)
	for _, id := range []string{"name", "answers", "doubled", "masks"} {
		require.NotEmpty(t, r.text("#"+id+"-error"), id)
		require.Equal(t, "true", r.doc.Find("#"+id).AttrOr("aria-invalid", ""), id)
	}
	require.Equal(t, "Keep me.", r.doc.Find("#instructions").Text())
	require.Equal(t, "4 traces match now.", r.text("#matches"))
	require.Empty(t, c.get("/p/demo/queues").text("h3"))

	require.Equal(t, "1 trace match now.", c.partial("/p/demo/queues/new?filter=scores.thumbs+%3D+0", "matches").text("#matches"))
	require.Contains(t, c.partial("/p/demo/queues/new?filter=nam+%3D+0", "matches").text("#matches"), "Did you mean name?")
}

func TestQueueIsEdited(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	q := a.makeQueue(nil)
	c := a.as(store.Curator)
	edit := func() url.Values {
		return valuesOf(c.get(boardPath + "/edit").doc.Find("main form").Find("input, textarea, select"))
	}
	form := edit()
	form.Set("name", "Renamed")
	form.Set("answers", "2")
	form.Set("webhook", "https://hooks.example.org/x")
	form.Set("due", "2026-05-21")
	saved := c.follow(c.post(boardPath+"/edit", form))
	require.Contains(t, saved.text(".notice"), "Saved Renamed.")
	require.Contains(t, saved.text(".review-head"), "due tomorrow")
	require.Equal(t, 8, a.totals(q).Wanted)
	require.Contains(t, c.get(boardPath+"/edit").text("main"), "whsec_")
	require.Equal(t, http.StatusConflict, c.post(boardPath+"/edit", form).status, "of a version that is no longer the newest")

	form = edit()
	form.Set("closed", "yes")
	c.follow(c.post(boardPath+"/edit", form))
	require.Contains(t, a.as(store.Reviewer).get("/p/demo/review/work").text(".empty"), "closed")
	require.Contains(t, c.get("/p/demo/queues").text(".queue-cards h2"), "Closed")
}

func TestTracesArePutIntoAQueueFromTheList(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	empty := a.makeQueue(func(q *store.Queue) { q.Name, q.Filter = "By hand", nil })
	_ = empty
	p := &paper{client: a.as(store.Curator)}
	p.open("/p/demo/logs")
	p.page.doc.Find("button[data-key=Q]").Each(func(_ int, s *goquery.Selection) {
		require.Equal(t, "/p/demo/queues/add", s.AttrOr("formaction", ""))
	})
	p.open(views.EnqueueURL("demo", "", 0, a.traces[:2]))
	require.Contains(t, p.page.text("h1"), "Put 2 traces into a queue")
	p.press("button[value=add]", nil)
	require.Contains(t, p.page.text(".notice"), "are all in By hand already") // filled with everything by the test
	p.open("/p/demo/logs?filter=scores.thumbs+%3D+0")
	p.click("a[href*='queues/add']")
	require.Contains(t, p.page.text("h1"), "Put 1 trace into a queue")
	p.click("a[data-key=n]")
	require.Equal(t, "scores.thumbs = 0", p.one("#filter").AttrOr("value", ""))
	p.press("button[value=save]", url.Values{"name": {"From the list"}})
	require.Contains(t, p.page.text(".notice"), "Made From the list: 1 item added.")
	p.open(views.EnqueueURL("demo", "", 0, a.traces))
	p.press("button[value=add]", url.Values{"queue": {"from-the-list"}})
	require.Contains(t, p.page.text(".notice"), "Put 3 items into From the list.")
	require.Contains(t, a.as(store.Curator).get("/p/demo/queues/add").text("main"), "nothing to put in")
}
