package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// enter opens the room of a queue and follows it to the item that it hands out.
func (c *client) enter(queue string) result {
	c.a.t.Helper()
	r := c.get("/p/demo/review/" + queue)
	if r.status == http.StatusSeeOther {
		r = c.follow(r)
	}
	require.Equal(c.a.t, http.StatusOK, r.status, r.text("main"))
	return r
}

// shownItem is the trace before one's eyes.
func shownItem(r result) store.TraceID {
	return store.TraceID(r.doc.Find("#item article").AttrOr("data-trace", ""))
}

func TestQueueWithoutScript(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	score, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "correct", Kind: store.Slider}, 0)
	require.NoError(t, err)
	field := "q" + views.NewQuestion(score, store.Answer{}).Field[1:]
	curator := &paper{client: a.as(store.Curator)}
	curator.open("/p/demo/queues")
	require.Contains(t, curator.page.text("#cards"), "No queue yet")
	curator.click("a[data-key=n]")
	curator.press("button[value=save]", url.Values{"name": {"Low ones"}, "filter": {"name = 'answer'"}, "answers": {"2"}, "order": {"oldest"}, "instructions": {"**Read** the policy."}})
	require.Contains(t, curator.page.text(".notice"), "Made Low ones: 4 items added.")
	require.Equal(t, "Backlog 4", curator.page.text("#column-backlog"))

	p := &paper{client: a.as(store.Reviewer)}
	p.open("/p/demo/queues")
	p.click("#cards a.primary")
	require.Equal(t, "Read", p.page.text(".room-instructions strong"))
	require.Equal(t, a.traces[0], shownItem(p.page))
	p.press("#item button[value=complete]", url.Values{field: {"25"}})
	require.Equal(t, a.traces[1], shownItem(p.page))
	p.press("#item button[value='I cannot tell']", nil)
	require.Equal(t, a.traces[2], shownItem(p.page))
	require.Equal(t, "3", p.page.text("span[data-position]"))
	require.Contains(t, a.said(a.traces[1]), "skip  – I cannot tell")
	p.press(".notice button[name=submission]", nil)
	require.Equal(t, a.traces[1], shownItem(p.page), "undo leads back to the item")
	require.Equal(t, "2", p.page.text("span[data-position]"))
	p.click("#item a[data-key=p]")
	require.Equal(t, a.traces[0], shownItem(p.page))
	require.Equal(t, "25", p.one("#item input[name="+field+"]").AttrOr("value", ""))
	require.Equal(t, "1", p.page.text("span[data-position]"))
	p.press("#item button[value=complete]", url.Values{field: {"50"}})
	require.Equal(t, a.traces[1], shownItem(p.page), "a change of mind goes on where one was")
	for range 3 {
		p.press("#item button[value=complete]", nil)
	}
	require.Contains(t, p.page.text(".empty"), "Nothing left for you")
	curator.open("/p/demo/queues/low-ones")
	require.Equal(t, "Pending 4", curator.page.text("#column-pending"))
	require.Contains(t, curator.page.text(".board-card"), "reviewer, answered")
}

func TestRoomHandsEachItemToAsManyAsWanted(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	q := a.makeQueue(nil)
	first, second := a.as(store.Reviewer), a.as(store.Curator)
	mine := first.enter("work")
	require.Equal(t, 3, mine.doc.Find("#ahead template").Length(), "four at a time")
	require.Contains(t, second.enter("work").text(".empty"), "Nothing left for you")

	visit := mine.doc.Find("#item").AttrOr("data-visit", "")
	require.Equal(t, http.StatusNoContent, first.post("/p/demo/review/work/leave", url.Values{"visit": {visit}}).status)
	theirs := second.enter("work")
	require.Equal(t, a.traces[0], shownItem(theirs), "what the page gave back")
	late := first.post("/p/demo/review/work", itemForm(mine, "complete"))
	require.Equal(t, http.StatusConflict, late.status)
	require.Contains(t, late.text("main"), "went to someone else")
	require.Zero(t, a.totals(q).Answered)

	a.clock.pass(q.Idle + time.Second)
	require.Equal(t, a.traces[0], shownItem(first.enter("work")), "what nobody gave a sign of life about")
	require.Equal(t, http.StatusSeeOther, first.post("/p/demo/review/work", itemForm(mine, "complete")).status)
	require.Equal(t, http.StatusConflict, second.post("/p/demo/review/work", itemForm(theirs, "complete")).status)
	require.Equal(t, 1, a.totals(q).Answered)
	again := second.get(views.RoomURL("demo", "work", views.RoomQuery{Item: a.traces[0]}))
	require.Equal(t, http.StatusSeeOther, again.status)
	require.Contains(t, second.follow(again).text(".notice"), "other hands")
}

func TestRoomDoesNotHandOutAgainWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(nil)
	c := a.as(store.Reviewer)
	page := c.enter("work")
	visit := page.doc.Find("#item").AttrOr("data-visit", "")
	next := views.RoomURL("demo", "work", views.RoomQuery{Item: a.traces[1]}) + "&visit=" + visit
	ahead := func(r result) []string {
		var items []string
		for _, t := range r.doc.Find("template").EachIter() {
			items = append(items, mustParse(t.AttrOr("data-url", "")).Query().Get("item")+" "+t.AttrOr("data-position", ""))
		}
		return items
	}
	require.Equal(t, []string{string(a.traces[2]) + " 3", string(a.traces[3]) + " 4"}, ahead(c.partial(next+"&decided="+string(a.traces[0]), "ahead")))
	require.Contains(t, ahead(c.partial(next, "ahead")), string(a.traces[0])+" 2", "without that it is still to be decided")
}

func TestRoomShowsWhoElseIsThere(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(func(q *store.Queue) { q.Answers = 2 })
	first, second := a.as(store.Reviewer), a.as(store.Curator)
	require.Empty(t, first.enter("work").text(".room-also"))
	require.Contains(t, second.enter("work").text(".room-also"), "reviewer is on this item too")
	here := first.partialPost("/p/demo/review/work/here", "room-news", url.Values{"item": {string(a.traces[0])}})
	require.Contains(t, here.text("#room-news"), "curator is on this item too")
	here = first.partialPost("/p/demo/review/work/here", "room-news", url.Values{"item": {string(a.traces[1])}})
	require.NotContains(t, here.text("#room-news"), "curator")
}

func TestBlindQueueHidesUntilTheAnswerIsStored(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	judged := store.Span{RowID: "judge", SpanID: "judge", RootSpanID: "trace-disliked", ParentSpanID: "trace-disliked", Name: "verdict-by-model", Type: "score",
		Output: quote("The judge says this is wrong."), Scores: map[string]store.Score{"judge": store.Num(0.125)}}
	reason := store.Span{RowID: "reason", SpanID: "reason", RootSpanID: "trace-disliked", ParentSpanID: "judge", Name: "chain-of-the-judge", Type: "llm", Output: quote("Because.")}
	step := store.Span{RowID: "step", SpanID: "step", RootSpanID: "trace-disliked", ParentSpanID: "trace-disliked", Name: "look-up", Type: "tool"}
	_, err := a.db.InsertSpans(t.Context(), a.project.ID, "test", []store.Span{judged, reason, step}, a.clock.now())
	require.NoError(t, err)
	a.makeQueue(func(q *store.Queue) { q.Blind, q.Answers = true, 2 })
	other := a.as(store.Curator)
	other.enter("work")
	address := views.RoomURL("demo", "work", views.RoomQuery{Item: a.traces[1]})
	theirs := itemForm(other.get(address), "complete")
	theirs.Set("comment", "Curators think so.")
	theirs.Set("expected", "Yes, thirty.")
	require.Equal(t, http.StatusSeeOther, other.post("/p/demo/review/work", theirs).status)

	c := a.as(store.Reviewer)
	c.enter("work")
	page := c.get(address)
	hidden := []string{"thumbs", "The policy says 30 days.", "Yes, within 30 days.", "Curators think so.", "Yes, thirty.", "verdict-by-model", "chain-of-the-judge", "0.125", "reviewed by"}
	for _, words := range hidden {
		require.NotContains(t, page.body, words)
	}
	require.Contains(t, page.body, "look-up")
	for _, span := range []string{"judge", "reason"} {
		value := views.RoomValueURL("demo", "work", views.RoomQuery{Item: a.traces[1], Span: store.SpanKey(span)}, "output")
		require.Equal(t, http.StatusNotFound, c.get(value).status, "nor on a way around")
		require.NotContains(t, c.get(views.RoomURL("demo", "work", views.RoomQuery{Item: a.traces[1], Span: store.SpanKey(span)})).body, "The judge says")
	}
	form := itemForm(page, "complete")
	require.Empty(t, form.Get("visible"))
	form.Set("visible", "user") // a page that is not ours
	answer := c.partialPost("/p/demo/review/work", "review-status", form)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	require.Contains(t, answer.text(".review-reveal"), "user: thumbs 0")
	require.Contains(t, answer.text(".review-reveal"), "judge: judge 0.125")
	revealed := c.get(address)
	for _, words := range []string{"thumbs", "The policy says 30 days.", "Curators think so.", "verdict-by-model"} {
		require.Contains(t, revealed.body, words)
	}
	require.Equal(t, "user automated comments corrections", itemForm(revealed, "complete").Get("visible"))

	history, err := a.db.History(t.Context(), a.project.ID, a.traces[1])
	require.NoError(t, err)
	i := 0
	for _, e := range history {
		if e.Kind == store.CompleteEvent {
			require.JSONEq(t, `{"seen": `+form.Get("seen")+`, "queue": 1, "visible": []}`, strings.Replace(e.Metadata, theirs.Get("seen"), form.Get("seen"), 1))
			i++
		}
	}
	require.Equal(t, 2, i)
}

