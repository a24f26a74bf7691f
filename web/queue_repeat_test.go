package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/repeat"
	"assay/views"
	repeatview "assay/views/repeat"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

const repeatsPath = "/p/demo/queues/work/repeats"

// repeating is a queue of many traces in which items come twice, with what it asks, and the first turns at which they come to a person.
func repeating(t *testing.T, a *app, items int, who store.Role, change func(*store.Queue)) (q store.Queue, field string, turns []int) {
	t.Helper()
	good, mixed, bad := 1.0, 0.5, 0.0
	tone, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "tone", Kind: store.Categorical,
		Options: []store.Option{{Label: "good", Value: &good}, {Label: "mixed", Value: &mixed}, {Label: "bad", Value: &bad}}}, 0)
	require.NoError(t, err)
	var lines strings.Builder
	for i := range items {
		fmt.Fprintf(&lines, `{"id":"j%d","created":"2026-04-01T%02d:%02d:00Z","name":"shop","input":"Where is parcel %d?","output":"In Bonn.","feedback":[{"source":"external","user":"u","scores":{"liked":1}}]}`+"\n", i, 10+i/60, i%60, i)
	}
	a.importLines(lines.String())
	q = a.makeQueue(func(q *store.Queue) {
		q.Repeats = store.MaxRepeats
		if change != nil {
			change(q)
		}
	})
	for turn := range items {
		if repeat.Due(q.ID, a.people[who].ID, turn, q.Repeats) {
			turns = append(turns, turn)
		}
	}
	require.GreaterOrEqual(t, len(turns), 3)
	return q, "q" + strconv.Itoa(tone.ID), turns
}

// upTo answers items until so many are decided, those that came again alike.
func (p *paper) upTo(q store.Queue, n int, field string) {
	p.a.t.Helper()
	for p.a.totals(q).Answered < n {
		p.a.clock.pass(time.Second)
		p.press("#item button[value=complete]", url.Values{field: {"good"}})
	}
}

// repeated reports whether the item on the page is a repeat, which only its form tells.
func (p *paper) repeated() bool { return p.page.doc.Find("#item input[name=turn]").Length() > 0 }

func TestRepeatsWithoutScript(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	q, field, turns := repeating(t, a, 60, store.Reviewer, nil)
	p := &paper{client: a.as(store.Reviewer)}
	p.open("/p/demo/review/work")
	require.Contains(t, p.page.text(".room-instructions"), "About 20 % of your items come to you a second time")
	p.upTo(q, turns[0], field)
	require.True(t, p.repeated())
	item, here := shownItem(p.page), p.path
	require.Equal(t, strconv.Itoa(turns[0]+1), p.page.text("span[data-position]"))
	require.Empty(t, p.page.doc.Find("#item .review-questions input:checked").FilterFunction(isAnswer).Nodes, "the form is empty")
	for _, word := range []string{"repeat", "again", "you completed", "good."} {
		require.NotContains(t, strings.ToLower(p.page.text("#item")), word)
	}
	require.NotContains(t, p.page.text("#item .review-content"), "review tone", "nor does the page tell what was said")

	p.open("/p/demo/review/work")
	require.Equal(t, here, p.path, "left, it comes again")
	require.Equal(t, item, shownItem(p.page))
	said := a.said(item)
	a.clock.pass(time.Second)
	p.press("#item button[value=complete]", url.Values{field: {"bad"}, "comment": {"Not sure."}})
	require.Contains(t, p.page.text(".notice"), "That was a repeat: another answer than before.")
	require.False(t, p.repeated())
	require.NotEqual(t, item, shownItem(p.page))
	require.Equal(t, said, a.said(item))
	require.Equal(t, turns[0], a.totals(q).Answered)

	p.press("#review-status button[name=submission]", nil)
	require.Contains(t, p.page.text(".notice"), "Took back: a second answer.")
	require.Equal(t, here, p.path, "undo leads back to it")
	p.press("#item button[value=complete]", url.Values{field: {"good"}})
	require.Contains(t, p.page.text(".notice"), "the same answer as before")
	p.open(here)
	require.Equal(t, item, shownItem(p.page), "once answered, its address shows the item with what was said")
	require.Contains(t, p.page.text("#item"), "you completed this")

	p.open("/p/demo/review/work")
	p.upTo(q, turns[1], field)
	require.True(t, p.repeated())
	p.press("#item button[value=skip]", nil)
	require.Contains(t, p.page.text(".notice"), "That was a repeat")
	require.False(t, p.repeated())
	p.upTo(q, turns[2], field)
	p.click("#item a[data-key=n]")
	require.False(t, p.repeated(), "it can be left for the next item")
	a.clock.pass(time.Second)
	p.press("#item button[value=complete]", url.Values{field: {"good"}})
	p.open("/p/demo/review/work")
	require.False(t, slices.Contains(turns[3:], turns[2]+1) != p.repeated(), "and does not come any more once another is decided")
}

// isAnswer leaves out the boxes of a form that answer nothing.
func isAnswer(_ int, s *goquery.Selection) bool {
	return strings.HasPrefix(s.AttrOr("name", ""), "q") && s.AttrOr("value", "") != ""
}

func TestRepeatsShowWhatABlindQueueShowed(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for _, blind := range []bool{true, false} {
		q, field, turns := repeating(t, a, 40, store.Reviewer, func(q *store.Queue) {
			q.Blind, q.Name, q.Answers = blind, map[bool]string{true: "Blind", false: "Open"}[blind], 2
		})
		p := &paper{client: a.as(store.Reviewer)}
		p.open("/p/demo/review/" + q.Slug)
		p.upTo(q, turns[0], field)
		require.True(t, p.repeated())
		require.Zero(t, p.page.doc.Find("#item .said-card").Length(), "blind: %t", blind)
		// The same item, opened as one that was answered.
		shown := p.get(views.RoomURL("demo", q.Slug, views.RoomQuery{Item: shownItem(p.page)}))
		require.Contains(t, shown.text("#item"), "you completed this")
		require.NotZero(t, shown.doc.Find("#item input:checked").FilterFunction(isAnswer).Length())
		a.archive(field)
	}
}

