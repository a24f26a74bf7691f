package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestWhatDoesNotFitIsSaidByPath(t *testing.T) {
	t.Parallel()
	const person = `{"type":"object","required":["name","age"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":2},
		"age":{"type":"integer","minimum":0},"a/b~c":{"enum":["x","y",null]},"list":{"type":"array","items":{"type":"number"},"maxItems":2,"uniqueItems":true}}}`
	for name, c := range map[string]struct {
		schema, value string
		faults        []string
	}{
		"a value that fits":               {person, `{"name":"Ada","age":36,"list":[1,2.5]}`, nil},
		"what is missing":                 {person, `{"name":"Ada"}`, []string{`the top lacks "age"; add what is missing`}},
		"a wrong type":                    {person, `{"name":"Ada","age":"36"}`, []string{`/age is text; make it a whole number`}},
		"a null":                          {`{"type":["string","integer"]}`, `null`, []string{`the top is missing or null; write a whole number or text, or allow null in the schema`}},
		"no value at all":                 {`{"type":"string"}`, ``, []string{`the top is missing or null; write text, or allow null in the schema`}},
		"what is not known":               {person, `{"name":"Ada","age":1,"<b>":1}`, []string{`the top has "<b>", which the schema does not know; take it out, or add it to the schema`}},
		"several at once, in their order": {person, `{"name":"A","age":-1}`, []string{`/age is -1; make it at least 0`, `/name has 1 characters; write at least 2`}},
		"signs in names are escaped":      {person, `{"name":"Ada","age":1,"a/b~c":"z"}`, []string{`/a~1b~0c is "z"; use one of "x", "y", null`}},
		"places in lists":                 {person, `{"name":"Ada","age":1,"list":[1,"2"]}`, []string{`/list/1 is text; make it a number`}},
		"lists":                           {person, `{"name":"Ada","age":1,"list":[1,1,2]}`, []string{`/list has 3 entries; leave at most 2`, `/list has the same entry at 0 and 1; take one out`}},
		"alternatives are one fault":      {`{"anyOf":[{"type":"string"},{"type":"number"}]}`, `[]`, []string{`the top fits none of the alternatives of the schema; make it fit one`}},
		"a format is held to":             {`{"format":"date"}`, `"2026-13-01"`, []string{`the top is no valid date; correct it`}},
		"a pattern":                       {`{"pattern":"^a+$"}`, `"ab"`, []string{`the top is "ab", which does not match ^a+$; change it`}},
		"a reference within":              {`{"$ref":"#/$defs/n","$defs":{"n":{"type":"number"}}}`, `"1"`, []string{`the top is text; make it a number`}},
		"nothing may be":                  {`false`, `1`, []string{`the top is not allowed by the schema; take it out`}},
		"large numbers exactly":           {`{"maximum":9007199254740993}`, `9007199254740994`, []string{`the top is 9007199254740994; make it at most 9007199254740993`}},
		"no JSON":                         {`true`, `{"a":`, []string{`the top is no JSON; write a JSON value`}},
		"numbers without end":             {`{"minimum":0}`, `1e999999999`, []string{`the top has the number 1e999999999, which is too long or too large to be compared; make it simpler, or take the schema away`}},
		"nesting without end":             {`true`, strings.Repeat("[", 2000) + strings.Repeat("]", 2000), []string{`the top is nested too deeply; make it simpler, or take the schema away`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Compile(c.schema)
			require.NoError(t, err)
			var said []string
			for _, f := range s.Check([]byte(c.value)) {
				said = append(said, f.String())
			}
			require.Equal(t, c.faults, said)
		})
	}
}

