package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Ask is a whole query to a project.
type Ask struct {
	Project store.ProjectID
	Query   *filter.Query // checked
	Options filter.Options
	At      int64 // as Query.At, for queries about traces; those about spans always see today's
	// Time is how long the database may work at it; 0 is AskTime. Rows is the most rows of an answer; 0 is MaxRows. Text is the
	// most characters of a text in a row that is not grouped; 0 is all.
	Time time.Duration
	Rows int
	Text int
	// After is where an earlier answer ended, which has traces in their order and not in groups.
	After store.Cursor
}

// The bounds of an answer.
const (
	AskTime    = 8 * time.Second
	MaxRows    = 1000
	SampleSize = 10_000 // the newest matches that are looked at where all of them take too long
)

func (a *Ask) fillIn() {
	if a.Time == 0 {
		a.Time = AskTime
	}
	if a.Rows == 0 {
		a.Rows = MaxRows
	}
}

// Answer is what a query came to.
type Answer struct {
	filter.Table
	Traces []store.TraceID // of rows that are not grouped, the trace of each
	More   bool            // there are more rows than these
	Left   int             // values of a pivoted dimension that found no place
	Next   store.Cursor    // where a longer answer goes on, which has traces in their order; zero at the end
	Coverage
}

// Coverage says what of a query's matches an answer is made of.
type Coverage struct {
	// Partial tells that there was no time for all of them: Looked is how many of the newest were looked at, and Back when the
	// oldest of them began.
	Partial bool
	Looked  int
	Back    time.Time
}

// Ask answers a query. When that takes longer than a.Time, it answers it for the newest matches and says so.
func (db *DB) Ask(ctx context.Context, a Ask) (Answer, error) {
	a.fillIn()
	out, err := db.answer(ctx, a, nil)
	if !timedOut(err) || ctx.Err() != nil {
		return out, err
	}
	return db.askNewest(ctx, a, SampleSize)
}

// askNewest answers a query for its newest matches, or for the spans of the newest traces, at most so many.
func (db *DB) askNewest(ctx context.Context, a Ask, most int) (Answer, error) {
	q := Query{Project: a.Project, Filter: a.Query.Filter, Options: a.Options, At: a.At}
	if a.Query.AboutSpans() {
		q.Filter, q.At = nil, 0
	}
	n, err := db.newest(ctx, q, store.Cursor{}, most)
	if err != nil {
		return Answer{}, err
	}
	out, err := db.answer(ctx, a, n.ids())
	out.Coverage = n.Coverage
	if !out.Partial { // the whole took too long even though these are all
		out.Partial = true
		if n.Looked > 0 {
			out.Back = n.places[n.Looked-1].Created
		}
	}
	return out, err
}

func timedOut(err error) bool {
	e := pq.As(err)
	return e != nil && e.Code == "57014"
}

// answer runs the query over the traces of only, or over all.
func (db *DB) answer(ctx context.Context, a Ask, only []store.TraceID) (Answer, error) {
	if only == nil && a.walks() {
		return db.listNewest(ctx, a)
	}
	s, err := newStatement(a, only)
	if err != nil {
		return Answer{}, err
	}
	if a.Query.Grouped {
		return db.groups(ctx, s)
	}
	return db.listing(ctx, s)
}

// walks reports whether the answer is traces in the order of lists, which a search finds.
func (a Ask) walks() bool {
	q := a.Query
	return !q.Grouped && !q.OfSpans() && q.Sort == nil && q.Sample == nil && q.Unpivot == nil
}

// listNewest answers a query for traces in the order of lists.
func (db *DB) listNewest(ctx context.Context, a Ask) (Answer, error) {
	want := a.Rows
	if a.Query.Limit >= 0 {
		want = min(want, a.Query.Limit)
	}
	n, err := db.newest(ctx, Query{Project: a.Project, Filter: a.Query.Filter, Options: a.Options, At: a.At}, a.After, want)
	if err != nil {
		return Answer{}, err
	}
	out, err := db.answer(ctx, a, n.ids())
	out.Next = n.next
	out.More = !n.next.IsZero() && !n.outOfTime && want == a.Rows && a.Query.Limit != want
	if n.outOfTime {
		out.Coverage = n.Coverage
	}
	return out, err
}

// bounded runs statements that only read, none of which may take longer than the time.
func (db *DB) bounded(ctx context.Context, most time.Duration, fn func(tx *sqlx.Tx) error) error {
	return db.once(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = %d", max(1, most.Milliseconds()))); err != nil {
			return err
		}
		return fn(tx)
	})
}

