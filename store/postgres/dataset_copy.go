package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/store/filter"
	"assay/store/schema"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// JobCopy is the kind of a job about a CopyRequest; its result is a CopyReport.
const JobCopy = "copy"

// copyChunk is how many rows are copied together.
const copyChunk = 500

// CopyRequest says which rows of a dataset are copied to which other one, by whom and how. The version fixes which rows those are.
type CopyRequest struct {
	Source  store.ProjectID `json:"source"`
	From    int             `json:"from"` // dataset of the rows
	Version store.Version   `json:"version"`
	Rows    []string        `json:"rows,omitempty"`   // these; none: those that match Filter
	Filter  string          `json:"filter,omitempty"` // every row when empty
	Asked   time.Time       `json:"asked"`            // what now() means in the filter

	Project    store.ProjectID   `json:"project"`
	Dataset    int               `json:"dataset"`         // that they go to
	Split      *string           `json:"split,omitempty"` // that they go into, empty for none; nil: each stays in its own
	Duplicates adding.Duplicates `json:"duplicates"`      // of rows that the dataset had before
	Fit        bool              `json:"fit,omitempty"`   // leave out rows that do not fit the schemas, instead of refusing all
	Note       string            `json:"note,omitempty"`
	Account    int               `json:"account,omitempty"`
	Author     string            `json:"author"`
}

// CopyReport is what came of a CopyRequest.
type CopyReport struct {
	Version  store.Version                `json:"version"` // 0: nothing was written
	Rows     int                          `json:"rows"`    // that were chosen
	Inserted int                          `json:"inserted"`
	Merged   int                          `json:"merged"`
	Skipped  int                          `json:"skipped"`
	Tally    map[adding.Kind]adding.Tally `json:"tally"`
	Unfit    *schema.Refusal              `json:"unfit,omitempty"` // left out, as they do not fit the schemas; nil: none
}

func (r CopyRequest) write(now time.Time) DatasetWrite {
	return DatasetWrite{Dataset: r.Dataset, Account: r.Account, Author: r.Author, Note: r.Note, Now: now}
}

// CopyRows carries out a request as one version of the dataset that the rows go to: all of it or nothing. Rows that the request names and
// the version does not have are left out.
func (db *DB) CopyRows(ctx context.Context, r CopyRequest, now time.Time) (CopyReport, error) {
	c, err := db.copier(ctx, r, now)
	if err != nil {
		return CopyReport{}, err
	}
	done, err := db.write(ctx, r.Project, r.write(now), c.copying(ctx))
	if err != nil {
		var refusal *schema.Refusal
		if errors.As(err, &refusal) {
			c.name(refusal)
		}
		return CopyReport{}, fmt.Errorf("copy rows: %w", err)
	}
	c.report.Version = done.Version
	return c.report, nil
}

// TryCopy says what the first rows of a request would come to. Dataset 0 stands for one that is not there yet.
func (db *DB) TryCopy(ctx context.Context, r CopyRequest, most int, now time.Time) (CopyReport, Trial, error) {
	r.Fit = false
	c, err := db.copier(ctx, r, now)
	if err != nil {
		return CopyReport{}, Trial{}, err
	}
	c.most = most
	if r.Dataset == 0 {
		err := db.eachCopied(ctx, c, func(rows []store.DatasetRow) error {
			c.report.Rows += len(rows)
			return nil
		})
		c.report.Inserted = c.report.Rows
		return c.report, Trial{}, err
	}
	t, err := db.try(ctx, r.Project, r.Dataset, c.copying(ctx))
	c.name(t.Unfit)
	return c.report, t, err
}

// RunCopy carries out a job of the kind JobCopy.
func (db *DB) RunCopy(ctx context.Context, job *Claim) error {
	var r CopyRequest
	if err := json.Unmarshal(job.Request, &r); err != nil {
		return fmt.Errorf("read request of job: %w", err)
	}
	c, err := db.copier(ctx, r, job.Created)
	if err != nil {
		return err
	}
	c.told = job.Tell
	return db.writeLong(ctx, r.Project, r.write(job.Created), c.copying(ctx), func(tx *sqlx.Tx, done store.DatasetVersion) error {
		c.report.Version = done.Version
		return job.finish(ctx, tx, c.report)
	})
}

// copier copies rows within one transaction.
type copier struct {
	db     *DB
	r      CopyRequest
	of     adding.CopyOf // without the row
	query  RecordQuery
	most   int // rows; 0: any number
	now    time.Time
	told   func(stage string, done, total int) // nil: nobody hears
	report CopyReport
	named  map[string]string // the row that each copy is of, of the first of them
}

// namedCopies is of how many copies the rows are remembered that they are of.
const namedCopies = 5000

