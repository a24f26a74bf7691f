package ingest_test

import (
	"net/http"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestFeedbackRows(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.logs(`{"id":"r","span_id":"sp","root_span_id":"t","output":"4","expected":"logged","scores":{"auto":0.2,"keep":1},"metadata":{"k":1},"tags":["a"]}`)
	s.logs(`{"id":"r","scores":{"human":1,"auto":0.9},"expected":{"answer":4},"tags":["b"],"_audit_source":"app","_audit_metadata":{"user_id":"rev-1","why":"sure"},"_is_merge":true}`,
		`{"id":"cc265d17-5afd-4d88-9c25-7d0160401161","created":"2026-05-20T08:44:50.684Z","origin":{"id":"r"},"comment":{"text":"stimmt ☑"},"_audit_source":"app","_audit_metadata":{"user_id":"rev-1","why":"sure"}}`)
	s.logs(`{"id":"ac0f5840-c7ab-4570-91d1-18df056142a8","origin":{"id":"r"},"comment":{"text":"zweiter"},"_audit_source":"external"}`)

	got := s.trace("t")
	require.Equal(t, 1, got.Spans, "comment rows are no spans")
	require.Equal(t, 2, got.Comments)
	require.Equal(t, store.FoldedScores{"auto": store.Num(0.9), "human": store.Num(1), "keep": store.Num(1)}, got.Scores)
	require.Equal(t, store.FoldedScores{"auto": store.Num(0.2), "keep": store.Num(1)}, got.BySource[store.Automated])
	require.Equal(t, store.FoldedScores{"auto": store.Num(0.9), "human": store.Num(1)}, got.BySource[store.Review])
	require.Equal(t, []string{"a", "b"}, got.Tags)
	require.JSONEq(t, `{"k":1}`, string(got.Metadata), "metadata of feedback is not the row's")
	require.Equal(t, []string{"t"}, s.find(`metadata.why = 'sure'`))
	require.Equal(t, 1, got.Corrections)

	row := s.events()["r"]
	require.Equal(t, "logged", row["expected"], "a correction is a proposal until someone approves it")
	comments := row["comments"].([]any)
	require.Len(t, comments, 2)
	require.Equal(t, map[string]any{"text": "stimmt ☑"}, comments[0].(map[string]any)["comment"])

	history, err := s.db.History(t.Context(), s.project.ID, got.ID)
	require.NoError(t, err)
	metadata := 0
	for _, e := range history {
		if e.Kind == store.MetadataEvent {
			metadata++
		}
		if e.Source == store.Review {
			require.Equal(t, "rev-1", e.Author)
			require.Equal(t, "app", e.WireSource)
		}
	}
	require.Equal(t, 1, metadata, "what comes with scores and again with the comment is one statement")

	corrections, err := s.db.Corrections(t.Context(), s.project.ID, got.ID)
	require.NoError(t, err)
	_, err = s.db.Decide(t.Context(), s.project.ID, postgres.Decision{Trace: got.ID, Correction: corrections[0].ID, Verdict: store.Approved, Account: store.Account{Email: "cur@example.org"}, Now: s.now()})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"answer": 4.0}, s.events()["r"]["expected"], "approved, it is what SDKs read")
}

func TestFeedbackRowsThatAlsoChangeTheRow(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.logs(`{"id":"r","root_span_id":"t"}`)
	s.logs(`{"id":"r","_is_merge":true,"_audit_source":"api","output":"changed","scores":{"s":1},"span_id":"ignored"}`)
	require.Equal(t, "changed", s.events()["r"]["output"])
	require.Equal(t, store.FoldedScores{"s": store.Num(1)}, s.trace("t").BySource[store.User])
	s.logs(`{"id":"r","_audit_source":"api","scores":{"s":0}}`)
	require.Equal(t, "changed", s.events()["r"]["output"], "feedback alone replaces nothing, whatever it says about merging")
	s.logs(`{"id":"q","span_id":"qs","root_span_id":"qt","output":"o","tags":["own","f"],"expected":"E","scores":{"up":1},"_audit_source":"external"}`)
	got := s.trace("qt")
	require.Equal(t, store.FoldedScores{"up": store.Num(1)}, got.BySource[store.User], "the client sent the span and its feedback as one row")
	require.Equal(t, []string{"f", "own"}, got.Tags)
	require.Equal(t, 1, got.UserCorrections)
}

