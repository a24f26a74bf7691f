package ingest_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// door is an address that takes what strangers send, with a request that it takes. In its body ID is a new id each time, MARK
// stands within a text and 0.5 where a number is.
type door struct {
	path, body string
	reads      bool // it writes nothing
	words      bool // its numbers stand within text
}

// doors are the addresses of a server with a dataset and a row "known".
func doors(s *logServer, dataset string) map[string]door {
	span := `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"ID","spanId":"eee19b7ec3c1b174","name":"MARK","attributes":[{"key":"x","value":{"doubleValue":0.5}}]}]}]}]}`
	record := `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"ID","spanId":"eee19b7ec3c1b174","eventName":"gen_ai.evaluation.result","attributes":[
		{"key":"gen_ai.evaluation.name","value":{"stringValue":"MARK"}},{"key":"gen_ai.evaluation.score.value","value":{"doubleValue":0.5}}]}]}]}]}`
	row := `{"id":"ID","input":"MARK","metadata":{"a":0.5}}`
	return map[string]door{
		"logs3":    {path: "/logs3", body: `{"rows":[{"project_id":"` + s.project.UID + `","log_id":"g",` + row[1:] + `]}`},
		"rows":     {path: "/v1/project_logs/" + s.project.UID + "/insert", body: `{"events":[` + row + `]}`},
		"feedback": {path: "/v1/project_logs/" + s.project.UID + "/feedback", body: `{"feedback":[{"id":"known","comment":"ID MARK","scores":{"ok":0.5}}]}`},
		"dataset":  {path: "/v1/dataset/" + dataset + "/insert", body: `{"events":[` + row + `]}`},
		"remarks":  {path: "/v1/dataset/" + dataset + "/feedback", body: `{"feedback":[{"id":"known","comment":"ID MARK","metadata":{"a":0.5}}]}`},
		"tree":     {path: "/btql", reads: true, body: strings.ReplaceAll(`{"query":{"select":[{"op":"star"}],"from":{"op":"function","name":{"op":"ident","name":["project_logs"]},"args":[{"op":"literal","value":"PROJECT"}]},"filter":{"op":"and","children":[{"op":"ne","left":{"op":"ident","name":["input"]},"right":{"op":"literal","value":"MARK"}},{"op":"ne","left":{"op":"ident","name":["metadata","a"]},"right":{"op":"literal","value":0.5}}]},"limit":5}}`, "PROJECT", s.project.UID)},
		"text":     {path: "/btql", reads: true, words: true, body: `{"query":"select: * | from: project_logs('` + s.project.UID + `') | filter: input != 'MARK' and metadata.a > 0.5 | limit: 5"}`},
		"traces":   {path: "/v1/traces", body: span},
		"langfuse": {path: "/api/public/otel/v1/traces", body: span},
		"records":  {path: "/otel/v1/logs", body: record},
	}
}

// hostileServer is a server with one row in its logs and one in its dataset, and a key for its only project.
func hostileServer(t *testing.T) (s *logServer, dataset string) {
	t.Helper()
	s = newLogServer(t)
	s.key = s.newKey(store.Key{Name: "one", Access: store.WriteAccess, Scoped: true, Projects: []store.ProjectID{s.project.ID}})
	d, err := s.db.CreateDataset(t.Context(), s.project.ID, "golden", "")
	require.NoError(t, err)
	s.logs(`{"id":"known","input":"x"}`)
	require.Equal(t, 200, s.post("/v1/dataset/"+d.UID+"/insert", `{"events":[{"id":"known","input":"x"}]}`).status)
	return s, d.UID
}

// holds is all that the server has been told so far.
func (s *logServer) holds(dataset string) string {
	s.t.Helper()
	position, err := s.db.LogPosition(s.t.Context(), s.project.ID)
	require.NoError(s.t, err)
	var all strings.Builder
	for _, path := range []string{"/v1/project_logs/" + s.project.UID + "/fetch", "/v1/dataset/" + dataset + "/fetch"} {
		out := s.post(path, `{"limit":1000}`)
		require.Equal(s.t, 200, out.status, out.text)
		all.WriteString(out.text)
	}
	return fmt.Sprint(position, " ", all.String())
}

// good sends what the door takes and requires that it does.
func (s *logServer) good(d door, n int) {
	s.t.Helper()
	out := s.post(d.path, strings.ReplaceAll(d.body, "ID", fmt.Sprintf("%032x", n+1)))
	require.Equal(s.t, 200, out.status, out.text)
	require.NotContains(s.t, out.text, "partialSuccess")
}

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

// says is the sentence of a refusal, however it is spelled.
func (r reply) says() string {
	if text, ok := r.json["error"].(string); ok {
		return text
	}
	text, _ := r.json["message"].(string)
	return text
}

