package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// large logs a trace of a root and n spans below it, in steps of fifty of which one calls a model. Each carries a text that no
// other has.
func (a *app) large(n int) store.TraceID {
	a.t.Helper()
	at := func(from, to float64) string { return fmt.Sprintf(`"start":%g,"end":%g`, 1000+from, 1000+to) }
	spans := []store.Span{{RowID: "large", SpanID: "large", RootSpanID: "large", Created: a.clock.now(), HasCreated: true, Name: "agent", Input: quote("Do it all"), Output: quote("All done"),
		Metrics: json.RawMessage(`{` + at(0, float64(n)) + `}`)}}
	step := ""
	for i := range n {
		s := store.Span{RowID: fmt.Sprint("s", i), SpanID: fmt.Sprint("s", i), RootSpanID: "large", ParentSpanID: step, Created: a.clock.now(), HasCreated: true, Position: i + 1,
			Name: fmt.Sprint("look up ", i), Type: "tool", Output: quote(fmt.Sprintf("result number %d.", i)), Metrics: json.RawMessage(`{` + at(float64(i), float64(i+1)) + `}`)}
		switch {
		case i%50 == 0:
			s.ParentSpanID, s.Name, s.Type, step = "large", fmt.Sprint("step ", i/50), "task", s.SpanID
		case i%50 == 1:
			s.Type, s.Input = "llm", json.RawMessage(fmt.Sprintf(`[{"role":"system","content":"You look things up."},{"role":"user","content":"Look up number %d"}]`, i))
			s.Metrics = json.RawMessage(`{"tokens":10,"cost":0.5,` + at(float64(i), float64(i+1)) + `}`)
		case i%50 == 2:
			s.Error = "not found: 迷子"
		}
		spans = append(spans, s)
	}
	_, err := a.db.InsertSpans(a.t.Context(), a.project.ID, "large", spans, a.clock.now())
	require.NoError(a.t, err)
	return store.TraceKey("large")
}

func TestALargeTraceIsLoadedAsItComesInSight(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c, path := a.as(store.Viewer), "/p/demo/t/"+string(a.large(4999))
	page := c.get(path)
	require.Equal(t, http.StatusOK, page.status)
	require.Less(t, len(page.body), 200_000, "bytes of the first page")
	require.Equal(t, "5,000 spans", page.text(".tree h2"))
	require.Equal(t, views.PieceLines, page.doc.Find(".tree-span").Length())
	require.Equal(t, 49, page.doc.Find(".tree-later").Length())
	require.NotContains(t, page.body, "result number 7.", "what other spans carry is not there")

	piece, _ := page.doc.Find("#spans-2500").Attr("hx-get")
	loaded := c.partial(piece, "spans-2500")
	require.Equal(t, views.PieceLines, loaded.doc.Find(".tree-span").Length())
	require.Contains(t, loaded.text(".tree-span"), "look up 2499", "the root is the first line")
	require.Zero(t, loaded.doc.Find(".tree-pieces, h1, .tree-later").Length(), "nothing but the piece")
	whole := c.get(piece)
	require.Equal(t, 2*views.PieceLines, whole.doc.Find(".tree-span").Length(), "without script its link leads to the page with the piece")

	last := c.get(path + "?span=" + string(store.SpanKey("s4998")))
	require.Contains(t, last.text(".tree-span[aria-current]"), "look up 4998")
	require.Contains(t, last.text("#value-output"), "result number 4998.")
	require.Equal(t, 2*views.PieceLines, last.doc.Find(".tree-span").Length(), "the first piece and that of the span")
	require.Equal(t, http.StatusNotFound, c.partial(path+"?from=7", "spans-7").status)
}

