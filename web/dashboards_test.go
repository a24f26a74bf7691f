package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"assay/store"
	"assay/store/chart"
	"assay/views/charts"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// charted makes a shared dashboard with a chart of each kind.
func (a *app) charted() (store.Dashboard, int) {
	a.t.Helper()
	byDay := "SELECT day(created) AS day, count(*) AS traces, avg(scores.rating) AS \"mean rating\" FROM logs GROUP BY day"
	list := []store.Chart{
		{Name: "Over time", Kind: store.LineChart, Query: byDay}, {Name: "Bars", Kind: store.BarChart, Query: byDay},
		{Name: "Stacked", Kind: store.StackedChart, Query: "SELECT day(created) AS day, name, count(*) AS traces FROM logs GROUP BY day, name PIVOT name", Wide: true},
		{Name: "Top", Kind: store.TopChart, Query: "SELECT name, count(*) AS traces FROM logs GROUP BY name ORDER BY traces DESC"},
		{Name: "How many", Kind: store.NumberChart, Query: "SELECT count(*) AS traces, avg(scores.rating) AS liked FROM logs"},
		{Name: "Newest", Kind: store.TableChart, Query: "SELECT name, input FROM logs LIMIT 3"},
		{Name: "Across", Kind: store.CrossChart, Query: "SELECT name, type, count(*) AS n FROM logs GROUP BY name, type PIVOT type"},
	}
	d, err := a.db.CreateDashboard(a.t.Context(), a.project.ID, store.Dashboard{Name: "Numbers", Owner: a.people[store.Curator].ID, Shared: true, State: "range=all"}, list)
	require.NoError(a.t, err)
	made, err := a.db.Charts(a.t.Context(), a.project.ID, d.ID)
	require.NoError(a.t, err)
	return d, made[0].ID
}

func TestEveryFigureOfADashboardOpensItsTraces(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.felt(40)
	d, _ := a.charted()
	for _, scope := range []charts.Scope{{Range: "all"}, {Range: "7d", Filter: "metadata.feature = 'search'"}} {
		page := a.as(store.Viewer).get(charts.URL("demo", d.Slug, scope))
		require.Equal(t, http.StatusOK, page.status)
		require.Equal(t, 7, page.doc.Find(".chart-frame").Length())
		checked := 0
		page.doc.Find(".chart-frame").Each(func(_ int, frame *goquery.Selection) {
			counts := map[int]bool{}
			frame.Find("thead th").Each(func(i int, th *goquery.Selection) {
				counts[i] = strings.Contains("traces n answer chat", strings.TrimSpace(th.Text()))
			})
			frame.Find("tbody tr").Each(func(_ int, tr *goquery.Selection) {
				tr.Find("td").Each(func(i int, td *goquery.Selection) {
					href, ok := td.Find("a").Attr("href")
					n, err := strconv.Atoi(td.Find("a").Text())
					if ok && counts[i] && err == nil {
						require.Equal(t, n, a.listed(href), href)
						checked++
					}
				})
			})
			require.Equal(t, 0, frame.Find("svg a:not([tabindex='-1'])").Length(), "links of drawings are for the mouse; the table has them for keys")
		})
		require.Greater(t, checked, 3)
		require.Positive(t, page.doc.Find(`.plot a[href*="/logs"]`).Length())
		require.Contains(t, page.text(".big-numbers"), "n ", "a mean tells what it is of")
		require.NotContains(t, page.body, "NaN")
	}
}

func TestAMistakeOfAChartStandsInItAlone(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	d, id := a.charted()
	require.NoError(t, a.db.SaveChart(t.Context(), a.project.ID, d.ID, store.Chart{ID: id, Name: "Broken", Kind: store.LineChart, Query: "SELECT nmae, count(*) FROM logs"}))
	page := a.as(store.Viewer).get(charts.URL("demo", d.Slug, charts.Scope{}))
	require.Equal(t, http.StatusOK, page.status)
	require.Equal(t, 1, page.doc.Find(".chart-frame .filter-error").Length())
	require.Contains(t, page.text(".filter-error pre"), "^^^^", "with its place")
	require.Positive(t, page.doc.Find(".chart-frame svg.plot").Length(), "the others are drawn")

	bad := a.as(store.Viewer).get(charts.URL("demo", d.Slug, charts.Scope{Filter: "nam ==", Zone: "Nowhere", From: "yesterday"}))
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Equal(t, 3, bad.doc.Find(".scope .field-error").Length())
}