func TestQueueMasksAndHides(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	secret := store.Span{RowID: "secret", SpanID: "secret", RootSpanID: "secret", Name: "answer", Created: a.clock.now(), HasCreated: true,
		Input: []byte(`{"customer":{"phone":"555-0199"},"question":"When?"}`), Output: []byte(`"Soon."`), Metadata: []byte(`{"email":"eve@secret.example","plan":"gold"}`), Tags: []string{"viptag"}}
	_, err := a.db.InsertSpans(t.Context(), a.project.ID, "test", []store.Span{secret}, a.clock.now())
	require.NoError(t, err)
	a.makeQueue(func(q *store.Queue) {
		q.Answers = 2
		q.View = store.QueueView{Masks: []string{"metadata.email", "input.customer.phone"}, Hidden: []string{"tags", "metrics"}, Formats: map[string]string{"input": "raw"}}
	})
	address := views.RoomURL("demo", "work", views.RoomQuery{Item: store.TraceKey("secret")})
	value := views.RoomValueURL("demo", "work", views.RoomQuery{Item: store.TraceKey("secret"), Span: store.SpanKey("secret")}, "input")
	for role, sees := range map[store.Role]bool{store.Reviewer: false, store.Curator: true} {
		c := a.as(role)
		page := c.get(address)
		require.Equal(t, http.StatusOK, page.status)
		require.Contains(t, page.body, "When?")
		require.Contains(t, page.body, "gold")
		require.NotContains(t, page.body, "viptag")
		require.Equal(t, "Raw", page.text("#item section[aria-label=Input] .tabs [aria-pressed=true]"))
		require.Equal(t, "JSON", c.get(address+"&format=json").text("#item section[aria-label=Input] .tabs [aria-pressed=true]"))
		whole := c.get(value)
		require.Equal(t, http.StatusOK, whole.status)
		for _, words := range []string{"eve@secret.example", "555-0199"} {
			require.Equal(t, sees, strings.Contains(page.body+whole.body, words), "%s: %s", role, words)
		}
		require.Equal(t, !sees, strings.Contains(page.body, store.Dots), role)
		work := c.get("/p/demo/queues/mine")
		require.Equal(t, sees, strings.Contains(work.body, "When?"), "a preview of a masked input is no way around")
		board := c.get("/p/demo/queues/work")
		require.NotContains(t, board.text(".board-card:not(:has(.badge))"), "555-0199")
	}
}

func TestMaskedOutputIsNotCorrected(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(func(q *store.Queue) { q.View.Masks = []string{"output.name"} })
	c := a.as(store.Reviewer)
	page := c.enter("work")
	require.Zero(t, page.doc.Find("#item [name=expected]").Length())
	form := itemForm(page, "complete")
	form.Set("expected", "•••")
	form.Set("accept", "output")
	require.Equal(t, http.StatusSeeOther, c.post("/p/demo/review/work", form).status)
	require.Empty(t, only(a.said(shownItem(page)), "correction"))
}

