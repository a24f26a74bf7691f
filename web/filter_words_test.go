package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestTheFilterBoxTurnsWordsIntoAFilter(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	ask := func(text string) result { return c.get("/p/demo/logs?sort=oldest&filter=" + url.QueryEscape(text)) }

	page := ask("thumbs down with a screenshot")
	require.Equal(t, http.StatusBadRequest, page.status)
	require.Equal(t, "thumbs down with a screenshot", page.doc.Find("#filter").AttrOr("value", ""), "what was typed stays")
	link := page.doc.Find("#filter-error a[data-key=Enter]")
	require.Equal(t, "scores.user.thumbs < 1", link.Text())
	require.Contains(t, page.text("#filter-error"), "Not understood and left out: screenshot")
	list := c.get(link.AttrOr("href", ""))
	require.Equal(t, http.StatusOK, list.status)
	require.Contains(t, list.text("#results"), "Can I return shoes?")
	require.Contains(t, link.AttrOr("href", ""), "sort=oldest", "the rest of the list stays")

	require.Equal(t, "error IS NOT NULL", ask("errors").text("#filter-error a[data-key=Enter]"))
	require.Contains(t, ask("zxcv qwer").text("#filter-error"), "not understood either")
	wrong := ask("scores.thumbs <")
	require.Zero(t, wrong.doc.Find("#filter-error a[data-key=Enter]").Length(), "a filter with a mistake is no sentence")
	require.NotContains(t, wrong.text("#filter-error"), "words")
}