func TestWhatIsWrongWithASchemaIsSaidByLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ schema, says string }{
		"nothing":              {" \n", `Line 1, column 1: A schema is an object`},
		"a list":               {`[]`, `Line 1, column 1: A schema is an object`},
		"no JSON":              {"{\n  \"typé\": x\n}", `Line 2, column 11: This is no JSON`},
		"half of it":           {"{\n", `Line 2, column 1: The JSON ends too early`},
		"two":                  {"{} {}", `something behind the schema`},
		"a type there is not":  {"{\n \"properties\": {\n  \"a\": {\"type\": \"text\"}\n }\n}", `Line 3, column 17: The keyword at /properties/a/type`},
		"another draft":        {`{"$schema":"http://json-schema.org/draft-07/schema#"}`, `Line 1, column 12: Schemas here are those of the draft 2020-12`},
		"a bad expression":     {"{\n\"pattern\": \"(?=a)\"}", `Line 2, column 12: The keyword at /pattern is no regular expression of RE2`},
		"a reference to none":  {`{"$ref":"#/$defs/x"}`, `The schema cannot be used`},
		"too long":             {`{"title":"` + strings.Repeat("x", MaxBytes) + `"}`, `more than 64 KB`},
		"too deep":             {strings.Repeat(`{"items":`, 100) + "{}" + strings.Repeat("}", 100), `nested too deeply`},
		"a number without end": {`{"minimum":1e99999999}`, `too long or too large`},
		"no text":              {"{\"title\":\"\xff\"}", `not UTF-8`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Compile(c.schema)
			var wrong *Error
			require.ErrorAs(t, err, &wrong)
			require.Contains(t, err.Error(), c.says)
			require.NotContains(t, err.Error(), home)
		})
	}
}

// TestNothingIsFetched points references at a file and a server that would both answer.
func TestNothingIsFetched(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		_, _ = w.Write([]byte(`{}`))
	}))
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "schema.json")
	require.NoError(t, os.WriteFile(file, []byte(`{}`), 0o600))
	for _, ref := range []string{server.URL + "/x.json", "file://" + file, file, "other.json", "//" + strings.TrimPrefix(server.URL, "http://") + "/y", "urn:x:y"} {
		for _, text := range []string{`{"$ref":%q}`, `{"$dynamicRef":%q}`, `{"items":{"$ref":%q}}`, `{"$id":"http://127.0.0.1/","$ref":%q}`, `{"items":{"$schema":%q,"$id":"x"}}`} {
			_, err := Compile(fmt.Sprintf(text, ref))
			var wrong *Error
			require.ErrorAs(t, err, &wrong, text, ref)
		}
	}
	_, err := Compile(fmt.Sprintf(`{"$ref":%q}`, "file://"+file))
	require.ErrorContains(t, err, "Nothing is fetched: put what it needs under $defs")
	require.Empty(t, asked)
}

func TestACheckThatWouldNeverEndEnds(t *testing.T) {
	t.Parallel()
	s, err := Compile(`{"items":{"allOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]},"type":"array"}`)
	require.NoError(t, err)
	faults := s.Check([]byte(strings.Repeat("[", 60) + strings.Repeat("]", 60)))
	require.Len(t, faults, 1)
	require.Contains(t, faults[0].Says, "too many steps")
	require.Empty(t, s.Check([]byte(`[[],[]]`)), "the next check begins anew")
	endless, err := Compile(`{"$ref":"#"}`)
	if err == nil {
		require.NotEmpty(t, endless.Check([]byte(`1`)))
	}
}

