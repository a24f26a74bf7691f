package web

import (
	"net/url"
	"strconv"
	"testing"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// asks adds a question to the demo project.
func (a *app) asks(c store.ScoreConfig) store.ScoreConfig {
	a.t.Helper()
	saved, err := a.db.SaveScoreConfig(a.t.Context(), a.project.ID, c, a.people[store.Admin].ID)
	require.NoError(a.t, err)
	return saved
}

func field(c store.ScoreConfig) string { return "q" + strconv.Itoa(c.ID) }

// read is a filter on the demo project.
func (a *app) read(text string) (postgres.Query, error) {
	o := filter.Options{Now: a.clock.now()}
	expr, _, err := filter.Read(text, o)
	return postgres.Query{Project: a.project.ID, Filter: expr, Options: o}, err
}

// reviewed is a review without script of one trace.
func (a *app) reviewed(role store.Role, trace string) *paper {
	a.t.Helper()
	p := &paper{client: a.as(role)}
	p.open(views.ReviewURL("demo", views.ReviewQuery{Filter: "id = '" + trace + "'"}))
	return p
}

func TestSeveralOptionsAreOneAnswerThatFiltersFindOptionByOption(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	flaws := a.asks(store.ScoreConfig{Name: "flaws", Kind: store.Categorical, Options: []store.Option{{Label: "rude"}, {Label: "wrong", Example: "It says *Monday*."}, {Label: "long"}},
		ConfigSettings: store.ConfigSettings{Multiple: true}})
	p := a.reviewed(store.Reviewer, "trace-disliked")
	require.Equal(t, "Monday", p.page.text(".option-examples em"))
	p.press("#item [value=complete]", url.Values{field(flaws): {"long", "rude"}})
	for text, n := range map[string]int{
		"scores.flaws = 'rude + long'":                         1,
		"scores.review.flaws INCLUDES 'long'":                  1,
		"scores.flaws INCLUDES ['long', 'rude']":               1,
		"scores.flaws INCLUDES 'wrong'":                        0,
		"scores.flaws INCLUDES 'lon'":                          0,
		"scores.thumbs INCLUDES 'long'":                        0,
		"scores.flaws NOT INCLUDES 'wrong'":                    1,
		`answers.flaws."reviewer@example.org" = 'rude + long'`: 1,
	} {
		q, err := a.read(text)
		require.NoError(t, err)
		found, _, err := a.db.Count(t.Context(), q, store.Cursor{})
		require.NoError(t, err)
		require.Equal(t, n, found, text)
	}
	again := a.reviewed(store.Reviewer, "trace-disliked")
	require.Equal(t, []string{"rude", "long"}, again.page.doc.Find("#item [type=checkbox][name="+field(flaws)+"][checked]").Map(value))
	again.press("#item [value=complete]", url.Values{field(flaws): nil})
	answers, err := a.db.Answers(t.Context(), a.project.ID, a.traces[1], a.people[store.Reviewer].ID)
	require.NoError(t, err)
	require.True(t, answers[flaws.ID].Score.IsNull(), "ticking none withdraws")
}

func TestTextsStandUnderTheirPathsInMetadata(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	why := a.asks(store.ScoreConfig{Name: "Why?", Kind: store.FreeText, ConfigSettings: store.ConfigSettings{Path: "review.reason"}})
	hint := a.asks(store.ScoreConfig{Name: "Hint", Kind: store.FreeText, ConfigSettings: store.ConfigSettings{Path: "review.hint"}})
	plain := a.asks(store.ScoreConfig{Name: "plain", Kind: store.FreeText})
	count := func(filter string) int {
		q, err := a.read(filter)
		require.NoError(t, err)
		n, _, err := a.db.Count(t.Context(), q, store.Cursor{})
		require.NoError(t, err)
		return n
	}
	a.reviewed(store.Reviewer, "trace-disliked").press("#item [value=complete]", url.Values{field(why): {"too short"}, field(hint): {"see policy"}, field(plain): {"noted"}})
	for _, filter := range []string{"metadata.review.reason = 'too short'", "metadata.review.hint = 'see policy'", "metadata.plain = 'noted'",
		"ANY_SPAN(metadata.review.reason = 'too short')", "ANY_SPAN(metadata.review.hint = 'see policy')", "ANY_SPAN(metadata.plain = 'noted')"} {
		require.Equal(t, 1, count(filter), filter)
	}
	a.reviewed(store.Reviewer, "trace-disliked").press("#item [value=complete]", url.Values{field(why): {""}, field(hint): {"ask first"}})
	require.Equal(t, 0, count("metadata.review.reason IS NOT NULL"), "an emptied text is withdrawn")
	require.Equal(t, 1, count("metadata.review.hint = 'ask first'"))
	require.Equal(t, 0, count("metadata.review.hint = 'see policy'"))
	require.Equal(t, 1, count("metadata.plain = 'noted'"))
}

func TestChoiceIsWrittenIntoTheExpectedOutput(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	options := []store.Option{{Label: "refund"}, {Label: "return"}, {Label: "size"}}
	intent := a.asks(store.ScoreConfig{Name: "intent", Kind: store.Categorical, Options: options, ConfigSettings: store.ConfigSettings{Expected: true, Path: "intent"}})
	topics := a.asks(store.ScoreConfig{Name: "topics", Kind: store.Categorical, Options: options, ConfigSettings: store.ConfigSettings{Expected: true, Multiple: true, Path: "labels.topics"}})
	mine := func() []store.Correction {
		all, err := a.db.Corrections(t.Context(), a.project.ID, a.traces[0])
		require.NoError(t, err)
		return all
	}
	p := a.reviewed(store.Reviewer, "trace-liked")
	p.press("#item [value=complete]", url.Values{field(intent): {"return"}, field(topics): {"size", "refund"}})
	require.JSONEq(t, `{"intent":"return","labels":{"topics":["refund","size"]}}`, mine()[0].Body)
	require.Equal(t, store.Proposed, mine()[0].State)
	detail, err := a.db.Trace(t.Context(), a.project.ID, a.traces[0])
	require.NoError(t, err)
	require.NotContains(t, detail.Scores, "intent", "it is no score")

	p = a.reviewed(store.Reviewer, "trace-liked")
	require.Equal(t, []string{"return"}, p.page.doc.Find("#item [type=radio][name="+field(intent)+"][checked]").Map(value))
	p.press("#item [value=complete]", url.Values{field(intent): {"refund"}})
	require.JSONEq(t, `{"intent":"refund","labels":{"topics":["refund","size"]}}`, mine()[0].Body, "into what was proposed before")
	require.Equal(t, store.Superseded, mine()[1].State)

	p = a.reviewed(store.Reviewer, "trace-liked")
	p.press("#item [value=complete]", url.Values{field(intent): {""}, field(topics): nil})
	require.Equal(t, store.Rejected, mine()[0].State, "withdrawn choices leave nothing to propose")

	curator := a.reviewed(store.Curator, "trace-liked")
	curator.press("#item [value=complete]", url.Values{field(intent): {"size"}, "expected": {`{"text": "It fits."}`}, "approve": {"yes"}})
	require.JSONEq(t, `{"text":"It fits.","intent":"size"}`, mine()[0].Body, "into what is written in the same form")
	require.Equal(t, store.Approved, mine()[0].State)
}

func TestQuestionThatTheFormDidNotShowKeepsItsAnswer(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	tone := a.asks(store.ScoreConfig{Name: "tone", Kind: store.Slider})
	p := a.reviewed(store.Reviewer, "trace-liked")
	p.press("#item [value=complete]", url.Values{field(tone): {"40"}})
	p = a.reviewed(store.Reviewer, "trace-liked")
	form := valuesOf(p.page.doc.Find("#item form.review-form input[type=hidden]"))
	form.Set("action", "complete")
	p.arrive(p.post("/p/demo/review", form), "/p/demo/review")
	answers, err := a.db.Answers(t.Context(), a.project.ID, a.traces[0], a.people[store.Reviewer].ID)
	require.NoError(t, err)
	require.Equal(t, store.Num(0.4), answers[tone.ID].Score)
}
