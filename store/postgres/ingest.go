package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Ingested counts what a batch did.
type Ingested struct {
	Spans     int // rows written, new or replaced
	NewTraces int
	Events    int // events of feedback appended; a replay appends none
}

// InsertSpans writes a batch of spans with their feedback in one transaction: when it returns nil, all of it survives a
// crash. A span whose row id is known replaces the stored one; feedback that came before is recognised and not counted
// twice. Within the batch the last span of a row id wins. origin names where the batch comes from and keeps feedback of two
// origins apart.
func (db *DB) InsertSpans(ctx context.Context, project store.ProjectID, origin string, spans []store.Span, now time.Time) (Ingested, error) {
	spans = withSaidTags(lastOfEach(spans))
	events := feedbackEvents(origin, spans, now)
	var done Ingested
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := lockLog(ctx, tx, project); err != nil {
			return err
		}
		b := batch{spans: slices.Clone(spans), events: slices.Clone(events), keepCreated: true}
		waited, err := takePending(ctx, tx, project, b.spans)
		if err != nil {
			return err
		}
		b.events = append(b.events, waited...)
		_, done, err = b.write(ctx, tx, project, now)
		return err
	})
	if err != nil {
		return Ingested{}, fmt.Errorf("insert spans: %w", err)
	}
	return done, nil
}

// batch is what one transaction writes to a project's log.
type batch struct {
	spans       []store.Span // each replaces the stored one of its row id
	keepCreated bool         // a span that is there already keeps its time
	looked      bool         // stored are all of the spans that are there; without it nobody has looked yet
	stored      []store.SpanID
	deleted     []store.SpanID
	left        []string // traces that spans were deleted from
	events      []store.Event
}

// withSaidTags joins what people tag spans with to what they have, as on the wire.
func withSaidTags(spans []store.Span) []store.Span {
	spans = slices.Clone(spans)
	for i := range spans {
		for _, f := range spans[i].Feedback {
			spans[i].Tags = joinTags(spans[i].Tags, f.Tags)
		}
	}
	return spans
}

// places are the positions in the log that a batch takes.
type places struct {
	first int64
	said  int64 // of its first event after the spans' own scores
	last  int64 // stands as version on its spans: reading as of it shows all that the batch said
}

// write puts the batch into the log and folds what it touched: new traces at once, what concerns known ones by way of a stage.
// The caller holds the lock of the log. It returns the last position that the batch took.
func (b *batch) write(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, now time.Time) (int64, Ingested, error) {
	done := Ingested{Spans: len(b.spans)}
	scores := 0
	for i := range b.spans {
		scores += len(b.spans[i].Scores)
	}
	for i := range b.events {
		b.events[i].Seq = int64(i) // place in the batch; written down it becomes a position in the log
	}
	first, err := takePositions(ctx, tx, project, len(b.events)+scores+1)
	if err != nil {
		return 0, done, err
	}
	at := places{first, first + 1 + int64(scores), first + int64(scores+len(b.events))}
	fresh, err := b.takeFresh(ctx, tx, project)
	if err != nil {
		return 0, done, err
	}
	for _, t := range fresh {
		done.Events += len(t.events)
	}
	done.NewTraces = len(fresh)
	rows := freshRows{project: project, at: at, now: now.UTC(), waiting: fresh}
	if err := copyFresh(ctx, tx, rows.tables()); err != nil {
		return 0, done, err
	}
	if err := noteFresh(ctx, tx, project, fresh, at.first); err != nil {
		return 0, done, err
	}
	if len(b.spans)+len(b.events)+len(b.deleted) == 0 {
		return at.last, done, nil
	}
	merged, err := b.merge(ctx, tx, project, at, now)
	done.NewTraces, done.Events = done.NewTraces+merged.NewTraces, done.Events+merged.Events
	return at.last, done, err
}

