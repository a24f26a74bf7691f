package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/pgtest"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// desk is a project with short ways to log and to say things about it.
type desk struct {
	t       *testing.T
	db      *postgres.DB
	project store.ProjectID
	now     time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	p, _, err := db.CreateProject(t.Context(), "desk")
	require.NoError(t, err)
	return &desk{t, db, p.ID, time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
}

func span(id string, change ...func(*store.Span)) store.Span {
	s := store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), HasCreated: true, Name: "chat", Type: "task",
		Input: json.RawMessage(`"in ` + id + `"`), Output: json.RawMessage(`"out ` + id + `"`)}
	for _, c := range change {
		c(&s)
	}
	return s
}

func childOf(parent string) func(*store.Span) {
	return func(s *store.Span) { s.RootSpanID, s.ParentSpanID = parent, parent }
}

func vote(source store.Source, user, name string, value store.Score) store.Feedback {
	return store.Feedback{Source: source, User: user, Scores: map[string]store.Score{name: value}}
}

func told(f ...store.Feedback) func(*store.Span) {
	return func(s *store.Span) { s.Feedback = append(s.Feedback, f...) }
}

func (d *desk) log(spans ...store.Span) postgres.Ingested {
	d.t.Helper()
	done, err := d.db.InsertSpans(d.t.Context(), d.project, "test", spans, d.now)
	require.NoError(d.t, err)
	return done
}

func (d *desk) trace(id string) store.Trace {
	d.t.Helper()
	t, err := d.db.Trace(d.t.Context(), d.project, store.TraceKey(id))
	require.NoError(d.t, err)
	return t
}

func (d *desk) submit(id string, change func(*postgres.Submission)) store.EventID {
	d.t.Helper()
	s := postgres.Submission{ID: store.NewEventID(), Trace: store.TraceKey(id), Span: store.SpanKey(id), Account: store.Account{ID: 7, Email: "ada@example.org"}, Now: d.now}
	change(&s)
	require.NoError(d.t, d.db.Submit(d.t.Context(), d.project, s))
	return s.ID
}

func (d *desk) find(text string, at int64) []string {
	d.t.Helper()
	expr, _, err := filter.Read(text, filter.Options{Now: d.now})
	require.NoError(d.t, err)
	q := postgres.Query{Project: d.project, Filter: expr, Options: filter.Options{Now: d.now}, At: at}
	traces, _, err := d.db.Traces(d.t.Context(), q, store.Cursor{}, 1000)
	require.NoError(d.t, err)
	ids, err := d.db.IDs(d.t.Context(), q)
	require.NoError(d.t, err)
	n, _, err := d.db.Count(d.t.Context(), q, store.Cursor{})
	require.NoError(d.t, err)
	require.Len(d.t, ids, n)
	names := make([]string, len(traces))
	for i, t := range traces {
		require.Equal(d.t, ids[i], t.ID, "list and ids agree")
		names[i] = t.RootSpanID
	}
	return names
}

func number(v float64) store.Score { return store.Num(v) }

