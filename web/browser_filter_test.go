package web

import (
	"net/http"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// box is what stands in the filter box.
func (b *tab) box() string {
	b.t.Helper()
	return eval[string](b, `document.querySelector("#filter").value`)
}

// suggested waits until the first suggestion is a text.
func (b *tab) suggested(text string) {
	b.t.Helper()
	b.until(`document.querySelector("#complete [role=option]")?.dataset.text === ` + js(text))
}

// chosen is the suggestion that assistive technology is told of, "" for none.
func (b *tab) chosen() string {
	b.t.Helper()
	return eval[string](b, `(() => {
		const id = document.querySelector("#filter").getAttribute("aria-activedescendant");
		const marked = [...document.querySelectorAll("#complete [aria-selected=true]")];
		if (!id) return marked.length ? "marked, but not named" : "";
		return marked.length === 1 && marked[0].id === id ? marked[0].dataset.text : "named, but not marked";
	})()`)
}

func (b *tab) closed() { b.t.Helper(); b.until(`!document.querySelector("#complete")`) }

// TestBrowserCompletion writes a filter with the arrows and Enter, knowing none of its words.
func TestBrowserCompletion(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Viewer])
	b.open("/p/demo/logs")
	require.Equal(t, "combobox list false complete-list", eval[string](b, `(e => [e.role, e.ariaAutoComplete, e.ariaExpanded, e.getAttribute("aria-controls")].join(" "))(document.querySelector("#filter"))`))

	b.press("/")
	b.suggested("scores")
	require.Equal(t, "true", eval[string](b, `document.querySelector("#filter").ariaExpanded`))
	require.Empty(t, b.chosen(), "nothing is chosen by itself")
	b.says(".complete-box [role=status]", "suggestions")
	b.accessible("with suggestions")
	b.fits("with suggestions")
	b.press("ArrowDown")
	require.Equal(t, "scores", b.chosen())
	b.press("ArrowDown", "ArrowUp", "ArrowUp")
	require.Empty(t, b.chosen(), "past the first one is back in the box")
	b.press("ArrowDown", "Enter")
	b.suggested("thumbs")
	require.Equal(t, "scores.", b.box(), "Enter took what was chosen and sent nothing")
	require.Empty(t, eval[string](b, "location.search"))
	b.press("ArrowDown", "Tab")
	b.suggested("=")
	require.Equal(t, "scores.thumbs ", b.box())
	b.write("< 0.5")
	b.press("Enter")
	b.until(`new URL(location).searchParams.get("filter") === "scores.thumbs < 0.5" && document.readyState === "complete"`)
	b.says(".count", "1 trace")
	b.closed()

	b.press("/")
	b.write(" AND metadata.mod")
	b.suggested("model")
	b.press("Escape")
	b.closed()
	require.Equal(t, "scores.thumbs < 0.5 AND metadata.mod", b.box(), "Escape closes the list and leaves the text")
	require.True(t, eval[bool](b, `document.activeElement.id === "filter"`))
	b.press("ArrowDown")
	b.suggested("model")
	b.press("ArrowDown", "Enter")
	b.write("= ")
	b.suggested("'small'")
	b.press("ArrowDown", "Enter", "Escape")
	require.Equal(t, "scores.thumbs < 0.5 AND metadata.model = 'small' ", b.box())
	b.press("Enter") // and the space at the end does not come along
	b.until(`new URL(location).searchParams.get("filter") === "scores.thumbs < 0.5 AND metadata.model = 'small'" && document.readyState === "complete"`)
}

// TestBrowserCompletionStaysOutOfTheWay: whoever knows what to type is not kept from it.
func TestBrowserCompletionStaysOutOfTheWay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Viewer])
	b.open("/p/demo/logs")
	b.press("/")
	b.suggested("scores")
	b.press("Tab")
	b.closed()
	require.Equal(t, "Filter", eval[string](b, `document.activeElement.textContent`), "Tab goes on where nothing is chosen")

	b.press("/")
	b.write("thum")
	b.suggested("scores.thumbs")
	eval[bool](b, `(document.querySelector("#complete [role=option]").dispatchEvent(new MouseEvent("mousedown", {bubbles: true, cancelable: true})), true)`)
	b.suggested("=")
	require.Equal(t, "scores.thumbs ", b.box(), "a click takes it, too")
	eval[bool](b, `(document.querySelector("#filter").value = "", true)`)

	b.write("is_root AND na = 1")
	b.press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
	b.suggested("name")
	b.press("ArrowDown", "Enter")
	b.until(`document.querySelector("#filter").value === "is_root AND name = 1"`)
	require.Equal(t, len("is_root AND name "), eval[int](b, `document.querySelector("#filter").selectionStart`), "the space that is there is not typed again")
	b.press("Escape")

	b.allow("Failed to load resource")
	s.shut(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	b.press("End")
	b.write(" AND x")
	b.until(`document.querySelector("#filter").value.endsWith("AND x")`)
	s.shut(nil)
	b.press("Enter")
	b.until(`new URL(location).searchParams.get("filter") === "is_root AND name = 1 AND x"`)
}

