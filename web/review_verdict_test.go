package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"assay/store"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

func TestVerdictKeyAnswersCompletesAndIsTakenBack(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	one := 1.0
	verdict := a.asks(store.ScoreConfig{Name: "verdict", Kind: store.Categorical, Options: []store.Option{{Label: "good one", Value: &one, Key: "g"}, {Label: "bad"}}})
	p := a.reviewed(store.Reviewer, "trace-liked")
	button := p.one("#item button[name=verdict]")
	require.Equal(t, "g", button.AttrOr("data-key", ""))
	require.Contains(t, button.Text(), "good one g")
	p.press("#item button[name=verdict]", url.Values{"comment": {"Fine."}})
	said := a.said(a.traces[0])
	require.Equal(t, []string{"score verdict good one"}, only(said, "score verdict"))
	done, err := a.db.Completed(t.Context(), a.project.ID, a.traces[0], a.people[store.Reviewer].ID)
	require.NoError(t, err)
	require.True(t, done)
	answers, err := a.db.Answers(t.Context(), a.project.ID, a.traces[0], a.people[store.Reviewer].ID)
	require.NoError(t, err)
	require.Equal(t, "good one", answers[verdict.ID].Score.Category)
	p.press(".notice button[name=submission]", nil)
	done, err = a.db.Completed(t.Context(), a.project.ID, a.traces[0], a.people[store.Reviewer].ID)
	require.NoError(t, err)
	require.False(t, done)
}

func TestVerdictKeysDoNotClashWithTheRoom(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.asks(store.ScoreConfig{Name: "verdict", Kind: store.Categorical, Options: []store.Option{{Label: "good", Key: "g"}, {Label: "bad"}}})
	p := a.reviewed(store.Curator, "trace-disliked")
	p.page.doc.Find("#item [data-key], .review-head [data-key]").Not("[name=verdict]").Each(func(_ int, s *goquery.Selection) {
		for key := range strings.SplitSeq(s.AttrOr("data-key", ""), "|") {
			if len(key) == 1 {
				require.NotEmpty(t, store.RoomKey(key), "%q is a key of the room that owners could choose", key)
			}
		}
	})
	c := a.as(store.Admin)
	for key, says := range map[string]string{"c": "writes a comment", "3": "answers the marked question", "xx": "one character", "g": "answers verdict with good already"} {
		r := c.post(scoresPath, url.Values{"name": {"tone"}, "kind": {"categorical"}, "label": {"kind", "rude"}, "key": {key, ""}})
		require.Equal(t, http.StatusUnprocessableEntity, r.status, key)
		require.Contains(t, r.text("#score-new-options-error"), says)
		require.Equal(t, key, r.doc.Find("#score-new-options [name=key]").First().AttrOr("value", ""))
	}
}

func TestTagsAndTheFlagGoWithADecision(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	p := a.reviewed(store.Reviewer, "trace-liked")
	p.press("#item [value=complete]", url.Values{"tags": {"late, parcel"}, "flag": {"yes"}})
	trace, err := a.db.Trace(t.Context(), a.project.ID, a.traces[0])
	require.NoError(t, err)
	require.True(t, trace.Flagged)
	require.Subset(t, trace.Tags, []string{"late", "parcel", "billing"})
	p.press(".notice button[name=submission]", nil)
	trace, err = a.db.Trace(t.Context(), a.project.ID, a.traces[0])
	require.NoError(t, err)
	require.False(t, trace.Flagged)
	require.Equal(t, []string{"billing"}, []string(trace.Tags))
}

func TestMatchingProductionFeedbackDoesNotShiftTheRun(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	admin := &paper{client: a.as(store.Admin)}
	admin.open("/p/demo/review?filter=" + url.QueryEscape("scores.thumbs >= 0"))
	require.Contains(t, admin.page.text(".review-head p"), "1 of 2")
	run := admin.path
	admin.open(scoresPath)
	admin.press(".seen button", nil)
	thumbs := a.configs()[0]
	admin.open(run)
	admin.press("#item [value=complete]", url.Values{"q" + strconv.Itoa(thumbs.ID): {"good"}})
	require.Contains(t, admin.page.text(".review-head p"), "2 of 2", "what one scores under the name that the run filters by moves nothing")
	admin.click("#item a[data-key=p]")
	require.Contains(t, admin.page.text(".review-head p"), "1 of 2")
}
