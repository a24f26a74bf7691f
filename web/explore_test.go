package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// counted is how many traces the list at an address counts.
func (c *client) counted(address string) int {
	c.a.t.Helper()
	page := c.get(address)
	require.Equal(c.a.t, http.StatusOK, page.status, "%s: %s", address, page.text("main"))
	text := page.text(".count strong")
	if text == "" {
		require.NotZero(c.a.t, page.doc.Find(".empty").Length(), address)
		return 0
	}
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	require.NoError(c.a.t, err, address)
	return n
}

// cells is what the elements of a selector say, one by one.
func (r result) cells(selector string) string {
	var out []string
	r.doc.Find(selector).Each(func(_ int, s *goquery.Selection) { out = append(out, strings.Join(strings.Fields(s.Text()), " ")) })
	return strings.Join(out, " | ")
}

func TestValuesLeadToExactlyTheTracesTheyCount(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	list := c.get("/p/demo/logs?facets=1")
	ask, _ := list.doc.Find("#facets").Attr("hx-get")
	require.NotEmpty(t, ask, "the list asks for the values once it is there")
	require.Equal(t, ask, list.doc.Find("#facets a").AttrOr("href", ""), "without script a link leads to them")
	page := c.get(ask)
	require.Contains(t, page.text(".facets-of"), "4 traces")
	values := page.doc.Find("a.facet-value")
	require.Greater(t, values.Length(), 5)
	values.Each(func(_ int, s *goquery.Selection) {
		n, err := strconv.Atoi(s.Find(".facet-n").Text())
		require.NoError(t, err)
		require.Equal(t, n, c.counted(s.AttrOr("href", "")), "%s", s.Text())
	})
	require.Zero(t, c.get("/p/demo/logs").doc.Find("#facets").Length())

	narrowed := c.get("/p/demo/facets?facets=1&filter=" + url.QueryEscape("tags INCLUDES 'billing' AND scores.thumbs = 0"))
	chosen := narrowed.doc.Find(`a.facet-value[aria-current]`)
	require.Equal(t, 2, chosen.Length(), "what the filter demands is marked")
	require.Contains(t, chosen.First().AttrOr("href", ""), url.QueryEscape("tags INCLUDES 'billing'"), "and can be taken away")
	require.NotContains(t, chosen.First().AttrOr("href", ""), "thumbs")
	require.Equal(t, http.StatusBadRequest, c.get("/p/demo/facets?filter=nmae").status)
}

func TestHistogramBarsLeadToExactlyTheirTraces(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	ask := c.get("/p/demo/logs?tz=Asia%2FKolkata").doc.Find("#histogram").AttrOr("hx-get", "")
	require.NotEmpty(t, ask)
	page := c.get(ask)
	require.Contains(t, page.text(".histogram-head"), "4 traces, a bar for each minute (Asia/Kolkata)")
	require.Contains(t, page.text(".histogram-head"), "mean thumbs of users")
	require.Equal(t, page.doc.Find("svg g").Length(), page.doc.Find("table tbody tr").Length(), "the table has every bar")
	sum := 0
	page.doc.Find("table td:nth-child(2)").Each(func(_ int, s *goquery.Selection) {
		n, err := strconv.Atoi(strings.TrimSpace(s.Text()))
		require.NoError(t, err)
		sum += n
		if n > 0 {
			require.Equal(t, n, c.counted(s.Find("a").AttrOr("href", "")))
		}
	})
	require.Equal(t, 4, sum)
	require.Equal(t, "May 20 13:30", page.text("table tbody tr:first-child th"), "in the zone of the reader")

	hidden := page.doc.Find(".histogram-hide").AttrOr("href", "")
	require.Zero(t, c.get(hidden).doc.Find("#histogram").Length())
	require.Equal(t, http.StatusUnprocessableEntity, c.get("/p/demo/histogram?tz=Nowhere").status)
	require.Contains(t, c.get("/p/demo/histogram?filter="+url.QueryEscape("name = 'nobody'")).text("#histogram"), "0 traces")
}