// archive stops asking a question.
func (a *app) archive(field string) {
	a.t.Helper()
	id, err := strconv.Atoi(field[1:])
	require.NoError(a.t, err)
	_, err = a.db.ArchiveScoreConfig(a.t.Context(), a.project.ID, id)
	require.NoError(a.t, err)
}

func TestRepeatsStandAheadSoThatNoKeyWaits(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	q, field, turns := repeating(t, a, 60, store.Reviewer, nil)
	p := &paper{client: a.as(store.Reviewer)}
	p.open("/p/demo/review/work")
	p.upTo(q, turns[0]-1, field)
	require.False(t, p.repeated())
	first := p.page.doc.Find("#ahead template").First()
	require.Equal(t, strconv.Itoa(turns[0]), mustParse(first.AttrOr("data-url", "")).Query().Get("turn"))
	require.Equal(t, 1, strings.Count(p.page.body, `name="turn" value="`+strconv.Itoa(turns[0])+`"`))

	// The page went on to it, and the decision before is still on its way.
	now, visit := shownItem(p.page), p.page.doc.Find("#item").AttrOr("data-visit", "")
	ahead := p.partial(first.AttrOr("data-url", "")+"&visit="+visit+"&decided="+string(now), "ahead")
	require.Equal(t, http.StatusOK, ahead.status)
	templates := ahead.doc.Find("template")
	require.NotZero(t, templates.Length())
	require.Equal(t, strconv.Itoa(turns[0]+1), templates.First().AttrOr("data-position", ""))
	require.Empty(t, mustParse(templates.First().AttrOr("data-url", "")).Query().Get("turn"))
}

func TestRepeatsTellReviewersTheirOwnAndCuratorsAll(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	q, field, _ := repeating(t, a, 80, store.Reviewer, func(q *store.Queue) { q.Answers = 2 })
	reviewer, curator := &paper{client: a.as(store.Reviewer)}, &paper{client: a.as(store.Curator)}
	reviewer.open(repeatsPath)
	require.Contains(t, reviewer.page.text(".empty"), "Nothing was repeated yet")
	reviewer.open("/p/demo/review/work")
	compared := 0
	for n := 0; a.totals(q).Answered < 80; n++ {
		a.clock.pass(time.Second)
		answer := "good"
		if reviewer.repeated() {
			if compared++; compared%4 == 0 {
				answer = "bad"
			}
		}
		reviewer.press("#item button[value=complete]", url.Values{field: {answer}})
	}
	require.GreaterOrEqual(t, compared, repeat.Enough)
	curator.open("/p/demo/review/work")
	curator.upTo(q, 80+20, field)

	reviewer.open(repeatsPath)
	require.Equal(t, "How steady you are", reviewer.page.text("#steady-title"))
	require.Equal(t, 1, reviewer.page.doc.Find(".repeat-figures tbody tr").Length())
	cells := reviewer.page.cells(".repeat-figures tbody td.number")
	require.Contains(t, reviewer.page.text(".repeat-figures tbody"), "You")
	for _, link := range reviewer.page.doc.Find(".repeat-figures a.count-link").EachIter() {
		address, _, _ := strings.Cut(link.AttrOr("href", ""), "#")
		opened := reviewer.get(address)
		require.Equal(t, link.Text(), strconv.Itoa(opened.doc.Find(".repeat-items tbody tr").Length()), "%s of %s", address, cells)
	}
	curator.open(repeatsPath)
	require.Contains(t, curator.page.text(".repeat-figures tbody"), "reviewer")
	all := curator.page.doc.Find(".repeat-items tbody tr").Length()
	require.GreaterOrEqual(t, all, compared)
	require.Equal(t, compared, reviewer.get(repeatsPath+"?reviewer="+strconv.Itoa(a.people[store.Reviewer].ID)).doc.Find(".repeat-items tbody tr").Length())
	require.Zero(t, reviewer.get(repeatsPath+"?reviewer="+strconv.Itoa(a.people[store.Curator].ID)).doc.Find(".repeat-items tbody tr").Length(), "of others one learns nothing")
	require.Contains(t, curator.get(goldPath).text("#steady-title"), "How steady reviewers are")
}

func TestRepeatRateOutOfRangeNamesItsField(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	form := url.Values{"name": {"Twice"}, "filter": {""}, "order": {"oldest"}, "answers": {"1"}, "idle": {"15"}, "shown": store.ViewFields}
	for _, wrong := range []string{"20.5", "-1", "often", "NaN"} {
		form.Set("repeats", wrong)
		r := c.post("/p/demo/queues", form)
		require.Equal(t, http.StatusUnprocessableEntity, r.status, wrong)
		require.Equal(t, "Enter a share from 0 to 20 %.", r.text("#repeats-error"), wrong)
		require.Equal(t, "Twice", r.doc.Find("#name").AttrOr("value", ""))
	}
	form.Set("repeats", "7.5")
	made := c.follow(c.post("/p/demo/queues", form))
	require.Contains(t, made.text(".review-head"), "7.5 % come twice")
	require.Equal(t, "7.5", c.get("/p/demo/queues/twice/edit").doc.Find("#repeats").AttrOr("value", ""))
	require.Equal(t, repeatview.URL("demo", "twice", repeatview.Query{}), made.doc.Find("a[data-key=i]").AttrOr("href", ""))
}