// name calls copies that do not fit a schema by the rows that they are of.
func (c *copier) name(r *schema.Refusal) {
	if r == nil {
		return
	}
	for i := range r.First {
		r.First[i].Row = cmp.Or(c.named[r.First[i].Row], r.First[i].Row)
	}
}

func (db *DB) copier(ctx context.Context, r CopyRequest, now time.Time) (*copier, error) {
	const q = `SELECT uid AS dataset, name FROM dataset WHERE project_id = $1 AND id = $2`
	c := &copier{db: db, r: r, now: now, of: adding.CopyOf{Project: r.Source, Version: r.Version}, report: CopyReport{Tally: map[adding.Kind]adding.Tally{}}, named: map[string]string{}}
	if err := db.x.GetContext(ctx, &c.of, q, r.Source, r.From); err != nil {
		return nil, fmt.Errorf("find dataset to copy from: %w", translate(err))
	}
	c.query = RecordQuery{Project: r.Source, Dataset: store.Dataset{ID: r.From, UID: c.of.Dataset, Name: c.of.Name}, Version: r.Version,
		Options: filter.Options{Now: r.Asked, Location: time.UTC}, Sort: RecordSort{By: "position", Ascending: true}, Content: true}
	var err error
	c.query.Filter, _, err = filter.Read(r.Filter, c.query.Options)
	return c, err
}

// copying is the change that writes the copies.
func (c *copier) copying(ctx context.Context) changing {
	return func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		a := &adder{tx: tx, plan: adding.Default(), target: c.r.Project, dataset: c.r.Dataset, version: version, now: c.now}
		b := &datasetBatch{tx: tx, project: c.r.Project, dataset: c.r.Dataset, version: version, now: c.now.UTC()}
		err := c.db.eachCopied(ctx, c, func(rows []store.DatasetRow) error { return c.some(ctx, a, b, rows) })
		done := store.DatasetVersion{Inserted: c.report.Inserted, Updated: a.report.Merged}
		if err == nil && c.r.Fit {
			c.report.Unfit, err = leaveOutUnfit(ctx, tx, c.r.Project, c.r.Dataset, version, &done)
		}
		c.report.Inserted = done.Inserted
		return done, err
	}
}

// eachCopied reads the rows of a request in the order of insertion, so many at once.
func (db *DB) eachCopied(ctx context.Context, c *copier, yield func([]store.DatasetRow) error) error {
	var some []store.DatasetRow
	n := 0
	flush := func() error {
		rows := some
		some = some[:0]
		if len(rows) == 0 {
			return nil
		}
		if c.told != nil {
			c.told("Copying rows", n, 0)
		}
		n += len(rows)
		return yield(rows)
	}
	take := func(r store.DatasetRow) (bool, error) {
		if c.most > 0 && n+len(some) == c.most {
			return false, nil
		}
		if some = append(some, r); len(some) == copyChunk {
			return true, flush()
		}
		return true, nil
	}
	err := db.chosenRows(ctx, c, take)
	if err == nil {
		err = flush()
	}
	return err
}

// chosenRows reads the rows that a request names.
func (db *DB) chosenRows(ctx context.Context, c *copier, take func(store.DatasetRow) (bool, error)) error {
	if len(c.r.Rows) == 0 {
		return db.EachDatasetRecord(ctx, c.query, func(rec store.DatasetRecord) (bool, error) { return take(rec.DatasetRow) })
	}
	q, args := rowsAsOf(c.r.Source, c.r.From, c.r.Version)
	var rows []datasetRow
	if err := db.x.SelectContext(ctx, &rows, q+` AND r.id = ANY($4::text[]) ORDER BY r.position, r.id`, append(args, pq.Array(storables(c.r.Rows)))...); err != nil {
		return fmt.Errorf("read rows to copy: %w", translate(err))
	}
	for i := range rows {
		if more, err := take(rows[i].row()); err != nil || !more {
			return err
		}
	}
	return nil
}

// some copies rows: those that the dataset has already as the request says, the others as new rows.
func (c *copier) some(ctx context.Context, a *adder, b *datasetBatch, rows []store.DatasetRow) error {
	c.report.Rows += len(rows)
	twins, err := c.twins(ctx, b, rows)
	if err != nil {
		return err
	}
	var states []*rowState
	into := map[string][]adding.Row{}
	for i := range rows {
		r := &rows[i]
		copied, err := c.of.Of(r.ID).Copied(r.Provenance)
		if err != nil {
			return fmt.Errorf("copy row %q: %w", r.ID, err)
		}
		twin := twins[i]
		action := c.r.Duplicates.Of(twin.Kind)
		c.count(twin.Kind, action)
		switch action {
		case adding.Merge:
			into[twin.ID] = append(into[twin.ID], adding.Row{Trace: r.OriginTrace, Span: r.OriginSpan, Expected: r.Expected, From: r.ExpectedFrom,
				Metadata: r.Metadata, Tags: r.Tags, Provenance: copied})
		case adding.Insert:
			s := c.state(r, copied)
			if states = append(states, s); len(c.named) < namedCopies {
				c.named[s.id] = r.ID
			}
		}
	}
	if err := b.insert(ctx, states); err != nil {
		return err
	}
	return c.merge(ctx, a, into)
}

