package web

import (
	"testing"

	"assay/store"
	"assay/views/charts"
	"assay/views/trends"
	"assay/web/llm/standin"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

func TestBrowserPagesOfFiguresAreAccessible(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.felt(40)
	themes := s.complained()
	s.model(standin.Reply{})
	require.NoError(t, s.db.ProposeThemeNames(t.Context(), s.project.ID, "standin-1", map[string]string{themes[0].ID: "Refund of the wrong amount"}, s.clock.now()))
	s.watched()
	d, id := s.charted()
	void, _, err := s.db.CreateProject(t.Context(), "void")
	require.NoError(t, err)
	require.NoError(t, s.db.SetMember(t.Context(), void.ID, s.people[store.Curator].ID, store.Curator))
	b := s.as(s.people[store.Curator])
	for where, address := range map[string]string{
		"dashboards": charts.ListURL("demo"), "a dashboard": charts.URL("demo", d.Slug, charts.Scope{Range: "all"}), "a chart": charts.ChartURL("demo", d.Slug, id, charts.Scope{Range: "all"}),
		"a new chart": charts.ChartURL("demo", d.Slug, 0, charts.Scope{}), "themes": trends.ThemesURL("demo"), "alerts": trends.AlertsURL("demo"), "no dashboards": "/p/void/dashboards",
	} {
		b.open(address)
		b.find("main h1")
		b.accessible(where)
		b.fits(where)
	}
}

func TestBrowserChartIsBuiltByClickingAndMovedByKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.felt(40)
	d, _ := s.charted()
	b := s.as(s.people[store.Curator])
	b.open(charts.ChartURL("demo", d.Slug, 0, charts.Scope{Range: "all"}))
	b.find("#editor svg.plot")
	eval[bool](b, `(() => { const s = document.querySelector("#step"); s.value = "week"; s.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`)
	b.until(`document.querySelector("#q").value.includes("week(created)")`)
	require.Equal(t, "build", b.query().Get("do"), "the state is in the address")

	b.open(charts.URL("demo", d.Slug, charts.Scope{Range: "all"}))
	b.until(`document.querySelectorAll("[data-png]:not([hidden])").length === 4`)
	eval[bool](b, `(document.querySelector('[data-sort-move="down"]').focus(), true)`)
	b.stroke([]rune(kb.ArrowDown)[0], chromedp.ModifierAlt, 1)
	b.until(`document.querySelectorAll(".chart-frame h2")[1].textContent.includes("Over time")`)
}

func TestBrowserPrintsFiguresWithoutControls(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.felt(40)
	d, _ := s.charted()
	b := s.as(s.people[store.Curator])
	for where, address := range map[string]string{"a dashboard": charts.URL("demo", d.Slug, charts.Scope{Range: "all"}), "trends": trends.URL("demo", trends.Query{Range: "all"}), "themes": trends.ThemesURL("demo"), "alerts": trends.AlertsURL("demo")} {
		b.open(address)
		b.find("main h1")
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		require.NoError(t, err)
		require.Empty(t, eval[[]string](b, `[...document.querySelectorAll("button, input, select, textarea, .rail, .button, .tabs")].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 90))`), where)
		require.Equal(t, []string{"rgb(255, 255, 255)", "rgb(0, 0, 0)"}, eval[[]string](b, `[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("h1")).color]`), where+": black on white, whatever the screen is")
		b.prefer("light")
	}
}