type answerRow struct {
	Row   string
	Grp   string
	Trace store.TraceID
}

// groups runs a grouped query.
func (db *DB) groups(ctx context.Context, s *statement) (Answer, error) {
	q, want := s.ask.Query, s.ask.Rows
	if q.Limit >= 0 && len(q.Pivot) == 0 {
		want = min(want, q.Limit)
	}
	sql, err := s.grouped(want + 1)
	if err != nil {
		return Answer{}, err
	}
	rows, err := db.rowsOf(ctx, s, sql)
	if err != nil {
		return Answer{}, fmt.Errorf("group: %w", err)
	}
	var out Answer
	out.More = len(rows) > want && (q.Limit < 0 || q.Limit > want || len(q.Pivot) > 0)
	out.Columns = filter.ColumnsOf(q)
	for _, r := range rows[:min(want, len(rows))] {
		values, group, err := decodeGroup(q, r)
		if err != nil {
			return Answer{}, err
		}
		out.Rows, out.Groups = append(out.Rows, values), append(out.Groups, group)
	}
	if len(q.Pivot) > 0 {
		out.Table, out.Left = filter.Pivoted(q, out.Table)
	}
	return out, nil
}

// listing runs a query whose rows are not grouped.
func (db *DB) listing(ctx context.Context, s *statement) (Answer, error) {
	q, want := s.ask.Query, s.ask.Rows
	if q.Limit >= 0 {
		want = min(want, q.Limit)
	}
	sql, err := s.listed(want + 1)
	if err != nil {
		return Answer{}, err
	}
	rows, err := db.rowsOf(ctx, s, sql)
	if err != nil {
		return Answer{}, fmt.Errorf("list rows: %w", err)
	}
	out := Answer{More: len(rows) > want && (q.Limit < 0 || q.Limit > want)}
	out.Columns = filter.ColumnsOf(q)
	for _, r := range rows[:min(want, len(rows))] {
		exprs := make([]filter.Expr, len(q.Columns))
		for i, c := range q.Columns {
			exprs[i] = c.Expr
		}
		values, err := decodeLists(r.Row, exprs)
		if err != nil {
			return Answer{}, err
		}
		out.Rows, out.Traces = append(out.Rows, values), append(out.Traces, r.Trace)
	}
	return out, nil
}

// decodeLists reads values that compiler.lists wrote.
func decodeLists(text string, exprs []filter.Expr) ([]any, error) {
	raw, err := decodeArray(text)
	if err != nil {
		return nil, err
	}
	values := make([]any, len(raw))
	for i, x := range raw {
		list, _ := x.([]any)
		for n := range list {
			list[n] = received(list[n], filter.TypeOf(exprs[i]))
		}
		values[i] = filter.Shown(exprs[i], list)
	}
	return values, nil
}

func (db *DB) rowsOf(ctx context.Context, s *statement, sql string) ([]answerRow, error) {
	var rows []answerRow
	err := db.bounded(ctx, s.ask.Time, func(tx *sqlx.Tx) error {
		return tx.SelectContext(ctx, &rows, sql, s.args.values...)
	})
	return rows, translate(err)
}

// decodeGroup reads the columns of a group and the values of its dimensions.
func decodeGroup(q *filter.Query, r answerRow) (values, group []any, err error) {
	if values, err = decodeArray(r.Row); err != nil {
		return nil, nil, err
	}
	if group, err = decodeArray(r.Grp); err != nil {
		return nil, nil, err
	}
	for i, c := range q.Columns {
		values[i] = received(values[i], filter.TypeOf(c.Expr))
	}
	for i, d := range q.Dimensions {
		group[i] = received(group[i], filter.TypeOf(d))
	}
	return values, group, nil
}

func decodeArray(text string) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var list []any
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	return list, nil
}

// received turns a value of an answer's JSON into what filter.Table has of its type.
func received(x any, t filter.Type) any {
	n, number := x.(json.Number)
	switch {
	case number && t == filter.TypeNumber:
		if f, err := n.Float64(); err == nil {
			return filter.Canonical(f)
		}
		return nil
	case number && t == filter.TypeTime:
		if micro, err := n.Int64(); err == nil {
			return time.UnixMicro(micro).UTC()
		}
		return nil
	}
	return filter.Canonical(x)
}