func TestReviewersSeeTheirQueuesOnly(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	second := a.account("second@example.org", false)
	require.NoError(t, a.db.SetMember(t.Context(), a.project.ID, second.ID, store.Reviewer))
	a.makeQueue(func(q *store.Queue) { q.Name, q.Reviewers = "Theirs", []int{second.ID} })
	a.makeQueue(func(q *store.Queue) { q.Name = "Everyones" })
	c := a.as(store.Reviewer)
	require.Equal(t, "Everyones", c.get("/p/demo/queues").text(".queue-card h3"))
	require.Equal(t, http.StatusNotFound, c.get("/p/demo/queues/theirs").status)
	require.Equal(t, http.StatusNotFound, c.get("/p/demo/review/theirs").status)
	require.Contains(t, a.signedIn(second).get("/p/demo/queues").text(".queue-cards"), "Theirs")
	curator := a.as(store.Curator)
	require.Contains(t, curator.get("/p/demo/queues").text(".queue-cards"), "Theirs")
	require.Contains(t, curator.get("/p/demo/review/theirs").text(".empty"), "not one of its reviewers")
	form := url.Values{"trace": {string(a.traces[0])}, "span": {string(store.SpanKey("trace-liked"))}, "submission": {string(store.NewEventID())}, "action": {"complete"}}
	require.Equal(t, http.StatusForbidden, curator.post("/p/demo/review/theirs", form).status)
}

// TestConfinedReviewers may use what the route table opens to them, and nothing else of the project.
func TestConfinedReviewers(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	samples := a.samples()
	inputs := a.inputs(samples)
	someone := a.account("confined@example.org", false)
	require.NoError(t, a.db.SetMember(t.Context(), a.project.ID, someone.ID, store.Reviewer))
	a.makeQueue(func(q *store.Queue) {
		q.Name, q.Reviewers, q.Confined, q.Order = "Only this", []int{someone.ID}, true, store.NewestFirst
	})
	c := a.signedIn(someone)
	samples["queue"] = "only-this"
	for _, r := range a.server.routes() {
		if r.guard.role() == store.NoRole {
			continue
		}
		answer := r.request(t, c, samples, inputs[r.name()])
		if r.guard.confining() {
			require.Equal(t, http.StatusForbidden, answer.status, r.name())
		} else {
			require.NotContains(t, []int{http.StatusForbidden, http.StatusNotFound}, answer.status, r.name())
		}
	}
	require.Equal(t, "/p/demo/queues", c.get("/").location())
	require.Equal(t, "/p/demo/queues", c.get("/p/demo").location())
	list := c.get("/p/demo/queues")
	require.Equal(t, "Queues", list.text(".rooms"))
	require.NotContains(t, list.body, "Work", "also not what everyone else may review")
	require.Equal(t, http.StatusNotFound, c.get("/p/demo/review/work").status)
	room := c.enter("only-this")
	for _, link := range room.doc.Find("main a[href]").EachIter() {
		to := link.AttrOr("href", "")
		require.NotEqual(t, http.StatusForbidden, c.get(mustParse(base+"/p/demo/review/only-this").ResolveReference(mustParse(to)).RequestURI()).status, to)
	}
}

func TestSubmissionInAQueueIsOfThatQueue(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	asked, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "asked", Kind: store.FreeText}, 0)
	require.NoError(t, err)
	left, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "left out", Kind: store.FreeText}, 0)
	require.NoError(t, err)
	a.makeQueue(func(q *store.Queue) { q.Configs = []int{asked.ID} })
	c := a.as(store.Reviewer)
	page := c.enter("work")
	require.Contains(t, page.text("#item"), "asked")
	require.NotContains(t, page.text("#item"), "left out")
	form := itemForm(page, "complete")
	form.Set(views.NewQuestion(asked, store.Answer{}).Field, "yes")
	form.Set(views.NewQuestion(left, store.Answer{}).Field, "smuggled")
	require.Equal(t, http.StatusSeeOther, c.post("/p/demo/review/work", form).status)
	require.Equal(t, []string{"text asked – yes"}, only(a.said(shownItem(page)), "text"))
	require.NoError(t, a.db.Submit(t.Context(), a.project.ID, postgres.Submission{ID: store.NewEventID(), Trace: a.traces[1], Span: store.SpanKey("trace-disliked"), Account: a.people[store.Reviewer], Complete: true, Now: a.clock.now()}))
	require.Equal(t, a.traces[1], shownItem(c.enter("work")), "a review elsewhere is no answer here")
}
