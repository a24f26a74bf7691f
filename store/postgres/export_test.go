package postgres_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/jsonl"
	"assay/store/postgres"
	"assay/store/sample"

	"github.com/stretchr/testify/require"
)

// moved exports the traces that a filter finds and imports the file into an empty project of another database.
func (d *desk) moved(text string) (*desk, postgres.Exported) {
	d.t.Helper()
	expr, _, err := filter.Read(text, filter.Options{Now: d.now})
	require.NoError(d.t, err)
	var file bytes.Buffer
	met, err := d.db.EachRoot(d.t.Context(), postgres.Query{Project: d.project, Filter: expr, Options: filter.Options{Now: d.now}},
		func(s store.Span) error { return jsonl.Encode(&file, s) })
	require.NoError(d.t, err)
	other := newDesk(d.t)
	reader := jsonl.NewReader(&file)
	var spans []store.Span
	for range met.Written {
		s, err := reader.Next()
		require.NoError(d.t, err)
		spans = append(spans, s)
	}
	other.log(spans...)
	return other, met
}

// opinion is what people and programs said about a root, without our ids and positions.
type opinion struct {
	Scores, Comments, Corrections, Metadata, Expected string
}

func (d *desk) opinion(root string) opinion {
	d.t.Helper()
	t := d.trace(root)
	spans, err := d.db.Spans(d.t.Context(), d.project, t.ID)
	require.NoError(d.t, err)
	i := slices.IndexFunc(spans, func(s store.SpanNode) bool { return s.ID == t.RootID })
	require.GreaterOrEqual(d.t, i, 0)
	o := opinion{Scores: fmt.Sprint(spans[i].Scores), Metadata: string(t.Feedback)}
	comments, err := d.db.Comments(d.t.Context(), d.project, t.ID)
	require.NoError(d.t, err)
	for _, c := range comments {
		if c.SpanID == t.RootID {
			o.Comments += fmt.Sprintln(c.Source, c.Author, c.Body, c.At.UTC())
		}
	}
	corrections, err := d.db.Corrections(d.t.Context(), d.project, t.ID)
	require.NoError(d.t, err)
	for _, c := range corrections {
		if c.SpanID == t.RootID && (c.State == store.Proposed || c.State == store.Approved) {
			o.Corrections += fmt.Sprintln(c.Source, c.Author, c.Body, c.At.UTC())
		}
	}
	p, err := d.db.Payload(d.t.Context(), d.project, t.RootID)
	require.NoError(d.t, err)
	o.Expected = p.Expected
	return o
}

