package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// contest is a site with disagreements on tone and correct: five traces of six.
func contest(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.ask()
	s.importLines(journeyLines(6))
	s.contested(6)
	return s
}

// TestEveryCountOpensItsItems follows every number with a link on the pages of figures and counts what it leads to.
func TestEveryCountOpensItsItems(t *testing.T) {
	t.Parallel()
	s := contest(t)
	c := s.app.as(store.Curator)
	for _, path := range []string{
		views.AgreementURL("demo", views.AgreementQuery{Question: "tone", Filter: "name = 'shop'", Since: "2026-03-01", Until: "2026-04-01", Segment: "model", A: "admin@example.org", B: "reviewer@example.org"}),
		views.AgreementURL("demo", views.AgreementQuery{Question: "correct", A: "admin@example.org", B: "reviewer@example.org"}),
		views.JudgeURL("demo", views.JudgeQuery{User: "liked", Judge: "judge", Question: "tone", CutQuestion: "0.4, 0.8"}),
	} {
		page := c.get(path)
		require.Equal(t, http.StatusOK, page.status, page.text("main"))
		links := page.doc.Find("a.count-link")
		require.Greater(t, links.Length(), 4)
		links.Each(func(_ int, a *goquery.Selection) {
			n, err := strconv.Atoi(strings.TrimSpace(a.Text()))
			require.NoError(t, err)
			require.Equal(t, n, c.counted(a.AttrOr("href", "")), "%s: %s", a.AttrOr("aria-label", ""), a.AttrOr("href", ""))
		})
	}
	require.Equal(t, "6", c.get("/p/demo/review/agreement?question=tone").doc.Find("a.count-link").First().Text())
}

func TestAReviewerSeesOwnFiguresOnly(t *testing.T) {
	t.Parallel()
	s := contest(t)
	path := "/p/demo/review/agreement?question=tone&a=admin%40example.org&b=reviewer%40example.org"
	own := s.app.as(store.Reviewer).get(path)
	require.Equal(t, http.StatusOK, own.status)
	require.NotContains(t, own.text("main"), "admin@example.org")
	require.Contains(t, own.text("main"), "reviewer@example.org")
	require.Zero(t, own.doc.Find("a[href*=adjudicate]").Length(), "settling is for curators")
	all := s.app.as(store.Curator).get(path)
	require.Contains(t, all.text("main"), "admin@example.org")
	require.Equal(t, http.StatusForbidden, s.app.as(store.Viewer).get(path).status)
}

func TestFiguresOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := contest(t)
	c := s.app.as(store.Curator)
	for _, query := range []string{"filter=nam+%3D%3D", "since=yesterday", "until=2026-02-30", "cut_user=2", "cut_user=a", "cut_judge=NaN"} {
		for _, page := range []string{"agreement", "judge"} {
			if page == "agreement" && strings.HasPrefix(query, "cut") {
				continue
			}
			r := c.get("/p/demo/review/" + page + "?" + query)
			require.Equal(t, http.StatusUnprocessableEntity, r.status, query)
			require.Equal(t, 1, r.doc.Find(".field-error:not(:empty)").Length(), query)
			require.Equal(t, 1, r.doc.Find("[aria-invalid=true]").Length(), query)
		}
	}
	require.Contains(t, c.get("/p/demo/review/agreement?filter=name+%3D+'nobody'").text("main"), "Nobody has reviewed")
}

// TestAdjudicationWithoutScript settles with plain forms, and finds what it may not.
func TestAdjudicationWithoutScript(t *testing.T) {
	t.Parallel()
	s := contest(t)
	c := s.app.as(store.Curator)
	page := c.follow(c.get("/p/demo/review/adjudicate"))
	require.Contains(t, page.text(".review-head"), "1 of 5", "the first question that reviewers disagree on")
	form := page.doc.Find("#item form[data-review]")
	fields := url.Values{}
	form.Find("input[type=hidden]").Each(func(_ int, in *goquery.Selection) { fields.Set(in.AttrOr("name", ""), in.AttrOr("value", "")) })
	post := func(take string) result {
		f := url.Values{}
		for k, v := range fields {
			f[k] = v
		}
		f.Set("take", take)
		return c.post("/p/demo/review/adjudicate", f)
	}
	require.Equal(t, "correct", fields.Get("question"))
	require.Equal(t, http.StatusUnprocessableEntity, post("n0.3").status, "an answer that nobody gave")
	require.Equal(t, http.StatusUnprocessableEntity, post("complete").status, "no number written")
	next := post("n0.25")
	require.Equal(t, http.StatusSeeOther, next.status)
	require.Equal(t, 0.25, *s.score(journeyTrace(4), "correct").Number)
	require.Contains(t, c.follow(next).text(".review-head"), "2 of 5", "the run keeps its members")
	require.Contains(t, c.follow(c.get("/p/demo/review/adjudicate?question=correct")).text(".review-head"), "1 of 4")

	fields.Set("submission", string(store.NewEventID()))
	admin := s.app.as(store.Admin)
	fields.Set("take", "n0.75")
	refused := admin.post("/p/demo/review/adjudicate", fields)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.text("main"), "Someone else settled this")
	require.Equal(t, 0.25, *s.score(journeyTrace(4), "correct").Number)
	fields.Set("trace", string(s.traces[0]))
	require.Equal(t, http.StatusUnprocessableEntity, admin.post("/p/demo/review/adjudicate", fields).status, "nobody answered there")
}
