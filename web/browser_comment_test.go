package web

import (
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// selects selects some words of a value, as a mouse does.
func (b *tab) selects(field, words string) {
	b.t.Helper()
	require.True(b.t, eval[bool](b, `(() => {
		const walk = document.createTreeWalker(document.querySelector("#value-" + `+js(field)+` + " .content"), NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode()) {
			const at = n.data.indexOf(`+js(words)+`);
			if (at < 0) continue;
			getSelection().setBaseAndExtent(n, at, n, at + `+js(words)+`.length);
			return true;
		}
		return false;
	})()`), words)
	b.until(`getSelection().toString() === ` + js(words))
}

// TestBrowserCommentQuotesAndMentions writes a comment from the keyboard, on the page of a trace and in review.
func TestBrowserCommentQuotesAndMentions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Curator])
	b.open(views.TraceURL("demo", s.traces[1], views.TraceQuery{}))
	b.selects("input", "return shoes")
	b.press(`"`)
	b.until(`document.activeElement.id === "comment"`)
	require.Equal(t, "return shoes", eval[string](b, `document.querySelector("#quote").value`))
	b.write("Ask @vie")
	b.find("#people-list [aria-selected=true]")
	b.accessible("with the people offered")
	b.press("Enter")
	require.Equal(t, "Ask @viewer ", eval[string](b, `document.activeElement.value`))
	b.write("first, or @a")
	b.find("#people-list")
	b.press("Escape")
	b.until(`!document.querySelector("#people-list") && document.activeElement.id === "comment"`)
	eval[bool](b, `(document.querySelector("form[action$=comments]").requestSubmit(), true)`)
	b.says(".quoted", "return shoes")
	b.says(".said .mention", "@viewer")
	b.until(`[...CSS.highlights.get("quoted")].map(String).join() === "return shoes"`)
	b.accessible("a quoted passage")
	b.fits("a quoted passage")

	b.open("/p/demo/review?filter=comment+IS+NOT+NULL")
	b.painted("1")
	b.until(`[...CSS.highlights.get("quoted")].map(String).join() === "return shoes"`)
	b.selects("output", "No")
	b.press(`"`)
	b.until(`document.activeElement.id === "review-comment"`)
	b.write("Say why, @adm")
	b.find("#people-list")
	b.press("Tab", "Escape", "Enter")
	b.saved()
	comments, err := s.db.Comments(t.Context(), s.project.ID, s.traces[1])
	require.NoError(t, err)
	last := comments[len(comments)-1]
	require.Equal(t, "Say why, @admin", last.Body)
	require.Equal(t, &store.Anchor{Field: "output", Quote: "No"}, last.About.Anchor)
	require.Equal(t, []store.Mention{{Account: s.people[store.Admin].ID, As: "admin"}}, last.About.Mentions)

	reader := s.as(s.people[store.Admin])
	reader.open(views.MentionsURL("demo"))
	reader.says(".mention-line", "Say why")
	reader.accessible("mentions")
	reader.fits("mentions")
}