func TestExportedTracesFoldToTheSameWhenImported(t *testing.T) {
	t.Parallel()
	good, text := store.Score{Category: "good"}, func(s string) json.RawMessage { b, _ := json.Marshal(s); return b }
	verdict := store.ScoreConfig{ID: 1, Name: "verdict", Kind: store.Categorical}
	note := store.ScoreConfig{ID: 2, Name: "note", Kind: store.FreeText}
	for name, c := range map[string]struct {
		feedback []store.Feedback
		change   func(*store.Span)
		review   func(*desk)
	}{
		"nothing was said": {},
		"votes of several people and anonymous ones": {feedback: []store.Feedback{vote(store.User, "ada", "s", number(1)), vote(store.User, "", "s", number(0)),
			vote(store.User, "", "s", number(0)), vote(store.Review, "bob", "s", number(0.25)), vote(store.Automated, "judge", "s", number(0.9))}},
		"a changed and a withdrawn vote": {feedback: []store.Feedback{vote(store.User, "ada", "s", number(0)), vote(store.User, "ada", "s", number(1)),
			vote(store.User, "bob", "t", number(1)), vote(store.User, "bob", "t", store.Score{})}},
		"categories": {feedback: []store.Feedback{vote(store.Review, "a", "s", good), vote(store.Review, "b", "s", good), vote(store.Review, "c", "s", store.Score{Category: "bad"})}},
		"scores of its own beside feedback by a program": {change: func(s *store.Span) { s.Scores = map[string]store.Score{"s": number(0.4), "c": good} },
			feedback: []store.Feedback{{Source: store.Automated, WireSource: "automated", User: "span", Scores: map[string]store.Score{"other": number(0.1)}}}},
		"one entry with everything": {feedback: []store.Feedback{{Source: store.User, WireSource: "api", User: "ada", Scores: map[string]store.Score{"s": number(0.5), "t": good},
			Comment: "two\nlines", Expected: text("better"), Metadata: json.RawMessage(`{"plan":"free","nested":{"a":[1,2]}}`), Created: time.Date(2026, 5, 2, 3, 4, 5, 678000, time.UTC)}}},
		"a reviewer's answers with a category that stands for a number": {review: func(d *desk) {
			one := 1.0
			d.submit("a", func(s *postgres.Submission) {
				s.Answers = []store.Answer{{Config: verdict, Score: store.Score{Number: &one, Category: "good"}}, {Config: note, Text: "see ticket 7"}}
				s.Comment, s.Complete = "fine", true
			})
			d.submit("a", func(s *postgres.Submission) { s.Answers = []store.Answer{{Config: note, Text: "see ticket 8"}} })
		}},
		"an emptied answer": {review: func(d *desk) {
			d.submit("a", func(s *postgres.Submission) { s.Answers = []store.Answer{{Config: note, Text: "oops"}} })
			d.submit("a", func(s *postgres.Submission) { s.Answers = []store.Answer{{Config: note}} })
		}},
		"what was taken back": {review: func(d *desk) {
			id := d.submit("a", func(s *postgres.Submission) {
				s.Comment, s.Answers = "no", []store.Answer{{Config: verdict, Score: number(0)}}
			})
			_, err := d.db.Undo(d.t.Context(), d.project, 7, id, d.now)
			require.NoError(d.t, err)
		}},
		"an approved expected value": {change: func(s *store.Span) { s.Expected = text("logged") }, review: func(d *desk) {
			d.submit("a", func(s *postgres.Submission) { s.Expected, s.Approve = `"approved"`, true })
		}},
		"a rejected correction": {feedback: []store.Feedback{{Source: store.User, User: "ada", Expected: text("bad idea")}}, review: func(d *desk) {
			corrections, err := d.db.Corrections(d.t.Context(), d.project, store.TraceKey("a"))
			require.NoError(d.t, err)
			_, err = d.db.Decide(d.t.Context(), d.project, postgres.Decision{Trace: store.TraceKey("a"), Correction: corrections[0].ID, Verdict: store.Rejected, Account: store.Account{ID: 7, Email: "ada@example.org"}, Now: d.now})
			require.NoError(d.t, err)
		}},
		"a correction of one's own correction": {feedback: []store.Feedback{{Source: store.User, User: "ada", Expected: text("first")}, {Source: store.User, User: "ada", Expected: text("second")}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.log(span("a", told(c.feedback...), func(s *store.Span) {
				if c.change != nil {
					c.change(s)
				}
			}))
			if c.review != nil {
				c.review(d)
			}
			other, _ := d.moved("")
			require.Equal(t, d.opinion("a"), other.opinion("a"))
			require.Equal(t, fmt.Sprint(d.trace("a").BySource), fmt.Sprint(other.trace("a").BySource))
		})
	}
}

func TestExportOfASampleKeepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var spans []store.Span
	for s := range sample.Spans(3, d.now) {
		if spans = append(spans, s); len(spans) == 1500 {
			break
		}
	}
	d.log(spans...)
	roots := d.find("comment IS NOT NULL", 0)
	require.NotEmpty(t, roots)
	other, met := d.moved("comment IS NOT NULL")
	require.Equal(t, len(roots), met.Written)
	require.Positive(t, met.Deeper)
	require.Len(t, other.find("", 0), met.Written)
	for _, root := range roots {
		require.Equal(t, d.opinion(root), other.opinion(root), root)
	}
}

func TestExportOfRoots(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var spans []store.Span
	for i := range 450 {
		spans = append(spans, span(fmt.Sprintf("r%03d", i), func(s *store.Span) { s.Created = d.now.Add(time.Duration(i) * time.Second) }))
	}
	d.log(spans...)
	d.log(span("child", childOf("r001")), span("early", childOf("not here yet")),
		span("untimed", func(s *store.Span) { s.Created, s.HasCreated = d.now.Add(-time.Hour), false }))

	var names []string
	var untimed store.Span
	met, err := d.db.EachRoot(t.Context(), postgres.Query{Project: d.project}, func(s store.Span) error {
		names = append(names, s.RowID)
		if s.RowID == "untimed" {
			untimed = s
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, postgres.Exported{Written: 451, Rootless: 1, Deeper: 1}, met)
	require.Equal(t, "untimed", names[0], "from old to new")
	require.True(t, slices.IsSorted(names[1:]))
	require.False(t, untimed.HasCreated)

	stop := errors.New("disk full")
	met, err = d.db.EachRoot(t.Context(), postgres.Query{Project: d.project}, func(s store.Span) error {
		if s.RowID == "r300" {
			return stop
		}
		return nil
	})
	require.ErrorIs(t, err, stop)
	require.Equal(t, 301, met.Written)
}