func TestDashboardsAreOnesOwnUntilTheyAreShared(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator, viewer := a.as(store.Curator), a.as(store.Viewer)
	made := viewer.post(charts.ListURL("demo"), url.Values{"name": {"My numbers"}, "starter": {"volume", "cost"}, "shared": {"yes"}})
	require.Equal(t, "/p/demo/dashboards/my-numbers", made.location())
	page := viewer.follow(made)
	require.Equal(t, 2, page.doc.Find(".chart-frame").Length())
	require.Equal(t, http.StatusNotFound, curator.get(made.location()).status, "a viewer shares nothing")
	require.Equal(t, http.StatusUnprocessableEntity, viewer.post(charts.ListURL("demo"), url.Values{"name": {" "}}).status)

	d, _ := a.charted()
	at := charts.URL("demo", d.Slug, charts.Scope{})
	require.Equal(t, http.StatusUnprocessableEntity, viewer.post(at, url.Values{"do": {"delete"}}).status, "what is shared curators change")
	copied := viewer.follow(viewer.post(at, url.Values{"do": {"duplicate"}}))
	require.Equal(t, 7, copied.doc.Find(".chart-frame").Length())
	require.Contains(t, copied.text("h1"), "Copy of Numbers")

	require.Equal(t, http.StatusUnprocessableEntity, curator.post(at, url.Values{"do": {"rename"}, "name": {""}}).status)
	curator.post(at, url.Values{"do": {"rename"}, "name": {"Figures"}})
	require.Contains(t, curator.get(at).text("h1"), "Figures")
	curator.post(at+"?range=7d", url.Values{"do": {"keep"}})
	require.Equal(t, "7d", curator.get(at).text(".scope-bar [aria-current]"), "it opens with what was kept")
	curator.post(at, url.Values{"do": {"unshare"}})
	require.Equal(t, http.StatusNotFound, viewer.get(at).status)

	curator.post(at, url.Values{"do": {"delete"}})
	require.Equal(t, http.StatusNotFound, curator.get(at).status)
	curator.post(at+"?do=restore", url.Values{})
	require.Equal(t, http.StatusOK, curator.get(at).status)
}

// titles are the names of the charts in their order.
func titles(r result) (out []string) {
	r.doc.Find(".chart-frame h2").Each(func(_ int, h *goquery.Selection) { out = append(out, strings.TrimSpace(h.Text())) })
	return out
}

func TestChartsAreMovedCopiedAndTakenBack(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	d, first := a.charted()
	c, at := a.as(store.Curator), charts.URL("demo", d.Slug, charts.Scope{})
	one := charts.ChartURL("demo", d.Slug, first, charts.Scope{})
	c.post(at, url.Values{"move": {"down " + strconv.Itoa(first)}})
	require.Equal(t, []string{"Bars", "Over time"}, titles(c.get(at))[:2])
	c.post(at, url.Values{"order": {strconv.Itoa(first)}})
	require.Equal(t, []string{"Over time", "Bars"}, titles(c.get(at))[:2], "those that are not named come behind")
	c.post(one, url.Values{"do": {"duplicate"}})
	require.Equal(t, "Over time (copy)", titles(c.get(at))[7])
	c.post(one, url.Values{"do": {"delete"}})
	require.Len(t, titles(c.get(at)), 7)
	c.post(one+"?do=restore", url.Values{})
	require.Equal(t, "Over time", titles(c.get(at))[0], "in its place")
	c.post(one, url.Values{"do": {"wide"}})
	require.Equal(t, 3, c.get(at).doc.Find(".chart-wide").Length())
}

