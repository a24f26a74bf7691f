package web

import (
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
		"text in quotes":              `"\"quoted\""`,
		"empty text":                  `""`,
		"blank text":                  `"  \n "`,
		"text that begins a line":     `"\nfirst"`,
		"text with a carriage return": `"a\r\nb\rc"`,
		"text with NUL":               `"a\u0000b"`,
		"text with markup":            `"<script>alert(1)</script>&amp;</textarea>"`,
		"escaped text":                `"\u00e9\ud83d\ude00"`,
		"number with many digits":     `12345678901234567890.10`,
		"object":                      `{"b":1,"a":[true,null,"x"]}`,
		"indented object":             "{\n\t\"b\": 1.0\n}",
		"nothing":                     ``,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			typed := strings.ReplaceAll(strings.ReplaceAll(editText([]byte(stored)), "\r\n", "\n"), "\n", "\r\n") // as browsers send it
			require.Equal(t, stored, unlessSame([]byte(stored), parseEdited(typed)))
		})
	}
}

func TestTypedValues(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                 "",
		" null ":           "",
		"plain text":       `"plain text"`,
		"a\r\nb":           `"a\nb"`,
		` {"a": 1} `:       `{"a": 1}`,
		"{broken":          `"{broken"`,
		"<b>":              `"<b>"`,
		"\xff\x00":         `"��"`,
		"12":               "12",
		`"quoted"`:         `"quoted"`,
		"[1,2]\r\n[3,4]":   `"[1,2]\n[3,4]"`,
		"  indented text ": `"  indented text "`,
	} {
		require.Equal(t, want, parseEdited(typed), "typed %q", typed)
	}
	require.Equal(t, "12", editText([]byte("12")))
	require.Equal(t, `"12"`, editText([]byte(`"12"`)), "text that reads as JSON keeps its quotes")
	require.Equal(t, "twelve", editText([]byte(`"twelve"`)))
	require.Equal(t, "{\n  \"a\": 1\n}", editText([]byte(`{"a":1}`)))
}