func TestARangeBecomesPartOfTheFilter(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	for _, tt := range []struct{ query, filter string }{
		{"from=2026-05-20T08:10&to=2026-05-20T08:30", "created >= '2026-05-20T08:10:00Z' AND created < '2026-05-20T08:30:00Z'"},
		{"from=2026-05-20T10:10&tz=Europe/Berlin", "created >= '2026-05-20T10:10:00+02:00'"},
		{"to=2026-05-20T08:30:00", "created < '2026-05-20T08:30:00Z'"},
		{"filter=name+%3D+'answer'+AND+created+>+now()+-+interval+7+day&from=2026-05-20T08:10", "name = 'answer' AND created >= '2026-05-20T08:10:00Z'"},
	} {
		r := c.get("/p/demo/logs?facets=1&columns=name&" + tt.query)
		require.Equal(t, http.StatusSeeOther, r.status, tt.query)
		to := mustParse(r.location()).Query()
		require.Equal(t, tt.filter, to.Get("filter"), tt.query)
		require.Equal(t, []string{"1", "name"}, []string{to.Get("facets"), to.Get("columns")}, "the rest of the list stays as it is")
	}
	require.Equal(t, 2, c.counted(c.get("/p/demo/logs?from=2026-05-20T08:10&to=2026-05-20T08:30").location()))
	shown := c.get("/p/demo/histogram?tz=Europe/Berlin&filter=" + url.QueryEscape("created >= '2026-05-20T08:10:00Z'"))
	require.Equal(t, "2026-05-20T10:10", shown.doc.Find("#from").AttrOr("value", ""), "the fields say what the filter says")
	require.Empty(t, shown.doc.Find("#to").AttrOr("value", "?"))
	require.Equal(t, "/p/demo/logs?tz=Europe%2FBerlin", shown.doc.Find(".histogram-range a").AttrOr("href", ""))
	for _, wrong := range []string{"from=tomorrow", "from=2026-05-20T08:10&to=2026-05-20T08:10", "from=2026-05-20T08:10&tz=Nowhere"} {
		require.Equal(t, http.StatusUnprocessableEntity, c.get("/p/demo/logs?"+wrong).status, wrong)
	}
	require.Equal(t, http.StatusBadRequest, c.get("/p/demo/logs?filter=nmae&from=2026-05-20T08:10").status, "a filter that does not read is shown as ever")
}

// TestQueriesToStartFromAreAnswered asks every example of the page, and follows every number of the answers.
func TestQueriesToStartFromAreAnswered(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	start := c.get("/p/demo/query")
	require.Equal(t, http.StatusOK, start.status)
	var asked []string
	start.doc.Find(".query-examples a, table a").Each(func(_ int, s *goquery.Selection) { asked = append(asked, s.AttrOr("href", "")) })
	require.Greater(t, len(asked), 12)
	numbers := 0
	for _, address := range asked {
		page := c.get(address)
		require.Equal(t, http.StatusOK, page.status, "%s: %s", address, page.text(".filter-error"))
		require.NotZero(t, page.doc.Find("table.answer, #answer").Length()+page.doc.Find(".empty").Length(), address)
		if strings.Contains(address, "spans") || strings.Contains(address, "unpivot") {
			continue // their rows are no traces
		}
		heads := page.doc.Find("#answer thead th")
		page.doc.Find("#answer tbody tr").Each(func(_ int, row *goquery.Selection) {
			row.Find("td").Each(func(i int, cell *goquery.Selection) {
				if head := heads.Eq(i).Text(); head == "traces" || head == "n" || head == "commented" || head == "rated" {
					n, err := strconv.Atoi(cell.Find("a").Text())
					require.NoError(t, err, "%s: %s", address, cell.Text())
					require.Equal(t, n, c.counted(cell.Find("a").AttrOr("href", "")), "%s: %s", address, head)
					numbers++
				}
			})
		})
	}
	require.Greater(t, numbers, 4)
}

func TestQueryPageSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	for q, says := range map[string]string{
		"SELECT nmae FROM logs":                         "SELECT nmae FROM logs ^^^^unknown field nmaeDid you mean name?",
		"SELECT name, count(*)\nFROM logs\nGROUP BY 5":  "GROUP BY 5 ^there is no column number 5",
		"SELECT * FROM dataset('golden')":               "dataset cannot be read here, only logsDid you mean logs?",
		"SELECT * FROM project_logs('other')":           "this page reads the logs of demo onlyDid you mean logs?",
		"select: name | filter: scores.thumbs > 'high'": "asks which is greater",
	} {
		page := c.get("/p/demo/query?q=" + url.QueryEscape(q))
		require.Equal(t, http.StatusUnprocessableEntity, page.status, q)
		require.Contains(t, page.text("#q-error"), says, q)
		require.Equal(t, q, page.doc.Find("#q").Text(), "what was typed stays")
		require.Equal(t, "true", page.doc.Find("#q").AttrOr("aria-invalid", ""))
	}
	page := c.get("/p/demo/query?q=" + url.QueryEscape("SELECT count(*) FROM project_logs('demo')") + "&tz=Nowhere")
	require.Equal(t, http.StatusUnprocessableEntity, page.status)
	require.Contains(t, page.text("#tz-error"), "no such time zone")
	require.Equal(t, "4", c.get("/p/demo/query?q="+url.QueryEscape("SELECT count(*) FROM project_logs('demo')")).text("#answer td"))
}

