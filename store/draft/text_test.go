package draft

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEditedValuesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	for name, stored := range map[string]string{
		"text":                        `"Yes, within 30 days."`,
		"text with lines and spaces":  `"  one\n\n two "`,
		"text that looks like JSON":   `"42"`,
		"text that reads null":        `"null"`,
		"text that begins a list":     `"[Note] broken"`,
		"text in quotes":              `"\"quoted\""`,
		"empty text":                  `""`,
		"blank text":                  `"  \n "`,
		"text that begins a line":     `"\nfirst"`,
		"text with a carriage return": `"a\r\nb\rc"`,
		"text with markup":            `"<script>alert(1)</script>&amp;</textarea>"`,
		"escaped text":                `"\u00e9\ud83d\ude00"`,
		"number with many digits":     `12345678901234567890.10`,
		"object":                      `{"b":1,"a":[true,null,"x"]}`,
		"indented object":             "{\n\t\"b\": 1.0\n}",
		"nothing":                     ``,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			typed := strings.ReplaceAll(strings.ReplaceAll(Text([]byte(stored)), "\r\n", "\n"), "\n", "\r\n") // as browsers send it
			back, err := Parse(typed)
			require.NoError(t, err)
			kept := Row{Input: []byte(stored)}.With(Row{Input: back}, Input)
			require.Equal(t, stored, string(kept.Input))
		})
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                 "",
		" null ":           "",
		"plain text":       `"plain text"`,
		"a\r\nb":           `"a\nb"`,
		` {"a": 1} `:       `{"a": 1}`,
		"<b>":              `"<b>"`,
		"\xff\x00":         `"` + "\uFFFD\uFFFD" + `"`,
		"12":               "12",
		`"quoted"`:         `"quoted"`,
		"  indented text ": `"  indented text "`,
	} {
		got, err := Parse(typed)
		require.NoError(t, err)
		require.Equal(t, want, string(got), "typed %q", typed)
	}
	for typed, want := range map[string]BrokenJSON{
		"{broken":                {1, 2},
		"{\r\n  \"a\": 1,\r\n}":  {3, 1},
		"[1, 2":                  {1, 6},
		"{\"é\": x}":             {1, 7},
		"[1]\n\n[2]":             {3, 1},
		"{\"a\": 1}\n  trailing": {2, 3},
	} {
		_, err := Parse(typed)
		var broken *BrokenJSON
		require.ErrorAs(t, err, &broken, "typed %q", typed)
		require.Equal(t, want, *broken, "typed %q", typed)
	}
	_, err := ParseObject("[1]")
	require.ErrorContains(t, err, "object")
	empty, err := ParseObject("")
	require.NoError(t, err)
	require.JSONEq(t, "{}", string(empty))
}

func TestTags(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{"": {}, "a, b ,,a": {"a", "b"}, `["a, b", "c"]`: {"a, b", "c"}, "[draft": {"[draft"}} {
		got, err := ParseTags(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, tags := range [][]string{{}, {"a", "b"}, {"a, b"}, {" spaced "}, {"[x]"}} {
		got, err := ParseTags(TagText(tags))
		require.NoError(t, err)
		require.Equal(t, tags, got)
	}
	_, err := ParseTags(strings.Repeat("x", 2000))
	require.Error(t, err)
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "null", `{"a":1}`, "[1", "text\r\n", "\xff", `"\ud800"`, "[1] x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := Parse(text)
		if err != nil || value == nil {
			return
		}
		require.True(t, json.Valid(value), "%q became %q", text, value)
		back, err := Parse(Text(value))
		require.NoError(t, err, "%q", text)
		require.True(t, Equal(value, back), "%q became %q", value, back)
	})
}
