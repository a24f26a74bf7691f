package web

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestHeaderSaysHowManyMoreMakeAFigure(t *testing.T) {
	t.Parallel()
	require.Equal(t, "about 278 more for ±5 %", aimWords(store.QueueCounts{Items: 1000}))
	require.Equal(t, "enough for ±5 %", aimWords(store.QueueCounts{Items: 1000, Complete: 278}))
	require.Empty(t, aimWords(store.QueueCounts{}))
	a := newApp(t)
	a.makeQueue(func(q *store.Queue) { q.Order = store.MostUseful })
	for _, page := range []result{a.as(store.Curator).get("/p/demo/queues/work"), a.as(store.Reviewer).enter("work")} {
		require.Contains(t, page.text(".review-head"), "about 4 more for ±5 %")
	}
	require.Contains(t, a.as(store.Reviewer).enter("work").doc.Find(".room-news [title]").AttrOr("title", ""), "a random order")
}