func TestAnswersShowTracesTimesAndCharts(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	ask := func(q, tz string) result {
		page := c.get("/p/demo/query?q=" + url.QueryEscape(q) + "&tz=" + url.QueryEscape(tz))
		require.Equal(t, http.StatusOK, page.status, "%s: %s", q, page.text("#q-error"))
		return page
	}
	rows := ask("SELECT input, scores.thumbs AS t FROM logs WHERE scores.thumbs IS NOT NULL ORDER BY t", "")
	require.Equal(t, "Can I return shoes? | 0 | Where is my parcel? | 1", rows.cells("#answer td"))
	require.Contains(t, rows.doc.Find("#answer a").First().AttrOr("href", ""), "/p/demo/t/"+string(a.traces[1]))
	require.Zero(t, rows.doc.Find("[data-chart], script[src*=uplot]").Length(), "no chart, and nothing that draws one")

	days := ask("SELECT hour(created) AS h, count(*) AS n, avg(scores.thumbs) FROM logs GROUP BY h", "Asia/Kolkata")
	require.Equal(t, "2026-05-20 13:00 | 3 | 0.5 | 2026-05-20 14:00 | 1 | NULL", days.cells("#answer td"), "hours of Kolkata, half an hour off")
	require.Equal(t, "time Asia/Kolkata", days.doc.Find("[data-chart]").AttrOr("data-chart", "")+" "+days.doc.Find("[data-chart]").AttrOr("data-zone", ""))
	require.Zero(t, ask("SELECT day(created), count(*) FROM logs GROUP BY 1", "").doc.Find("[data-chart]").Length(), "one point is no chart")
	drawn := ask("SELECT input, count(*) AS n FROM logs GROUP BY input", "")
	require.Equal(t, "category", drawn.doc.Find("[data-chart]").AttrOr("data-chart", ""))
	require.Equal(t, 1, drawn.doc.Find("script[src*=uplot]").Length())
	require.Equal(t, 4, drawn.doc.Find("#answer td[data-plot]").Length(), "the chart is drawn from the table")
	require.Zero(t, drawn.doc.Find("#injected, main img").Length())

	tags := ask("SELECT tags, count(*) AS n FROM logs GROUP BY tags", "")
	require.Contains(t, tags.text(".answer-note"), "several values of tags is counted under each")
	require.Contains(t, ask("SELECT count(*) FROM logs SAMPLE 2", "").text(".answer-note"), "a sample")
	require.Contains(t, ask("SELECT name FROM logs WHERE name = 'nobody'", "").text(".empty"), "found nothing")
	require.Equal(t, "created | name | type | input | output | expected | error | scores | comment | tags | metadata | duration | tokens | cost", ask("scores.thumbs = 0", "").cells("#answer th"), "a condition alone shows its traces")
}

func TestAnswersAsFiles(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	q := "?q=" + url.QueryEscape("SELECT input, scores.thumbs AS t FROM logs WHERE scores.thumbs IS NOT NULL ORDER BY t") + "&format="
	page := c.get("/p/demo/query" + q)
	require.Equal(t, 2, page.doc.Find("a[download]").Length())
	csv := c.get("/p/demo/query/export" + q + "csv")
	require.Equal(t, "input,t\r\nCan I return shoes?,0\r\nWhere is my parcel?,1\r\n", csv.body)
	require.Equal(t, `attachment; filename=query.csv`, csv.header.Get("Content-Disposition"))
	require.JSONEq(t, `[{"input": "Can I return shoes?", "t": 0}, {"input": "Where is my parcel?", "t": 1}]`, c.get("/p/demo/query/export"+q+"json").body)
	require.Equal(t, http.StatusUnprocessableEntity, c.get("/p/demo/query/export"+q+"xml").status)
	require.Equal(t, http.StatusBadRequest, c.get("/p/demo/query/export?q=SELECT&format=csv").status)
	require.Zero(t, a.as(store.Reviewer).get("/p/demo/query"+q).doc.Find("a[download]").Length(), "who may not download is not offered it")
}

func TestZonesOnOfferExist(t *testing.T) {
	t.Parallel()
	for _, name := range zones {
		loc, err := filter.LoadZone(name)
		require.NoError(t, err, name)
		require.NotEqual(t, time.Local, loc)
	}
}
