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

// What stops matching while one works stays in the run and says so, also when one goes back to it.
func TestReviewKeepsAnItemThatNoLongerMatches(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	reviewer := a.as(store.Reviewer)
	entered := reviewer.get(views.ReviewURL("demo", views.ReviewQuery{Filter: "is_reviewed = false"}))
	require.Equal(t, http.StatusSeeOther, entered.status)
	first := reviewer.get(entered.location())
	require.Equal(t, http.StatusOK, first.status)
	require.NotContains(t, first.doc.Find("#item").Text(), "no longer matches")
	fields := url.Values{"action": {"complete"}}
	first.doc.Find("#item form.review-form input[type=hidden]").Each(func(_ int, s *goquery.Selection) {
		fields.Set(s.AttrOr("name", ""), s.AttrOr("value", ""))
	})
	require.Equal(t, http.StatusSeeOther, reviewer.post("/p/demo/review", fields).status)
	again := reviewer.get(fields.Get("back"))
	require.Equal(t, http.StatusOK, again.status)
	item := again.doc.Find("#item").Text()
	require.Contains(t, item, "no longer matches")
	require.Contains(t, item, "you completed this")
	position := func(r result) string { return strings.TrimSpace(r.doc.Find(".review-head p").First().Text()) }
	require.Equal(t, position(first), position(again), "the run has as many members as before")
}
