package ingest

import (
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// logJSON is a request with the given log records, each an object without its braces.
func logJSON(records ...string) string {
	return `{"resourceLogs":[{"scopeLogs":[{"scope":{"name":"judge"},"logRecords":[{` + strings.Join(records, "},{") + `}]}]}]}`
}

func verdictJSON(about, name, value, more string) string {
	return about + `"timeUnixNano":"1714557602000000000","eventName":"gen_ai.evaluation.result","attributes":[` + attributeJSON("gen_ai.evaluation.name", name) +
		`,{"key":"gen_ai.evaluation.score.value","value":{"doubleValue":` + value + `}}` + more + `]`
}

func aboutSpan(id string) string { return `"traceId":"` + aTrace + `","spanId":"` + id + `",` }

func TestExportLogs_scoresTheJudgedSpan(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	to := "project_name:traced"
	first := sent{path: "/v1/logs", parent: to, body: logJSON(verdictJSON(aboutSpan(aSpan), "tone", "0.25", ","+attributeJSON("gen_ai.evaluation.score.label", "rude")))}
	require.Equal(t, answer{200, "application/json", "{}", ""}, d.send(first), "before the span")
	require.Equal(t, 200, d.send(sent{parent: to, body: spansJSON(spanJSON(aSpan, `,"attributes":[`+attributeJSON("gen_ai.response.id", "resp_1")+`]`))}).status)
	require.Equal(t, 200, d.send(first).status, "sent again")
	later := sent{path: "/otel/v1/logs", parent: to, body: logJSON(
		verdictJSON(aboutSpan(aSpan), "fit", "1", ""),
		verdictJSON(aboutSpan(aSpan), "stars", "4", ""),
		verdictJSON("", "grounded", "0.5", ","+attributeJSON("gen_ai.response.id", "resp_1")),
		`"body":{"stringValue":"a line of the application's log"}`)}
	require.Equal(t, answer{200, "application/json", "{}", ""}, d.send(later))

	trace, err := d.db.Trace(t.Context(), d.project.ID, store.TraceKey(aTrace))
	require.NoError(t, err)
	got := map[string]string{}
	for name, score := range trace.BySource[store.Automated] {
		got[name] = score.String()
	}
	require.Equal(t, map[string]string{"tone": "0.25", "fit": "1", "grounded": "0.5"}, got)
	require.JSONEq(t, `{"evaluation.tone.label":["rude"],"evaluation.stars.value":[4],"evaluation.stars.note":["not taken as a score: a score is a number from 0 to 1"]}`, string(trace.Feedback))
	votes, err := d.db.Votes(t.Context(), d.project.ID, store.TraceKey(aTrace))
	require.NoError(t, err)
	require.Len(t, votes, 3)
	require.Equal(t, "judge", votes[0].Author)

	require.Equal(t, 200, d.send(sent{path: "/v1/logs", parent: to, body: strings.ReplaceAll(logJSON(verdictJSON(aboutSpan(aSpan), "tone", "0.75", "")), "1714557602", "1714557702")}).status)
	trace, err = d.db.Trace(t.Context(), d.project.ID, store.TraceKey(aTrace))
	require.NoError(t, err)
	require.Equal(t, "0.75", trace.Scores["tone"].String(), "a judge that runs again replaces its verdict")
}

func TestExportLogs_refusals(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	good := verdictJSON(aboutSpan(aSpan), "tone", "1", "")
	for name, c := range map[string]struct {
		body, parent string
		status       int
		says         string
	}{
		"a verdict about nothing":         {logJSON(verdictJSON("", "tone", "1", ""), good), "project_name:traced", 200, `"rejectedLogRecords":"1"`},
		"an answer that nobody has":       {logJSON(verdictJSON("", "tone", "1", ","+attributeJSON("gen_ai.response.id", "resp_9"))), "project_name:traced", 200, "resp_9"},
		"a verdict that says nothing":     {logJSON(aboutSpan(aSpan) + `"eventName":"gen_ai.evaluation.result"`), "project_name:traced", 200, "neither"},
		"no destination":                  {logJSON(good), "", 400, "x-bt-parent"},
		"records that are no evaluations": {logJSON(`"eventName":"app.started"`), "", 200, "{}"},
		"no logs":                         {`{"resourceLogs":{}}`, "project_name:traced", 400, "no OTLP logs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := d.send(sent{path: "/v1/logs", body: c.body, parent: c.parent})
			require.Equal(t, c.status, got.status, got.body)
			require.Contains(t, got.body, c.says)
		})
	}
}