func TestFeedbackThatComesAgain(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.logs(`{"id":"r"}`)
	votes := func() int {
		all, err := s.db.Votes(t.Context(), s.project.ID, store.TraceKey("r"))
		require.NoError(t, err)
		return len(all)
	}
	vote := s.body(`{"id":"r","scores":{"up":1},"_audit_source":"external","_is_merge":true}`)
	for range 3 {
		require.Equal(t, 200, s.post("/logs3", vote).status)
	}
	require.Equal(t, 1, votes(), "the same body is a replay")
	require.Equal(t, 200, s.post("/logs3", vote+" ").status)
	require.Equal(t, 2, votes(), "another body is another vote, however alike")
	s.logs(`{"id":"r","scores":{"up":1},"_audit_source":"external","_is_merge":true}`, `{"id":"r","scores":{"up":1},"_audit_source":"external","_is_merge":true}`)
	require.Equal(t, 4, votes(), "two places of one body are two votes")
	second := s.newKey(store.Key{Name: "second", Access: store.WriteAccess})
	require.Equal(t, 200, s.post("/logs3", vote, "Authorization", "Bearer "+second).status)
	require.Equal(t, 5, votes(), "the same from another key is another vote")
	s.pass(24*time.Hour + time.Minute)
	require.Equal(t, 200, s.post("/logs3", vote).status)
	require.Equal(t, 6, votes(), "a day later it is another vote")
	for _, at := range []time.Duration{0, 48 * time.Hour} {
		s.pass(at)
		require.Equal(t, 200, s.post("/logs3", vote, "Idempotency-Key", "k-1").status)
	}
	require.Equal(t, 7, votes(), "an Idempotency-Key holds for ever")
	s.logs(`{"id":"r","scores":{"up":0},"_audit_source":"external","_audit_metadata":{"user":"ada"},"_is_merge":true}`)
	s.logs(`{"id":"r","scores":{"up":1},"_audit_source":"external","_audit_metadata":{"user":"ada"},"_is_merge":true}`)
	require.Equal(t, 8, votes(), "of one author the latest counts")
	s.logs(`{"id":"r","scores":{"up":null},"_audit_source":"external","_audit_metadata":{"user":"ada"},"_is_merge":true}`)
	require.Equal(t, 7, votes(), "null withdraws")
}

func TestRestFeedback(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	path := "/v1/project_logs/" + s.project.UID + "/feedback"
	s.logs(`{"id":"r","span_id":"sp","root_span_id":"t","tags":["a"]}`, `{"id":"k","span_id":"ks","root_span_id":"t","span_parents":["sp"]}`)

	out := s.post(path, `{"feedback":[
		{"id":"r","scores":{"up":0,"kind":"rude"},"comment":"per REST","metadata":{"user_id":"u-2","thumbs_up":false},"tags":["b","a"],"expected":"E"},
		{"id":"ks","scores":{"up":1},"source":"app","user":"rev"}]}`)
	require.Equal(t, 200, out.status, out.text)
	require.Equal(t, map[string]any{"status": "success"}, out.json)
	got := s.trace("t")
	require.Equal(t, store.FoldedScores{"up": store.Num(0.5), "kind": {Category: "rude"}}, got.Scores, "the mean over the spans that carry it")
	require.Equal(t, []string{"a", "b"}, got.Tags)
	require.Equal(t, 1, got.UserCorrections)
	require.Equal(t, []string{"t"}, s.find(`metadata.thumbs_up = false`))
	comments, err := s.db.Comments(t.Context(), s.project.ID, got.ID)
	require.NoError(t, err)
	require.Equal(t, "u-2", comments[0].Author)
	require.Equal(t, store.User, comments[0].Source)

	named := `{"feedback":[{"id":"r","feedback_id":"f-1","comment":"named"}]}`
	require.Equal(t, 200, s.post(path, named).status)
	require.Equal(t, 200, s.post(path, named+" ").status)
	require.Equal(t, 2, s.trace("t").Comments, "feedback_id is the identity, whatever the request")

	for name, test := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"no list":              {`{}`, 400, "feedback"},
		"null":                 {`null`, 400, "feedback"},
		"no id":                {`{"feedback":[{"scores":{"up":1}}]}`, 400, "feedback[0].id"},
		"nothing said":         {`{"feedback":[{"id":"r","comment":"x"},{"id":"r","metadata":{"a":1},"scores":{},"tags":[],"comment":"","expected":null}]}`, 400, "feedback[1]"},
		"a score out of range": {`{"feedback":[{"id":"r","scores":{"up":2}}]}`, 400, "feedback[0].scores.up"},
		"an unknown source":    {`{"feedback":[{"id":"r","scores":{"up":1},"source":"moon"}]}`, 400, "feedback[0].source"},
		"a row nobody logged":  {`{"feedback":[{"id":"r","scores":{"up":1}},{"id":"gone","scores":{"up":1}}]}`, 404, "id"},
	} {
		out := s.post(path, test.body)
		require.Equal(t, test.status, out.status, "%s: %s", name, out.text)
		require.Equal(t, test.field, out.json["field"], name)
	}
	require.Contains(t, s.post(path, `{"feedback":[{"id":"gone","comment":"x"}]}`).text, `gone`, "the answer names the row")
	require.InDelta(t, 0.5, *s.trace("t").Scores["up"].Number, 1e-9, "all or nothing")
	require.Equal(t, http.StatusNotFound, s.post("/v1/project_logs/00000000-0000-4000-8000-000000000000/feedback", `{"feedback":[]}`).status)
}