func TestFoldOfScores(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		own      map[string]store.Score
		feedback []store.Feedback
		combined string
		user     string
		review   string
		machine  string
	}{
		"every anonymous vote counts":                   {feedback: []store.Feedback{vote(store.User, "", "s", number(0)), vote(store.User, "", "s", number(1)), vote(store.User, "", "s", number(1))}, combined: "0.6666666666666666", user: "0.6666666666666666"},
		"equal anonymous votes in one file all count":   {feedback: []store.Feedback{vote(store.User, "", "s", number(1)), vote(store.User, "", "s", number(1)), vote(store.User, "", "s", number(0))}, combined: "0.6666666666666666", user: "0.6666666666666666"},
		"of one author the latest counts":               {feedback: []store.Feedback{vote(store.User, "ada", "s", number(0)), vote(store.User, "ada", "s", number(1))}, combined: "1", user: "1"},
		"null withdraws":                                {feedback: []store.Feedback{vote(store.User, "ada", "s", number(0.5)), vote(store.User, "ada", "s", store.Score{})}},
		"combined is the mean of user and review votes": {feedback: []store.Feedback{vote(store.User, "a", "s", number(0)), vote(store.User, "b", "s", number(0)), vote(store.Review, "c", "s", number(0.75))}, combined: "0.25", user: "0", review: "0.75"},
		"automated counts alone only":                   {own: map[string]store.Score{"s": number(0.9)}, combined: "0.9", machine: "0.9"},
		"automated does not touch people":               {own: map[string]store.Score{"s": number(0.9)}, feedback: []store.Feedback{vote(store.User, "", "s", number(0.1))}, combined: "0.1", user: "0.1", machine: "0.9"},
		"categories fold to the majority":               {feedback: []store.Feedback{vote(store.Review, "a", "s", store.Score{Category: "bad"}), vote(store.Review, "b", "s", store.Score{Category: "bad"}), vote(store.Review, "c", "s", store.Score{Category: "good"})}, combined: "bad", review: "bad"},
		"a tie is null":                                 {feedback: []store.Feedback{vote(store.Review, "a", "s", store.Score{Category: "bad"}), vote(store.Review, "b", "s", store.Score{Category: "good"})}, combined: "–", review: "–"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.log(span("a", func(s *store.Span) { s.Scores = c.own }, told(c.feedback...)))
			got := d.trace("a")
			for part, want := range map[string]string{"combined": c.combined, "user": c.user, "review": c.review, "automated": c.machine} {
				scores := got.Scores
				if part != "combined" {
					scores = got.BySource[store.Source(part)]
				}
				score, present := scores["s"]
				if want == "" {
					require.False(t, present, "%s should be absent, is %s", part, score)
					continue
				}
				require.True(t, present, part)
				require.Equal(t, want, score.String(), part)
			}
		})
	}
}

func TestTraceFoldsItsSpans(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	late := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	child := span("a1", childOf("a"), func(s *store.Span) {
		s.Created, s.Type, s.Error, s.Tags = late.Add(time.Second), "llm", "timeout", []string{"slow"}
		s.Metrics = json.RawMessage(`{"prompt_tokens": 10, "completion_tokens": 5, "start": 100, "end": 101.5}`)
		s.Scores = map[string]store.Score{"faithful": number(0.4)}
	})
	second := span("a2", childOf("a"), func(s *store.Span) {
		s.Type, s.Scores, s.Metrics = "llm", map[string]store.Score{"faithful": number(0.8)}, json.RawMessage(`{"tokens": 7}`)
	})
	d.log(child)
	before := d.trace("a")
	require.Empty(t, before.RootID, "a trace exists from its first span")
	require.Empty(t, before.Name)
	d.log(second, span("a", func(s *store.Span) { s.Created, s.Tags = late, []string{"vip"} }))
	got := d.trace("a")
	require.Equal(t, late, got.Created.UTC(), "the root sets created")
	require.Equal(t, store.SpanKey("a"), got.RootID)
	require.Equal(t, "chat", got.Name)
	require.Equal(t, []string{"slow", "vip"}, []string(got.Tags))
	require.Equal(t, "timeout", got.Error)
	require.Equal(t, 3, got.Spans)
	require.EqualValues(t, 22, got.Tokens)
	require.InDelta(t, 0.6, *got.Scores["faithful"].Number, 1e-9, "the mean over the spans that carry it")
	require.Equal(t, "in a", got.Input)
}

func TestSpansArrivingInAnyOrderEndTheSame(t *testing.T) {
	t.Parallel()
	spans := []store.Span{
		span("r", told(vote(store.User, "u", "s", number(0.2)))), span("c1", childOf("r"), func(s *store.Span) { s.Scores = map[string]store.Score{"x": number(1)} }),
		span("c2", childOf("r"), func(s *store.Span) { s.Tags = []string{"t"} }),
	}
	var want store.Trace
	for n, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {0, 1, 2, 0, 1, 2}} {
		d := newDesk(t)
		for _, i := range order {
			d.log(spans[i])
		}
		got := d.trace("r")
		if n == 0 {
			want = got
		}
		require.Equal(t, want, got, "order %v", order)
	}
}

func TestImportTwiceIsOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := span("a", func(s *store.Span) { s.Scores = map[string]store.Score{"auto": number(0.5)} },
		told(store.Feedback{Source: store.User, Comment: "no", Expected: json.RawMessage(`"yes"`), Metadata: json.RawMessage(`{"thumbs_up":false}`)}))
	require.Equal(t, 3, d.log(s).Events)
	require.Equal(t, 0, d.log(s).Events)
	got := d.trace("a")
	require.Equal(t, 1, got.Comments)
	require.Equal(t, 1, got.UserCorrections)
	history, err := d.db.History(t.Context(), d.project, got.ID)
	require.NoError(t, err)
	require.Len(t, history, 4)
}

func TestReplacedSpanWithdrawsItsScores(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.log(span("a", func(s *store.Span) { s.Scores = map[string]store.Score{"x": number(0.5), "y": number(1)} }))
	d.log(span("a", func(s *store.Span) { s.Scores = map[string]store.Score{"y": number(0)} }))
	got := d.trace("a")
	require.NotContains(t, got.Scores, "x")
	require.Equal(t, "0", got.Scores["y"].String())
	d.log(span("a", func(s *store.Span) { s.Scores = map[string]store.Score{"y": number(1)} }))
	require.Equal(t, "1", d.trace("a").Scores["y"].String(), "an earlier value can come back")
}

func TestUndoIsExact(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	config := store.ScoreConfig{ID: 1, Version: 1, Name: "quality", Kind: store.Slider}
	d.log(span("a", func(s *store.Span) { s.Expected = json.RawMessage(`"logged"`) }, told(vote(store.User, "u", "quality", number(0.2)), store.Feedback{Source: store.User, User: "u", Expected: json.RawMessage(`"theirs"`)})))
	first := d.submit("a", func(s *postgres.Submission) { s.Answers = []store.Answer{{Config: config, Score: number(0.4)}} })
	before := d.trace("a")
	second := d.submit("a", func(s *postgres.Submission) {
		s.Answers = []store.Answer{{Config: config, Score: number(1)}}
		s.Comment, s.Expected, s.Approve, s.Complete = "fine", `"mine"`, true, true
	})
	changed := d.trace("a")
	require.Equal(t, "1", changed.BySource[store.Review]["quality"].String(), "one reviewer has one vote")
	require.Equal(t, 1, changed.Reviews)
	require.Equal(t, 1, changed.Comments)
	p, err := d.db.Payload(t.Context(), d.project, changed.RootID)
	require.NoError(t, err)
	require.Equal(t, `"mine"`, p.Expected)
	require.True(t, p.Approved)

	taken, err := d.db.Undo(t.Context(), d.project, 7, second, d.now)
	require.NoError(t, err)
	require.Len(t, taken, 5)
	require.Equal(t, before, d.trace("a"))
	p, err = d.db.Payload(t.Context(), d.project, changed.RootID)
	require.NoError(t, err)
	require.Equal(t, `"logged"`, p.Expected)

	_, err = d.db.Undo(t.Context(), d.project, 7, second, d.now)
	require.ErrorIs(t, err, store.ErrNotFound, "a second press finds nothing")
	_, err = d.db.Undo(t.Context(), d.project, 8, first, d.now)
	require.ErrorIs(t, err, store.ErrNotFound, "nobody takes back what another said")
}

func TestSubmissionSentTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.log(span("a"))
	id := store.NewEventID()
	for range 2 {
		d.submit("a", func(s *postgres.Submission) { s.ID, s.Comment, s.Complete = id, "once", true })
	}
	require.Equal(t, 1, d.trace("a").Comments)
}