// count takes down what becomes of a row.
func (c *copier) count(kind adding.Kind, action adding.Action) {
	t := c.report.Tally[kind]
	t.Found++
	switch action {
	case adding.Skip:
		t.Skipped++
		c.report.Skipped++
	case adding.Merge:
		t.Merged++
		c.report.Merged++
	default:
		t.Inserted++
		c.report.Inserted++
	}
	if kind != adding.NotYet {
		c.report.Tally[kind] = t
	}
}

// state is a row as its copy is written.
func (c *copier) state(r *store.DatasetRow, provenance json.RawMessage) *rowState {
	split := r.Split
	if c.r.Split != nil {
		split = *c.r.Split
	}
	s := &rowState{id: string(store.NewEventID()), input: r.Input, expected: r.Expected, from: r.ExpectedFrom, metadata: r.Metadata, tags: textList(r.Tags),
		split: sql.NullString{String: split, Valid: split != ""}, provenance: provenance, created: c.now.UTC()}
	if r.OriginTrace != "" {
		s.originProject = sql.NullInt64{Int64: int64(cmp.Or(r.OriginProject, c.r.Source)), Valid: true}
		s.originTrace = sql.NullString{String: string(r.OriginTrace), Valid: true}
		s.originSpan = sql.NullString{String: string(r.OriginSpan), Valid: r.OriginSpan != ""}
	}
	return s
}

// twin is a row that the dataset had before and that a copy would double.
type twin struct {
	ID   string
	Kind adding.Kind
}

// twins finds for each row the one that it would double. Rows of this version are none: two rows that say the same where they come from do
// so where they go.
func (c *copier) twins(ctx context.Context, b *datasetBatch, rows []store.DatasetRow) ([]twin, error) {
	const q = `
SELECT COALESCE(o.id, i.id, '') AS id, CASE WHEN o.id IS NOT NULL THEN 'origin' WHEN i.id IS NOT NULL THEN 'content' ELSE '' END AS kind
FROM unnest($4::int[], $5::uuid[], $6::uuid[], $7::text[]) WITH ORDINALITY AS x (project, trace, span, input, n)
  LEFT JOIN LATERAL (
    SELECT r.id FROM dataset_row r
    WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.until = ` + forever + ` AND r.since < $3 AND r.origin_trace = x.trace
      AND COALESCE(r.origin_project, r.project_id) = x.project AND (r.origin_span = x.span OR r.origin_span IS NULL OR x.span IS NULL)
    ORDER BY r.content IS NOT DISTINCT FROM md5(x.input)::uuid DESC, r.position LIMIT 1
  ) AS o ON true
  LEFT JOIN LATERAL (
    SELECT r.id FROM dataset_row r
    WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.content = md5(x.input)::uuid AND r.until = ` + forever + ` AND r.since < $3
    ORDER BY r.position LIMIT 1
  ) AS i ON true
ORDER BY x.n`
	n := len(rows)
	projects, traces, spans, inputs := make([]sql.NullInt64, n), make([]sql.NullString, n), make([]sql.NullString, n), make([]sql.NullString, n)
	for i := range rows {
		s := c.state(&rows[i], nil)
		projects[i], traces[i], spans[i], inputs[i] = s.originProject, s.originTrace, s.originSpan, optional(rows[i].Input)
	}
	var found []twin
	err := b.tx.SelectContext(ctx, &found, q, b.project, b.dataset, b.version, pq.Array(projects), pq.Array(traces), pq.Array(spans), pq.Array(inputs))
	if err != nil {
		return nil, fmt.Errorf("find duplicates: %w", err)
	}
	return found, nil
}

// merge adds rows to those that they are duplicates of.
func (c *copier) merge(ctx context.Context, a *adder, into map[string][]adding.Row) error {
	const standing = `SELECT ` + rowColumns + ` FROM dataset_row r
WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.until = ` + forever + ` AND r.id = ANY($3::text[]) ORDER BY r.position`
	ids := make([]string, 0, len(into))
	for id := range into {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []datasetRow
	if err := a.tx.SelectContext(ctx, &rows, standing, a.target, a.dataset, pq.Array(ids)); err != nil {
		return fmt.Errorf("read rows to merge into: %w", err)
	}
	for i := range rows {
		if err := a.mergeOne(ctx, &rows[i], into[rows[i].ID]); err != nil {
			return err
		}
	}
	return nil
}
