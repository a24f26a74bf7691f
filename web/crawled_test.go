package web

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// crawled is one page that the crawler visits, with what must be true of every page.
type crawled struct {
	t       *testing.T
	address string
	result
}

// live selects elements that are in the page, not in a template that a script may put there later.
func (p *crawled) live(selector string) *goquery.Selection {
	return p.doc.Find(selector).FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Closest("template").Length() == 0 })
}

// resolve makes an address of ours whole; "" is one of someone else.
func (p *crawled) resolve(href string) string {
	u, err := mustParse(base + p.address).Parse(href)
	require.NoError(p.t, err, "%s: %s", p.address, href)
	if u.Scheme+"://"+u.Host != base {
		return ""
	}
	return u.RequestURI()
}

// checkFrame: a page says what it is, in which language, and has one main part and one top heading.
func (p *crawled) checkFrame() {
	require.NotEmpty(p.t, p.doc.Find("html").AttrOr("lang", ""), p.address)
	require.NotEmpty(p.t, p.text("head title"), p.address)
	require.Equal(p.t, 1, p.live("main").Length(), "%s: main parts", p.address)
	require.Equal(p.t, 1, p.live("h1").Length(), "%s: top headings", p.address)
	require.LessOrEqual(p.t, p.live("[autofocus]").Not("dialog [autofocus]").Length(), 1, "%s: fields want the focus", p.address)
}

// checkIDs: an id names one element, and whoever names an id means an element that is there.
func (p *crawled) checkIDs() {
	ids := map[string]bool{}
	p.live("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		require.NotEmpty(p.t, id, "%s: an empty id", p.address)
		require.NotContains(p.t, id, " ", p.address)
		require.False(p.t, ids[id], "%s: the id %q is there twice", p.address, id)
		ids[id] = true
	})
	for _, attribute := range []string{"for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "aria-errormessage", "commandfor", "popovertarget"} {
		p.live("[" + attribute + "]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr(attribute, "")) {
				require.True(p.t, ids[id], "%s: %s=%q names nothing", p.address, attribute, id)
			}
		})
	}
}

// checkNames: every field, button and link can be called by a name.
func (p *crawled) checkNames() {
	p.live("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("type", "") == "hidden" {
			return
		}
		require.NotEmpty(p.t, p.nameOf(s), "%s: a field without a label: %s", p.address, outer(s))
	})
	p.live("button, a[href], summary, [role=button], dialog, table[aria-labelledby], nav").Each(func(_ int, s *goquery.Selection) {
		name := p.nameOf(s)
		if name == "" && !s.Is("nav, dialog") {
			name = text(0, s) + s.AttrOr("title", "")
		}
		require.NotEmpty(p.t, name, "%s: nothing says what this is: %s", p.address, outer(s))
	})
	p.live("img").Each(func(_ int, s *goquery.Selection) {
		_, has := s.Attr("alt")
		require.True(p.t, has, "%s: a picture without words: %s", p.address, outer(s))
	})
	p.live("fieldset").Each(func(_ int, s *goquery.Selection) {
		require.NotEmpty(p.t, p.nameOf(s)+text(0, s.ChildrenFiltered("legend")), "%s: a group without a legend: %s", p.address, outer(s))
	})
}

// nameOf is what labels and ARIA call an element.
func (p *crawled) nameOf(s *goquery.Selection) string {
	name := strings.TrimSpace(s.AttrOr("aria-label", ""))
	for _, id := range strings.Fields(s.AttrOr("aria-labelledby", "")) {
		name += text(0, p.doc.Find(`[id="`+id+`"]`))
	}
	if id, has := s.Attr("id"); has {
		name += text(0, p.doc.Find(`label[for="`+id+`"]`))
	}
	return name + text(0, s.Closest("label"))
}

// checkInert: nothing on a page runs or styles but our files, so that the content policy has nothing to forbid.
func (p *crawled) checkInert() {
	require.Zero(p.t, p.doc.Find("[style], style").Length(), "%s: inline styles", p.address)
	require.Zero(p.t, p.doc.Find("script:not([src])").Length(), "%s: inline scripts", p.address)
	require.Zero(p.t, p.doc.Find("#injected, main img[src=x]").Length(), "%s: content became markup", p.address)
	p.doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			require.False(p.t, strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on"), "%s: %s runs script", p.address, a.Key)
			if a.Key == "href" || a.Key == "src" || a.Key == "action" {
				require.False(p.t, strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"), "%s: %s", p.address, a.Val)
			}
		}
	})
}

// outer is an element's markup, for messages.
func outer(s *goquery.Selection) string {
	html, err := goquery.OuterHtml(s)
	if err != nil || len(html) > 300 {
		return s.Nodes[0].Data + " " + s.AttrOr("name", s.AttrOr("class", ""))
	}
	return html
}