func TestASchemaIsInferred(t *testing.T) {
	t.Parallel()
	var e Examples
	for i := range 12 {
		add := fmt.Sprintf(`{"lang":%q,"n":%d,"say":"so %d","tags":["a","<b>"],"sub":{"x":%d.5}}`, []string{"de", "en"}[i%2], i, i, i)
		if i == 3 {
			add = `{"lang":null,"n":null,"say":"x","opt":true,"sub":{"x":1}}`
		}
		require.True(t, e.Add([]byte(add)))
	}
	require.False(t, e.Add([]byte(`{"n":1e9999999}`)))
	require.Equal(t, 12, e.Len())
	want := `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{
		"lang":{"type":["null","string"],"enum":["de","en",null]},"n":{"type":["integer","null"]},"opt":{"type":"boolean"},"say":{"type":"string"},
		"sub":{"type":"object","properties":{"x":{"type":"number"}},"required":["x"]},
		"tags":{"type":"array","items":{"type":"string","enum":["<b>","a"]}}},"required":["lang","n","say","sub"]}`
	require.JSONEq(t, want, e.Schema())
	require.Equal(t, e.Schema(), e.Schema())
	var none Examples
	s, err := Compile(none.Schema())
	require.NoError(t, err)
	require.Empty(t, s.Check([]byte(`{"any":1}`)))
}

func TestManyMembersAreData(t *testing.T) {
	t.Parallel()
	var e Examples
	for i := range 500 {
		e.Add(fmt.Appendf(nil, `{"user %d":{"%s":1}}`, i, strings.Repeat("x", 200)))
	}
	require.JSONEq(t, `{"$schema":"`+dialect+`","type":"object"}`, e.Schema())
}

// FuzzInference holds that a schema which was inferred accepts all that it was inferred from, in whatever order.
func FuzzInference(f *testing.F) {
	f.Add(`1`, `"a"`, `null`)
	f.Add(`{"a":[1,2.5,{"b":null}]}`, `{"a":[]}`, `{"a":"\ud800","":{}}`)
	f.Add(`[[[[[[[[[[[1]]]]]]]]]]]`, `{"$ref":"x"}`, `{"a":1,"a":"b"}`)
	f.Add(`-0.0`, `1e2`, `12345678901234567890123`)
	f.Fuzz(func(t *testing.T, a, b, c string) {
		var e, other Examples
		var taken []string
		for _, v := range []string{a, b, c, a, b, a, b, a, b, a, b, a, b} {
			if e.Add([]byte(v)) {
				taken = append(taken, v)
			}
		}
		for i := len(taken) - 1; i >= 0; i-- {
			other.Add([]byte(taken[i]))
		}
		text := e.Schema()
		require.Equal(t, text, other.Schema())
		s, err := Compile(text)
		require.NoError(t, err)
		for _, v := range taken {
			require.Empty(t, s.Check([]byte(v)), "%s\n%s", v, text)
		}
	})
}

// FuzzCompile holds that no text breaks the compiler, and that a mistake is told at a place within it.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{`{"type":"x"}`, `{"$id":"%%","$anchor":"a b"}`, `{"$dynamicRef":"#"}`, `{"if":1,"then":{}}`, "{\n\"a\":}", `{"properties":{"$ref":{"type":"string"}}}`} {
		f.Add(s, `{"a":[1]}`)
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		s, err := Compile(text)
		var wrong *Error
		if errors.As(err, &wrong) {
			require.LessOrEqual(t, wrong.Line, strings.Count(text, "\n")+1)
			return
		}
		require.NoError(t, err)
		s.Check([]byte(value))
	})
}

func TestARefusalNamesRowsAndLines(t *testing.T) {
	t.Parallel()
	r := &Refusal{Written: 40}
	for i := range 30 {
		r.Add(Misfit{Row: fmt.Sprintf("r%d", i), Field: Expected, Faults: []Fault{{"/a", "is text; make it a number"}}})
	}
	r.Lines(map[string]int{"r0": 7})
	var invalid store.Invalid
	require.ErrorAs(t, fmt.Errorf("write: %w", r), &invalid)
	says := invalid["schema"]
	require.Contains(t, says, "30 rows do not fit the schema of this dataset, of 40 to be written. Nothing was written. Line 7, expected at /a is text; make it a number. Row \"r1\", expected")
	require.Contains(t, says, "10 more rows")
	require.NotContains(t, says, `"r20"`)
	_, err := json.Marshal(invalid)
	require.NoError(t, err)
}