// TestBrowserBuild clicks a filter together: what it writes is shown while one works, and Enter filters.
func TestBrowserBuild(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Viewer])
	b.open("/p/demo/logs")
	b.press("b")
	b.until(`document.querySelector("#build") && document.readyState === "complete"`)
	choose := func(field, value string) {
		t.Helper()
		eval[bool](b, `(() => { const e = document.querySelector(`+js(field)+`); e.focus(); e.value = `+js(value)+`; e.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`)
	}
	choose("#build-field-0", "metadata.model")
	b.find("#build-value-0")
	require.Equal(t, "build-field-0", eval[string](b, `document.activeElement.id`), "the focus stays where it was")
	b.tabTo("#build-value-0")
	b.write("small")
	b.says("#build-query code", "metadata.model = 'small'")
	require.Equal(t, "small", eval[string](b, `document.activeElement.value`))
	require.Equal(t, "?tab=build", eval[string](b, "location.search"), "nothing is filtered yet")
	choose("#build-operator-0", "<!=>")
	b.says("#build-query code", "metadata.model <!=> 'small'")
	b.tabTo("#build-value-0")
	b.press("Enter")
	b.until(`new URL(location).searchParams.get("filter") === "metadata.model <!=> 'small'" && document.readyState === "complete"`)
	b.says("main", "No trace matches")

	b.tabTo(`button[value="add"]`)
	b.press("Enter")
	b.until(`document.activeElement.id === "build-field-1" && document.readyState === "complete"`)
	choose("#build-field-1", "*")
	b.find("#build-written-1")
	b.tabTo("#build-written-1")
	b.write("thum")
	b.until(`document.querySelector("#complete [role=option]")?.dataset.text === "scores.thumbs"`)
	b.press("ArrowDown", "Enter")
	b.write("= 0")
	b.says("#build-query code", "AND scores.thumbs = 0")
	b.press("Escape")
	b.accessible("a row of text")
	b.tabTo(`button[value="remove.0"]`)
	b.press("Enter")
	b.until(`document.querySelectorAll(".build-row").length === 1 && document.readyState === "complete"`)
	b.tabTo(`.build .primary`)
	b.press("Enter")
	b.until(`new URL(location).searchParams.get("filter") === "scores.thumbs = 0" && document.readyState === "complete"`)
	b.says(".count", "1 trace")
	b.press("/")
	b.find("#filter")
	require.Equal(t, "scores.thumbs = 0", b.box(), "it goes on as text")

	b.allow("Failed to load resource")
	for _, wrong := range []string{"filter=nam", "do=apply&field.0=duration&operator.0=%3E&value.0=long&field.1="} {
		b.open("/p/demo/logs?tab=build&" + wrong)
		b.accessible(wrong)
		b.fits(wrong)
	}
}

// TestBrowserNarrows: chips and values are links that the keyboard reaches.
func TestBrowserNarrows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Viewer])
	b.open("/p/demo/logs")
	filter := `new URL(location).searchParams.get("filter")`
	b.tabTo(".col-tags .value-button")
	b.press("Enter")
	b.find(".value-menu:popover-open")
	b.accessible("with the choices of a value")
	b.press("Escape")
	b.until(`!document.querySelector(".value-menu:popover-open")`)
	require.True(t, eval[bool](b, `document.activeElement.matches(".value-button")`), "Escape returns to the value")
	b.tabTo(".col-scores .value-button")
	b.press("Enter")
	b.find(".value-menu:popover-open")
	b.press("Tab", "Tab", "Enter")
	b.until(filter + ` === "scores.judge <= 0.25" && document.readyState === "complete"`)
	b.says(".count", "1 trace")
	b.find(".chip")
	b.tabTo(".chip a")
	b.press("Enter")
	b.until(filter + ` === "scores.judge > 0.25" && document.readyState === "complete"`)
	b.tabTo(".chip a:last-child")
	b.press("Enter")
	b.until(`!` + filter + ` && document.readyState === "complete"`)
	b.says(".count", "4 traces")
}

// TestBrowserNewsLeaveAFilterAlone: what came is told, and neither text nor rows that are being written are taken away.
func TestBrowserNewsLeaveAFilterAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Viewer])
	for i, begin := range []func(){
		func() { b.press("/"); b.write("half") },
		func() {
			b.tabTo("#build-field-0")
			b.press("n") // the first field that begins so
			b.find("#build-value-0")
		},
	} {
		b.open([]string{"/p/demo/logs", "/p/demo/logs?tab=build"}[i])
		begin()
		eval[bool](b, `(document.activeElement.blur(), true)`)
		s.app.logged([]string{"one", "two"}[i], nil)
		b.says("#news", "1 new trace")
		if i == 0 {
			require.Equal(t, "half", b.box())
		} else {
			require.Equal(t, "name", eval[string](b, `document.querySelector("#build-field-0").value`))
		}
	}
}