func TestCorrections(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.log(span("a", told(store.Feedback{Source: store.User, User: "u", Expected: json.RawMessage(`"one"`)}, store.Feedback{Source: store.User, User: "u", Expected: json.RawMessage(`"two"`)})))
	states := func() string {
		list, err := d.db.Corrections(t.Context(), d.project, store.TraceKey("a"))
		require.NoError(t, err)
		text := ""
		for _, c := range list {
			text += c.Body + " " + string(c.State) + ", "
		}
		return text
	}
	require.Equal(t, `"two" proposed, "one" superseded, `, states(), "a later one of the same author stands")
	list, err := d.db.Corrections(t.Context(), d.project, store.TraceKey("a"))
	require.NoError(t, err)
	ada := store.Account{ID: 7, Email: "ada@example.org"}
	decide := func(n int, verdict store.CorrectionState) store.EventID {
		s, err := d.db.Decide(t.Context(), d.project, postgres.Decision{Trace: store.TraceKey("a"), Correction: list[n].ID, Verdict: verdict, Account: ada, Now: d.now})
		require.NoError(t, err)
		return s.ID
	}
	decide(0, store.Approved)
	require.Equal(t, []string{"a"}, d.find(`expected = 'two'`, 0))
	second := decide(1, store.Approved)
	require.Equal(t, `"two" superseded, "one" approved, `, states(), "a span has one approved value")
	require.Equal(t, []string{"a"}, d.find(`expected = 'one'`, 0))
	_, err = d.db.Undo(t.Context(), d.project, 7, second, d.now)
	require.NoError(t, err)
	require.Equal(t, []string{"a"}, d.find(`expected = 'two'`, 0), "undo brings the earlier approval back")
	decide(0, store.Rejected)
	require.Empty(t, d.find(`expected IS NOT NULL`, 0))
}

func TestFilterAsOfAPosition(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := func(n int) time.Time { return time.Date(2026, 5, 1, n, 0, 0, 0, time.UTC) }
	for i := range 4 {
		d.log(span(fmt.Sprint(i), func(s *store.Span) { s.Created = at(i) }, told(vote(store.User, "", "rating", number(0.1*float64(i))))))
	}
	const low = "scores.rating < 0.25"
	position, err := d.db.LogPosition(t.Context(), d.project)
	require.NoError(t, err)
	require.Equal(t, []string{"2", "1", "0"}, d.find(low, position))
	config := store.ScoreConfig{ID: 1, Version: 1, Name: "rating", Kind: store.Slider}
	fix := d.submit("1", func(s *postgres.Submission) { s.Answers = []store.Answer{{Config: config, Score: number(1)}} })
	d.submit("1", func(s *postgres.Submission) { s.Comment = "again" })
	d.log(span("new", func(s *store.Span) { s.Created = at(9) }, told(vote(store.User, "", "rating", number(0)))))
	require.Equal(t, []string{"new", "2", "0"}, d.find(low, 0))
	require.Equal(t, []string{"2", "1", "0"}, d.find(low, position), "members stay as they were")
	expr, _, err := filter.Read(low, filter.Options{Now: d.now})
	require.NoError(t, err)
	page, _, err := d.db.Traces(t.Context(), postgres.Query{Project: d.project, Filter: expr, At: position}, store.Cursor{}, 10)
	require.NoError(t, err)
	require.Equal(t, []bool{true, false, true}, []bool{page[0].StillMatches, page[1].StillMatches, page[2].StillMatches})
	_, err = d.db.Undo(t.Context(), d.project, 7, fix, d.now)
	require.NoError(t, err)
	require.Equal(t, []string{"2", "1", "0"}, d.find(low, position))
	require.Equal(t, []string{"new", "2", "1", "0"}, d.find(low, 0))
}