// merge stages the batch, moves it into place and folds what it touched.
func (b *batch) merge(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, at places, now time.Time) (Ingested, error) {
	var done Ingested
	scores := ownScores(b.spans)
	if err := stage(ctx, tx, b.spans, scores, b.events); err != nil {
		return done, err
	}
	known, moved, err := mergeSpans(ctx, tx, project, at.last, b.keepCreated)
	if err != nil {
		return done, err
	}
	if err := deleteSpans(ctx, tx, project, b.deleted); err != nil {
		return done, err
	}
	if len(scores)+len(known) > 0 {
		if err := appendOwnScores(ctx, tx, project, known, at.first+1, now); err != nil {
			return done, err
		}
	}
	if len(b.events) > 0 {
		if done.Events, err = appendStaged(ctx, tx, project, at.said, now); err != nil {
			return done, err
		}
	}
	moved = append(moved, b.left...)
	if len(b.deleted)+len(moved) > 0 {
		if err := readableFrom(ctx, tx, project, at.last); err != nil {
			return done, err
		}
	}
	if done.NewTraces, err = foldStaged(ctx, tx, project, moved, at.first); err != nil {
		return done, err
	}
	return done, dropEmptyTraces(ctx, tx, project, moved)
}

func stage(ctx context.Context, tx *sqlx.Tx, spans []store.Span, scores []ownScore, events []store.Event) error {
	if _, err := tx.ExecContext(ctx, createStage); err != nil {
		return fmt.Errorf("create stage: %w", err)
	}
	if err := copyRows(ctx, tx, "stage_span", stageSpanColumns, each(spans, stageSpanRow)); err != nil {
		return err
	}
	if err := copyRows(ctx, tx, "stage_score", stageScoreColumns, each(scores, stageScoreRow)); err != nil {
		return err
	}
	return copyRows(ctx, tx, "stage_event", stageEventColumns, each(events, stageEventRow))
}

// lastOfEach drops all but the last span of each row id, keeping the order.
func lastOfEach(spans []store.Span) []store.Span {
	last := make(map[string]int, len(spans))
	for i := range spans {
		last[spans[i].RowID] = i
	}
	if len(last) == len(spans) {
		return spans
	}
	kept := make([]store.Span, 0, len(last))
	for i := range spans {
		if last[spans[i].RowID] == i {
			kept = append(kept, spans[i])
		}
	}
	return kept
}

func ownScores(spans []store.Span) []ownScore {
	var all []ownScore
	for i := range spans {
		s := &spans[i]
		for _, name := range slices.Sorted(maps.Keys(s.Scores)) {
			all = append(all, ownScore{store.SpanKey(s.RowID), store.TraceKey(s.RootSpanID), name, s.Scores[name], s.Created})
		}
	}
	return all
}

// feedbackEvents spells feedback out as events. Their ids come from their content and place, so that delivering the same
// feedback again is recognised.
func feedbackEvents(origin string, spans []store.Span, now time.Time) []store.Event {
	var events []store.Event
	for i := range spans {
		s := &spans[i]
		for place := range s.Feedback {
			events = append(events, eventsOf(origin, s, place, now)...)
		}
	}
	return events
}

func eventsOf(origin string, s *store.Span, place int, now time.Time) []store.Event {
	f := &s.Feedback[place]
	at := f.Created
	if at.IsZero() {
		at = now
		if s.HasCreated {
			at = s.Created
		}
	}
	return spell(f, store.Event{
		TraceID: store.TraceKey(s.RootSpanID), SpanID: store.SpanKey(s.RowID),
		Source: f.Source, WireSource: f.WireSource, Author: f.User, At: at,
		Submission: store.EventKey(origin, s.RowID, strconv.Itoa(place), string(f.Source), f.User, f.Comment, string(f.Expected), string(f.Metadata)),
	})
}

// spell writes feedback as events that share what base says. Their ids come from its submission and their content.
func spell(f *store.Feedback, base store.Event) []store.Event {
	var events []store.Event
	add := func(kind store.EventKind, name string, score store.Score, body, metadata string) {
		e := base
		e.Kind, e.Name, e.Score, e.Body, e.Metadata = kind, name, score, body, metadata
		e.ID = store.EventKey(string(base.Submission), string(kind), name, score.String(), body)
		events = append(events, e)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Scores)) {
		add(store.ScoreEvent, name, f.Scores[name], "", "")
	}
	if f.Comment != "" {
		add(store.CommentEvent, "", store.Score{}, f.Comment, aboutJSON(store.About{Anchor: f.Anchor}))
	}
	if f.Expected != nil {
		add(store.CorrectionEvent, "", store.Score{}, string(f.Expected), "")
	}
	if len(f.Metadata) > 0 && string(f.Metadata) != "{}" {
		add(store.MetadataEvent, "", store.Score{}, "", string(f.Metadata))
	}
	return events
}

