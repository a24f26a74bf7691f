package ingest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/merge"

	"github.com/stretchr/testify/require"
)

// fuzzDesk takes requests apart without a database: it knows one project, "p", and one dataset, "d".
func fuzzDesk() (*API, *object, *object) {
	now := func() time.Time { return time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC) }
	project := store.Project{ID: 1, UID: "11111111-1111-4111-8111-111111111111", Name: "p"}
	dataset := store.ProjectDataset{Project: project}
	return &API{Config: Config{MaxBody: 1 << 20, Now: now}}, &object{project: project}, &object{project: project, dataset: &dataset}
}

// refusedWell proves that a refusal is the client's to mend and says how, without sending back what was sent.
func refusedWell(t *testing.T, err error) {
	t.Helper()
	p := ProblemOf(err)
	require.Contains(t, []int{400, 403, 404, 413}, p.Status, "%v", err)
	require.NotEmpty(t, p.Message)
	w := httptest.NewRecorder()
	Fail(w, httptest.NewRequest(http.MethodPost, "/logs3", nil), err)
	require.True(t, json.Valid(w.Body.Bytes()))
}

// storable proves that what was read is something that Postgres takes.
func storable(t *testing.T, in *intake) {
	t.Helper()
	id := func(id string) {
		require.NotEmpty(t, id)
		require.LessOrEqual(t, len(id), store.MaxClientID)
		require.NotContains(t, id, "\x00")
	}
	inJSONB := func(raw json.RawMessage) {
		require.True(t, len(raw) == 0 || json.Valid(raw), "no JSON: %s", raw)
		require.NotContains(t, strings.ReplaceAll(string(raw), `\\`, ""), `\u0000`)
	}
	for _, o := range in.order {
		for _, w := range in.writes[o] {
			if w.Said == nil {
				id(w.Change.ID)
				if s, err := merge.Span(w.Change.ID, w.Change.Fields, in.now); !w.Change.Delete {
					require.NoError(t, err)
					for _, raw := range []json.RawMessage{s.Metadata, s.Metrics, s.Attributes, s.Context, s.Origin} {
						inJSONB(raw)
					}
					require.Empty(t, store.CheckTags(s.Tags))
				}
				continue
			}
			id(w.About)
			require.NotEmpty(t, w.Event)
			inJSONB(w.Said.Metadata)
			require.NotContains(t, w.Said.Comment+w.Said.User, "\x00")
			for name, score := range w.Said.Scores {
				require.NotEmpty(t, name)
				require.True(t, score.Number == nil || *score.Number >= 0 && *score.Number <= 1)
			}
		}
		for _, c := range in.changes[o] {
			id(c.ID)
		}
		for _, f := range in.files[o] {
			require.True(t, store.IsAttachmentKey(f.Key))
		}
	}
}

// FuzzLogs3 takes any body for one of /logs3 and its rows for those of REST. Rows of other objects than the two known ones are
// left out: finding them is the database's.
func FuzzLogs3(f *testing.F) {
	for _, row := range []string{
		`{"project_id":"p","log_id":"g","id":"a","span_id":"s","root_span_id":"r","span_parents":["q"],"span_attributes":{"name":"n","type":"llm"},"metrics":{"start":1.5},"tags":["t"],"scores":{"s":0.5,"c":"good"}}`,
		`{"project_id":"p","id":"a","_is_merge":true,"_merge_paths":[["input","x"]],"_array_delete":[{"path":["tags"],"delete":["t"]}],"metadata":{"a":{"b":[1,null]}}}`,
		`{"project_id":"p","id":"a","_is_merge":true,"scores":{"s":null},"expected":{},"_audit_source":"external","_audit_metadata":{"user_id":7},"feedback_id":"f"}`,
		`{"project_id":"p","id":"c","origin":{"id":"a"},"comment":{"text":"x"},"_audit_source":"app","created":"2026-05-01T10:00:00Z"}`,
		`{"project_id":"p","input":{"f":{"type":"braintrust_attachment","key":"k","filename":"n","content_type":"t"}}}`,
		`{"dataset_id":"d","id":"a","_object_delete":true}`, `{"dataset_id":"d","id":"c","origin":{"id":"a"},"comment":{"text":"x"}}`,
	} {
		f.Add([]byte(`{"rows":[`+row+`],"api_version":2}`), false)
		f.Add([]byte(`{"rows":[`+row+`]}`), true)
	}
	f.Add([]byte(`{"rows":[null,7,{"id":"\u0000"}]}`), true)
	f.Fuzz(func(t *testing.T, body []byte, rest bool) {
		var ask struct {
			Rows []json.RawMessage `json:"rows"`
		}
		if err := decode(body, &ask); err != nil {
			refusedWell(t, err)
			return
		}
		a, logs, dataset := fuzzDesk()
		in := a.newIntake(httptest.NewRequest(http.MethodPost, "/logs3", nil), body, "rows")
		in.objects["project_idp"], in.objects["dataset_idd"] = logs, dataset
		in.order = append(in.order, logs, dataset)
		var one *object
		if rest {
			one, in.order = logs, nil
		} else {
			for _, raw := range ask.Rows {
				var row map[string]json.RawMessage
				_ = json.Unmarshal(raw, &row) // what is no row names nothing
				for field, known := range map[string]string{"project_id": `"p"`, "dataset_id": `"d"`} {
					if named := row[field]; named != nil && string(named) != known {
						return
					}
				}
			}
		}
		if err := in.read(t.Context(), ask.Rows, one); err != nil {
			refusedWell(t, err)
			return
		}
		require.Len(t, in.ids, len(ask.Rows))
		storable(t, in)
	})
}

