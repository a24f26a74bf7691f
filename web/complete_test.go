package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// options asks what can follow in a filter box; | is the cursor. Each option is "text · share".
func (c *client) options(marked string) []string {
	c.a.t.Helper()
	before, after, _ := strings.Cut(marked, "|")
	cursor := 0
	for _, r := range before {
		if cursor++; r > 0xffff {
			cursor++
		}
	}
	q := url.Values{"filter": {before + after}, "cursor": {itoa(cursor)}}
	r := c.partial("/p/demo/complete?"+q.Encode(), "complete")
	require.Equal(c.a.t, http.StatusOK, r.status, r.body)
	var all []string
	r.doc.Find("[role=option]").Each(func(_ int, s *goquery.Selection) {
		text := s.AttrOr("data-text", "")
		require.Equal(c.a.t, text, s.Find("code").Text())
		if share := s.Find(".complete-share").Text(); share != "" {
			text += " · " + share
		}
		all = append(all, text)
	})
	return all
}

func TestFilterBoxCompletesWhatTheProjectHolds(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	first := func(marked, want string) {
		t.Helper()
		all := c.options(marked)
		require.NotEmpty(t, all, marked)
		require.Equal(t, want, all[0], "%s: %v", marked, all)
	}
	first("sco|", "scores · 3")
	first("scores.|", "thumbs · 2")
	first("metadata.|", "model · 4")
	first("metadata.model = |", "'small' · 4")
	first("metadata.model = 'sm|", "'small' · 4")
	first("tags INCLUDES |", "'billing' · 3")
	first("user = 'a|", "'ada'")
	first("ANY_SPAN(name = |", "'answer' · 80 %")
	first("name = '👍' AND metadata.rel|", "release · 4")
	first("smal|", "metadata.model = 'small' · 4")
	first("comment |", "=")
	first("comment IS NOT NULL |", "AND")
	require.Contains(t, c.options("|"), "metadata · 4")
	require.Empty(t, c.options("name == |"))
	require.Empty(t, c.options("name = 'x"+strings.Repeat("x", 20_000)+"|"))
	require.Contains(t, c.options("tags = |"), `'"><b id="injected">' · 1`, "text of traces stays text")
}

func TestCompletionIsOfOneProject(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	ctx := context.Background()
	other, _, err := a.db.CreateProject(ctx, "other")
	require.NoError(t, err)
	secret := store.Span{RowID: "s", SpanID: "s", RootSpanID: "s", Name: "classified", Metadata: []byte(`{"codename": "nightjar"}`), Tags: []string{"hush"}}
	_, err = a.db.InsertSpans(ctx, other.ID, "test", []store.Span{secret}, a.clock.now())
	require.NoError(t, err)
	c := a.as(store.Viewer)
	for _, marked := range []string{"|", "metadata.|", "name = |", "tags = |", "nigh|", "ANY_SPAN(name = |"} {
		all := strings.Join(c.options(marked), " ")
		for _, word := range []string{"classified", "codename", "nightjar", "hush"} {
			require.NotContains(t, all, word, marked)
		}
	}
}

func TestCompletionAskedForAsAPageIsTheList(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	r := a.as(store.Viewer).get("/p/demo/complete?filter=name+%3D+%27x%27&cursor=3")
	require.Equal(t, http.StatusSeeOther, r.status)
	require.Equal(t, "/p/demo/logs?filter=name+%3D+%27x%27", r.location())
}

// TestCompletionRemembersForAMinute: what came since is suggested soon, and not asked for at every key.
func TestCompletionRemembersForAMinute(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	require.Equal(t, []string{"'answer' · 4"}, c.options("name = |"))
	span := store.Span{RowID: "n", SpanID: "n", RootSpanID: "n", Name: "newcomer"}
	_, err := a.db.InsertSpans(context.Background(), a.project.ID, "test", []store.Span{span}, a.clock.now())
	require.NoError(t, err)
	require.Equal(t, []string{"'answer' · 4"}, c.options("name = |"))
	a.clock.pass(2 * time.Minute)
	require.Equal(t, []string{"'answer' · 4", "'newcomer' · 1"}, c.options("name = |"))
}
