package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// heads are the columns of a list as it shows them.
func (r result) heads() (tokens []string) {
	r.doc.Find("th[data-col]").Each(func(_ int, s *goquery.Selection) { tokens = append(tokens, s.AttrOr("data-col", "")) })
	return tokens
}

// column is what the cells of the column at a place say, from the first row on.
func (r result) column(place int) (cells []string) {
	r.doc.Find("tr[data-row]").Each(func(_ int, row *goquery.Selection) {
		cells = append(cells, strings.Join(strings.Fields(row.Find("td:not(.pick)").Eq(place).Text()), " "))
	})
	return cells
}

func TestColumnsAreChosenSizedAndPinnedByAForm(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	page := c.get("/p/demo/logs?filter=name+%3D+%27answer%27")
	fields := valuesOf(page.doc.Find("#layout input"))
	require.Equal(t, []string{"created", "input", "output", "scores.thumbs", "scores.judge", "comments", "tags"}, fields["columns"])
	fields["columns"] = []string{"input", "scores.thumbs", "tags"}
	fields["pin"] = []string{"tags"}
	fields.Set("width:input", "250")
	fields.Set("rows", "tall")
	fields.Set("expr", "len(output)")
	fields.Set("label", "Length")
	sent := c.get("/p/demo/logs?" + fields.Encode())
	require.Equal(t, http.StatusSeeOther, sent.status)
	require.Equal(t, views.LogsURL("demo", views.LogsQuery{Filter: "name = 'answer'", Rows: "tall", Columns: []string{"!tags", "250:input", "scores.thumbs", "=Length|len(output)"}}), sent.location())
	page = c.follow(sent)
	require.Equal(t, []string{"!tags", "250:input", "scores.thumbs", "=Length|len(output)"}, page.heads())
	require.Equal(t, []string{"34", "5", "3", "22"}, page.column(3))
	require.Equal(t, 4, page.doc.Find("td.pin-0").Length())
	require.Equal(t, "250", page.doc.Find("col").Eq(1).AttrOr("width", ""))
	require.Equal(t, 1, page.doc.Find("table.rows-tall.fixed").Length())
}

func TestColumnsOfAnExpression(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	list := func(columns ...string) result { return c.get(views.LogsURL("demo", views.LogsQuery{Columns: columns})) }
	page := list("=|metadata.release", "=|scores.thumbs - 0.25", "=|comment", "=|tags INCLUDES 'billing'", "=|created")
	require.Equal(t, []string{"r1", "r1", "r1", "r1"}, page.column(0))
	require.Equal(t, []string{"", "", "-0.25", "0.75"}, page.column(1))
	require.Equal(t, []string{"", "", "The policy says 30 days.", ""}, page.column(2))
	require.Equal(t, []string{"false", "true", "true", "true"}, page.column(3))
	require.Equal(t, "2026-05-20 08:00:00", page.column(4)[3])
	require.Contains(t, page.doc.Find("th").Eq(1).AttrOr("class", ""), "number")

	broken := list("input", "=Wrong|scores.thumbs +", "=|len(output)")
	require.Equal(t, http.StatusOK, broken.status, "the list is there all the same")
	require.Contains(t, broken.text(".column-mistake"), "Wrong: ")
	require.Contains(t, broken.doc.Find(".column-mistake pre").Text(), "scores.thumbs +\n               ^")
	require.Equal(t, []string{"", "", "", ""}, broken.column(1))
	require.Equal(t, "22", broken.column(2)[3])

	wrong := c.get("/p/demo/logs?menu=columns&columns=input&label=Gap&expr=" + url.QueryEscape("scores.thumsb + nope"))
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Equal(t, 1, wrong.doc.Find("#columns[open]").Length())
	require.Contains(t, wrong.text("#expr-error"), "unknown field nope")
	require.Contains(t, wrong.doc.Find("#expr-error pre").Text(), "\n                ^^^^")
	require.Equal(t, "scores.thumsb + nope", wrong.doc.Find("#expr").AttrOr("value", ""))
	require.Equal(t, "Gap", wrong.doc.Find("#label").AttrOr("value", ""))
	require.Equal(t, "expr-error", wrong.doc.Find("#expr").AttrOr("aria-describedby", ""))
}

func TestListFromOldToNew(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for i := range 60 {
		a.logged("more "+string(rune('a'+i%26))+string(rune('a'+i/26)), func(s *store.Span) { s.Created = s.Created.AddDate(0, 0, i+1) })
	}
	c := a.as(store.Viewer)
	newest := c.get("/p/demo/logs?columns=created")
	second := c.get(newest.doc.Find(`.pager a[data-key="]"]`).AttrOr("href", ""))
	all := append(newest.column(0), second.column(0)...)
	require.Len(t, all, 64)
	oldest := c.get("/p/demo/logs?columns=created&sort=oldest")
	require.Contains(t, oldest.text(".pager"), "Newer")
	rest := c.get(oldest.doc.Find(`.pager a[data-key="]"]`).AttrOr("href", ""))
	turned := append(oldest.column(0), rest.column(0)...)
	require.Len(t, turned, 64)
	for i := range all {
		require.Equal(t, all[i], turned[63-i])
	}
	back := c.get(rest.doc.Find(`.pager a[data-key="["]`).AttrOr("href", ""))
	require.Equal(t, oldest.column(0), back.column(0))
	require.Contains(t, rest.text(".pager"), "Older")
}
