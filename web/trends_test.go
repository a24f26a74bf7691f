package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"
	"assay/views/trends"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// felt logs traces of two features over some days, rated by users and by a judge, and counts them.
func (a *app) felt(n int) {
	a.t.Helper()
	var spans []store.Span
	for i := range n {
		id := fmt.Sprint("felt ", i)
		rating, judged := float64(i%5)/4, float64(i%4)/3
		s := store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: a.clock.now().Add(-time.Duration(i*3) * time.Hour), HasCreated: true, Name: "answer", Type: "task",
			Input: quote("Question " + strconv.Itoa(i)), Metadata: json.RawMessage(fmt.Sprintf(`{"feature":%q,"tier":%d,"session":"s%d"}`, []string{"search", `"chat" <b>`}[i%2], i%3, i)),
			Metrics:  json.RawMessage(fmt.Sprintf(`{"start":1,"end":%d,"tokens":10,"cost":0.01}`, 2+i%7)),
			Scores:   map[string]store.Score{"judge": store.Num(judged)},
			Feedback: []store.Feedback{{Source: store.User, WireSource: "external", User: "ada", Scores: map[string]store.Score{"rating": store.Num(rating), "mood": {Category: []string{"glad", "sad"}[i%2]}}}}}
		if i%6 == 0 {
			s.Error = "timeout"
		}
		spans = append(spans, s)
	}
	_, err := a.db.InsertSpans(a.t.Context(), a.project.ID, "test", spans, a.clock.now())
	require.NoError(a.t, err)
	require.NoError(a.t, a.db.FoldRollups(a.t.Context(), a.project.ID))
}

// listed is how many traces the list at an address has.
func (a *app) listed(address string) int {
	a.t.Helper()
	u := mustParse(address)
	require.Equal(a.t, "/p/demo/logs", u.Path)
	o := filter.Options{Now: a.clock.now()}
	e, _, err := filter.Read(u.Query().Get("filter"), o)
	require.NoError(a.t, err, address)
	n, _, err := a.db.Count(a.t.Context(), postgres.Query{Project: a.project.ID, Filter: e, Options: o}, store.Cursor{})
	require.NoError(a.t, err, address)
	return n
}

// counted is the number of traces that a link says it leads to: its own text, or the n beside it.
func counted(t *testing.T, link *goquery.Selection) (int, bool) {
	t.Helper()
	text := strings.TrimSpace(link.Text())
	if note := strings.TrimSpace(link.Parent().Find(".cell-n").Text()); strings.HasPrefix(note, "n ") {
		text = strings.TrimPrefix(note, "n ")
	}
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	return n, err == nil
}

func TestTrendsLinkExactlyWhatTheyCount(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.felt(60)
	c := a.as(store.Viewer)
	for _, query := range []trends.Query{{}, {Range: "7d", Zone: "Asia/Kolkata"}, {Filter: "metadata.feature = 'search'", Group: "metadata.tier"}, {Group: "metadata.session"}, {Group: "tags", Range: "all", Compare: true}, {Group: "name", Range: "24h"}} {
		t.Run(trends.URL("demo", query), func(t *testing.T) {
			page := c.get(trends.URL("demo", query))
			require.Equal(t, http.StatusOK, page.status, page.text("main"))
			checked := 0
			page.doc.Find(".chart-numbers td a, .segment-table td a.count-link, .matrix a").Each(func(_ int, link *goquery.Selection) {
				n, ok := counted(t, link)
				if href, _ := link.Attr("href"); ok && strings.HasPrefix(href, "/p/demo/logs") {
					require.Equal(t, n, a.listed(href), "%s leads to %s", link.Text(), href)
					checked++
				}
			})
			require.Greater(t, checked, 20)
			require.NotContains(t, page.body, "<b>", "a value of metadata is text")
		})
	}
}

