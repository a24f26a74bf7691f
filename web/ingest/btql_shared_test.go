//go:build shared

package ingest_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// played is one recorded request with the answer that the recorded client was content with.
type played struct {
	Request struct {
		Method, Path string
		Body         json.RawMessage
	}
	Response struct {
		Status int
		Body   any
	}
}

// tape is a recorded flow that is played to a server. Ids that the recording's server gave out are exchanged for ours.
type tape struct {
	s       *logServer
	ids     map[string]string
	answers int  // whose rows were compared
	partial bool // only some of the recorded rows are there
}

func recorded(t *testing.T, name string) []played {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED")
	require.NotEmpty(t, dir, "ASSAY_SHARED is the folder that holds wire/fixtures/*.json")
	b, err := os.ReadFile(filepath.Join(dir, "wire", "fixtures", name))
	require.NoError(t, err)
	var f struct{ Exchanges []played }
	require.NoError(t, json.Unmarshal(b, &f))
	return f.Exchanges
}

// clipped reports whether the recording left something out.
func clipped(v any) bool {
	b, _ := json.Marshal(v)
	return strings.Contains(string(b), `clipped_bytes`) || strings.Contains(string(b), `left out`)
}

// ours exchanges ids in a text.
func (p *tape) ours(text string) string {
	for theirs, id := range p.ids {
		text = strings.ReplaceAll(text, theirs, id)
	}
	return text
}

// play sends the recorded request and returns the answer, decoded.
func (p *tape) play(e played) (status int, body any) {
	p.s.t.Helper()
	r := p.s.do(e.Request.Method, p.s.url+p.ours(e.Request.Path), p.ours(string(e.Request.Body)))
	body = r.text
	if !givenOut.MatchString(r.text) { // the version is plain text
		require.NoError(p.s.t, json.Unmarshal([]byte(r.text), &body), r.text)
	}
	return r.status, body
}

var givenOut = regexp.MustCompile(`^([0-9a-f]{8}-[0-9a-f-]{27}|\d{19})$`)

// learn finds out what stands for what, by where it stands.
func (p *tape) learn(theirs, ours any) {
	switch t := theirs.(type) {
	case map[string]any:
		o, _ := ours.(map[string]any)
		for name, v := range t {
			if name != "objects" { // a list may have more here: a new project has scores of its own
				p.learn(v, o[name])
			}
		}
	case []any:
		o, _ := ours.([]any)
		for i := range min(len(t), len(o)) {
			p.learn(t[i], o[i])
		}
	case string:
		if o, isText := ours.(string); isText && givenOut.MatchString(t) && givenOut.MatchString(o) && o != t {
			p.ids[t] = o
		}
	}
}

// rowsOf are the rows of an answer by their ids, with what a client reads of them.
func rowsOf(answer any) (map[string]map[string]any, bool) {
	o, _ := answer.(map[string]any)
	list, has := o["data"].([]any)
	if !has {
		list, has = o["events"].([]any)
	}
	rows := map[string]map[string]any{}
	for _, r := range list {
		row := r.(map[string]any)
		read := map[string]any{}
		for _, name := range []string{"input", "output", "expected", "error", "metadata", "tags", "is_root", "span_parents"} {
			read[name] = row[name]
		}
		said, _ := row["comments"].([]any)
		read["comments"] = len(said)
		rows[row["id"].(string)] = read
	}
	return rows, has
}

func newTape(t *testing.T) *tape {
	t.Helper()
	return &tape{s: newLogServer(t), ids: map[string]string{}}
}

// flow plays a recording but for the paths of other rooms, and compares statuses and rows.
func (p *tape) flow(exchanges []played, leaveOut ...string) {
	t := p.s.t
	t.Helper()
	for i, e := range exchanges {
		if clipped(e.Request.Body) || strings.Contains(string(e.Request.Body), "experiment_id") ||
			slices.ContainsFunc(leaveOut, func(prefix string) bool { return strings.HasPrefix(e.Request.Path, prefix) }) {
			continue
		}
		status, body := p.play(e)
		require.Equal(t, e.Response.Status, status, "%d: %s %s: %v", i, e.Request.Method, e.Request.Path, body)
		if status != http.StatusOK || clipped(e.Response.Body) {
			continue
		}
		want, has := rowsOf(e.Response.Body)
		if has {
			got, _ := rowsOf(body)
			require.Equal(t, want, got, "%d: %s %s", i, e.Request.Path, e.Request.Body)
			p.answers++
			cursor := func(answer any) bool { return answer.(map[string]any)["cursor"] != nil }
			require.True(t, p.partial || cursor(e.Response.Body) == cursor(body), "whether there is another page")
			continue
		}
		if o, isObject := e.Response.Body.(map[string]any); isObject {
			for _, name := range []string{"total_records", "data_summary", "name", "row_ids", "ids", "status", "dataset_name", "score_type"} {
				if o[name] != nil {
					require.Equal(t, o[name], body.(map[string]any)[name], "%d: %s of %s", i, name, e.Request.Path)
				}
			}
		}
		p.learn(e.Response.Body, body)
	}
}

func TestShared_datasetFlow(t *testing.T) {
	t.Parallel()
	p := newTape(t)
	p.flow(recorded(t, "dataset.json"))
	require.GreaterOrEqual(t, p.answers, 2)
}

func TestShared_restDatasetsAndScores(t *testing.T) {
	t.Parallel()
	p := newTape(t)
	p.flow(recorded(t, "rest_v1.json"), "/v1/experiment", "/v1/project_logs")
	require.GreaterOrEqual(t, p.answers, 2)
}

func TestShared_snapshots(t *testing.T) {
	t.Parallel()
	p := newTape(t)
	p.flow(recorded(t, "dataset_snapshots.json"))
	require.Equal(t, 2, p.answers)
}

// TestShared_queries stores the rows that the recorded answers hold and asks all recorded questions: each finds the same rows.
func TestShared_queries(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"btql.json", "eval.json"} {
		p := newTape(t)
		p.partial = true
		exchanges := recorded(t, name)
		for _, e := range exchanges {
			if strings.HasSuffix(e.Request.Path, "/register") && e.Response.Status == http.StatusOK && !strings.Contains(e.Request.Path, "experiment") {
				_, body := p.play(e)
				p.learn(e.Response.Body, body)
			}
		}
		for _, e := range exchanges {
			if e.Request.Path == "/btql" && e.Response.Status == http.StatusOK && !clipped(e.Response.Body) {
				p.store(e.Response.Body.(map[string]any)["data"].([]any))
			}
		}
		p.flow(exchanges, "/logs3", "/api/experiment", "/api/base_experiment", "/experiment-comparison2", "/v1/experiment", "/api/project", "/api/dataset")
		require.GreaterOrEqual(t, p.answers, 2, name)
	}
}

// store writes rows as they were read.
func (p *tape) store(rows []any) {
	p.s.t.Helper()
	var sent []map[string]any
	for _, r := range rows {
		row := maps.Clone(r.(map[string]any))
		for _, name := range []string{"_xact_id", "_pagination_key", "org_id", "is_root", "comments", "audit_data"} {
			delete(row, name)
		}
		if row["dataset_id"] != nil {
			delete(row, "project_id")
		}
		sent = append(sent, row)
	}
	if len(sent) == 0 {
		return
	}
	b, err := json.Marshal(map[string]any{"rows": sent, "api_version": 2})
	require.NoError(p.s.t, err)
	r := p.s.post("/logs3", p.ours(string(b)))
	require.Equal(p.s.t, http.StatusOK, r.status, r.text)
}
