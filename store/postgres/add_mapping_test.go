package postgres_test

import (
	"context"
	"encoding/json"
	"testing"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// ask is a request that adds all traces of the goldmine, as plan says.
func (g *goldmine) ask(change func(*adding.Plan)) postgres.AddRequest {
	plan := adding.Default()
	if change != nil {
		change(&plan)
	}
	return postgres.AddRequest{Source: g.project, Asked: g.now, Project: g.project, Dataset: g.dataset, Plan: plan, Author: "ada@example.org"}
}

// carryOut adds and returns what it did.
func (g *goldmine) carryOut(r postgres.AddRequest) adding.Report {
	g.t.Helper()
	report, err := g.db.Add(context.Background(), r, g.now)
	require.NoError(g.t, err)
	return report
}

func path(text string) adding.Path {
	p, err := adding.ParsePath(text)
	if err != nil {
		panic(err) // a mistake of the test
	}
	return p
}

// rich logs a trace with everything that a path can name: a root and two tool spans, comments, corrections, feedback.
func (g *goldmine) rich() store.TraceID {
	g.t.Helper()
	root := store.Span{RowID: "row r", SpanID: "span r", RootSpanID: "span r", Created: g.now, HasCreated: true, Name: "answer", Type: "task",
		Input:  json.RawMessage(`{"messages": [{"role":"user","content":"Where?"},{"role":"user","content":"Now!"}], "null": null}`),
		Output: json.RawMessage(`{"text": "There.",  "sure": 0.5}`), Expected: text("logged"), Metadata: json.RawMessage(`{"topic":"parcels","user":{"id":7}}`),
		Tags: []string{"t", "u"}, Scores: map[string]store.Score{"judge": store.Num(0.25)},
		Feedback: []store.Feedback{{Source: store.User, WireSource: "external", User: "bob", Scores: map[string]store.Score{"thumbs": store.Num(0)}, Comment: "Wrong.",
			Expected: json.RawMessage(`{"text":"Here."}`), Metadata: json.RawMessage(`{"mood":"angry","topic":"other"}`)}}}
	tool := func(id, input string) store.Span {
		return store.Span{RowID: "row " + id, SpanID: "span " + id, RootSpanID: "span r", ParentSpanID: "span r", Created: g.now, HasCreated: true, Name: "look_up", Type: "tool",
			Input: json.RawMessage(input), Output: text("found " + id), Error: "slow", Metadata: json.RawMessage(`{"topic":"tool"}`), Tags: []string{"v"}}
	}
	spans := []store.Span{root, tool("a", `{"q":1}`), tool("b", `{"q":2}`)}
	spans[1].Position, spans[2].Position = 1, 2
	_, err := g.db.InsertSpans(context.Background(), g.project, "test", spans, g.now)
	require.NoError(g.t, err)
	return store.TraceKey("span r")
}

func TestPathsTakeValuesOfTraces(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	trace := g.rich()
	say := func(change func(*store.Event)) {
		e := store.Event{ID: store.NewEventID(), TraceID: trace, SpanID: store.SpanKey("row r"), Kind: store.CommentEvent, Source: store.Review, Author: "rev@example.org",
			Submission: store.NewEventID(), At: g.now}
		change(&e)
		_, err := g.db.Append(t.Context(), g.project, []store.Event{e}, g.now)
		require.NoError(t, err)
	}
	say(func(e *store.Event) { e.Body = "Rude." })
	say(func(e *store.Event) { e.Kind, e.Body = store.CorrectionEvent, `"Reviewed."` })

	for text, want := range map[string]string{
		"input":                      `{"messages": [{"role":"user","content":"Where?"},{"role":"user","content":"Now!"}], "null": null}`, // to the byte
		"input.messages[-1].content": `"Now!"`,
		"input.messages[0].role":     `"user"`,
		"input.messages[7]":          ``,
		"input.messages.role":        ``,
		"input.null":                 ``,
		"input[0]":                   ``,
		"output":                     `{"text": "There.",  "sure": 0.5}`,
		"output.sure":                `0.5`,
		"expected":                   `"logged"`,
		"correction":                 `"Reviewed."`,
		"correction.user":            `{"text":"Here."}`,
		"correction.user.text":       `"Here."`,
		"correction.review":          `"Reviewed."`,
		"corrections":                `[{"text":"Here."},"Reviewed."]`,
		"corrections.user":           `[{"text":"Here."}]`,
		"comment":                    `"Rude."`,
		"comment.user":               `"Wrong."`,
		"comments":                   `["Wrong.","Rude."]`,
		"comments.automated":         ``,
		"metadata":                   `{"topic":"parcels","user":{"id":7}}`,
		"metadata.user.id":           `7`,
		"metadata.mood":              `"angry"`, // what feedback brought
		"metadata.topic":             `"parcels"`,
		"metadata.none":              ``,
		"scores":                     `{"judge":0.25,"thumbs":0}`,
		"scores.judge":               `0.25`,
		"scores.user.thumbs":         `0`,
		"scores.review":              ``,
		"tags":                       `["t","u","v"]`,
		"name":                       `"answer"`,
		"type":                       `"task"`,
		"error":                      ``,
		"id":                         `"row r"`,
		"created":                    `"2026-05-20T09:00:00+00:00"`,
		"reference":                  `{"trace":"` + string(trace) + `","root_span_id":"span r","span":"` + string(store.SpanKey("row r")) + `","row_id":"row r"}`,
	} {
		preview, err := g.db.PreviewAdd(t.Context(), g.ask(func(p *adding.Plan) { p.Input = path(text) }), 1, g.now)
		require.NoError(t, err, text)
		require.Len(t, preview.Rows, 1)
		got := string(preview.Rows[0].Input)
		if text == "input" || text == "output" || want == "" {
			require.Equal(t, want, got, text)
			continue
		}
		require.JSONEq(t, want, got, text)
	}
}

func TestWholeTraceIsOneValue(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.rich()
	g.carryOut(g.ask(func(p *adding.Plan) { p.Input = path("trace") }))
	var whole struct {
		ID    string
		Spans []struct {
			ID, Parent, Name, Type, Error string
			Input, Output                 json.RawMessage
		}
	}
	require.NoError(t, json.Unmarshal(g.rows(0)[0].Input, &whole))
	require.Equal(t, "span r", whole.ID)
	require.Len(t, whole.Spans, 3)
	require.Equal(t, "look_up", whole.Spans[1].Name)
	require.Equal(t, "span r", whole.Spans[2].Parent)
	require.JSONEq(t, `{"q":2}`, string(whole.Spans[2].Input))
}

func TestRowsMayBeMadeFromSpans(t *testing.T) {
	t.Parallel()
	t.Run("the first of a name", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		trace := g.rich()
		report := g.carryOut(g.ask(func(p *adding.Plan) { p.Span.Name = "look_up" }))
		require.Equal(t, 1, report.Inserted)
		row := g.rows(0)[0]
		require.JSONEq(t, `{"q":1}`, string(row.Input))
		require.JSONEq(t, `{"topic":"tool"}`, string(row.Metadata))
		require.Equal(t, []string{"v"}, row.Tags)
		require.Equal(t, trace, row.OriginTrace)
		require.Equal(t, store.SpanKey("row a"), row.OriginSpan)
		require.Empty(t, row.Expected, "what was said of the root is not said of the span")
	})
	t.Run("each of a name, and the root beside them", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.rich()
		each := func(p *adding.Plan) { p.Span = adding.Span{Name: "look_up", Every: true} }
		report := g.carryOut(g.ask(each))
		require.Equal(t, 2, report.Rows)
		require.Equal(t, 1, report.Traces)
		require.Equal(t, 2, report.Inserted)
		require.Equal(t, 1, g.carryOut(g.ask(nil)).Inserted, "the root is another origin than its spans")
		again := g.carryOut(g.ask(each))
		require.Equal(t, adding.Tally{Found: 2, Skipped: 2}, again.Tally[adding.Origin])
		require.Zero(t, again.Version)
	})
	t.Run("one by its id", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.rich()
		g.carryOut(g.ask(func(p *adding.Plan) { p.Span.ID = store.SpanKey("row b") }))
		require.JSONEq(t, `{"q":2}`, string(g.rows(0)[0].Input))
	})
	t.Run("a trace without such a span gives no row", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.rich()
		report := g.carryOut(g.ask(func(p *adding.Plan) { p.Span.Name = "nothing" }))
		require.Zero(t, report.Rows)
		require.Zero(t, report.Version)
	})
}

func TestExpectedFromAPathSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]store.ExpectedFrom{
		"output": store.FromOutput, "output.text": store.FromOutput, "expected": store.FromLogged, "correction.user.text": store.FromUser,
		"correction.review": store.FromNothing, "comment": store.FromMapped, "metadata.topic": store.FromMapped, "metadata.none": store.FromNothing, "trace": store.FromMapped,
	} {
		g := newGoldmine(t)
		g.rich()
		g.carryOut(g.ask(func(p *adding.Plan) { p.Expected, p.From = adding.ExpectedPath, path(text) }))
		row := g.rows(0)[0]
		require.Equal(t, want, row.ExpectedFrom, text)
		require.Equal(t, want == store.FromNothing, len(row.Expected) == 0, text)
	}
	g := newGoldmine(t)
	g.rich()
	g.carryOut(g.ask(func(p *adding.Plan) { p.Expected = adding.ExpectedNone }))
	require.Empty(t, g.rows(0)[0].Expected)
}

func TestMetadataTagsAndSplitAsThePlanSays(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.rich()
	g.carryOut(g.ask(func(p *adding.Plan) {
		p.Fields = []adding.Field{{Key: "asked", Path: path("input.messages[0].content")}, {Key: "topic", Path: path("metadata.mood")}, {Key: "none", Path: path("metadata.none")}}
		p.Split = "train"
	}))
	row := g.rows(0)[0]
	require.JSONEq(t, `{"topic":"angry","user":{"id":7},"asked":"Where?"}`, string(row.Metadata))
	require.Equal(t, []string{"t", "u", "v"}, row.Tags)
	require.Equal(t, "train", row.Split)

	bare := newGoldmine(t)
	bare.rich()
	bare.carryOut(bare.ask(func(p *adding.Plan) { p.Metadata, p.Tags = false, false }))
	require.JSONEq(t, `{}`, string(bare.rows(0)[0].Metadata))
	require.Empty(t, bare.rows(0)[0].Tags)
	require.Empty(t, bare.rows(0)[0].Split)
}

