package postgres_test

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"
	"assay/store/merge"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// row reads a row of the wire as a write.
func row(t testing.TB, text string) postgres.LogWrite {
	t.Helper()
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(text), &members), text)
	c, err := merge.Read(members)
	require.NoError(t, err, text)
	return postgres.LogWrite{Change: c}
}

// says is feedback about a row, known by a name of its own.
func says(about, event string, f store.Feedback) postgres.LogWrite {
	return postgres.LogWrite{Said: &f, About: about, Event: store.EventKey(event)}
}

func (d *desk) write(writes ...postgres.LogWrite) postgres.Written {
	d.t.Helper()
	done, err := d.db.WriteLogs(d.t.Context(), d.project, writes, d.now)
	require.NoError(d.t, err)
	return done
}

func (d *desk) payload(id string) store.Payload {
	d.t.Helper()
	p, err := d.db.Payload(d.t.Context(), d.project, store.SpanKey(id))
	require.NoError(d.t, err)
	return p
}

func TestWriteLogs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)

	t.Run("a span that comes in two rows is one", func(t *testing.T) {
		d.t = t
		d.write(row(t, `{"id":"r","span_id":"s","root_span_id":"t","created":"2026-04-01T10:00:00.5Z","input":{"q":1},"metadata":{"k":1},
			"span_attributes":{"name":"chat","type":"llm","exec_counter":3},"context":{"caller_lineno":7},"metrics":{"start":100},"scores":{"own":0.5},"tags":["a"]}`))
		done := d.write(row(t, `{"id":"r","_is_merge":true,"span_id":"other","root_span_id":"other","created":"2030-01-01T00:00:00Z","output":"yes",
			"metadata":{"n":{"m":1}},"metrics":{"end":101.5,"tokens":7},"tags":["b"],"scores":{"more":1}}`))
		require.Equal(t, 1, done.Spans)
		require.Zero(t, done.NewTraces)
		got := d.trace("t")
		require.Equal(t, time.Date(2026, 4, 1, 10, 0, 0, 5e8, time.UTC), got.Created.UTC())
		require.Equal(t, "chat", got.Name)
		require.Equal(t, 1500*time.Millisecond, got.Duration)
		require.Equal(t, int64(7), got.Tokens)
		require.Equal(t, []string{"a", "b"}, got.Tags)
		require.JSONEq(t, `{"k":1,"n":{"m":1}}`, string(got.Metadata))
		require.Equal(t, store.FoldedScores{"own": store.Num(0.5), "more": store.Num(1)}, got.Scores)
		require.Equal(t, `{"q":1}`, d.payload("r").Input)
		require.Equal(t, `"yes"`, d.payload("r").Output)
	})

	t.Run("a row that replaces withdraws the scores it no longer carries", func(t *testing.T) {
		d.t = t
		d.write(row(t, `{"id":"r","span_id":"s","root_span_id":"t","created":"2026-04-01T10:00:00Z","scores":{"own":1}}`))
		require.Equal(t, store.FoldedScores{"own": store.Num(1)}, d.trace("t").Scores)
		require.Empty(t, d.payload("r").Input)
		d.write(row(t, `{"id":"r","_is_merge":true,"scores":{"own":null}}`))
		require.Empty(t, d.trace("t").Scores)
	})

	t.Run("every row of a request has one version, greater than that of any before", func(t *testing.T) {
		d.t = t
		first := d.write(row(t, `{"id":"v1"}`), row(t, `{"id":"v2"}`))
		second := d.write(row(t, `{"id":"v3"}`), row(t, `{"id":"v1","_is_merge":true,"output":1}`))
		require.Greater(t, second.Version, first.Version)
		versions := map[string]store.Version{}
		for _, id := range []string{"v1", "v2", "v3"} {
			require.NoError(t, d.db.EachSpanRecord(t.Context(), postgres.SpanQuery{Project: d.project}, 100, func(s store.SpanRecord, _ postgres.SpanPlace) (bool, error) {
				versions[s.RowID] = s.Version
				return true, nil
			}), id)
		}
		require.Equal(t, second.Version, versions["v1"])
		require.Equal(t, first.Version, versions["v2"])
		require.Equal(t, second.Version, versions["v3"])
	})

	t.Run("rows of one id apply in order, children may come before their root", func(t *testing.T) {
		d.t = t
		d.write(row(t, `{"id":"kid","span_id":"ks","root_span_id":"tree","span_parents":["rs"],"error":"boom"}`))
		require.Empty(t, d.trace("tree").RootID)
		d.write(row(t, `{"id":"root","span_id":"rs","root_span_id":"tree","input":1}`), row(t, `{"id":"root","_is_merge":true,"output":2}`), row(t, `{"id":"root","_is_merge":true,"output":3}`))
		require.Equal(t, 2, d.trace("tree").Spans)
		require.Equal(t, "boom", d.trace("tree").Error)
		require.Equal(t, "3", d.payload("root").Output)
	})

	t.Run("_parent_id places a row under another one's span", func(t *testing.T) {
		d.t = t
		d.write(row(t, `{"id":"grandkid","_parent_id":"kid"}`))
		spans, err := d.db.Spans(t.Context(), d.project, store.TraceKey("tree"))
		require.NoError(t, err)
		require.Len(t, spans, 3)
		for _, s := range spans {
			if s.RowID == "grandkid" {
				require.Equal(t, "ks", s.Parent)
			}
		}
	})

	t.Run("a merge that comes first stands for itself and moves when its row comes", func(t *testing.T) {
		d.t = t
		d.write(row(t, `{"id":"early","_is_merge":true,"output":7,"scores":{"own":1}}`))
		require.Equal(t, store.FoldedScores{"own": store.Num(1)}, d.trace("early").Scores)
		d.write(says("early", "liked early", store.Feedback{Source: store.User, Scores: map[string]store.Score{"liked": store.Num(1)}, Comment: "good"}))
		d.write(row(t, `{"id":"early","span_id":"es","root_span_id":"late","input":1}`))
		_, err := d.db.Trace(t.Context(), d.project, store.TraceKey("early"))
		require.ErrorIs(t, err, store.ErrNotFound, "nothing is left of the trace that it made")
		got := d.trace("late")
		require.Equal(t, store.FoldedScores{"liked": store.Num(1)}, got.Scores)
		require.Equal(t, 1, got.Comments)
		history, err := d.db.History(t.Context(), d.project, store.TraceKey("late"))
		require.NoError(t, err)
		require.NotEmpty(t, history)
	})
}

