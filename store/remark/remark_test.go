package remark

import (
	"strings"
	"testing"
	"unicode/utf8"

	"assay/store"

	"github.com/stretchr/testify/require"
)

var team = []store.Account{{ID: 1, Email: "ada@example.org"}, {ID: 2, Email: "bob@example.org"}, {ID: 3, Email: "bob@other.org"}, {ID: 4, Email: "Jo.o'neill@example.org"}}

func TestMentions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []store.Mention
	}{
		"a name":                             {"@ada look", []store.Mention{{Account: 1, As: "ada"}}},
		"in whichever case":                  {"so, @Ada?", []store.Mention{{Account: 1, As: "Ada"}}},
		"at the end of a sentence":           {"Ask @ada.", []store.Mention{{Account: 1, As: "ada"}}},
		"by the whole address":               {"(@ada@example.org)", []store.Mention{{Account: 1, As: "ada@example.org"}}},
		"each once":                          {"@ada @ada @jo.o'neill", []store.Mention{{Account: 1, As: "ada"}, {Account: 4, As: "jo.o'neill"}}},
		"a name that two share":              {"@bob", nil},
		"the address of one of them":         {"@bob@other.org", []store.Mention{{Account: 3, As: "bob@other.org"}}},
		"an address is no mention":           {"mail ada@example.org or x@ada", nil},
		"nobody":                             {"@nobody @ @@", nil},
		"a longer name is another one":       {"@adamant", nil},
		"a name behind brackets and a quote": {`"@ada" [@jo.o'neill]`, []store.Mention{{Account: 1, As: "ada"}, {Account: 4, As: "jo.o'neill"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, Mentions(c.text, team))
		})
	}
}

func TestPiecesMarkWhomTheTextNames(t *testing.T) {
	t.Parallel()
	text := "Hi @Ada, see ada@example.org. @bob@other.org!"
	require.Equal(t, []Piece{{Text: "Hi "}, {Text: "@Ada", Mention: true}, {Text: ", see ada@example.org. "}, {Text: "@bob@other.org", Mention: true}, {Text: "!"}}, Pieces(text, Mentions(text, team)))
	require.Equal(t, []Piece{{Text: "plain @ada"}}, Pieces("plain @ada", nil))
	require.Equal(t, []Piece{{Text: ""}}, Pieces("", nil))
}

func TestQuotesAreFoundWhicheverWayTheTextWasShown(t *testing.T) {
	t.Parallel()
	text := "# Returns\n\nYou **may** return\nshoes. You may not return food; you may."
	require.Equal(t, 17, At(text, "may return shoes", 0), "over markup and the end of a line")
	require.Equal(t, -1, At(text, "may return hats", 0))
	require.Equal(t, []int{17, 41, 66}, Places(text, "MAY", 10))
	require.Equal(t, 41, At(text, "may", 1))
	require.Equal(t, 66, At(text, "may", 9), "the last one where there are fewer")
	require.Equal(t, 1, Nth(text, "may", 41))
	require.Equal(t, 1, Nth(text, "may", 46), "the nearest one after an edit")
	require.Equal(t, 2, Nth(text, "may", 999))
	require.Equal(t, 0, Nth(text, "may", -1))
	require.Equal(t, -1, Nth("gone", "may", 41))
	require.Equal(t, 1, At("a → b", " →", 0), "a quote without letters is looked for as it stands")
	require.Equal(t, -1, At(text, "", 0))
	require.Equal(t, []int{0, 2}, Places("aaaa", "aa", 10), "places do not overlap")
}

func FuzzRemark(f *testing.F) {
	f.Add("Hi @ada, @bob@other.org!", "ada")
	f.Add("@@@\xff@ada\xff", "\xff")
	f.Fuzz(func(t *testing.T, text, quote string) {
		mentions := Mentions(text, team)
		var whole strings.Builder
		marked := 0
		for _, p := range Pieces(text, mentions) {
			whole.WriteString(p.Text)
			if p.Mention {
				marked++
			}
		}
		require.Equal(t, text, whole.String())
		require.GreaterOrEqual(t, marked, len(mentions))
		for _, at := range Places(text, quote, 5) {
			require.GreaterOrEqual(t, at, 0)
			require.Less(t, at, utf8.RuneCountInString(text))
			require.Equal(t, Nth(text, quote, at), indexOf(Places(text, quote, mostPlaces), at))
		}
	})
}

func indexOf(list []int, n int) int {
	for i, v := range list {
		if v == n {
			return i
		}
	}
	return -1
}
