package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/store/postgres"
	"assay/views"
	goldview "assay/views/gold"

	"github.com/stretchr/testify/require"
)

const goldPath = "/p/demo/queues/work/gold"

// goldQueue is a blind queue that asks for a number, and the name of the field that takes it.
func (a *app) goldQueue() (store.Queue, string) {
	a.t.Helper()
	score, err := a.db.SaveScoreConfig(a.t.Context(), a.project.ID, store.ScoreConfig{Name: "correct", Kind: store.Slider}, 0)
	require.NoError(a.t, err)
	return a.makeQueue(func(q *store.Queue) { q.Answers, q.Blind = 2, true }), "q" + views.NewQuestion(score, store.Answer{}).Field[1:]
}

// answerNext completes the item that the queue hands out.
func (c *client) answerNext(field, value string) store.TraceID {
	c.a.t.Helper()
	room := c.enter("work")
	form := itemForm(room, "complete")
	form.Set(field, value)
	require.Equal(c.a.t, http.StatusSeeOther, c.post("/p/demo/review/work", form).status)
	return shownItem(room)
}

func TestGoldChecksReviewers(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, field := a.goldQueue()
	curator, reviewer := a.as(store.Curator), a.as(store.Reviewer)
	require.Contains(t, curator.get(goldPath).text(".empty"), "No item is gold yet")
	mark := func(items ...store.TraceID) string {
		t.Helper()
		form := url.Values{"do": {"gold"}}
		for _, i := range items {
			form.Add("item", string(i))
		}
		return curator.follow(curator.post(boardPath+"/items", form)).text(".notice")
	}
	require.Contains(t, mark(a.traces[0]), "Not marked: the item has no settled answer")
	for range 3 {
		curator.answerNext(field, "80")
	}
	require.Contains(t, mark(a.traces[0], a.traces[1], a.traces[3]), "Marked 2 items as gold. Not 1: no settled answer")
	require.Contains(t, curator.get(boardPath).text("#item-"+string(a.traces[0])), "gold")
	require.NotContains(t, curator.get(boardPath).text("#item-"+string(a.traces[3])), "gold")
	page := curator.get(goldPath)
	require.Contains(t, page.text(".gold-items"), "correct: 0.8")
	require.Contains(t, page.text("main"), "Nobody has answered a gold item yet")

	require.Equal(t, a.traces[0], reviewer.answerNext(field, "85"))
	require.Equal(t, a.traces[1], reviewer.answerNext(field, "20"))
	page = curator.get(goldPath)
	require.Regexp(t, `^reviewer ?correct ?2 ?1 ?1 ?too few to say$`, strings.Join(strings.Fields(page.text(".gold-figures tbody")), " "))
	links := page.doc.Find(".gold-figures a.count-link")
	require.Equal(t, 3, links.Length())
	for _, l := range links.EachIter() {
		require.Equal(t, map[string]int{"1": 1, "2": 2}[l.Text()], curator.counted(l.AttrOr("href", "")), l.Text())
	}

	left := curator.follow(curator.post(goldPath, url.Values{"item": {string(a.traces[0])}}))
	require.Contains(t, left.text(".notice"), "1 item gold no more.")
	require.Equal(t, 1, left.doc.Find(".gold-items tbody tr").Length())
	require.Contains(t, curator.follow(curator.post(goldPath, nil)).text(".notice"), "Nothing was selected.")
}

// TestReviewersCannotTellWhatIsGold compares everything a reviewer sees with what the same reviewer sees when nothing is gold.
func TestReviewersCannotTellWhatIsGold(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, field := a.goldQueue()
	curator, reviewer := a.as(store.Curator), a.as(store.Reviewer)
	curator.answerNext(field, "80")
	pages := []string{boardPath, "/p/demo/queues", "/p/demo/queues/mine", views.TraceURL("demo", a.traces[0], views.TraceQuery{}), views.LogsURL("demo", views.LogsQuery{})}
	reviewer.enter("work") // has from now on items in work
	seen := func() (texts []string) {
		for _, page := range pages {
			r := reviewer.get(page)
			require.Equal(t, http.StatusOK, r.status, page)
			texts = append(texts, r.text("main"))
		}
		return append(texts, reviewer.enter("work").text("#item"))
	}
	before := seen()
	require.Equal(t, http.StatusSeeOther, curator.post(boardPath+"/items", url.Values{"do": {"gold"}, "item": {string(a.traces[0])}}).status)
	require.Contains(t, curator.get(boardPath).text("#board .badge-accent"), "gold")
	require.Equal(t, before, seen())
	for _, text := range seen() {
		require.NotContains(t, strings.ToLower(text), "gold")
	}
	require.Equal(t, http.StatusForbidden, reviewer.get(goldPath).status)
	require.Equal(t, http.StatusForbidden, reviewer.post(boardPath+"/items", url.Values{"do": {"gold"}, "item": {string(a.traces[0])}}).status)

	require.Equal(t, a.traces[0], reviewer.answerNext(field, "10"))
	require.NotContains(t, strings.ToLower(reviewer.enter("work").text("body")), "gold", "nothing is told after a wrong answer either")
}

func TestGoldTellsAShareFromFiveAnswersOn(t *testing.T) {
	t.Parallel()
	members := []store.Member{{Account: store.Account{ID: 7, Email: "zoe@example.org"}}, {Account: store.Account{ID: 8, Email: "ann@example.org"}}}
	traces := map[store.TraceID]store.Trace{}
	var checked []postgres.GoldChecked
	for i := range 6 {
		root := fmt.Sprint("t", i)
		trace := store.TraceKey(root)
		traces[trace] = store.Trace{ID: trace, RootSpanID: root}
		checked = append(checked, postgres.GoldChecked{Trace: trace, Question: "tone", Account: 7, Known: store.Num(1), Said: store.Num(float64(min(i, 1)))})
	}
	checked = append(checked, checked[0], postgres.GoldChecked{Trace: store.TraceKey("gone"), Question: "tone", Account: 7, Known: store.Num(1), Said: store.Num(1)})
	checked[6].Account = 8
	lines := goldLines("demo", checked, traces, members)
	require.Len(t, lines, 2)
	require.Equal(t, goldview.Line{Name: "ann", Question: "tone", Answered: lines[1].Wrong, Wrong: lines[1].Wrong}, lines[0])
	require.Equal(t, "zoe 6 5 1 83 % 44 % to 97 %", fmt.Sprintf("%s %d %d %d %s %s", lines[1].Name, lines[1].Answered.N, lines[1].Right.N, lines[1].Wrong.N, lines[1].Rate, lines[1].Interval))
	require.Equal(t, views.LogsURL("demo", views.LogsQuery{Filter: "root_span_id IN ('t0')"}), lines[1].Wrong.URL)
}
