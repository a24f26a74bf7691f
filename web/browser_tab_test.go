package web

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/store"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// patience bounds what a page does in milliseconds on an idle machine.
const patience = time.Minute

// tab is a person's browser tab on a site. Whatever the browser complains about on its console, a dialog, or a request to
// another host fails the test at its end.
type tab struct {
	t    testing.TB
	site *site
	ctx  context.Context

	mu         sync.Mutex
	complaints []string
	allowed    []string
}

// browse opens a tab without a session, with cookies of its own.
func (s *site) browse() *tab {
	s.t.Helper()
	return s.newTab(withBrowser(s.test, &s.seat), chromedp.WithNewBrowserContext())
}

// beside opens another tab with the same cookies.
func (b *tab) beside() *tab {
	b.t.Helper()
	return b.site.newTab(b.ctx, chromedp.WithExistingBrowserContext(chromedp.FromContext(b.ctx).BrowserContextID))
}

func (s *site) newTab(parent context.Context, option chromedp.ContextOption) *tab {
	s.t.Helper()
	ctx, cancel := chromedp.NewContext(parent, option)
	b := &tab{t: s.test, site: s, ctx: ctx}
	b.t.Cleanup(func() {
		cancel()
		b.mu.Lock()
		defer b.mu.Unlock()
		require.Empty(b.t, b.complaints, "what the browser complained about")
	})
	require.NoError(b.t, chromedp.Listen(ctx, b.watch))
	b.call(chromedp.EmulateViewport(1440, 900))
	_, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	require.NoError(b.t, err)
	b.prefer("light")
	_, err = chromedp.Call(ctx, cdplog.Enable, cdp.Empty{})
	require.NoError(b.t, err)
	_, err = chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(b.t, err)
	return b
}

// as opens a tab of someone signed in.
func (s *site) as(account store.Account) *tab {
	s.t.Helper()
	b := s.browse()
	b.carry(s.app.signedIn(account))
	return b
}

// carry gives the tab the cookies of a client.
func (b *tab) carry(c *client) {
	b.t.Helper()
	for _, cookie := range c.jar.Cookies(mustParse(base)) {
		_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: b.site.url, Path: "/"})
		require.NoError(b.t, err)
	}
}

// watch collects what a page must not do. It runs between the messages of the browser and so only takes notes.
func (b *tab) watch(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complain("exception: " + e.ExceptionDetails.Text + " " + described(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			text, _ := json.Marshal(e.Args)
			b.complain("console: " + string(text))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Level == cdplog.EntryLevelWarning {
			b.complain("log: " + e.Entry.Text + " " + e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.site.url+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
			b.complain("request to another host: " + e.Request.URL)
		}
	case *page.EventJavascriptDialogOpening:
		if e.Type != page.DialogTypeBeforeunload {
			b.complain("dialog: " + e.Message)
		}
		go func() {
			accept := page.HandleJavaScriptDialogParams{Accept: true}
			_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, accept)
		}()
	}
}

func described(o *runtime.RemoteObject) string {
	if o == nil {
		return ""
	}
	return o.Description
}

func (b *tab) complain(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, part := range b.allowed {
		if strings.Contains(text, part) {
			return
		}
	}
	b.complaints = append(b.complaints, text)
}

// allow lets the browser complain in words that contain the part: the test breaks something on purpose.
func (b *tab) allow(part string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.allowed = append(b.allowed, part)
}

// call runs one action within the patience of the tests.
func (b *tab) call(action chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx)) // the first use must not have a deadline: it would end the browser
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, action))
}

// open goes to an address of the site and waits for its scripts.
func (b *tab) open(path string) {
	b.t.Helper()
	b.call(chromedp.Navigate(b.site.url + path))
	b.settled()
}

// settled waits until the page and its scripts are loaded.
func (b *tab) settled() {
	b.t.Helper()
	b.until(`document.readyState === "complete"`)
}