// lockLog makes the transaction the only one that writes to the project's log, to its end. Whoever reads rows to change them
// takes it first; then nothing it read changes under it, and two writers cannot wait for each other's rows.
func lockLog(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) error {
	var last int64
	const q = `SELECT last FROM log_position WHERE project_id = $1 FOR UPDATE`
	if err := tx.GetContext(ctx, &last, q, project); err != nil {
		return fmt.Errorf("lock log: %w", err)
	}
	return nil
}

// takePositions reserves n consecutive positions of the project's log and returns the first. The lock it takes lasts to the
// end of the transaction and orders everything that folds.
func takePositions(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, n int) (int64, error) {
	const q = `UPDATE log_position SET last = last + $2 WHERE project_id = $1 RETURNING last - $2 + 1`
	var first int64
	if err := tx.GetContext(ctx, &first, q, project, n); err != nil {
		return 0, fmt.Errorf("take positions: %w", err)
	}
	return first, nil
}

// mergeSpans moves staged spans into span and span_payload. It returns the spans that were there before, and the traces that a
// span left because it came again under another root; what was said about such a span goes with it. at is the position that
// becomes the spans' version. Rows are written in the order of their ids, so that two batches cannot
// wait for each other.
func mergeSpans(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, at int64, keepCreated bool) (known, moved []string, err error) {
	// A row that was there is locked before it is updated, which shows in xmax. Looking for it first would miss what another
	// batch inserts in between. The outer select still sees the rows as they were.
	const spans = `
WITH merged AS (
  INSERT INTO span (project_id, id, trace_id, row_id, span_id, root_span_id, parent_span_id, created, position, name, type, error, metadata, tags, metrics,
    attributes, context, origin, classifications, xact, since)
  SELECT $1, id, trace_id, row_id, span_id, root_span_id, parent_span_id, created, position, name, type, error, metadata, COALESCE(tags, '{}'), metrics,
    attributes, context, origin, classifications, $2, $2
  FROM stage_span ORDER BY id
  ON CONFLICT (project_id, id) DO UPDATE SET
    trace_id = EXCLUDED.trace_id, span_id = EXCLUDED.span_id, root_span_id = EXCLUDED.root_span_id, parent_span_id = EXCLUDED.parent_span_id,
    created = CASE WHEN $3 THEN span.created ELSE EXCLUDED.created END,
    position = EXCLUDED.position, name = EXCLUDED.name, type = EXCLUDED.type, error = EXCLUDED.error, metadata = EXCLUDED.metadata,
    tags = EXCLUDED.tags, metrics = EXCLUDED.metrics, attributes = EXCLUDED.attributes, context = EXCLUDED.context,
    origin = EXCLUDED.origin, classifications = EXCLUDED.classifications, xact = EXCLUDED.xact
  RETURNING id, trace_id, xmax
),
payload AS (
  INSERT INTO span_payload (project_id, id, input, output, expected, input_preview, output_preview)
  SELECT $1, id, input, output, expected, input_preview, output_preview
  FROM stage_span ORDER BY id
  ON CONFLICT (project_id, id) DO UPDATE SET
    input = EXCLUDED.input, output = EXCLUDED.output, expected = EXCLUDED.expected,
    input_preview = EXCLUDED.input_preview, output_preview = EXCLUDED.output_preview
)
SELECT merged.id, COALESCE(span.trace_id::text, '') AS from
FROM merged LEFT JOIN span ON span.project_id = ` + anyProject + ` AND span.id = merged.id AND span.trace_id <> merged.trace_id
WHERE merged.xmax <> 0`
	var rows []struct{ ID, From string }
	if err := tx.SelectContext(ctx, &rows, spans, project, store.VersionAt(at), keepCreated); err != nil {
		return nil, nil, fmt.Errorf("merge spans: %w", err)
	}
	for _, r := range rows {
		known = append(known, r.ID)
		if r.From != "" {
			moved = append(moved, r.From)
		}
	}
	slices.Sort(moved)
	moved = slices.Compact(moved)
	return known, moved, moveEvents(ctx, tx, project, moved)
}

// uuids binds ids as one array parameter.
func uuids[T ~string](ids []T) any {
	text := make([]string, len(ids))
	for i, id := range ids {
		text[i] = string(id)
	}
	return pq.Array(text)
}
