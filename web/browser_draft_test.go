package web

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBrowserDraftSurvivesAClosedTab: words that were not sent are back in a new tab, can be thrown away, and are gone once
// they are decided.
func TestBrowserDraftSurvivesAClosedTab(t *testing.T) {
	t.Parallel()
	s, b := reviewing(t, 3)
	comment := `document.querySelector("#review-comment").value`
	slider := `document.querySelector("[data-question=slider] input[type=number]").value`
	b.press("4", "c")
	b.write("Half a thought")
	b.until(`Object.values(localStorage).some((draft) => draft.includes("Half a thought"))`)

	again := b.beside()
	again.open("/p/demo/review?filter=name+%3D+%27shop%27")
	again.painted("1")
	require.Equal(t, "Half a thought", eval[string](again, comment))
	require.Equal(t, "75", eval[string](again, slider))
	again.says("[data-draft-words]", "is back")
	again.find("[data-draft-drop]")

	eval[bool](again, `document.querySelector("[data-draft-drop]").click() ?? true`)
	again.until(`document.querySelector("#review-comment")?.value === "" && document.readyState === "complete"`)
	require.Empty(t, eval[string](again, slider))

	again.press("c")
	again.write("A whole one.")
	again.press("Escape", "Enter")
	again.painted("2")
	again.saved()
	again.press("p")
	again.painted("1")
	require.Empty(t, eval[string](again, comment), "it was sent, and a second comment would be a second one")
	require.Equal(t, 1, total(s.completions()))
}
