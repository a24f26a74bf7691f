package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// Submission is one press of a review key: everything one account said about one trace at once.
type Submission struct {
	ID       store.EventID // made when the form was shown, so that sending it twice says it once
	Trace    store.TraceID
	Span     store.SpanID // what the answers are about; the root, or the first span while it has not arrived
	Account  store.Account
	Answers  []store.Answer // only those that changed
	Comment  string
	About    store.About   // what the comment quotes and whom it mentions
	Expected string        // JSON text; empty proposes nothing
	Approve  bool          // the proposed value is approved at once
	Drafts   bool          // what is approved goes into the account's drafts of datasets too: it may write them
	TakeBack store.EventID // a correction of the account's own that no longer holds
	Tags     []string      // given to the span
	Flag     *bool         // flags the trace for review, or takes the flag off; nil leaves it
	Complete bool
	Skip     bool
	Reason   string // why it is skipped
	Seen     int64  // position in the log when the item was shown
	// Visible is what of others' judgement stood on the page: some of user, review, automated, comments, corrections.
	Visible []string
	Queue   int // the queue that handed the item out; 0: none
	Now     time.Time
}

// Events spells the submission out. Their ids come from its id and their content.
func (s Submission) Events() []store.Event {
	var events []store.Event
	add := func(e store.Event) store.EventID {
		e.ID = store.EventKey(string(s.ID), string(e.Kind), e.Name, e.Score.String(), e.Body)
		e.TraceID, e.SpanID, e.Source, e.Author, e.AccountID, e.Submission, e.At = s.Trace, s.Span, store.Review, s.Account.Email, s.Account.ID, s.ID, s.Now
		events = append(events, e)
		return e.ID
	}
	for _, a := range s.Answers {
		add(a.Event())
	}
	if s.Comment != "" {
		add(store.Event{Kind: store.CommentEvent, Body: s.Comment, Metadata: aboutJSON(s.About)})
	}
	for _, tag := range s.Tags {
		add(store.Event{Kind: store.TagEvent, Name: storable(tag), Score: store.Num(1)})
	}
	if s.Flag != nil {
		flag := store.Num(0)
		if *s.Flag {
			flag = store.Num(1)
		}
		add(store.Event{Kind: store.FlagEvent, Score: flag})
	}
	if s.Expected != "" {
		correction := add(store.Event{Kind: store.CorrectionEvent, Body: s.Expected})
		if s.Approve {
			add(store.Event{Kind: store.DecisionEvent, Name: string(store.Approved), Body: string(correction)})
		}
	}
	if s.TakeBack != "" {
		add(store.Event{Kind: store.DecisionEvent, Name: string(store.Rejected), Body: string(s.TakeBack)})
	}
	if s.Complete {
		add(store.Event{Kind: store.CompleteEvent, Metadata: s.circumstances()})
	}
	if s.Skip {
		add(store.Event{Kind: store.SkipEvent, Body: storable(s.Reason), Metadata: s.circumstances()})
	}
	return events
}

// aboutJSON writes what a comment points at as its event keeps it; empty: nothing.
func aboutJSON(a store.About) string {
	if a.Empty() {
		return ""
	}
	b, err := json.Marshal(a)
	if err != nil {
		panic(err) // numbers and text always have a JSON form
	}
	return string(b)
}

// circumstances tell under which a decision was made, as JSON.
func (s Submission) circumstances() string {
	about := struct {
		Seen    int64    `json:"seen"`
		Visible []string `json:"visible"`
		Queue   int      `json:"queue,omitempty"`
	}{s.Seen, orNone(s.Visible), s.Queue}
	b, err := json.Marshal(about)
	if err != nil {
		panic(err) // numbers and words always have a JSON form
	}
	return string(b)
}

// Submit records a submission. It is harmless to repeat. ErrNotFound when the span is not of the trace.
func (db *DB) Submit(ctx context.Context, project store.ProjectID, s Submission) error {
	events := s.Events()
	if len(events) == 0 {
		return nil
	}
	if !store.IsKey(string(s.Trace)) || !store.IsKey(string(s.Span)) || !store.IsKey(string(s.ID)) {
		return store.ErrNotFound
	}
	return db.tx(ctx, func(tx *sqlx.Tx) error { return submit(ctx, tx, project, s, events) })
}

// submit appends the events of a submission, after looking whether its span is of its trace.
func submit(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, s Submission, events []store.Event) error {
	if len(events) == 0 {
		return nil
	}
	for i := range events {
		events[i].Seq = int64(i)
	}
	var there bool
	const q = `SELECT EXISTS (SELECT FROM span WHERE project_id = $1 AND id = $2 AND trace_id = $3)`
	if err := tx.GetContext(ctx, &there, q, project, s.Span, s.Trace); err != nil {
		return fmt.Errorf("find span: %w", err)
	}
	if !there {
		return store.ErrNotFound
	}
	last, err := appendEvents(ctx, tx, project, events, s.Now)
	if err != nil || !s.Drafts {
		return err
	}
	for _, e := range events {
		if e.Kind == store.DecisionEvent && e.Name == string(store.Approved) {
			return draftApproved(ctx, tx, project, s, e.ID, last-int64(len(events)))
		}
	}
	return nil
}

// Decision approves or rejects a proposed correction on behalf of an account.
type Decision struct {
	Trace      store.TraceID
	Correction store.EventID
	Verdict    store.CorrectionState
	Account    store.Account
	Drafts     bool // as of a Submission
	Now        time.Time
}

// Decide records a decision and returns it as the submission that it is. ErrNotFound when there is no such correction.
func (db *DB) Decide(ctx context.Context, project store.ProjectID, d Decision) (Submission, error) {
	if !store.IsKey(string(d.Correction)) || !store.IsKey(string(d.Trace)) {
		return Submission{}, store.ErrNotFound
	}
	const q = `SELECT span_id FROM correction WHERE project_id = $1 AND id = $2 AND trace_id = $3 AND until IS NULL`
	s := Submission{ID: store.NewEventID(), Trace: d.Trace, Account: d.Account, Approve: d.Verdict == store.Approved, Drafts: d.Drafts, Now: d.Now}
	if err := db.x.GetContext(ctx, &s.Span, q, project, d.Correction, d.Trace); err != nil {
		return s, translate(err)
	}
	verdict := store.Event{ID: s.ID, TraceID: s.Trace, SpanID: s.Span, Kind: store.DecisionEvent, Source: store.Review,
		Author: d.Account.Email, AccountID: d.Account.ID, Name: string(d.Verdict), Body: string(d.Correction), Submission: s.ID, At: d.Now}
	err := db.tx(ctx, func(tx *sqlx.Tx) error { return submit(ctx, tx, project, s, []store.Event{verdict}) })
	return s, err
}
