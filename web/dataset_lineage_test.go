package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestLineageOfARow(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	ctx, now := t.Context(), a.clock.now()
	again := demoSpans(now)[1]
	again.RowID, again.SpanID, again.RootSpanID, again.Feedback = "asked again", "asked again", "asked again", nil
	_, err := a.db.InsertSpans(ctx, a.project.ID, "test", []store.Span{again}, now)
	require.NoError(t, err)
	twin := store.TraceKey("asked again")
	vote := store.Event{ID: store.NewEventID(), TraceID: a.traces[1], SpanID: store.SpanKey("trace-disliked"), Kind: store.ScoreEvent, Source: store.Review, Author: "curator@example.org",
		Name: "tone", Score: store.Num(0.5), Adjudicates: true, Body: "as the rubric says", Submission: store.NewEventID(), At: now}
	_, err = a.db.Append(ctx, a.project.ID, []store.Event{vote}, now)
	require.NoError(t, err)

	curator, token := a.as(store.Curator), a.key(store.WriteAccess)
	form := url.Values{"trace": {string(a.traces[1]), string(twin)}, "new": {"golden"}, "expected": {"best"}, "content": {"merge"}, "do": {"add"}}
	page := curator.follow(curator.post("/p/demo/add", form))
	require.Contains(t, page.text(".notice"), "Added 1 row, merged 1 trace")
	row := a.rowOf(golden(""))

	for _, trace := range []store.TraceID{a.traces[1], twin} {
		links, err := a.db.RowsOfTrace(ctx, a.project.ID, trace)
		require.NoError(t, err)
		require.Equal(t, []store.RowLink{{Dataset: "golden", Row: row}}, links)
		shown := curator.get("/p/demo/t/" + string(trace))
		require.Equal(t, 1, shown.doc.Find("a[href='"+golden("/rows/"+row)+"']").Length(), "the trace leads to its row")
	}
	list := curator.get("/p/demo/logs?filter=" + url.QueryEscape("dataset = 'golden'"))
	require.Equal(t, 2, list.doc.Find("tr[data-row]").Length(), "both traces are in the dataset")

	page = curator.get(golden("/rows/" + row))
	require.Equal(t, 2, page.doc.Find("[aria-label='How the source was judged']").Length())
	require.NotZero(t, page.doc.Find("a[href*='"+string(twin)+"']").Length(), "the row leads to the trace that was merged into it")
	require.Contains(t, page.text("[aria-label=Scores]"), "adjudicated")
	require.Contains(t, page.text("[aria-label=Corrections]"), "bob")
	require.Contains(t, page.text(".changes"), "curator@example.org added the row")

	before := curator.get(golden("/export?format=jsonl"))
	logs := `"project_id":"` + a.project.UID + `","log_id":"g"`
	for _, id := range []string{"trace-disliked", "asked again"} {
		gone := a.call(token, http.MethodPost, "/logs3", `{"rows":[{"id":"`+id+`","_object_delete":true,`+logs+`}]}`)
		require.Equal(t, http.StatusOK, gone.status, gone.body)
	}
	require.Equal(t, http.StatusNotFound, curator.get("/p/demo/t/"+string(twin)).status, "the trace is gone")
	require.Equal(t, before.body, curator.get(golden("/export?format=jsonl")).body, "its export is not")
	page = curator.get(golden("/rows/" + row))
	require.Contains(t, page.text("[aria-label=Scores]"), "adjudicated")
	require.Contains(t, page.text("#main"), "The policy says 30 days.")
}