func TestTrendsSayWhoIsWorstOff(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.felt(60)
	page := a.as(store.Reviewer).get(trends.URL("demo", trends.Query{Group: "metadata.tier", Score: "user:rating"}))
	require.Equal(t, 3, page.doc.Find(".segment-table tbody tr").Length())
	require.Contains(t, page.text(".segment-table thead"), "rating (user)")
	require.Equal(t, 3, page.doc.Find(".coefficients tbody tr").Length())
	require.NotContains(t, page.text(".coefficients"), "NaN")
	require.Contains(t, page.text("main"), "Categories")
	require.Positive(t, page.doc.Find(`.segment-table a.button[href*="/review"]`).Length())
	require.Contains(t, page.text("#releases"), "r1", "a release that traces name is marked")
	require.NotZero(t, page.doc.Find(`nav.rail a[href="/p/demo/trends"]`).Length())
}

func TestTheJudgeBesideUsersMostOftenIsShownFirst(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	var spans []store.Span
	for i := range 40 {
		id := fmt.Sprint("paired ", i)
		s := store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: a.clock.now().Add(-time.Duration(i) * time.Hour), HasCreated: true}
		s.Scores = map[string]store.Score{"everywhere": store.Num(0.5)}
		if i%4 == 0 {
			s.Scores = map[string]store.Score{"rated": store.Num(float64(i) / 40)}
			s.Feedback = []store.Feedback{{Source: store.User, WireSource: "external", User: "ada", Scores: map[string]store.Score{"rating": store.Num(float64(i%8) / 8)}}}
		}
		spans = append(spans, s)
	}
	_, err := a.db.InsertSpans(t.Context(), a.project.ID, "test", spans, a.clock.now())
	require.NoError(t, err)
	require.NoError(t, a.db.FoldRollups(t.Context(), a.project.ID))
	c := a.as(store.Viewer)
	page := c.get(trends.URL("demo", trends.Query{}))
	require.Contains(t, page.text(".beside"), "10 traces with both")
	require.Contains(t, page.text("main"), "Does rated agree with rating of users?", "everywhere stands beside no score of users")
	page = c.get(trends.URL("demo", trends.Query{Judge: "everywhere"}))
	require.Contains(t, page.text("main"), "No trace here has both rating of users and everywhere of a judge.")
}

func TestAConstantJudgeIsToldAndNotComputed(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	var spans []store.Span
	for i := range 6 {
		id := fmt.Sprint("same ", i)
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: a.clock.now().Add(-time.Hour), HasCreated: true, Scores: map[string]store.Score{"always": store.Num(1)},
			Feedback: []store.Feedback{{Source: store.User, Scores: map[string]store.Score{"rating": store.Num(float64(i) / 5)}}}})
	}
	_, err := a.db.InsertSpans(t.Context(), a.project.ID, "test", spans, a.clock.now())
	require.NoError(t, err)
	require.NoError(t, a.db.FoldRollups(t.Context(), a.project.ID))
	page := a.as(store.Viewer).get(trends.URL("demo", trends.Query{Judge: "always", Score: "user:rating"}))
	require.Contains(t, page.text(".coefficients"), "always the same")
	require.NotContains(t, page.body, "NaN")
}

func TestTrendsRefuseWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	for field, value := range map[string]string{"filter": "nam ==", "tz": "Nowhere", "range": "2w", "from": "yesterday", "group": "comment"} {
		page := c.get("/p/demo/trends?" + url.Values{field: {value}}.Encode())
		require.Equal(t, http.StatusUnprocessableEntity, page.status, field)
		require.Contains(t, page.text(".field-error"), ".", field)
	}
	_, _, err := a.db.CreateProject(t.Context(), "bare")
	require.NoError(t, err)
	empty := a.owner().get(trends.URL("bare", trends.Query{}))
	require.Contains(t, empty.text(".empty"), "No traces yet")
	require.Contains(t, empty.body, views.QuickstartURL("bare"))
}

