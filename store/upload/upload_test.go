package upload

import (
	"encoding/json"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func said(problems []Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, p.String())
	}
	return strings.Join(all, "\n")
}

// rowsOf are the rows that a file becomes as its columns are guessed, as JSON.
func rowsOf(t *testing.T, text string) ([]string, string) {
	t.Helper()
	f, err := Read([]byte(text))
	require.NoError(t, err)
	changes, problems := f.Changes(Guess(f.Columns), "seed")
	var out []string
	for _, c := range changes {
		b, err := json.Marshal(c.Fields)
		require.NoError(t, err)
		out = append(out, string(b))
	}
	return out, said(problems)
}

func TestFilesAsPeopleHaveThem(t *testing.T) {
	t.Parallel()
	wide := func(s string) string {
		out := []byte{0xFF, 0xFE}
		for _, r := range s {
			out = append(out, byte(r), byte(r>>8))
		}
		return string(out)
	}
	const where = `{"expected":"Here","input":"Where?"}`
	for name, c := range map[string]struct {
		text string
		want []string
		says string
	}{
		"CSV":                                     {"input,expected\nWhere?,Here\n", []string{where}, ""},
		"with a byte order mark and CR LF":        {"\uFEFFinput,expected\r\nWhere?,Here\r\n", []string{where}, ""},
		"with semicolons":                         {"input;expected\n\"Where?\";Here", []string{where}, ""},
		"with tabs":                               {"question\tanswer\nWhere?\tHere", []string{where}, ""},
		"UTF-16 of a spreadsheet":                 {wide("input\texpected\r\nWhere?\tHere\r\n"), []string{where}, ""},
		"line feeds and quotes in cells":          {"input,expected\n\"a \"\"b\"\",\nc\",d\n", []string{`{"expected":"d","input":"a \"b\",\nc"}`}, ""},
		"what an export made harmless":            {"input,expected\n'=1+1,'quoted\n", []string{`{"expected":"'quoted","input":"=1+1"}`}, ""},
		"JSON in cells":                           {"input,expected\n\"{\"\"a\"\": 1.50}\",[not json\n", []string{`{"expected":"[not json","input":{"a":1.50}}`}, ""},
		"columns without a name or with the same": {"input,,x,x\na,b,c,d\n", []string{`{"input":"a","metadata":{"column 2":"b","x":"c","x 2":"d"}}`}, ""},
		"several inputs are an object":            {"question,query\na,b\n,c\n", []string{`{"input":{"question":"a","query":"b"}}`, `{"input":{"query":"c"}}`}, ""},
		"no column says what it is":               {"text,lang\na,de\n", []string{`{"input":"a","metadata":{"lang":"de"}}`}, ""},
		"empty lines and short ones":              {"input,expected\n\nWhere?\n,\n", []string{`{"input":"Where?"}`}, ""},
		"too many cells":                          {"input,expected\na,b,c\nWhere?,Here\n", []string{where}, "Line 2: There are 3 cells for 2 columns. A cell with \",\" in it has to be in quotes."},
		"a quote in a cell":                       {"input,expected\na \"b,c\nWhere?,Here\n", []string{where}, "Line 2: There is a quote in a cell that does not begin with one. Quotes inside of a quoted cell are doubled."},
		"a quote that does not end":               {"input,expected\nWhere?,Here\n\"a,b\nc,d\n", []string{where}, "Line 3: A quoted cell does not end. Quotes inside of one are doubled."},
		"JSON lines":                              {`{"input": {"q":1}, "expected": null, "tags": "a, b", "metadata": {"m": 1}, "lang": "de"}` + "\r\n\r\n" + `{"input":"x","tags":["c"]}`, []string{`{"input":{"q":1},"metadata":{"lang":"de","m":1},"tags":["a","b"]}`, `{"input":"x","tags":["c"]}`}, ""},
		"lines that are none":                     {"{\"input\":1}\n[1]\n{\"input\":2\n{\"input\":3} x\n{\"input\":4}", []string{`{"input":1}`, `{"input":4}`}, "Line 2: This is no JSON object, such as {\"input\": …, \"expected\": …}.\nLine 3: There is something behind the object, or it does not end.\nLine 4: There is something behind the object, or it does not end."},
		"a list":                                  {"[{\"input\":1},\n {\"input\":2},\n 3]", []string{`{"input":1}`, `{"input":2}`}, "Line 3: This is no JSON object, such as {\"input\": …, \"expected\": …}."},
		"a list that breaks off":                  {"[{\"input\":1},\n{\"input\":2", []string{`{"input":1}`}, "Line 2: From here on it is no JSON: unexpected EOF."},
		"ids":                                     {"id,input\n1,a\n1,b\n,c\n", []string{`{"input":"a"}`, `{"input":"c"}`}, "Line 3, id: Line 2 has the same id."},
		"an id that is none":                      {`{"id":{"a":1},"input":1}`, nil, "Line 1, id: An id is text or a number."},
		"tags that are none":                      {`{"tags":{"a":1},"input":1}`, nil, "Line 1, tags: Tags are a list of texts, or texts with commas between them."},
		"nothing to go on":                        {"input,expected,lang\n,,de\n", nil, "Line 2: There is neither an input nor an expected value."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, says := rowsOf(t, c.text)
			require.Equal(t, c.want, got)
			require.Equal(t, c.says, says)
		})
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, says string }{
		"empty":            {" \n", "The file is empty."},
		"only a header":    {"input,expected\n", "The file has no rows."},
		"another encoding": {"input\nfine\nM\xfcnchen\n", "Line 3 is not UTF-8."},
		"too large":        {strings.Repeat("a,b\n", MaxBytes/4+1), "more than 15 MB"},
		"too many columns": {strings.Repeat("a,", MaxColumns+1) + "\n1", "more than 200 columns"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Read([]byte(c.text))
			var invalid store.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Contains(t, invalid["file"], c.says)
		})
	}
}

func TestTheSameFileTwiceIsTheSameRows(t *testing.T) {
	t.Parallel()
	f, err := Read([]byte("input\na\nb\n"))
	require.NoError(t, err)
	first, _ := f.Changes(Guess(f.Columns), "seed")
	second, _ := f.Changes(Guess(f.Columns), "seed")
	other, _ := f.Changes(Guess(f.Columns), "other")
	require.Equal(t, first, second)
	require.NotEqual(t, first[0].ID, other[0].ID)
	require.NotEqual(t, first[0].ID, first[1].ID)
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"input,expected\n\"a\nb\",c", `{"input":1}`, "[{\"a\":[1,2]},3]", "\xff\xfea\x00,\x00", "a;b\n'=1;[1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		file, err := Read(body)
		if err != nil {
			var invalid store.Invalid
			require.ErrorAs(t, err, &invalid)
			return
		}
		for i, as := range [][]Target{Guess(file.Columns), make([]Target, len(file.Columns))} {
			changes, problems := file.Changes(as, "seed")
			require.LessOrEqual(t, len(changes)+len(file.Problems), len(file.Rows)+len(file.Problems), i)
			require.Equal(t, len(file.Rows)+len(file.Problems), len(changes)+len(problems))
			for _, c := range changes {
				require.NotEmpty(t, c.ID)
				for name, value := range c.Fields {
					require.True(t, json.Valid(value), "%s: %s", name, value)
				}
			}
		}
	})
}
