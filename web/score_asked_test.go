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

// questions are the names of what the item on the page asks.
func (p *paper) questions() []string {
	return p.page.doc.Find("#item fieldset.question > legend").Map(func(_ int, s *goquery.Selection) string {
		return strings.TrimSpace(s.Contents().First().Text())
	})
}

func TestQuestionsAreAskedOfThoseAndAboutWhatTheirSettingsSay(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	slider := func(name string, s store.ConfigSettings) {
		a.asks(store.ScoreConfig{Name: name, Kind: store.Slider, ConfigSettings: s})
	}
	slider("everyone", store.ConfigSettings{})
	slider("curators", store.ConfigSettings{Accounts: []int{a.people[store.Curator].ID}})
	slider("disliked", store.ConfigSettings{Condition: "scores.user.thumbs < 0.5"})
	slider("rows", store.ConfigSettings{Objects: []store.ObjectType{store.DatasetObjects}})
	slider("stale", store.ConfigSettings{Condition: "no_such_field = 1"})
	require.Equal(t, []string{"everyone", "stale"}, a.reviewed(store.Reviewer, "trace-liked").questions())
	require.Equal(t, []string{"everyone", "disliked", "stale"}, a.reviewed(store.Reviewer, "trace-disliked").questions())
	require.Equal(t, []string{"everyone", "curators", "disliked", "stale"}, a.reviewed(store.Curator, "trace-disliked").questions())
}

func TestConditionIsCheckedWhenItIsSaved(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	form := url.Values{"name": {"why"}, "kind": {"text"}, "condition": {"scores.thumbs <"}, "path": {"review.why"}}
	r := c.post(scoresPath, form)
	require.Equal(t, http.StatusUnprocessableEntity, r.status)
	require.Contains(t, r.text("#score-new-condition-error"), "at character")
	require.Equal(t, "scores.thumbs <", r.doc.Find("#score-new-condition").AttrOr("value", ""))
	require.Equal(t, 1, r.doc.Find("details.asked[open] #score-new-condition").Length())
	form.Set("condition", "scores.thumbs < 0.5")
	require.Equal(t, http.StatusSeeOther, c.post(scoresPath, form).status)
	require.Equal(t, "scores.thumbs < 0.5", a.configs()[0].Condition)
	require.Contains(t, c.get(scoresPath).text("article .card-body code"), "scores.thumbs < 0.5")
}

func TestQuestionsAreOrderedWithoutANewVersion(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for _, name := range []string{"a", "b", "c"} {
		a.asks(store.ScoreConfig{Name: name, Kind: store.Slider})
	}
	names := func() (out []string) {
		for _, c := range a.configs() {
			require.Equal(t, 1, c.Version)
			out = append(out, c.Name)
		}
		return out
	}
	p := &paper{client: a.as(store.Admin)}
	p.open(scoresPath)
	p.press("[aria-label='Move c up']", nil)
	require.Equal(t, []string{"a", "c", "b"}, names())
	p.press("[aria-label='Move a up']", nil)
	require.Equal(t, []string{"a", "c", "b"}, names(), "the first stays")
	ids := a.configs()
	require.Equal(t, http.StatusSeeOther, p.post(scoresPath+"/order", url.Values{"order": {strconv.Itoa(ids[2].ID) + " " + strconv.Itoa(ids[0].ID)}}).status)
	require.Equal(t, []string{"b", "a", "c"}, names(), "one that is not named comes behind")
}