func TestClickingWritesTheQueryOfAChart(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	d, _ := a.charted()
	c, fresh := a.as(store.Curator), charts.ChartURL("demo", d.Slug, 0, charts.Scope{})
	form := url.Values{"do": {"build"}, "kind": {"bar"}, "name": {""}, "wide": {"yes"}, "func": {"avg", ""}, "of": {"scores.rating", ""}, "called": {"", ""}, "step": {"week"}, "by": {""}, "split": {""},
		"order": {""}, "limit": {""}, "cfield": {"name", ""}, "cop": {"=", "="}, "cvalue": {"answer", ""}, "cto": {"", ""}, "cwhere": {"", ""}, "cwritten": {"", ""}}
	page := c.get(fresh + "?" + form.Encode())
	require.Equal(t, http.StatusOK, page.status, page.text("main"))
	query := page.text("#q")
	require.Equal(t, "SELECT week(created) AS week, avg(scores.rating) AS \"mean rating\" FROM logs WHERE name = 'answer' GROUP BY week(created)", query)
	name, _ := page.doc.Find("#chart-name").Attr("value")
	require.Equal(t, "Mean rating by week", name)
	saved := c.post(fresh, url.Values{"do": {"save"}, "kind": {"bar"}, "name": {name}, "q": {query}, "wide": {"yes"}})
	require.Equal(t, http.StatusSeeOther, saved.status)
	require.Contains(t, titles(c.follow(saved)), name)

	form.Set("cop", "<")
	form["of"] = []string{"nope", ""}
	wrong := c.get(fresh + "?" + form.Encode())
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text(".chart-form .field-error"), "There is no such field.")

	for field, more := range map[string]url.Values{"name": {"name": {""}}, "kind": {"kind": {"pie"}}, "q": {"q": {"SELECT nmae FROM logs"}}} {
		v := url.Values{"do": {"save"}, "kind": {"bar"}, "name": {"x"}, "q": {query}}
		v[field] = more[field]
		refused := c.post(fresh, v)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, field)
		require.NotEmpty(t, refused.text(".chart-form .field-error"), field)
	}
	byHand := c.get(fresh + "?" + url.Values{"kind": {"table"}, "q": {"SELECT name, input FROM logs"}}.Encode())
	require.Contains(t, byHand.text(".chart-form"), "more than fields can show")
	require.Equal(t, "SELECT name, input FROM logs", byHand.text("#q"))
	viewer := a.as(store.Viewer).get(fresh)
	require.Equal(t, 0, viewer.doc.Find(".chart-form").Length(), "who may not change it sees no form")
}

func TestAChartIsExportedAsItIsShown(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	d, id := a.charted()
	file := a.as(store.Curator).get(charts.ExportURL("demo", d.Slug, id, charts.Scope{Range: "all"}))
	require.Equal(t, http.StatusOK, file.status)
	lines := strings.Split(strings.TrimSpace(file.body), "\n")
	require.Equal(t, "day,traces,mean rating", strings.TrimSpace(strings.TrimPrefix(lines[0], "\ufeff")), "only what the chart asks for")
	require.Greater(t, len(lines), 1)
	require.Equal(t, http.StatusForbidden, a.as(store.Viewer).get(charts.ExportURL("demo", d.Slug, id, charts.Scope{})).status)
}

func TestAnEmptyDashboardTeaches(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Reviewer)
	require.Contains(t, c.get(charts.ListURL("demo")).text(".empty"), "No dashboard yet")
	at := c.post(charts.ListURL("demo"), url.Values{"name": {"Bare"}}).location()
	require.Equal(t, len(chart.Starters(""))+1, c.get(at).doc.Find(".starters button").Length())
	c.post(at, url.Values{"do": {"start"}, "starter": {"all"}})
	require.Len(t, titles(c.get(at)), len(chart.Starters("")))
}