func TestDeletedRows(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	liked := store.Feedback{Source: store.User, User: "ada", Scores: map[string]store.Score{"liked": store.Num(1)}, Comment: "good", Expected: json.RawMessage(`"E"`)}
	d.write(row(t, `{"id":"m","input":"secret","scores":{"own":1},"tags":["a"]}`), says("m", "one", liked))
	require.Equal(t, 1, d.trace("m").Comments)

	d.write(row(t, `{"id":"m","_object_delete":true}`))
	_, err := d.db.Trace(t.Context(), d.project, store.TraceKey("m"))
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Empty(t, d.find(`scores.liked = 1`, 0))

	d.write(row(t, `{"id":"m","_is_merge":true,"output":"again"}`))
	got := d.trace("m")
	require.Empty(t, got.Scores, "nothing of the old row")
	require.Zero(t, got.Comments+got.Corrections)
	require.Empty(t, got.Tags)
	require.Empty(t, d.payload("m").Input)

	d.write(row(t, `{"id":"m","_object_delete":true}`), row(t, `{"id":"m","scores":{"own":1}}`))
	require.Equal(t, store.FoldedScores{"own": store.Num(1)}, d.trace("m").Scores, "deleted and written anew in one request")

	d.write(row(t, `{"id":"kid","span_id":"kid","root_span_id":"m","span_parents":["m"]}`))
	d.write(row(t, `{"id":"m","_object_delete":true}`))
	require.Empty(t, d.trace("m").RootID, "a trace lives as long as a span of it")
	require.Equal(t, 1, d.trace("m").Spans)
}