func TestComputedScoreIsListedFilteredAndShown(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	tone := a.asks(store.ScoreConfig{Name: "tone", Kind: store.Slider})
	right := a.asks(store.ScoreConfig{Name: "right", Kind: store.Slider})
	c := a.as(store.Admin)
	form := url.Values{"name": {"overall"}, "kind": {"computed"}, "how": {"mean"}}
	r := c.post(scoresPath, form)
	require.Equal(t, http.StatusUnprocessableEntity, r.status)
	require.NotEmpty(t, r.text("#score-new-parts-error"))
	form.Set("weight"+strconv.Itoa(tone.ID), "1")
	form.Set("weight"+strconv.Itoa(right.ID), "3")
	require.Equal(t, http.StatusSeeOther, c.post(scoresPath, form).status)
	require.Contains(t, c.get(scoresPath).text("article:last-of-type"), "Weighted mean of tone × 1, right × 3.")
	for _, how := range []store.ComputedHow{store.Least, store.Greatest} {
		a.asks(store.ScoreConfig{Name: string(how), Kind: store.Computed, ConfigSettings: store.ConfigSettings{How: how, Parts: []store.ComputedPart{{Config: tone.ID, Weight: 1}, {Config: right.ID, Weight: 1}}}})
	}
	p := a.reviewed(store.Reviewer, "trace-liked")
	require.Equal(t, []string{"tone", "right"}, p.questions(), "nobody answers what is computed")
	p.press("#item [value=complete]", url.Values{field(tone): {"100"}, field(right): {"20"}})
	a.reviewed(store.Reviewer, "trace-disliked").press("#item [value=complete]", url.Values{field(tone): {"50"}})
	for text, n := range map[string]string{
		"scores.overall = 0.4":                        "1 trace",
		"scores.review.overall > 0.3":                 "1 trace",
		"scores.user.overall IS NOT NULL":             "",
		"scores.overall IS NULL":                      "3 traces",
		"scores.min = 0.2 AND scores.max = 1":         "1 trace",
		"scores.overall BETWEEN 0.1 AND 0.5":          "1 trace",
		"scores.overall < 0.5 AND name = 'answer'":    "1 trace",
		"scores.overall INCLUDES 'x'":                 "",
		"ANY_SPAN(scores.overall = 0.4)":              "1 trace",
		"scores.overall < scores.max":                 "1 trace",
		"created > '2020-01-01' AND scores.min < 0.3": "1 trace",
	} {
		page := c.get(views.LogsURL("demo", views.LogsQuery{Filter: text}))
		require.Equal(t, http.StatusOK, page.status, text)
		require.Equal(t, n, page.text(".count"), text)
	}
	a.clock.pass(vocabularyAge)
	list := c.get(views.LogsURL("demo", views.LogsQuery{}))
	require.Contains(t, list.text("#results thead"), "overall")
	require.Contains(t, list.text("#results tbody"), "0.4")
	require.Contains(t, c.get(views.TraceURL("demo", a.traces[0], views.TraceQuery{})).text("main"), "overall")
	query := c.get("/p/demo/query?q=" + url.QueryEscape("SELECT avg(scores.overall) FROM logs"))
	require.Contains(t, query.text("table"), "0.4")
}

func TestHistorySaysHowAnAnswerWasAsked(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	var configs []store.ScoreConfig
	options := []store.Option{{Label: "x"}, {Label: "y"}}
	for i, c := range []store.ScoreConfig{
		{Kind: store.Slider}, {Kind: store.Categorical, Options: options}, {Kind: store.Categorical, Options: options, ConfigSettings: store.ConfigSettings{Multiple: true}},
		{Kind: store.FreeText}, {Kind: store.FreeText, ConfigSettings: store.ConfigSettings{Path: "a.b"}},
		{Kind: store.Categorical, Options: options, ConfigSettings: store.ConfigSettings{Expected: true}},
	} {
		c.Name, c.Rubric = "question "+strconv.Itoa(i), "As it was *first*."
		c = a.asks(c)
		c.Rubric = "As it was *then*."
		configs = append(configs, a.asks(c))
	}
	p := a.reviewed(store.Reviewer, "trace-liked")
	p.press("#item [value=complete]", url.Values{field(configs[0]): {"10"}, field(configs[1]): {"x"}, field(configs[2]): {"x", "y"}, field(configs[3]): {"so"}, field(configs[4]): {"thus"}, field(configs[5]): {"y"}})
	for _, c := range configs {
		c.Rubric = "As it is now."
		a.asks(c)
	}
	history := p.get(views.TraceURL("demo", a.traces[0], views.TraceQuery{})).doc.Find(".history-list .asked-as")
	require.Equal(t, len(configs), history.Length(), "of every kind")
	history.Each(func(_ int, s *goquery.Selection) {
		require.Contains(t, s.Text(), "asked as version 2")
		require.Equal(t, "then", s.Find("em").Text())
	})
}