func TestATreeRollsUpToParents(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c, path := a.as(store.Viewer), "/p/demo/t/"+string(a.large(99))
	page := c.get(path)
	root, step := page.doc.Find(".tree-line").Eq(0), page.doc.Find(".tree-line").Eq(1)
	require.Contains(t, root.Text(), "20 tok")
	require.Contains(t, root.Text(), "$1.0000")
	require.Contains(t, root.Text(), "2 below")
	require.Contains(t, step.Text(), "10 tok")
	require.Contains(t, step.Text(), "1 below")

	fold := step.Find(".tree-fold-one").AttrOr("href", "")
	folded := c.get(fold)
	require.Equal(t, 100-49, folded.doc.Find(".tree-line").Length())
	require.Contains(t, folded.doc.Find(".tree-line").Eq(1).Text(), "+49")
	require.Equal(t, "Unfold 49 spans below step 0", folded.doc.Find(".tree-line").Eq(1).Find(".tree-fold-one").AttrOr("aria-label", ""))
	inside := c.get(fold + "&span=" + string(store.SpanKey("s3")))
	require.Equal(t, 100, inside.doc.Find(".tree-line").Length(), "the span one looks at is in sight")
	all := c.get(page.doc.Find(".tree-fold-all").AttrOr("href", ""))
	require.Equal(t, 3, all.doc.Find(".tree-line").Length())
	require.Equal(t, "Unfold all", all.text(".tree-fold-all"))
}

func TestATimelineMeasuresTimeTokensOrCost(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c, path := a.as(store.Viewer), "/p/demo/t/"+string(a.large(100))
	bar := func(page result, line int) [2]string {
		rect := page.doc.Find(".tree-line").Eq(line).Find("rect")
		return [2]string{rect.AttrOr("x", ""), rect.AttrOr("width", "")}
	}
	page := c.get(path + "?layout=timeline")
	require.Equal(t, 1, page.doc.Find(".tree.timeline").Length())
	require.Equal(t, "0 ms 25 s 50 s 75 s 100 s", strings.Join(page.texts(".tree-ticks span span"), " "))
	require.Equal(t, [2]string{"0.0", "100.0"}, bar(page, 0))
	require.Equal(t, [2]string{"1.0", "1.0"}, bar(page, 2))
	tokens := c.get(path + "?layout=timeline&scale=tokens")
	require.Equal(t, [2]string{"0", "50.0"}, bar(tokens, 1), "a step has half of the tokens")
	require.Equal(t, [2]string{"", ""}, bar(tokens, 3))
	require.Equal(t, "Tokens", tokens.text(".tree-head .tabs[aria-label='Bars show'] [aria-current]"))
	require.Equal(t, [2]string{"0", "50.0"}, bar(c.get(path+"?layout=timeline&scale=cost"), 2))
}

func TestAThreadIsTheConversationOfATrace(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c, path := a.as(store.Viewer), "/p/demo/t/"+string(a.large(1500))
	page := c.get(path + "?layout=thread")
	require.Equal(t, views.ThreadCalls, page.doc.Find(".thread-call").Length())
	first := page.doc.Find(".thread-call").Eq(0)
	require.Contains(t, first.Text(), "You look things up.")
	require.Contains(t, first.Text(), "Look up number 1")
	require.Contains(t, first.Text(), "result number 1.")
	second := page.doc.Find(".thread-call").Eq(1)
	require.NotContains(t, second.Text(), "You look things up.", "nothing is said twice")
	require.Contains(t, second.Text(), "after the 1 message above")
	require.Contains(t, second.Text(), "result number 51.")
	require.Zero(t, page.doc.Find("#value-input").Length())

	later := page.doc.Find("#calls-20").AttrOr("hx-get", "")
	piece := c.partial(later, "calls-20")
	require.Equal(t, 10, piece.doc.Find(".thread-call").Length())
	require.NotContains(t, piece.body, "You look things up.", "not at the seam either")
	plain := c.get("/p/demo/t/" + string(a.traces[1]) + "?layout=thread")
	require.Contains(t, plain.text(".thread"), "Can I return shoes?", "without a call of a model the trace itself")
}

func TestBesideAThreadOneSaysThingsOfTheTrace(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	page := c.get("/p/demo/t/" + string(a.traces[1]) + "?layout=thread")
	for _, form := range []struct{ action, field, text string }{{"comments", "comment", "Well said."}, {"corrections", "expected", "Within thirty days."}} {
		found := page.doc.Find(`form[action$="/` + form.action + `"]`)
		require.Equal(t, 1, found.Length(), form.action)
		span := found.Find("input[name=span]").AttrOr("value", "")
		answer := c.post(found.AttrOr("action", ""), url.Values{"span": {span}, form.field: {form.text}, "back": {"/p/demo/logs"}})
		require.Equal(t, http.StatusSeeOther, answer.status, form.action)
		require.Contains(t, c.get("/p/demo/t/"+string(a.traces[1])).text("main"), form.text)
	}
}

