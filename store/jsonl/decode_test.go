package jsonl

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/store"
)

// refusals are lines that cannot be stored, with the field at fault and a part of the reason.
func refusals() map[string]struct{ line, field, reason string } {
	long := strings.Repeat("x", 1025)
	return map[string]struct{ line, field, reason string }{
		"no id":                    {`{}`, "id", "id is missing"},
		"empty id":                 {`{"id":""}`, "id", "id is missing"},
		"null id":                  {`{"id":null}`, "id", "id is missing"},
		"number for an id":         {`{"id":12}`, "id", "id must be text in quotes, not a number"},
		"long id":                  {`{"id":"` + long + `"}`, "id", "id has 1025 bytes; the most is 1024"},
		"NUL in an id":             {`{"id":"a\u0000"}`, "id", "id holds the character"},
		"other case of id":         {`{"ID":"a"}`, "id", "id is missing"},
		"long root":                {`{"id":"a","root_span_id":"` + long + `"}`, "root_span_id", "1025 bytes"},
		"parents as text":          {`{"id":"a","span_parents":"b"}`, "span_parents", "must be a list"},
		"parent as number":         {`{"id":"a","span_parents":[1]}`, "span_parents[0]", "must be text"},
		"child without a root":     {`{"id":"a","span_parents":["b"]}`, "root_span_id", "must name the root"},
		"created without a zone":   {`{"id":"a","created":"2026-01-31T09:30:00"}`, "created", "write it with its zone"},
		"created as a number":      {`{"id":"a","created":5}`, "created", "must be a time as text"},
		"created before year 1":    {`{"id":"a","created":"0001-01-01T00:00:00+01:00"}`, "created", "outside the years"},
		"name as a list":           {`{"id":"a","name":[]}`, "name", "name must be text in quotes, not a list"},
		"score above 1":            {`{"id":"a","scores":{"x":1.2}}`, "scores.x", "1.2 is not between 0 and 1"},
		"score out of all range":   {`{"id":"a","scores":{"x":1e999}}`, "scores.x", "out of range"},
		"score as an object":       {`{"id":"a","scores":{"x":{}}}`, "scores.x", "a score is a number"},
		"scores as a list":         {`{"id":"a","scores":[1]}`, "scores", "must be an object of scores"},
		"score without a name":     {`{"id":"a","scores":{"":1}}`, "scores", "use 1 to 200"},
		"metadata as text":         {`{"id":"a","metadata":"x"}`, "metadata", "metadata must be an object in { }, not text"},
		"metadata too deep":        {`{"id":"a","metadata":{"x":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + `}}`, "metadata", "nested deeper"},
		"metadata number too big":  {`{"id":"a","metadata":{"x":1e5000}}`, "metadata", "out of range"},
		"metrics as a list":        {`{"id":"a","metrics":[]}`, "metrics", "must be an object"},
		"metric as text":           {`{"id":"a","metrics":{"tokens":"12"}}`, "metrics.tokens", "must be a number, not text"},
		"metric beyond float64":    {`{"id":"a","metrics":{"tokens":1e309}}`, "metrics.tokens", "must be a number"},
		"tags as text":             {`{"id":"a","tags":"x"}`, "tags", "must be a list"},
		"tag as a number":          {`{"id":"a","tags":["x",1]}`, "tags[1]", "must be text"},
		"tag as null":              {`{"id":"a","tags":[null]}`, "tags[0]", "must be text"},
		"feedback as an object":    {`{"id":"a","feedback":{}}`, "feedback", "must be a list"},
		"feedback entry as text":   {`{"id":"a","feedback":[{},"x"]}`, "feedback[1]", "must be an object"},
		"feedback score":           {`{"id":"a","feedback":[{},{},{"scores":{"x":-1}}]}`, "feedback[2].scores.x", "-1 is not between"},
		"feedback source":          {`{"id":"a","feedback":[{"source":"moon"}]}`, "feedback[0].source", `unknown source "moon"`},
		"feedback user":            {`{"id":"a","feedback":[{"user":true}]}`, "feedback[0].user", "must be text or a number"},
		"long feedback user":       {`{"id":"a","feedback":[{"metadata":{"user_id":"` + long + `"}}]}`, "feedback[0].metadata.user_id", "at most 1024"},
		"feedback time":            {`{"id":"a","feedback":[{"created":"today"}]}`, "feedback[0].created", `is "today"`},
		"feedback anchor":          {`{"id":"a","feedback":[{"comment":"x","anchor":{"field":"tags","quote":"x"}}]}`, "feedback[0].anchor", "must be an object of field"},
		"feedback comment":         {`{"id":"a","feedback":[{"comment":{"text":"x"}}]}`, "feedback[0].comment", "must be text"},
		"a list":                   {`[1]`, "", "not a list"},
		"null":                     {`null`, "", "not null"},
		"text":                     {`"x"`, "", "not text"},
		"two objects on a line":    {`{"id":"a"} {"id":"b"}`, "", "at column 12"},
		"a line cut off":           {`{"id":"ä"`, "", "ends at column 9"},
		"a comma too many":         {`{"id":"ä",}`, "", `not JSON from column 11 on: "}"`},
		"Python's single quotes":   {`{'id':'a'}`, "", `not JSON from column 2 on`},
		"a raw control character":  {"{\"id\":\"a\tb\"}", "", "not JSON from column 9 on"},
		"nesting beyond all sense": {`{"id":` + strings.Repeat("[", 20000), "", "nested too deeply"},
	}
}

func TestDecodeRefusesWithAReason(t *testing.T) {
	t.Parallel()
	for name, c := range refusals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Decode([]byte(c.line), Options{})
			var refused *LineError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, c.field, refused.Field)
			require.Contains(t, refused.Reason, c.reason)
			require.True(t, strings.HasPrefix(refused.Reason, refused.Field), "the reason names the field")
		})
	}
}

func decode(t *testing.T, line string, opts Options) store.Span {
	t.Helper()
	s, err := Decode([]byte(line), opts)
	require.NoError(t, err)
	return s
}

func TestDecodeFillsTheIdsThatAreLeftOut(t *testing.T) {
	t.Parallel()
	s := decode(t, `{"id":"a"}`, Options{})
	require.Equal(t, store.Span{RowID: "a", SpanID: "a", RootSpanID: "a"}, s)
	require.True(t, s.IsRoot())
	s = decode(t, `{"id":"a","span_id":"s","span_parents":[]}`, Options{})
	require.Equal(t, []string{"s", "s", ""}, []string{s.SpanID, s.RootSpanID, s.ParentSpanID})
	s = decode(t, `{"id":"a","span_id":"s","root_span_id":"r","span_parents":["p","q"]}`, Options{})
	require.Equal(t, []string{"s", "r", "p"}, []string{s.SpanID, s.RootSpanID, s.ParentSpanID})
}

func TestDecodeKeepsPayloadsAsTheyStand(t *testing.T) {
	t.Parallel()
	s := decode(t, `{"id":"a","input":{"b": 1.50,"a":"\u0000\ud800"},"output":null,"expected":[ ]}`, Options{})
	require.Equal(t, `{"b": 1.50,"a":"\u0000\ud800"}`, string(s.Input))
	require.Equal(t, "null", string(s.Output))
	require.Equal(t, "[ ]", string(s.Expected))
	s = decode(t, "{\"id\":\"a\",\"input\":\"\xff!\"}", Options{})
	require.Equal(t, "\"\uFFFD!\"", string(s.Input))
	require.Nil(t, s.Output)
}

func TestDecodeMakesTextFitForPostgres(t *testing.T) {
	t.Parallel()
	s := decode(t, `{"id":"a","name":"n\u0000","error":"e\u0000","tags":["t\u0000"],"scores":{"c\u0000":"v\u0000"},
		"metadata":{"k\u0000":["\ud800\u0000\\u0000\ud83d\ude00\udc00","\ud800\ud83d\ude00"],"n":-0.10e-3},"metrics":{"m\u0000":1,"x":null},
		"feedback":[{"comment":"\u0000","user":"\u0000","metadata":{"a":"\u0000"}}]}`, Options{})
	require.Equal(t, "n␀", s.Name)
	require.Equal(t, "e␀", s.Error)
	require.Equal(t, []string{"t␀"}, s.Tags)
	require.Equal(t, map[string]store.Score{"c␀": {Category: "v␀"}}, s.Scores)
	require.Equal(t, `{"k␀":["�␀\\u0000\ud83d\ude00�","�\ud83d\ude00"],"n":-0.10e-3}`, string(s.Metadata))
	require.Equal(t, `{"m␀":1}`, string(s.Metrics))
	require.Equal(t, "␀", s.Feedback[0].Comment)
	require.Equal(t, "␀", s.Feedback[0].User)
	require.Equal(t, `{"a":"␀"}`, string(s.Feedback[0].Metadata))
}

func TestDecodeKeepsAnErrorThatIsNotText(t *testing.T) {
	t.Parallel()
	require.Equal(t, `{"code":429}`, decode(t, `{"id":"a","error":{"code":429}}`, Options{}).Error)
	require.Empty(t, decode(t, `{"id":"a","error":null}`, Options{}).Error)
}

func TestDecodeReadsScoresOfEveryKind(t *testing.T) {
	t.Parallel()
	s := decode(t, `{"id":"a","scores":{"n":0.25,"yes":true,"c":"good","none":null}}`, Options{})
	require.Equal(t, map[string]store.Score{"n": store.Num(0.25), "yes": store.Num(1), "c": {Category: "good"}, "none": {}}, s.Scores)
}

func TestDecodeFindsTheAuthor(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`{"user":"ada"}`:                                       "ada",
		`{"user":7,"metadata":{"user_id":"x"}}`:                "7",
		`{"metadata":{"user_id":"ada","user":"x"}}`:            "ada",
		`{"metadata":{"user_id":12345678901234567890}}`:        "12345678901234567890",
		`{"user":null,"metadata":{"user_id":"","user":"eve"}}`: "eve",
		`{"metadata":{"user_id":{"a":1},"user":true}}`:         "",
		`{}`: "",
	} {
		s := decode(t, `{"id":"a","feedback":[`+line+`]}`, Options{})
		require.Equal(t, want, s.Feedback[0].User, line)
	}
}

func TestDecodeMapsSources(t *testing.T) {
	t.Parallel()
	line := `{"id":"a","feedback":[{"source":"app"},{},{"source":"endorsement"}]}`
	_, err := Decode([]byte(line), Options{})
	require.ErrorContains(t, err, "feedback[2].source")
	s := decode(t, line, Options{SourceAs: map[string]string{"app": "user", "endorsement": "automated"}})
	require.Equal(t, []store.Feedback{
		{Source: store.User, WireSource: "app"}, {Source: store.User}, {Source: store.Automated, WireSource: "endorsement"},
	}, s.Feedback)
	require.NoError(t, Options{SourceAs: map[string]string{"app": "review"}}.Check())
	var invalid store.Invalid
	require.True(t, errors.As(Options{SourceAs: map[string]string{"app": "moon"}}.Check(), &invalid))
	require.Contains(t, invalid, "source-as")
}

func TestDecodeTakesCreatedFromAnotherMember(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 31, 9, 30, 0, 500e6, time.UTC)
	opts := Options{CreatedFrom: "metadata.at"}
	for _, value := range []string{`"2026-01-31T10:30:00.5+01:00"`, `1769851800.5`, `"1769851800.5"`} {
		s := decode(t, `{"id":"a","created":"2020-01-01T00:00:00Z","metadata":{"at":`+value+`}}`, opts)
		require.Equal(t, at, s.Created)
		require.True(t, s.HasCreated)
	}
	s := decode(t, `{"id":"a","created":"2020-01-01T00:00:00Z","metadata":{}}`, opts)
	require.Equal(t, 2020, s.Created.Year())
	require.False(t, decode(t, `{"id":"a","metadata":{"at":null}}`, opts).HasCreated)
	require.Equal(t, at, decode(t, `{"id":"a","ts":1769851800.5}`, Options{CreatedFrom: "ts"}).Created)
	_, err := Decode([]byte(`{"id":"a","metadata":{"at":1769851800500}}`), opts)
	require.ErrorContains(t, err, "metadata.at is")
	require.ErrorContains(t, err, "divide milliseconds by 1000")
	_, err = Decode([]byte(`{"id":"a","metadata":{"at":[]}}`), opts)
	require.ErrorContains(t, err, "metadata.at is")
}

func TestCleanJSONLeavesGoodJSONAlone(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`{}`, `{"a":"\\\"\u00e4","b":[1.0,-2e5,true,false,null]}`, `"\\u0000"`, `"\ud83d\ude00"`} {
		clean, err := CleanJSON(json.RawMessage(raw))
		require.NoError(t, err)
		require.Equal(t, raw, string(clean))
	}
	_, err := CleanJSON(json.RawMessage(`{"n":` + strings.Repeat("9", 500) + `}`))
	require.ErrorContains(t, err, "out of range")
}