// complained logs comments about two things and finds them.
func (a *app) complained() []store.Theme {
	a.t.Helper()
	var spans []store.Span
	for i := range 16 {
		id, comment := fmt.Sprint("said ", i), fmt.Sprintf("The refund has the wrong amount, order %d", i)
		feature := "shop"
		if i%2 == 1 {
			comment, feature = fmt.Sprintf("The delivery address was ignored by courier %d", i), "post"
		}
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: a.clock.now().Add(-time.Duration(i) * time.Hour), HasCreated: true, Name: "answer",
			Metadata: json.RawMessage(fmt.Sprintf(`{"feature":%q}`, feature)), Feedback: []store.Feedback{{Source: store.User, User: "ada", Comment: comment}}})
	}
	_, err := a.db.InsertSpans(a.t.Context(), a.project.ID, "test", spans, a.clock.now())
	require.NoError(a.t, err)
	require.NoError(a.t, a.db.FindThemes(a.t.Context(), a.project.ID, a.clock.now()))
	require.NoError(a.t, a.db.FoldRollups(a.t.Context(), a.project.ID))
	themes, err := a.db.Themes(a.t.Context(), a.project.ID)
	require.NoError(a.t, err)
	require.NotEmpty(a.t, themes)
	return themes
}

func TestTrendsSayWhatCommentsAreAbout(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	themes := a.complained()
	page := a.as(store.Viewer).get(trends.URL("demo", trends.Query{Group: "metadata.feature"}))
	require.Equal(t, len(themes), page.doc.Find(".theme-table tbody tr").Length())
	checked := 0
	page.doc.Find(".theme-table td.number a, #themes td a").Each(func(_ int, link *goquery.Selection) {
		n, ok := counted(t, link)
		require.True(t, ok)
		href, _ := link.Attr("href")
		require.Equal(t, n, a.listed(href), href)
		checked++
	})
	require.Greater(t, checked, 2)
	require.Contains(t, page.text(".theme-table"), "nowhere else", "who says it more often than others")
}

func TestThemesAreDecidedAboutWithPlainForms(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	themes := a.complained()
	c := a.as(store.Curator)
	post := func(id string, form url.Values) result { return c.post(trends.ThemeURL("demo", id), form) }
	require.Equal(t, http.StatusSeeOther, post(themes[0].ID, url.Values{"do": {"rename"}, "name": {`<b>refund "wrong"`}}).status)
	page := c.get(trends.ThemesURL("demo"))
	require.Contains(t, page.text("main"), `<b>refund "wrong"`)
	undo := page.doc.Find("#notices form")
	address, _ := undo.Attr("action")
	act, _ := undo.Find("button").Attr("value")
	require.Equal(t, trends.ThemesUndoURL("demo"), address)
	wrong := post(themes[1].ID, url.Values{"do": {"rename"}, "name": {`<B>REFUND "wrong"`}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text(".field-error"), "Merge the two")
	require.Equal(t, http.StatusSeeOther, c.post(address, url.Values{"submission": {act}}).status)
	require.NotContains(t, c.get(trends.ThemesURL("demo")).text("ul.stack"), `<b>refund`)
	require.Equal(t, http.StatusSeeOther, post(themes[1].ID, url.Values{"do": {"merge"}, "into": {themes[0].ID}}).status)
	require.Contains(t, c.get(trends.ThemesURL("demo")).text("main"), "merged into "+themes[0].Name)
	for _, form := range []url.Values{{"do": {"rename"}}, {"do": {"merge"}, "into": {themes[0].ID}}, {"do": {"merge"}}, {"do": {"dance"}}} {
		require.Equal(t, http.StatusUnprocessableEntity, post(themes[0].ID, form).status, form)
	}
	require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).post(trends.ThemesURL("demo"), nil).status)
	require.Equal(t, http.StatusSeeOther, c.post(trends.ThemesURL("demo"), nil).status)
}