func TestFindLooksThroughTheWholeTrace(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c, path := a.as(store.Viewer), "/p/demo/t/"+string(a.large(400))
	find := func(words string) result { return c.get(path + "?" + url.Values{"find": {words}}.Encode()) }
	require.Zero(t, c.get(path).doc.Find("[data-find]").Length())
	require.Equal(t, "No matches", find("nobody said this").text("[data-find]"))
	page := find("NUMBER 33")
	require.Equal(t, "11 matches in 11 spans", page.text("[data-find]"), "33 and 330 to 339")
	next := page.doc.Find("[data-find-step='1']").AttrOr("href", "")
	there := c.get(next)
	require.Contains(t, there.text(".tree-span[aria-current]"), "look up 33")
	require.Contains(t, there.text("#find-here"), "result number 33.")
	require.Equal(t, "number 33", there.text("#find-here mark"))
	require.Equal(t, "NUMBER 33", there.doc.Find("#find").AttrOr("value", ""))
	require.Contains(t, c.get(there.doc.Find("[data-find-step='1']").AttrOr("href", "")).text(".tree-span[aria-current]"), "look up 330")
	lost := find("迷子")
	require.Equal(t, "8 matches in 8 spans", lost.text("[data-find]"))
	require.Contains(t, lost.text(".tree"), "1 found")
	hostile := find(`<b>"x`)
	require.Zero(t, hostile.doc.Find(".find b").Length())
}

func TestValuesOfMegabytesStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	id := a.logged("huge", func(s *store.Span) {
		s.Input, s.Output = quote(strings.Repeat("hay ", 1_250_000)+"needle"), json.RawMessage(`{"answer":"`+strings.Repeat("y", 5_000_000)+`"}`)
	})
	c := a.as(store.Reviewer)
	page := c.get("/p/demo/t/" + string(id))
	require.Less(t, len(page.body), 400_000)
	require.Contains(t, page.text("#value-input .content-more"), "showing the first 64 KB of 4.8 MB")
	require.Empty(t, page.text("#expected"), "half an output is no draft of what is expected")
	found := c.get("/p/demo/t/" + string(id) + "?find=needle")
	require.Equal(t, "1 match in 1 span", found.text("[data-find]"))
	require.Equal(t, "needle", found.text("#find-here mark"), "also where the page stops showing")
}

func TestFormatsAreRememberedForThePersonAndTheField(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	path := "/p/demo/t/" + string(a.traces[1])
	pressed := func(c *client, field string) string {
		return c.get(path).text("#value-" + field + " [aria-pressed=true]")
	}
	c := a.as(store.Viewer)
	require.Equal(t, "Text", pressed(c, "output"))
	answer := c.post("/p/demo/formats", url.Values{"field": {"output"}, "format": {"raw"}, "back": {path + "?format=json&layout=timeline"}})
	require.Equal(t, http.StatusSeeOther, answer.status)
	require.Equal(t, path+"?layout=timeline#value-output", answer.location())
	require.Equal(t, "Raw", pressed(c, "output"))
	require.Equal(t, "Text", pressed(c, "input"), "of that field")
	require.Equal(t, "Text", pressed(a.as(store.Reviewer), "output"), "of that person")
	require.Equal(t, "Text", c.get(path+"?format=text").text("#value-output [aria-pressed=true]"), "an address that asks for a format has it")
	c.post("/p/demo/formats", url.Values{"field": {"output"}, "format": {""}, "back": {path}})
	require.Equal(t, "Text", pressed(c, "output"), "the value decides again")
	for _, wrong := range []url.Values{{"field": {"nothing"}, "format": {"raw"}}, {"field": {"output"}, "format": {"<b>"}}} {
		require.Equal(t, http.StatusUnprocessableEntity, c.post("/p/demo/formats", wrong).status)
	}
}
