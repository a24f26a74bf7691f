package content

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDiffText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		old, new string
		want     []Segment
	}{
		"equal texts":          {"a b", "a b", []Segment{{Same, "a b"}}},
		"two empty texts":      {"", "", nil},
		"everything is new":    {"", "a b", []Segment{{Added, "a b"}}},
		"everything is gone":   {"a b", "", []Segment{{Removed, "a b"}}},
		"a word":               {"the quick fox runs", "the slow fox runs", []Segment{{Same, "the "}, {Removed, "quick"}, {Added, "slow"}, {Same, " fox runs"}}},
		"a number in its line": {"x\nA: 26\ny", "x\nA: 18\ny", []Segment{{Same, "x\nA: "}, {Removed, "26"}, {Added, "18"}, {Same, "\ny"}}},
		"words in a row are one change": {"the black dog of mine sleeps well", "the white cat of mine sleeps well",
			[]Segment{{Same, "the "}, {Removed, "black dog"}, {Added, "white cat"}, {Same, " of mine sleeps well"}}},
		"other sentences are replaced whole": {"Paris is nice", "We went a long way", []Segment{{Removed, "Paris is nice"}, {Added, "We went a long way"}}},
		"a line more":                        {"a\nb\n", "a\nc\nb\n", []Segment{{Same, "a\n"}, {Added, "c\n"}, {Same, "b\n"}}},
		"white space alone":                  {"same words here", "same  words here", []Segment{{Same, "same"}, {Removed, " "}, {Added, "  "}, {Same, "words here"}}},
		"scripts without spaces":             {"我喜欢红色的花", "我喜欢白色的花", []Segment{{Same, "我喜欢"}, {Removed, "红"}, {Added, "白"}, {Same, "色的花"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, DiffText(tt.old, tt.new))
		})
	}
}

// requireWhole asserts that the segments make up both texts.
func requireWhole(t *testing.T, old, new string) {
	t.Helper()
	var a, b strings.Builder
	last := Op(-1)
	for _, s := range DiffText(old, new) {
		require.NotEmpty(t, s.Text)
		require.NotEqual(t, last, s.Op, "neighbours differ")
		require.False(t, last == Added && s.Op == Removed, "removed comes before added")
		last = s.Op
		if s.Op != Added {
			a.WriteString(s.Text)
		}
		if s.Op != Removed {
			b.WriteString(s.Text)
		}
	}
	require.Equal(t, old, a.String())
	require.Equal(t, new, b.String())
}

func TestDiffOfMuchText(t *testing.T) {
	t.Parallel()
	a := strings.Repeat("one two three four\n", 20_000)
	requireWhole(t, a, strings.ReplaceAll(a, "three", "drei"))
	requireWhole(t, strings.ReplaceAll(a, "\n", " "), strings.ReplaceAll(a, "four\n", ""))
}

func FuzzDiffText(f *testing.F) {
	f.Add("a b c\nd", "a c\nd e")
	f.Add("a \nb", "a\n b")
	f.Fuzz(func(t *testing.T, old, new string) { requireWhole(t, old, new) })
}

func TestDiff(t *testing.T) {
	t.Parallel()
	t.Run("changes are marked and announced", func(t *testing.T) {
		t.Parallel()
		d := document(t, render(t, Diff("\nthe answer is 26 <b>", "\nthe answer is 18 <b>")))
		require.Equal(t, "[removed: 26]", d.Find("del").Text())
		require.Equal(t, "[added: 18]", d.Find("ins").Text())
		d.Find(".content-spoken, del").Remove()
		require.Equal(t, "\nthe answer is 18 <b>", d.Find("pre").Text())
	})
	t.Run("a change of white space can be seen", func(t *testing.T) {
		t.Parallel()
		d := document(t, render(t, Diff("a b\n", "a b\n\n")))
		require.Equal(t, "[added: ↵\n]", d.Find("ins").Text())
	})
	t.Run("equal texts say so", func(t *testing.T) {
		t.Parallel()
		d := document(t, render(t, Diff("a", "a")))
		require.Equal(t, "no difference", d.Find(".content-none").Text())
	})
	t.Run("megabytes are compared in part", func(t *testing.T) {
		t.Parallel()
		markup := render(t, Diff(strings.Repeat("a b ", 1<<20), strings.Repeat("a c ", 1<<20)))
		require.Less(t, len(markup), 64*DefaultLimit)
		require.Contains(t, markup, "comparing the first 64 KB of 4.0 MB")
	})
}
