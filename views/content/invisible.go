package content

import (
	"context"
	"fmt"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"assay/store"
)

const (
	joinerZWNJ = '\u200C'
	joinerZWJ  = '\u200D'
)

// text shows a string: markup escaped, invisible characters drawn, bytes that are no UTF-8 replaced.
func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, drawInvisible(s, html.EscapeString))
		return err
	})
}

// drawMarkup draws the invisible characters in the text of markup that is well formed and has no raw angle bracket
// outside of its tags, which is what the markdown policy returns. Tags pass unchanged.
func drawMarkup(markup string) string {
	var b strings.Builder
	same := func(s string) string { return s }
	for markup != "" {
		before, after, found := strings.Cut(markup, "<")
		b.WriteString(drawInvisible(before, same))
		if !found {
			break
		}
		tag, rest, _ := strings.Cut(after, ">")
		b.WriteString("<" + tag + ">")
		markup = rest
	}
	return b.String()
}

// drawInvisible replaces each run of invisible characters by one element that shows them, and passes the text between
// them through escape. One element a run keeps hostile text from multiplying its own size.
func drawInvisible(s string, escape func(string) string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	var b strings.Builder
	start := 0 // of the text not yet written
	for i := 0; i < len(s); {
		end := hiddenRun(s, i)
		if end == i {
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			continue
		}
		b.WriteString(escape(s[start:i]))
		b.WriteString(drawRun(s[i:end]))
		start, i = end, end
	}
	b.WriteString(escape(s[start:]))
	return b.String()
}

// hiddenRun returns where the run of invisible characters that begins at i ends, i if there is none.
func hiddenRun(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		joiner := (r == joinerZWNJ || r == joinerZWJ) && !joins(s, i, i+n)
		if !joiner && !store.Invisible(r) {
			break
		}
		i += n
	}
	return i
}

// joins reports whether a joiner at s[i:end] stands where a script or an emoji needs it: between two characters outside
// ASCII that can be seen. Anywhere else it only hides.
func joins(s string, i, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[end:])
	visible := func(r rune) bool {
		return r >= utf8.RuneSelf && r != utf8.RuneError && r != joinerZWJ && r != joinerZWNJ && !store.Invisible(r)
	}
	return visible(before) && visible(after)
}

// maxNamed is how many characters of a run are named in its tooltip.
const maxNamed = 4

// drawRun shows a run of invisible characters.
func drawRun(run string) string {
	var marks strings.Builder
	var names []string
	for _, r := range run {
		name := fmt.Sprintf("U+%04X", r)
		switch {
		case r < 0x20:
			marks.WriteRune(0x2400 + r) // the picture of the control character
		case r == 0x7F:
			marks.WriteRune(0x2421)
		default:
			marks.WriteString("⟨" + name + "⟩")
		}
		if len(names) < maxNamed {
			names = append(names, name)
		} else if len(names) == maxNamed {
			names = append(names, "…")
		}
	}
	return `<span class="ctl" title="` + strings.Join(names, " ") + `">` + marks.String() + `</span>`
}