// FuzzFeedback takes any object for an entry of feedback, on a row of the logs and on one of a dataset.
func FuzzFeedback(f *testing.F) {
	for _, entry := range []string{
		`{"id":"a","scores":{"s":0.5,"n":null,"c":"bad"},"expected":null,"comment":"c","tags":["t"],"metadata":{"user_id":"u"},"source":"app"}`,
		`{"id":"a","comment":"","user":7,"created":"2026-05-01T10:00:00Z","feedback_id":"f"}`, `{"id":"\ud800","tags":[]}`, `{"id":"a","scores":{"s":1e400}}`,
	} {
		f.Add([]byte(entry))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var entry map[string]json.RawMessage
		if err := decode(body, &entry); err != nil {
			refusedWell(t, err)
			return
		}
		a, logs, _ := fuzzDesk()
		in := a.newIntake(httptest.NewRequest(http.MethodPost, "/", nil), body, "feedback")
		in.order = append(in.order, logs)
		if err := in.entry(logs, 0, entry); err != nil {
			refusedWell(t, within("feedback[0]", err))
		} else {
			storable(t, in)
		}
		var remark rowFeedback
		if decode(body, &remark) != nil {
			return
		}
		c, err := remark.change("feedback[0].", in.now)
		if err != nil {
			refusedWell(t, err)
			return
		}
		require.NotEmpty(t, c.ID)
		require.LessOrEqual(t, len(c.ID), store.MaxClientID)
	})
}

// FuzzREST reads any body as each of the requests that are neither rows nor feedback, and any text as a cursor.
func FuzzREST(f *testing.F) {
	for _, body := range []string{
		`{"project_id":"p","name":"n","description":"d","score_type":"categorical","categories":[{"name":"a","value":0.5}],"config":{}}`,
		`{"limit":5,"cursor":"x","version":"1"}`, `{"key":"k","status":{"upload_status":"done"}}`, `{"name":"n","metadata":{"a":1},"tags":["t"]}`,
		`{"query":{"select":[{"op":"star"}],"from":{"op":"function","name":{"op":"ident","name":["dataset"]},"args":[{"op":"literal","value":"d"}]},"cursor":"eyJxIjoiIn0"},"version":1}`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		a, _, _ := fuzzDesk()
		check := func(err error) {
			if err != nil {
				refusedWell(t, err)
			}
		}
		request := func() *http.Request { return httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)) }
		_, err := a.readFetch(httptest.NewRecorder(), request(), 100, 1000)
		check(err)
		var score scoreSent
		if err := a.read(httptest.NewRecorder(), request(), &score); err != nil {
			refusedWell(t, err)
		} else {
			_, err = score.into(store.ScoreConfig{})
			check(err)
		}
		var file attachmentRequest
		check(decode([]byte(body), &file))
		var object struct {
			Metadata json.RawMessage `json:"metadata"`
			Version  json.RawMessage `json:"version"`
			Query    json.RawMessage `json:"query"`
		}
		if decode([]byte(body), &object) != nil {
			return
		}
		_, err = sentObject("metadata", object.Metadata)
		check(err)
		_, err = sentVersion("version", object.Version)
		check(err)
		q, err := readQuery(object.Query, atNoon)
		check(err)
		if err == nil {
			_, err = readCursor(q)
			check(err)
		}
	})
}
