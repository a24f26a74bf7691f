package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// nonsense is what stands where a program means something else.
var nonsense = []any{"\x00", "a\x00b", "\ufffd", "", " ", strings.Repeat("x", 10<<10), "-1", nil, true, 1e300, json.Number("1e999"), []any{}, []any{"\x00"},
	map[string]any{}, map[string]any{"\x00": "\x00"}}

// mutations are a value with each of its parts replaced by each piece of nonsense in turn, and with members nobody knows.
func mutations(v any) []any {
	var all []any
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			for _, changed := range mutations(inner) {
				all = append(all, with(v, name, changed))
			}
		}
		all = append(all, with(v, "\x00", "\x00"))
	case []any:
		for i, inner := range v {
			for _, changed := range mutations(inner) {
				list := append([]any{}, v...)
				list[i] = changed
				all = append(all, list)
			}
		}
	}
	return append(all, nonsense...)
}

func with(object map[string]any, name string, value any) map[string]any {
	changed := map[string]any{name: value}
	for other, v := range object {
		if other != name {
			changed[other] = v
		}
	}
	return changed
}

// TestMachineRoutesWithNonsenseAreRefused sends each route what it takes with every part of it replaced by nonsense: whatever
// becomes of it, the server knows.
func TestMachineRoutesWithNonsenseAreRefused(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	own := a.key(store.WriteAccess, a.project.ID)
	v := a.victim(own)
	v.upload = "nonsense"
	more := map[string][]foreign{
		"POST /v1/dataset":       {{body: `{"project_id":"` + v.uid + `","name":"n","description":"d","metadata":{"a":"b"},"tags":["t"]}`}},
		"PATCH /v1/dataset/:id":  {{body: `{"name":"golden","description":"d","metadata":{"a":"b"},"tags":["t"]}`}},
		"POST /v1/release":       {{body: `{"project_id":"` + v.uid + `","name":"v2.4","at":"2026-05-01T10:00:00Z"}`}},
		"POST /v1/project_score": {{body: `{"project_id":"` + v.uid + `","name":"n","description":"d","score_type":"categorical","categories":[{"name":"a","value":0},{"name":"b","value":1}]}`}},
		"PUT /v1/project_score":  {{body: `{"project_id":"` + v.uid + `","name":"tone","description":"d","score_type":"categorical","categories":[{"name":"a","value":0},{"name":"b","value":1}]}`}},
		"POST /v1/dataset/:id/insert": {{body: `{"events":[{"id":"i","input":1,"expected":{"a":"b"},"metadata":{"a":"b"},"tags":["t"],"created":"2026-05-01T00:00:00Z",
			"origin":{"object_type":"project_logs","object_id":"` + v.uid + `","id":"trace-liked","_xact_id":"1"},"_is_merge":false}]}`},
			{body: `{"events":[{"id":"c","origin":{"id":"i"},"comment":{"text":"x"},"_audit_source":"external","_audit_metadata":{"user_id":"u"}}]}`}},
		"POST /v1/dataset/:id/feedback": {{body: `{"feedback":[{"id":"i","comment":"x","tags":["t"],"metadata":{"user_id":"u"},"source":"api"}]}`}},
		"POST /v1/project_logs/:id/insert": {{body: `{"events":[{"id":"i","span_id":"s","root_span_id":"r","span_parents":["p"],"created":"2026-05-01T00:00:00Z","input":"a","output":"b","expected":"c","error":"e",
			"scores":{"s":0.5},"metadata":{"a":"b"},"metrics":{"start":1,"end":2},"tags":["t"],"span_attributes":{"name":"n","type":"t","x":"y"},"context":{"a":"b"},"origin":{"id":"o"},
			"_is_merge":true,"_merge_paths":[["input","x"]],"_array_delete":[{"path":["tags"],"delete":["t"]}],"_parent_id":"p"}]}`},
			{body: `{"events":[{"id":"i","_is_merge":true,"scores":{"s":1},"expected":"e","tags":["t"],"_audit_source":"external","_audit_metadata":{"user_id":"u","x":"y"},"feedback_id":"f"}]}`},
			{body: `{"events":[{"id":"c","origin":{"id":"i"},"comment":{"text":"x"},"_audit_source":"external","created":"2026-05-01T00:00:00Z"}]}`}},
		"POST /v1/project_logs/:id/feedback": {{body: `{"feedback":[{"id":"trace-liked","scores":{"s":0.5},"expected":"e","comment":"c","tags":["t"],"metadata":{"user_id":"u"},"source":"api","user":"u","created":"2026-05-01T00:00:00Z","feedback_id":"f"}]}`}},
		"POST /btql":                         {{body: `{"query":"select: id, metadata.a as b | from: project_logs('` + v.uid + `') | filter: a = 'b' | sort: created desc | limit: 5 | cursor: 'x'","fmt":"json","version":"1"}`}},
	}
	requests := v.requests()
	for _, r := range a.server.machineRoutes() {
		if strings.Contains(r.name(), "PATCH /v1/project/") {
			continue // it would rename what the others ask about; its names are those of POST
		}
		t.Run(r.name(), func(t *testing.T) {
			asks := append(requests[r.name()], more[r.name()]...)
			switch {
			case strings.HasPrefix(r.path, "/otel/"), strings.HasPrefix(r.path, "/api/public/"):
				return // the handlers of other addresses
			case strings.HasPrefix(r.path, "/v1/traces"), strings.HasPrefix(r.path, "/v1/logs"):
				asks = asks[:1] // the others differ in how they name the project
			}
			for _, f := range asks {
				if text, isText := f.body.(string); isText && strings.Contains(text, `"OWN"`) {
					continue // the row behind that one is asked alone too
				}
				for _, changed := range f.nonsense(t) {
					a.clock.pass(time.Millisecond) // which is what a request costs of the key's rate
					answer := a.ask(own, r, r.address(t, map[string]string{"id": v.idOf(t, r.path), "token": v.upload, "name": "production"}), changed)
					require.Less(t, answer.status, 500, "%.300v: %s", changed.body, answer.body)
					require.NotEqual(t, http.StatusTooManyRequests, answer.status)
				}
			}
		})
	}
}

// nonsense are requests like this one with nonsense in its query or its body.
func (f foreign) nonsense(t *testing.T) []foreign {
	t.Helper()
	var all []foreign
	if values, err := url.ParseQuery(strings.TrimPrefix(f.query, "?")); err == nil {
		for name := range values {
			for _, value := range []string{"", "\x00", "\xff", "-1", "99999999999999999999", strings.Repeat("x", 10<<10)} {
				all = append(all, foreign{query: "?" + url.Values{name: {value}}.Encode()})
			}
		}
	}
	if f.body == nil {
		return all
	}
	text, isText := f.body.(string)
	if !isText {
		b, err := json.Marshal(f.body)
		require.NoError(t, err)
		text = string(b)
	}
	var v any
	if json.Unmarshal([]byte(strings.ReplaceAll(text, "OWN", "x")), &v) != nil {
		return all
	}
	for _, changed := range mutations(v) {
		b, err := json.Marshal(changed)
		require.NoError(t, err)
		all = append(all, foreign{body: string(b), parent: f.parent})
	}
	return all
}