func TestConditionsOnOtherTablesHoldAsOfAPosition(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for i := range 3 {
		d.log(span(fmt.Sprint(i), func(s *store.Span) { s.Created = s.Created.Add(time.Duration(i) * time.Hour) }, told(store.Feedback{Source: store.User, User: "u", Comment: "bad answer"})))
	}
	set, err := d.db.CreateDataset(t.Context(), d.project, "golden", "")
	require.NoError(t, err)
	position, err := d.db.LogPosition(t.Context(), d.project)
	require.NoError(t, err)
	conditions := map[string][]string{"dataset NOT INCLUDES 'golden'": {"2", "1", "0"}, "comment ILIKE '%fine%'": {}, "comment ILIKE '%bad%'": {"2", "1", "0"}, "user = 'v'": {}}
	for text, want := range conditions {
		require.ElementsMatch(t, want, d.find(text, 0), text)
	}
	d.submit("1", func(s *postgres.Submission) { s.Comment = "fine now" })
	d.log(span("0", told(store.Feedback{Source: store.User, User: "v", Comment: "me too"})))
	_, err = d.db.AddTraces(t.Context(), postgres.Query{Project: d.project}, postgres.DatasetWrite{Dataset: set.ID, Author: "ada", Now: d.now}, postgres.BestExpected)
	require.NoError(t, err)
	for text, want := range conditions {
		require.ElementsMatch(t, want, d.find(text, position), text)
	}
	require.Empty(t, d.find("dataset NOT INCLUDES 'golden'", 0))
	require.Equal(t, []string{"1"}, d.find("comment ILIKE '%fine%'", 0))
	require.Equal(t, []string{"0"}, d.find("user = 'v'", 0))
}

func TestMetricsThatAreNoNumbersAreLeftOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for i, metrics := range []string{`{"start": "soon", "end": null, "tokens": [1], "cost": {}}`, `{"tokens": 1e308, "cost": 1e308, "start": -1e308, "end": 1e308}`,
		`{"prompt_tokens": 1e19, "completion_tokens": true, "estimated_cost": 1e-999}`} {
		id := fmt.Sprint(i)
		llm := func(s *store.Span) { s.Type, s.Metrics = "llm", json.RawMessage(metrics) }
		d.log(span(id, llm), span(id+"/1", childOf(id), llm))
		got := d.trace(id)
		require.Zero(t, got.Tokens)
		require.Zero(t, got.Cost)
		require.False(t, got.HasDuration)
	}
}

func TestConcurrentWritersLoseNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	const writers, each = 8, 10
	errs := make(chan error, writers)
	for w := range writers {
		go func() {
			for n := range each {
				child := span(fmt.Sprintf("c-%d-%d", w, n), childOf("root"), told(vote(store.User, "", "s", number(1))))
				if _, err := d.db.InsertSpans(context.Background(), d.project, "test", []store.Span{span("root"), child}, d.now); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range writers {
		require.NoError(t, <-errs)
	}
	got := d.trace("root")
	require.Equal(t, writers*each+1, got.Spans)
	require.Equal(t, "1", got.Scores["s"].String())
}

func TestPagesMeetWithoutGapOrOverlap(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var spans []store.Span
	for i := range 23 {
		spans = append(spans, span(fmt.Sprint(i), func(s *store.Span) { s.Created = s.Created.Add(time.Duration(i/3) * time.Hour) })) // ties in time
	}
	d.log(spans...)
	q := postgres.Query{Project: d.project}
	all, next, err := d.db.Traces(t.Context(), q, store.Cursor{}, 100)
	require.NoError(t, err)
	require.True(t, next.IsZero())
	var paged []store.Trace
	cursor := store.Cursor{}
	for {
		page, next, err := d.db.Traces(t.Context(), q, cursor, 5)
		require.NoError(t, err)
		paged = append(paged, page...)
		if next.IsZero() {
			break
		}
		cursor, err = store.ParseCursor(next.String())
		require.NoError(t, err)
	}
	require.Equal(t, all, paged)
	before, err := d.db.TracesBefore(t.Context(), q, postgres.CursorAt(all[12]), 5)
	require.NoError(t, err)
	require.Equal(t, all[7:12], before)
	n, _, err := d.db.Count(t.Context(), q, postgres.CursorAt(all[12]))
	require.NoError(t, err)
	require.Equal(t, 12, n)
}
