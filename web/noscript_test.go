package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/store"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// paper is a browser without script: it follows links and sends forms with the fields they have, and nothing else.
type paper struct {
	*client
	page result
	path string
}

// open goes to an address and through its redirects.
func (p *paper) open(path string) {
	p.a.t.Helper()
	p.arrive(p.get(path), path)
}

// arrive follows redirects to a page.
func (p *paper) arrive(r result, path string) {
	p.a.t.Helper()
	for range 5 {
		if r.status != http.StatusSeeOther {
			break
		}
		path = r.location()
		r = p.get(path)
	}
	require.Equal(p.a.t, http.StatusOK, r.status, "%s: %s", path, r.text("main"))
	p.page, p.path = r, path
}

// one is the only such element that is shown without script: not hidden, not in a template.
func (p *paper) one(selector string) *goquery.Selection {
	p.a.t.Helper()
	found := p.page.doc.Find(selector).FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Closest("template, [hidden]").Length() == 0 })
	require.Equal(p.a.t, 1, found.Length(), "%s on %s", selector, p.path)
	return found
}

// click follows a link.
func (p *paper) click(selector string) {
	p.a.t.Helper()
	p.open(p.resolve(p.one(selector).AttrOr("href", "")))
}

func (p *paper) resolve(href string) string {
	u, err := mustParse(base + p.path).Parse(href)
	require.NoError(p.a.t, err)
	return u.RequestURI()
}

// press sends the form of a button, with what was entered into its fields. Names that the form lacks fail the test.
func (p *paper) press(button string, entered url.Values) {
	p.a.t.Helper()
	b := p.one(button)
	form := b.Closest("form")
	require.Equal(p.a.t, 1, form.Length(), "%s stands in no form", button)
	fields := valuesOf(form.Find("input[name], textarea[name], select[name]"))
	for name, values := range entered {
		require.NotZero(p.a.t, form.Find("[name='"+name+"']").Length(), "the form has no field %q", name)
		fields[name] = values
	}
	if name := b.AttrOr("name", ""); name != "" {
		fields.Set(name, b.AttrOr("value", ""))
	}
	to := p.resolve(b.AttrOr("formaction", form.AttrOr("action", p.path)))
	if strings.EqualFold(b.AttrOr("formmethod", form.AttrOr("method", "get")), "post") {
		p.arrive(p.post(to, fields), to)
		return
	}
	path, _, _ := strings.Cut(to, "?")
	p.open(path + "?" + fields.Encode())
}

// TestWithoutScript is the main work of Assay in plain forms: find, judge, correct, take back, select, add, export.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	good := 1.0
	slider, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "correct", Kind: store.Slider}, 0)
	require.NoError(t, err)
	choice, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "good", Value: &good}, {Label: "bad"}}}, 0)
	require.NoError(t, err)
	score, tone := "q"+strconv.Itoa(slider.ID), "q"+strconv.Itoa(choice.ID)
	p := &paper{client: a.as(store.Curator)}

	p.open("/p/demo/logs")
	p.press("form.filter button", url.Values{"filter": {"scores.thumbs < 0.5"}})
	require.Equal(t, "1 trace", p.page.text(".count"))
	p.click(".row-link")
	require.Contains(t, p.page.text("#panel"), "Can I return shoes?")
	p.press("form.filter button", url.Values{"filter": {"name = 'answer'"}})
	p.click("a[data-key=r]")

	// The newest trace is skipped, the one after it judged and taken back, and judged again.
	require.Equal(t, "1", p.page.text("span[data-position]"))
	p.press("#item button[value=skip]", nil)
	require.Equal(t, "2", p.page.text("span[data-position]"))
	item := p.page.text("#item .trace-id")
	p.press("#item button[value=complete]", url.Values{score: {"25"}, tone: {"bad"}, "comment": {"Not cancelled."}, "expected": {"Order 7 is not known."}})
	require.Equal(t, "3", p.page.text("span[data-position]"))
	require.Contains(t, p.page.text(".notice"), "Saved.")
	require.NotEmpty(t, a.said(a.traces[2]))
	p.press(".notice button[name=submission]", nil)
	require.Contains(t, p.page.text(".notice"), "Took back")
	require.Equal(t, item, p.page.text("#item .trace-id"), "undo leads back to the item")
	require.Empty(t, a.said(a.traces[2]))
	require.Empty(t, p.one("#item input[name="+score+"]").AttrOr("value", ""))

	p.press("#item button[value=complete]", url.Values{score: {"50"}, tone: {"good"}, "expected": {"Order 7 is not known."}})
	p.click("#item a[data-key=p]")
	require.Equal(t, "50", p.one("#item input[name="+score+"]").AttrOr("value", ""))
	p.press("#item button[value=complete]", url.Values{tone: {""}})
	require.Equal(t, []string{"score correct 0.5", "score tone good", "score tone –"}, only(a.said(a.traces[2]), "score"), "an answer can be withdrawn without script")

	p.click("a[data-key=q]")
	p.press("button[data-key=d]", url.Values{"trace": {string(a.traces[1]), string(a.traces[2])}})
	p.press("button[value=add]", url.Values{"new": {"golden"}})
	require.Contains(t, p.page.text(".notice"), "Added 2 rows.")
	file := p.get(p.resolve(p.one("a.button[href*=jsonl]").AttrOr("href", "")))
	require.Equal(t, http.StatusOK, file.status)
	require.Equal(t, 2, strings.Count(file.body, "\n"))
	require.Contains(t, file.body, "Order 7 is not known.")
	p.press(".notice button[name=submission]", nil)
	require.Contains(t, p.page.text("#main"), "No rows")
}

// said is what reviewers said about a trace and did not take back, in the order in which they said it.
func (a *app) said(trace store.TraceID) []string {
	a.t.Helper()
	events, err := a.db.History(context.Background(), a.project.ID, trace)
	require.NoError(a.t, err)
	slices.SortFunc(events, func(x, y store.Event) int { return int(x.Seq - y.Seq) })
	var words []string
	for _, e := range events {
		if e.Source == store.Review && e.Kind != store.RetractEvent && !e.Retracted {
			words = append(words, strings.TrimSpace(string(e.Kind)+" "+e.Name+" "+e.Score.String()+" "+e.Body))
		}
	}
	return words
}

func only(words []string, prefix string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return !strings.HasPrefix(w, prefix) })
}
