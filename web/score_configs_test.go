package web

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"assay/store"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

const scoresPath = "/p/demo/settings/scores"

func (a *app) configs() []store.ScoreConfig {
	a.t.Helper()
	list, err := a.db.ScoreConfigs(a.t.Context(), a.project.ID)
	require.NoError(a.t, err)
	return list
}

func TestSettingsOpenWithScores(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	require.Equal(t, scoresPath, a.as(store.Admin).get("/p/demo/settings").location())
}

func TestScoreIsAddedChangedArchivedAndRestored(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	form := url.Values{"name": {"right"}, "kind": {"categorical"}, "label": {"yes", "no", "cannot say", ""}, "value": {"1", "0", "", ""}, "rubric": {"**When** it is right."}}
	r := c.post(scoresPath, form)
	require.Equal(t, http.StatusSeeOther, r.status, r.text("main"))
	require.Contains(t, c.follow(r).text("#notices"), "Saved right, version 1")
	one, zero := 1.0, 0.0
	saved := a.configs()[0]
	require.Equal(t, []store.Option{{Label: "yes", Value: &one}, {Label: "no", Value: &zero}, {Label: "cannot say"}}, saved.Options)

	page := c.get(scoresPath)
	require.Equal(t, []string{"yes = 1", "no = 0", "cannot say"}, page.doc.Find("article .tag").Map(text))
	require.Equal(t, "When", page.text("article strong"), "a rubric is Markdown")
	edit := page.doc.Find("article form:has([name=rubric])")
	require.Equal(t, []string{"yes", "no", "cannot say", ""}, edit.Find("[name=label]").Map(value))
	require.Equal(t, []string{"1", "0", "", ""}, edit.Find("[name=value]").Map(value))
	form.Set("config", edit.Find("[name=config]").AttrOr("value", ""))
	form.Set("version", edit.Find("[name=version]").AttrOr("value", ""))
	form.Set("rubric", "When it is right and kind.")
	require.Equal(t, http.StatusSeeOther, c.post(scoresPath, form).status)
	require.Equal(t, 2, a.configs()[0].Version)
	require.Equal(t, http.StatusConflict, c.post(scoresPath, form).status, "of a version that is no longer the newest")

	r = c.post(scoresPath+"/"+strconv.Itoa(saved.ID)+"/archive", url.Values{})
	require.Equal(t, scoresPath, r.location())
	require.Empty(t, a.configs())
	undo := c.follow(r).doc.Find("#notices form")
	r = c.post(undo.AttrOr("action", ""), url.Values{"submission": {undo.Find("button").AttrOr("value", "")}})
	require.Equal(t, scoresPath, r.location())
	require.Len(t, a.configs(), 1)
}

func TestScoreIsRefusedWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	require.Equal(t, http.StatusSeeOther, c.post(scoresPath, url.Values{"name": {"taken"}, "kind": {"slider"}}).status)
	config := a.configs()[0]
	for name, test := range map[string]struct {
		form  url.Values
		field string
	}{
		"without a name":            {url.Values{"name": {" "}, "kind": {"slider"}}, "name"},
		"with a name in use":        {url.Values{"name": {"taken"}, "kind": {"text"}}, "name"},
		"without a kind":            {url.Values{"name": {"x"}}, "kind"},
		"with one option":           {url.Values{"name": {"x"}, "kind": {"categorical"}, "label": {"only"}}, "options"},
		"with a value out of range": {url.Values{"name": {"x"}, "kind": {"categorical"}, "label": {"a", "b"}, "value": {"2", ""}}, "options"},
	} {
		for _, id := range []int{0, config.ID} {
			if id != 0 && test.form.Get("name") == "taken" {
				continue // its own name is not in use
			}
			t.Run(name+" as "+configKey(id), func(t *testing.T) {
				form := url.Values{"config": {strconv.Itoa(id)}, "rubric": {"typed with care"}}
				for k, v := range test.form {
					form[k] = v
				}
				r := c.post(scoresPath, form)
				require.Equal(t, http.StatusUnprocessableEntity, r.status)
				key := configKey(id)
				require.NotEmpty(t, r.text("#"+key+"-"+test.field+"-error"))
				require.Contains(t, r.doc.Find("[aria-invalid]").AttrOr("aria-describedby", ""), key+"-"+test.field+"-error")
				require.Equal(t, "typed with care", r.doc.Find("#"+key+"-rubric").Text())
				require.ElementsMatch(t, form["label"], r.doc.Find("#" + key + "-options [name=label]").Map(value)[:len(form["label"])])
				require.Equal(t, 1, r.doc.Find("details[open]:has(#"+key+"-rubric)").Length(), "the form is open")
			})
		}
	}
}

