package web

import (
	"bytes"
	"compress/gzip"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"assay/store"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

const (
	crawlMost    = 300 // pages one person visits
	crawlOfAKind = 40  // pages of one route among them, so that lists with many states do not use them all up
)

// crawler is one person who follows every link and sends every form that only reads.
type crawler struct {
	t       *testing.T // of the page being visited
	c       *client
	queue   []string
	seen    map[string]bool // addresses queued
	ofAKind map[string]int  // by route
	assets  map[string]int  // bytes over the wire, of those that count
}

func TestEveryPageHoldsTogether(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.samples() // something of everything
	_, _, err := a.db.CreateProject(t.Context(), "an empty project")
	require.NoError(t, err)
	people := map[string]*client{"anonymous": a.anonymous(), "owner": a.owner(), "member of nothing": a.signedIn(a.account("new@example.org", false))}
	for _, role := range store.Roles {
		people[string(role)] = a.as(role)
	}
	for name, c := range people {
		t.Run(name, func(t *testing.T) {
			w := &crawler{t: t, c: c, seen: map[string]bool{}, ofAKind: map[string]int{}, assets: map[string]int{}}
			for _, start := range []string{"/", "/?all=1", "/account", "/sign-in"} {
				w.enqueue(start)
			}
			visited := 0
			for ; len(w.queue) > 0 && visited < crawlMost; visited++ {
				next := w.queue[0]
				w.queue = w.queue[1:]
				t.Run(next, func(t *testing.T) { w.t = t; w.visit(next) })
			}
			t.Logf("%d pages of %d routes, %d left", visited, len(w.ofAKind), len(w.queue))
			if a.isMember(name) {
				require.Greater(t, len(w.ofAKind), 8, "a member gets around")
			}
		})
	}
}

func (a *app) isMember(name string) bool { return slices.Contains(store.Roles, store.Role(name)) }

// route is the pattern that answers an address, or "".
func (w *crawler) route(method, address string) string {
	u, err := url.Parse(address)
	require.NoError(w.t, err, address)
	c := w.c.a.server.echo.NewContext(nil, nil)
	w.c.a.server.echo.Router().Find(method, u.EscapedPath(), c)
	return c.Path()
}

func (w *crawler) enqueue(address string) {
	address, _, _ = strings.Cut(address, "#")
	if w.seen[address] {
		return
	}
	w.seen[address] = true
	route := w.route(http.MethodGet, address)
	require.NotEmpty(w.t, route, "%s is no address of ours", address)
	if w.ofAKind[route]++; w.ofAKind[route] <= crawlOfAKind {
		w.queue = append(w.queue, address)
	}
}

// visit looks at one page and finds where it leads.
func (w *crawler) visit(address string) {
	r := w.c.get(address)
	if r.status == http.StatusSeeOther {
		w.enqueue(r.location())
		return
	}
	require.Equal(w.t, http.StatusOK, r.status, "%s: %s", address, r.text("main"))
	if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		return
	}
	page := &crawled{t: w.t, address: address, result: r}
	page.checkFrame()
	page.checkIDs()
	page.checkNames()
	page.checkInert()
	w.follow(page)
	w.load(page)
	w.swap(page)
}

// follow queues links and forms that read, and looks up the routes of forms that write.
func (w *crawler) follow(p *crawled) {
	p.doc.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
		href := s.AttrOr("href", "")
		if strings.HasPrefix(href, "#") {
			require.Equal(w.t, 1, p.doc.Find(href).Length(), "%s: %s leads nowhere", p.address, href)
			return
		}
		if to := p.resolve(href); to != "" {
			w.enqueue(to)
		}
	})
	p.doc.Find("form").Each(func(_ int, s *goquery.Selection) {
		to := p.resolve(s.AttrOr("action", p.address))
		switch strings.ToLower(s.AttrOr("method", "get")) {
		case "dialog":
		case "post":
			require.NotEmpty(w.t, w.route(http.MethodPost, to), "%s: a form posts to %s, which takes none", p.address, to)
		default:
			for _, query := range p.submissions(s) {
				page, _, _ := strings.Cut(to, "?")
				w.enqueue(page + "?" + query.Encode())
			}
		}
	})
}

