package postgres

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"assay/store"
	"assay/store/merge"

	"github.com/jmoiron/sqlx"
)

// openRow is a row that a request may change.
type openRow struct {
	id       string
	row      merge.Row   // nil while it is not there
	span     *store.Span // what row comes to, when that is known already
	position int
	trace    store.TraceID // where it stood before the request; empty for a new one
	changed  bool
	wiped    bool // it was there and was deleted, even if it was written again since
	said     []said
}

// said is what a request says about a row.
type said struct {
	feedback   *store.Feedback
	submission store.EventID
	comment    bool
	at         time.Time // when it was received
}

// rowWriter turns the rows of one request into a batch. It lives as long as its transaction.
type rowWriter struct {
	tx      *sqlx.Tx
	project store.ProjectID
	now     time.Time
	rows    map[string]*openRow
	order   []*openRow // as the request names them
	bySpan  map[string]*openRow
	gone    []string // ids of deleted rows
}

func newRowWriter(tx *sqlx.Tx, project store.ProjectID, now time.Time) *rowWriter {
	return &rowWriter{tx: tx, project: project, now: now, rows: map[string]*openRow{}, bySpan: map[string]*openRow{}}
}

// open returns the row of that id, there or not.
func (w *rowWriter) open(id string) *openRow {
	r := w.rows[id]
	if r == nil {
		r = &openRow{id: id}
		w.rows[id] = r
		w.order = append(w.order, r)
	}
	return r
}

// load reads the rows that the request names, by row id, and what is left of the rows spoken about, by span id.
func (w *rowWriter) load(ctx context.Context, writes []LogWrite) error {
	var ids, about []string
	for i := range writes {
		for _, id := range []string{writes[i].Change.ID, writes[i].Change.ParentRow, writes[i].About} {
			if id != "" {
				ids = append(ids, id)
			}
		}
	}
	ids, err := w.stored(ctx, ids)
	if err != nil {
		return err
	}
	if err := w.read(ctx, rowsByID, ids); err != nil {
		return err
	}
	for i := range writes {
		if id := writes[i].About; id != "" && w.rows[id] == nil {
			about = append(about, id)
		}
	}
	if len(about) == 0 {
		return nil
	}
	return w.read(ctx, rowsBySpanID, about)
}

// apply makes the changes in memory, in the order of the request.
func (w *rowWriter) apply(ctx context.Context, writes []LogWrite) error {
	fresh, err := noteDeliveries(ctx, w.tx, w.project, writes, w.now)
	if err != nil {
		return err
	}
	for i := range writes {
		switch m := &writes[i]; {
		case m.Said == nil:
			w.change(i, m)
		case m.MustExist && w.find(m.About) == nil:
			return MissingRow{ID: m.About}
		case fresh[m.Event]:
			r := w.find(m.About)
			if r == nil {
				r = w.open(m.About)
			}
			r.said = append(r.said, said{feedback: m.Said, submission: w.submission(m), comment: m.Comment, at: w.now})
		}
	}
	return nil
}

// submission is the id of what is said: the same words a day later are a vote of their own.
func (w *rowWriter) submission(m *LogWrite) store.EventID {
	if m.Named {
		return m.Event
	}
	return store.EventKey(string(m.Event), w.now.UTC().Format(time.RFC3339Nano))
}

func (w *rowWriter) change(place int, m *LogWrite) {
	c := m.Change
	r := w.open(c.ID)
	r.span = nil
	if r.row == nil && c.ParentRow == "" && len(c.ArrayDelete) == 0 {
		r.span = m.Span
	}
	if c.ParentRow != "" && !c.Delete && (r.row == nil || !c.Merge) {
		c = w.underParent(c)
	}
	if r.row == nil {
		r.position = place
	}
	next := merge.Apply(r.row, c)
	if next == nil {
		r.wiped = r.wiped || r.trace != ""
		r.said = nil
		w.gone = append(w.gone, r.id)
	}
	r.row, r.changed = next, true
}

// underParent names the parent of a new row by its span, where the client named it by its row.
func (w *rowWriter) underParent(c merge.Change) merge.Change {
	if _, has := c.Fields["span_parents"]; has {
		return c
	}
	span, root := jsonText(c.ParentRow), jsonText(c.ParentRow) // what a row without span ids goes by
	if parent := w.find(c.ParentRow); parent != nil {
		if s, err := merge.Span(parent.id, parent.row, w.now); err == nil {
			span, root = jsonText(s.SpanID), jsonText(s.RootSpanID)
		}
	}
	c.Fields = maps.Clone(c.Fields)
	c.Fields["span_parents"] = json.RawMessage("[" + string(span) + "]")
	if _, has := c.Fields["root_span_id"]; !has {
		c.Fields["root_span_id"] = root
	}
	return c
}

// find returns the row that goes by a row id or else by a span id, or nil.
func (w *rowWriter) find(id string) *openRow {
	if r := w.rows[id]; r != nil && r.row != nil {
		return r
	}
	if r := w.bySpan[id]; r != nil && r.row != nil {
		return r
	}
	want := jsonText(id)
	for _, r := range w.order {
		if r.changed && r.row != nil && slices.Equal(r.row["span_id"], want) {
			return r
		}
	}
	return nil
}

func jsonText(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		return nil // text always has a JSON form
	}
	return b
}