func TestProductionFeedbackIsMatchedWithOneClick(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	offer := c.get(scoresPath).doc.Find(".seen form")
	require.Equal(t, 1, offer.Length(), "thumbs is given by users; judge is not")
	form := url.Values{}
	offer.Find("input").Each(func(i int, s *goquery.Selection) { form.Add(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	require.Equal(t, http.StatusSeeOther, c.post(offer.AttrOr("action", ""), form).status)
	config := a.configs()[0]
	require.Equal(t, "thumbs", config.Name)
	require.Equal(t, store.Categorical, config.Kind)
	require.Equal(t, "good", config.Options[0].Label)
	require.Zero(t, c.get(scoresPath).doc.Find(".seen").Length())
}

func TestRubricCannotRunAnything(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	rubric := `<script>alert(1)</script><img src=x onerror=alert(1)> [link](javascript:alert(1))`
	require.Equal(t, http.StatusSeeOther, c.post(scoresPath, url.Values{"name": {`"><script>`}, "kind": {"slider"}, "rubric": {rubric}}).status)
	r := c.get(scoresPath)
	require.Zero(t, r.doc.Find("main script, main img, main [onerror]").Length())
	require.Zero(t, r.doc.Find("main a[href^=javascript]").Length())
}

// value is what a field holds.
func value(_ int, s *goquery.Selection) string { return s.AttrOr("value", "") }

func TestOptionsAreMovedByButtonsWithoutScript(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	p := &paper{client: a.as(store.Admin)}
	p.open(scoresPath)
	labels := func() []string { return p.page.doc.Find("#score-new-options [name=label]").Map(value) }
	do := func(button string, entered url.Values) {
		t.Helper()
		form := valuesOf(p.page.doc.Find("#score-new-form").Find("input:not([type=radio]), textarea"))
		for name, values := range entered {
			form[name] = values
		}
		form.Set("do", button)
		p.page = p.post(scoresPath, form)
		require.Equal(t, http.StatusOK, p.page.status)
	}
	do("add", url.Values{"name": {"tone"}, "kind": {"categorical"}, "label": {"good", "bad", "mixed"}, "value": {"1", "0", "0.5"}, "example": {"", "Rude.", ""}, "multiple": {}, "expected": {}})
	do("down 2", url.Values{"kind": {"categorical"}, "multiple": {}, "expected": {}})
	require.Equal(t, []string{"good", "mixed", "bad", ""}, labels())
	require.Equal(t, []string{"", "", "Rude.", ""}, p.page.doc.Find("#score-new-options [name=example]").Map(value), "a row moves as a whole")
	do("up 2", url.Values{"kind": {"categorical"}, "multiple": {}, "expected": {}})
	do("remove 2", url.Values{"kind": {"categorical"}, "multiple": {}, "expected": {}})
	require.Equal(t, []string{"mixed", "bad"}, labels()[:2])
	require.Empty(t, a.configs(), "nothing is saved by it")
	p.press("#score-new-form .primary", nil)
	require.Equal(t, []store.Option{{Label: "mixed", Value: a.configs()[0].Options[0].Value}, {Label: "bad", Value: a.configs()[0].Options[1].Value, Example: "Rude."}}, a.configs()[0].Options)
}