func TestHostileBodies(t *testing.T) {
	t.Parallel()
	s, dataset := hostileServer(t)
	reader := s.newKey(store.Key{Name: "reader", Access: store.ReadAccess, Scoped: true, Projects: []store.ProjectID{s.project.ID}})
	large := strings.Repeat(" ", 64<<20)
	bomb := packed(t, large+" ")
	type attack struct {
		change func(body string) string
		header []string
		status int
		says   string
		number bool // it stands where a number was
	}
	as := func(text string) func(string) string { return func(string) string { return text } }
	same := func(body string) string { return body }
	marked := func(text string) func(string) string {
		return func(body string) string { return strings.Replace(body, "MARK", text, 1) }
	}
	number := func(text string) func(string) string {
		return func(body string) string { return strings.Replace(body, "0.5", text, 1) }
	}
	gzipped := func(change func(packed string) string) func(string) string {
		return func(body string) string { return change(packed(t, body)) }
	}
	unpack := []string{"Content-Encoding", "gzip"}
	attacks := map[string]attack{
		"garbage":                   {as("\x8b\x00\xff\xfe{}"), nil, 400, "", false},
		"no JSON":                   {as("rows=1"), nil, 400, "", false},
		"nothing":                   {as(""), nil, 400, "", false},
		"broken off":                {func(body string) string { return body[:len(body)/2] }, nil, 400, "unexpected end of JSON input at line", false},
		"more behind the end":       {func(body string) string { return body + body }, nil, 400, "after top-level value at line", false},
		"no gzip":                   {same, unpack, 400, "cannot be read", false},
		"gzip that breaks off":      {gzipped(func(p string) string { return p[:len(p)/2] }), unpack, 400, "cannot be read", false},
		"gzip with another sum":     {gzipped(func(p string) string { return p[:len(p)-8] + "sums" + p[len(p)-4:] }), unpack, 400, "cannot be read", false},
		"gzip that is a bomb":       {as(bomb), unpack, 413, "MiB after unpacking", false},
		"64 MiB and a good request": {func(body string) string { return large + body }, nil, 413, "MiB after unpacking", false},
		"another packing":           {same, []string{"Content-Encoding", "br"}, 415, `"br"`, false},
		"another type":              {same, []string{"Content-Type", "application/xml"}, 415, "application/xml", false},
		"100,000 lists":             {as(strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)), nil, 400, "", false},
		"100,000 objects":           {as(strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)), nil, 400, "exceeded max depth at line", false},
		"100,000 lists for a value": {number(strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)), nil, 400, "exceeded max depth at line", true},
		"a byte that is no UTF-8":   {marked("a\xffb"), nil, 400, "no UTF-8: byte 0xff at line", false},
		"a cut character":           {marked("\xe2\x82"), nil, 400, "no UTF-8: byte 0xe2 at line", false},
		"a byte of zero":            {marked("a\x00b"), nil, 400, `in string literal at line`, false},
		"NaN":                       {number("NaN"), nil, 400, "'N' looking for beginning of value at line", true},
		"Infinity":                  {number("Infinity"), nil, 400, "'I' looking for beginning of value at line", true},
		"less than everything":      {number("-Infinity"), nil, 400, "'I' in numeric literal at line", true},
		"a wrong key":               {same, []string{"Authorization", "Bearer ak-wrong"}, 401, "not known here", false},
		"no key":                    {same, []string{"Authorization", ""}, 401, "Send an API key", false},
		"a key of 500 KB":           {same, []string{"Authorization", "Bearer " + strings.Repeat("k", 500<<10)}, 401, "not known here", false},
		"a key to read":             {same, []string{"Authorization", "Bearer " + reader}, 403, "may only read", false},
	}
	n := 0
	for name, d := range doors(s, dataset) {
		for attacked, a := range attacks {
			if d.words && a.number || d.reads && a.status == http.StatusForbidden {
				continue
			}
			before := s.holds(dataset)
			out := s.post(d.path, a.change(strings.ReplaceAll(d.body, "ID", "5b8efff798038103d269b633813fc60c")), a.header...)
			require.Equal(t, a.status, out.status, "%s to %s: %.300s", attacked, name, out.text)
			require.NotEmpty(t, out.says(), "%s to %s", attacked, name)
			require.Contains(t, out.says(), a.says, "%s to %s", attacked, name)
			require.Less(t, len(out.text), 1000, "what was sent is not sent back")
			require.Equal(t, before, s.holds(dataset), "%s to %s wrote something", attacked, name)
			n++
			s.good(d, n)
		}
	}
	require.Equal(t, http.StatusOK, s.do(http.MethodGet, s.url+"/readyz", "").status)
}
