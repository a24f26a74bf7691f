package store

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestPreview(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"a string gives its text":                {`"hello"`, "hello"},
		"white space becomes one space":          {`"  a\n\n\tb \u00a0 c  "`, "a b c"},
		"a number stays as written":              {`1.50`, "1.50"},
		"null is shown":                          {`null`, "null"},
		"nothing gives nothing":                  {``, ""},
		"text that is no JSON is taken as is":    {"just  words", "just words"},
		"broken JSON is taken as is":             {`{"a":`, `{"a":`},
		"JSON loses its white space":             {"{ \"a b\" : [1,\n 2] }", `{"a b":[1,2]}`},
		"a quote inside a string ends nothing":   {`{"a":["x\" y"], "b" : 1}`, `{"a":["x\" y"],"b":1}`},
		"an object of one text is that text":     {`{"question": "who?"}`, `who?`},
		"a flat object is names and values":      {`{"subject": "Hi", "n": 2, "none": null}`, `subject: Hi · n: 2`},
		"an empty object is JSON":                {`{}`, `{}`},
		"an empty list is JSON":                  {`[]`, "[]"},
		"invisible characters go":                {`"a\u202eb\u200bc\u0000d\u0007e"`, "abcde"},
		"joined emoji stay whole":                {`"👩‍💻"`, "👩‍💻"},
		"a conversation gives the last user":     {`[{"role":"user","content":"one"},{"role":"assistant","content":"x"},{"role":"user","content":"two"},{"role":"tool","content":"y"}]`, "two"},
		"without a user the last message":        {`[{"role":"system","content":"s"},{"role":"assistant","content":"a"}]`, "a"},
		"a message that only calls is skipped":   {`[{"role":"assistant","content":"a"},{"role":"assistant","content":null,"tool_calls":[]}]`, "a"},
		"parts are joined":                       {`[{"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"https://x"}},{"type":"text","text":"here"}]}]`, "look here"},
		"the parts of semantic conventions":      {`[{"role":"user","parts":[{"type":"text","content":"hi"}]}]`, "hi"},
		"messages under a key":                   {`{"model":"m","messages":[{"role":"user","content":"q"}]}`, "q"},
		"choices of a completion":                {`[{"index":0,"message":{"role":"assistant","content":"done"}}]`, "done"},
		"one message":                            {`{"role":"assistant","content":"answer"}`, "answer"},
		"a list of other objects is JSON":        {`[{"a": 1}]`, `[{"a":1}]`},
		"a role that is no text is JSON":         {`[{"role": 1}]`, `[{"role":1}]`},
		"an object with a role only is its text": {`{"role": "x"}`, `x`},
		"bytes that are no UTF-8 are replaced":   {"\"a\xffb\"", "a\uFFFDb"},
		"a pair of surrogates is one character":  {`"\ud83d\ude00"`, "😀"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, Preview(tt.in, 100))
		})
	}
}

func TestPreviewLength(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"äöü€😀 ", "ab ", "\u202ea", "\"\\\n"} {
		encoded, err := json.Marshal(strings.Repeat(text, 400))
		require.NoError(t, err)
		for _, value := range []string{string(encoded), `{"k":` + string(encoded) + `}`, `[{"role":"user","content":` + string(encoded) + `}]`} {
			for limit := -1; limit < 40; limit++ {
				got := Preview(value, limit)
				require.True(t, utf8.ValidString(got))
				require.LessOrEqual(t, utf8.RuneCountInString(got), max(limit, 0), "Preview(%.20q, %d) = %q", value, limit, got)
				if limit > 0 {
					require.True(t, strings.HasSuffix(got, "…"), "Preview(%.20q, %d) = %q", value, limit, got)
				}
			}
		}
	}
	require.Equal(t, "abc", Preview(`"abc"`, 3), "what fits exactly is not cut")
	require.Equal(t, "ab…", Preview(`"abcd"`, 3))
}

func TestPreviewOfMegabytes(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("word ", 1<<20)
	require.Equal(t, "word word…", Preview(`"`+big+`"`, 10))
	require.Equal(t, `{"k":"wor…`, Preview(`{"k":"`+big+`"}`, 10))
	require.Equal(t, "first", Preview(`[{"role":"user","content":"first"},{"role":"tool","content":"`+big+`"}]`, 10),
		"a conversation cut short still gives what was read")
	require.NotEmpty(t, Preview(strings.Repeat("[", 1<<20), 10))
}

func FuzzPreview(f *testing.F) {
	f.Add(`[{"role":"user","content":"x"}]`, 10)
	f.Add(`"\ud800\u202e"`, 3)
	f.Fuzz(func(t *testing.T, in string, limit int) {
		got := Preview(in, limit)
		require.LessOrEqual(t, utf8.RuneCountInString(got), max(limit, 0))
		require.NotContains(t, got, "\n")
		require.NotContains(t, got, "\u202e")
	})
}