func TestRowsMayGoIntoAnotherProject(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	trace := g.trace(1, nil)
	other, _, err := g.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	d, err := g.db.CreateDataset(t.Context(), other.ID, "gold", "")
	require.NoError(t, err)
	r := g.ask(nil)
	r.Project, r.Dataset = other.ID, d.ID
	require.Equal(t, 1, g.carryOut(r).Inserted)
	rows, _, err := g.db.DatasetRows(t.Context(), other.ID, d.ID, 0, 0, 10)
	require.NoError(t, err)
	require.Equal(t, g.project, rows[0].OriginProject)
	require.Equal(t, trace, rows[0].OriginTrace)
	require.Empty(t, g.rows(0))
	require.Equal(t, 1, g.carryOut(r).Tally[adding.Origin].Skipped)

	// A trace of the same name in the other project is another one.
	span := store.Span{RowID: "row trace 001", SpanID: "trace 001", RootSpanID: "trace 001", Created: g.now, HasCreated: true, Input: text("else")}
	_, err = g.db.InsertSpans(t.Context(), other.ID, "test", []store.Span{span}, g.now)
	require.NoError(t, err)
	r.Source = other.ID
	require.Equal(t, 1, g.carryOut(r).Inserted)
}

func TestWhatIsAddedIsAsItIsNow(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.trace(1, nil)
	at, err := g.db.LogPosition(t.Context(), g.project)
	require.NoError(t, err)
	g.say(1, func(e *store.Event) { e.Kind, e.Name, e.Score = store.ScoreEvent, "quality", store.Num(0.5) })
	r := g.ask(nil)
	r.At, r.Filter = at, "scores.quality IS NULL" // as it was then
	require.Equal(t, 1, g.carryOut(r).Inserted)
	var entries []struct {
		Scores map[string]float64
		Votes  []struct{ Name, Author string }
	}
	require.NoError(t, json.Unmarshal(g.rows(0)[0].Provenance, &entries))
	require.Equal(t, map[string]float64{"quality": 0.5}, entries[0].Scores)
	require.Equal(t, "rev@example.org", entries[0].Votes[0].Author)
}