// until waits for a condition to become true, through navigations: the page looks again and again, and when it is left the
// next one looks.
func (b *tab) until(condition string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	look := `new Promise(met => { const look = () => { try { if (` + condition + `) return met(true); } catch {} setTimeout(look, 10); }; look(); })`
	for {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](look, chromedp.EvalAwaitPromise))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			where, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText.replace(/\s+/g, " ").slice(0, 2000)`))
			require.FailNow(b.t, "waited in vain for "+condition, "last error: %v\nat %s\ncomplaints: %v", err, where, b.complaints)
		}
	}
}

// at waits until the page with that path is loaded.
func (b *tab) at(path string) {
	b.t.Helper()
	b.until(`location.pathname === ` + js(path) + ` && document.readyState === "complete"`)
}

// find waits for an element that a person can see.
func (b *tab) find(selector string) {
	b.t.Helper()
	b.until(`[...document.querySelectorAll(` + js(selector) + `)].some(e => e.checkVisibility())`)
}

// says waits until the text of the first such element contains some words.
func (b *tab) says(selector, words string) {
	b.t.Helper()
	b.until(`document.querySelector(` + js(selector) + `)?.textContent.includes(` + js(words) + `)`)
}

// eval is the value of an expression.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err, expression)
	return v
}

// query is what the address says after "?".
func (b *tab) query() url.Values {
	b.t.Helper()
	return mustParse(eval[string](b, "location.href")).Query()
}

// js writes a string as a literal.
func js(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return string(text)
}

var namedKeys = map[string]string{"Enter": kb.Enter, "Escape": kb.Escape, "Tab": kb.Tab, "Backspace": kb.Backspace, "Delete": kb.Delete, "Space": " ",
	"ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "End": kb.End}

// press presses keys one after another: a character, or the name of a key, after "Ctrl+" or "Shift+" if it is held.
func (b *tab) press(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		modifiers := chromedp.Modifier(0)
		for prefix, modifier := range map[string]chromedp.Modifier{"Ctrl+": chromedp.ModifierCtrl, "Shift+": chromedp.ModifierShift} {
			if rest, held := strings.CutPrefix(key, prefix); held {
				key, modifiers = rest, modifiers|modifier
			}
		}
		if code, named := namedKeys[key]; named {
			key = code
		}
		require.Len(b.t, []rune(key), 1, "%q is no key", key)
		b.stroke([]rune(key)[0], modifiers, 1)
	}
}

// write types text where the cursor stands.
func (b *tab) write(text string) {
	b.t.Helper()
	for _, r := range text {
		b.stroke(r, 0, 1)
	}
}

// stroke presses a key, holds it until it has been sent some times, and lets go. A character is sent along with the press,
// as a keyboard does it, so that a page that takes the key for itself keeps it from being typed.
func (b *tab) stroke(key rune, modifiers chromedp.Modifier, times int) {
	b.t.Helper()
	events := kb.Encode(key)
	down, up := *events[0], *events[len(events)-1]
	down.Type = input.DispatchKeyEventTypeKeyDown
	if len(events) == 3 && modifiers&chromedp.ModifierCtrl == 0 {
		down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
	}
	down.Modifiers |= int64(modifiers)
	up.Modifiers |= int64(modifiers)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for i := range times {
		repeat := i > 0
		down.AutoRepeat = &repeat
		_, err := chromedp.Call(ctx, input.DispatchKeyEvent, down)
		require.NoError(b.t, err)
	}
	_, err := chromedp.Call(ctx, input.DispatchKeyEvent, up)
	require.NoError(b.t, err)
}

// tabTo presses Tab until an element has the focus.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 200 {
		if eval[bool](b, `!!document.activeElement?.matches(`+js(selector)+`)`) {
			return
		}
		b.press("Tab")
	}
	require.FailNow(b.t, "Tab never reaches "+selector)
}

// prefer asks pages for a colour scheme.
func (b *tab) prefer(scheme string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	require.NoError(b.t, err)
}
