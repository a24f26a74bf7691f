package web

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// TestBrowserAssistant asks from the list, by keys only, and faster than the panel comes.
func TestBrowserAssistant(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Curator])
	b.open("/p/demo/logs")
	release := s.hang()
	b.press("Ctrl+j")
	b.write("make a dataset called grumbles from the thumbs down") // d, a and r are keys of the list
	require.Equal(t, "/p/demo/logs", eval[string](b, "location.pathname"))
	require.False(t, eval[bool](b, `!!document.querySelector("dialog[open]")`), "no letter was taken for a key of the page")
	release()
	b.until(`document.querySelector("#assistant-ask")?.value === "make a dataset called grumbles from the thumbs down"`)
	b.until(`document.activeElement.id === "assistant-ask"`)
	b.accessible("with the assistant")
	b.press("Enter")
	b.says("#assistant-steps", "1 trace matches")
	b.says("#assistant-rows", "Can I return shoes?")
	b.until(`document.querySelector("#assistant-thread textarea[name=filter]").value.includes("thumbs")`)
	b.fits("with a plan")
	b.press("Ctrl+j")
	b.until(`document.querySelector("#assistant-panel").hidden`)
	b.press("Ctrl+j")
	b.until(`document.activeElement.id === "assistant-ask"`)
	b.press("Escape")
	b.until(`document.querySelector("#assistant-panel").hidden`)
}
