package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

const mentionsPath = "/p/demo/mentions"

func TestMentionReachesThePersonAndIsTakenBack(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	trace := views.TraceURL("demo", a.traces[1], views.TraceQuery{})
	writer, reader := &paper{client: a.as(store.Curator)}, &paper{client: a.as(store.Viewer)}

	reader.open(mentionsPath)
	require.Contains(t, reader.page.text("main"), "Nobody has mentioned you")
	require.Zero(t, reader.page.doc.Find(".rail-foot .badge").Length())

	writer.open(trace)
	require.Equal(t, "viewer", writer.one(`datalist#people option[value=viewer]`).AttrOr("label", ""))
	writer.press("form[action$=comments] button", url.Values{"comment": {"@viewer, is <b>this</b> the policy? mail viewer@example.org"}})
	require.Equal(t, "@viewer", writer.page.text(".said .mention"))
	require.NotContains(t, writer.page.body, "<b>this</b>")

	reader.open("/p/demo/logs")
	require.Contains(t, reader.page.text(".rail-foot .badge"), "1")
	reader.open(mentionsPath)
	require.Contains(t, reader.page.text(".mention-line"), "new curator")
	require.Contains(t, reader.page.text(".mention-line"), "Can I return shoes?")
	link := reader.one(".mention-open").AttrOr("href", "")
	require.Contains(t, link, "#comment-")
	reader.open(strings.Split(link, "#")[0])
	require.Equal(t, 1, reader.page.doc.Find(link[strings.Index(link, "#"):]).Length(), "the link leads to the comment")
	require.Zero(t, reader.page.doc.Find(".rail-foot .badge").Length(), "who has seen the trace has read it")
	reader.open(mentionsPath)
	require.NotContains(t, reader.page.text(".mention-line"), "new")

	writer.press(".notice button[name=submission]", nil)
	require.Empty(t, writer.page.text(".said .mention"))
	reader.open(mentionsPath)
	require.Contains(t, reader.page.text("main"), "Nobody has mentioned you")
}

func TestMentionInReviewIsReadAllAtOnce(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	p := a.reviewed(store.Reviewer, "trace-liked")
	p.press("#item [value=complete]", url.Values{"comment": {"Look, @curator and @nobody."}, "quote": {"on tuesday"}, "quote_field": {"output"}})
	c := &paper{client: a.as(store.Curator)}
	c.open(mentionsPath)
	require.Contains(t, c.page.text(".mention-line"), "new reviewer")
	require.Equal(t, "on tuesday", c.page.text(".mention-quote"))
	require.Equal(t, "@curator", c.page.text(".mention"))
	c.press("form[action$=mentions] button", nil)
	require.Contains(t, c.page.text(".notice"), "All mentions are read")
	require.Zero(t, c.page.doc.Find(".rail-foot .badge").Length())
}

func TestQuotedPassageIsFoundUntilItIsGone(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	trace := views.TraceURL("demo", a.traces[3], views.TraceQuery{})
	p := &paper{client: a.as(store.Reviewer)}
	p.open(trace)
	p.press("form[action$=comments] button", url.Values{"comment": {"Runs?"}, "quote": {`onerror="alert('out')"`}, "quote_field": {"output"}})
	quoted := p.one(".quoted[data-quoted=output]")
	require.Equal(t, "0", quoted.AttrOr("data-nth", ""))
	require.Equal(t, `onerror="alert('out')"`, p.page.text(".quoted blockquote"))
	comments, err := a.db.Comments(t.Context(), a.project.ID, a.traces[3])
	require.NoError(t, err)
	require.Equal(t, &store.Anchor{Field: "output", Quote: `onerror="alert('out')"`, At: 11}, comments[0].About.Anchor)

	p.press("form[action$=comments] button", url.Values{"comment": {"Never there."}, "quote": {"elsewhere"}, "quote_field": {"input"}})
	require.Contains(t, p.page.text(".quoted"), "elsewhere", "what is not found stays a quote")
	require.Equal(t, http.StatusUnprocessableEntity, p.post(trace+"/comments", url.Values{"comment": {"x"}, "quote": {"y"}, "quote_field": {"metadata"}, "span": {string(comments[0].SpanID)}}).status)

	again := demoSpans(a.clock.now())[4]
	again.Output, again.Feedback = quote("Something else."), nil
	_, err = a.db.InsertSpans(t.Context(), a.project.ID, "again", []store.Span{again}, a.clock.now())
	require.NoError(t, err)
	p.open(trace)
	require.Contains(t, p.page.text(".quoted"), "not in the output any more")
	require.Contains(t, p.page.text(".quoted"), "onerror")
	require.Zero(t, p.page.doc.Find(".quoted[data-quoted=output]").Length())
}

func TestQuoteTravelsWithAnExport(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	p := a.reviewed(store.Curator, "trace-liked")
	p.press("#item [value=complete]", url.Values{"comment": {"When?"}, "quote": {"on Tuesday"}, "quote_field": {"output"}})
	file := p.get("/p/demo/logs/export?" + url.Values{"trace": {string(a.traces[0])}, "format": {"jsonl"}}.Encode())
	require.Equal(t, http.StatusOK, file.status)
	require.Contains(t, file.body, `"comment":"When?","anchor":{"field":"output","quote":"on Tuesday","at":11}`)
}

func TestMentionIsHiddenWhereABlindQueueWaits(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(func(q *store.Queue) { q.Blind = true })
	curator := a.as(store.Curator)
	r := curator.post(views.TraceActionURL("demo", a.traces[1], "comments"), url.Values{"comment": {"@reviewer clearly wrong"}, "span": {string(store.SpanKey("trace-disliked"))}})
	require.Equal(t, http.StatusSeeOther, r.status)
	c := a.as(store.Reviewer)
	page := c.get(mentionsPath)
	require.NotContains(t, page.body, "clearly wrong")
	require.Contains(t, page.text("main"), "a blind queue hides until you have answered")
	require.Zero(t, page.doc.Find(".rail-foot .badge").Length())
	require.Equal(t, http.StatusOK, c.get(views.TraceURL("demo", a.traces[1], views.TraceQuery{})).status)

	c.enter("work")
	room := c.get(views.RoomURL("demo", "work", views.RoomQuery{Item: a.traces[1]}))
	require.NotContains(t, room.body, "clearly wrong")
	require.Equal(t, http.StatusSeeOther, c.post("/p/demo/review/work", itemForm(room, "complete")).status)
	require.Contains(t, c.get(mentionsPath).text(".mention-line"), "clearly wrong")
	require.Contains(t, c.get(mentionsPath).text(".rail-foot .badge"), "1", "looking at the trace before did not count as having read it")
}