// load gets what the browser loads with the page.
func (w *crawler) load(p *crawled) {
	weight := 0
	p.doc.Find("link[href], script[src], img[src]").Each(func(_ int, s *goquery.Selection) {
		at := p.resolve(s.AttrOr("href", s.AttrOr("src", "")))
		require.NotEmpty(w.t, at, "%s loads something from elsewhere", p.address)
		if _, known := w.assets[at]; !known {
			r := w.c.get(at)
			require.Equal(w.t, http.StatusOK, r.status, "%s loads %s", p.address, at)
			require.NotEmpty(w.t, r.body, at)
			w.assets[at] = 0
			if ext := path.Ext(at); ext == ".js" || ext == ".css" {
				w.assets[at] = travelling(w.t, r.body)
			}
		}
		weight += w.assets[at]
	})
	require.Less(w.t, weight, weightMost, "%s: script and style over the wire", p.address)
}

// weightMost is the most script and style that a page may bring, in bytes as they travel.
const weightMost = 60 << 10

// travelling is how many bytes a file has on its way.
func travelling(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Len()
}

// swap does what htmx would do, and compares with the whole page.
func (w *crawler) swap(p *crawled) {
	p.doc.Find("[hx-get], [hx-post]").Each(func(_ int, s *goquery.Selection) {
		target := s.AttrOr("hx-target", "this")
		if strings.HasPrefix(target, "#") {
			require.Equal(w.t, 1, p.doc.Find(target).Length(), "%s: hx-target %s is not on the page", p.address, target)
		}
		if to, posts := s.Attr("hx-post"); posts {
			require.NotEmpty(w.t, w.route(http.MethodPost, p.resolve(to)), "%s: hx-post %s is no route", p.address, to)
			return
		}
		to := p.resolve(s.AttrOr("hx-get", ""))
		require.NotEmpty(w.t, w.route(http.MethodGet, to), "%s: hx-get %s is no route", p.address, to)
		if id, named := strings.CutPrefix(target, "#"); named && !w.seen[to+target] && w.ofAKind["swap "+target] < crawlOfAKind {
			w.seen[to+target] = true
			w.ofAKind["swap "+target]++
			w.c.requireFragments(to, id)
		}
	})
}

// submissions lists what a form can send: with each of its buttons, or by Enter in a field when it has none.
func (p *crawled) submissions(form *goquery.Selection) []url.Values {
	within := func(selector string) *goquery.Selection {
		own := form.Find(selector).Not("[form]")
		if id := form.AttrOr("id", ""); id != "" {
			own = own.Union(p.live(selector).Filter(`[form="` + id + `"]`))
		}
		return own.Not("[disabled]")
	}
	all := valuesOf(within("input[name], textarea[name], select[name]"))
	var forms []url.Values
	within("button, input[type=submit]").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("type", "submit") != "submit" {
			return
		}
		with := maps.Clone(all)
		if name := s.AttrOr("name", ""); name != "" {
			with[name] = append([]string{s.AttrOr("value", "")}, all[name]...)
		}
		forms = append(forms, with)
	})
	if forms == nil && within("input:not([type]), input[type=text], input[type=search]").Length() > 0 {
		forms = append(forms, all)
	}
	return forms
}

// valuesOf is what fields send as the page shows them.
func valuesOf(fields *goquery.Selection) url.Values {
	all := url.Values{}
	fields.Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		_, checked := s.Attr("checked")
		switch kind := s.AttrOr("type", ""); {
		case kind == "submit", (kind == "checkbox" || kind == "radio") && !checked:
		case s.Is("textarea"):
			all.Add(name, s.Text())
		case s.Is("select"):
			chosen := s.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = s.Find("option").First()
			}
			all.Add(name, chosen.AttrOr("value", chosen.Text()))
		default:
			all.Add(name, s.AttrOr("value", ""))
		}
	})
	return all
}
