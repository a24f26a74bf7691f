package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"assay/store"
	"assay/store/merge"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// DatasetChange is what one row of a request does to a dataset.
type DatasetChange struct {
	merge.Change                       // ID is never empty
	Known        bool                  // the row has to be there: feedback on an unknown one is ErrNotFound
	Comment      *store.DatasetComment // said about the row; nil: nothing
}

// UnknownRow is an ErrNotFound that names the row.
type UnknownRow struct{ ID string }

func (e *UnknownRow) Error() string { return fmt.Sprintf("row %q is not in the dataset", e.ID) }
func (e *UnknownRow) Unwrap() error { return store.ErrNotFound }

// WriteDatasetRows applies the rows of one request to a dataset, in order and all or none, as one version, and returns the
// version that then stands. What a row says already changes nothing, so a request that is delivered twice makes no second
// version; neither does a comment, which is about a row and not part of it. A row that cannot be stored is an Invalid.
func (db *DB) WriteDatasetRows(ctx context.Context, project store.ProjectID, dataset int, changes []DatasetChange, w DatasetWrite) (store.Version, error) {
	const newest = `SELECT COALESCE(max(xact), 0) FROM dataset_version WHERE project_id = $1 AND dataset_id = $2`
	w.Dataset = dataset
	done, err := db.write(ctx, project, w, func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		b := &datasetBatch{tx: tx, project: project, dataset: dataset, version: version, now: w.Now.UTC()}
		return b.run(ctx, changes)
	})
	if err != nil {
		return 0, fmt.Errorf("write dataset rows: %w", err)
	}
	if done.Version != 0 {
		return done.Version, nil
	}
	var standing store.Version
	if err := db.x.GetContext(ctx, &standing, newest, project, dataset); err != nil {
		return 0, fmt.Errorf("find version of dataset: %w", translate(err))
	}
	return standing, nil
}

// datasetBatch is one request on its way into one version. The position that the version stands for is locked, so nobody else
// writes to the dataset meanwhile.
type datasetBatch struct {
	tx      *sqlx.Tx
	project store.ProjectID
	dataset int
	version store.Version
	now     time.Time
}

func (b *datasetBatch) run(ctx context.Context, changes []DatasetChange) (store.DatasetVersion, error) {
	before, order, err := b.stored(ctx, changes)
	if err != nil {
		return store.DatasetVersion{}, err
	}
	after := make(map[string]merge.Row, len(before))
	for id, r := range before {
		after[id] = r.fields()
	}
	gone := map[string]bool{} // deleted on the way: what comes after is another row
	for i := range changes {
		c := &changes[i]
		if c.Known && after[c.ID] == nil {
			return store.DatasetVersion{}, &UnknownRow{ID: c.ID}
		}
		after[c.ID] = merge.Apply(after[c.ID], c.Change)
		gone[c.ID] = gone[c.ID] || c.Delete
	}
	done, err := b.store(ctx, order, before, after, gone)
	if err != nil {
		return done, err
	}
	return done, b.comment(ctx, changes)
}

// stored reads the rows that changes name as they stand, and the names in the order of the request.
func (b *datasetBatch) stored(ctx context.Context, changes []DatasetChange) (map[string]*recordRow, []string, error) {
	var ids []string
	seen := map[string]bool{}
	for i := range changes {
		if id := changes[i].ID; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	const q = selectRecord + ` WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.until = ` + forever + ` AND r.id = ANY($3::text[])`
	var rows []recordRow
	if err := b.tx.SelectContext(ctx, &rows, q, b.project, b.dataset, pq.Array(ids)); err != nil {
		return nil, nil, fmt.Errorf("read rows: %w", err)
	}
	before := make(map[string]*recordRow, len(rows))
	for i := range rows {
		before[rows[i].ID] = &rows[i]
	}
	return before, ids, nil
}

// store writes the rows that are not as they were.
func (b *datasetBatch) store(ctx context.Context, order []string, before map[string]*recordRow, after map[string]merge.Row, gone map[string]bool) (store.DatasetVersion, error) {
	const end = `
UPDATE dataset_row SET until = $4
WHERE project_id = $1 AND dataset_id = $2 AND id = ANY($3::text[]) AND until = ` + forever
	var done store.DatasetVersion
	var ended []string
	var states []*rowState
	for _, id := range order {
		old, row := before[id], after[id]
		if row == nil {
			if old != nil {
				ended = append(ended, id)
				done.Deleted++
			}
			continue
		}
		state, err := b.state(id, old, row, gone[id])
		var invalid store.Invalid
		if errors.As(err, &invalid) {
			return done, nameRow(invalid, id)
		}
		switch {
		case err != nil:
			return done, err
		case state == nil: // it says what it said
		case old == nil:
			done.Inserted++
			states = append(states, state)
		default:
			done.Updated++
			ended = append(ended, id)
			states = append(states, state)
		}
	}
	if err := b.traceOrigins(ctx, states); err != nil {
		return done, err
	}
	if _, err := b.tx.ExecContext(ctx, end, b.project, b.dataset, pq.Array(ended), b.version); err != nil {
		return done, fmt.Errorf("end rows: %w", err)
	}
	return done, b.insert(ctx, states)
}

// nameRow tells which row of a request is meant.
func nameRow(invalid store.Invalid, id string) error {
	named := store.Invalid{}
	for field, sentence := range invalid {
		named[field] = fmt.Sprintf("Row %q: %s", store.Preview(id, 100), sentence)
	}
	return named
}

// insert writes states as the rows of the version.
func (b *datasetBatch) insert(ctx context.Context, states []*rowState) error {
	if len(states) == 0 {
		return nil
	}
	const last = `SELECT COALESCE(max(position), 0) FROM dataset_row WHERE project_id = $1 AND dataset_id = $2`
	const q = `
INSERT INTO dataset_row (project_id, dataset_id, id, since, position, input, expected, expected_from, metadata, tags, split,
  origin_project, origin_trace, origin_span, provenance, created)
SELECT $1, $2, r.id, $3, r.position, r.input, r.expected, r.expected_from, r.metadata, ARRAY(SELECT jsonb_array_elements_text(r.tags)), r.split,
  r.origin_project, r.origin_trace, r.origin_span, r.provenance, r.created
FROM unnest($4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::jsonb[], $11::int[], $12::uuid[], $13::uuid[], $14::jsonb[], $15::timestamptz[],
  $16::text[]) AS r (id, position, input, expected, expected_from, metadata, tags, origin_project, origin_trace, origin_span, provenance, created, split)`
	var position int64
	if err := b.tx.GetContext(ctx, &position, last, b.project, b.dataset); err != nil {
		return fmt.Errorf("find last row: %w", err)
	}
	for _, s := range states {
		if s.position == 0 {
			position++
			s.position = position
		}
	}
	args := append([]any{b.project, b.dataset, b.version}, columnsOf(states)...)
	if _, err := b.tx.ExecContext(ctx, q, args...); err != nil {
		return fmt.Errorf("insert rows: %w", err)
	}
	return nil
}

// comment keeps what was said about rows. A comment that comes again, by its id or within a day by its words, is the same.
func (b *datasetBatch) comment(ctx context.Context, changes []DatasetChange) error {
	const q = `
INSERT INTO dataset_comment (project_id, dataset_id, row_id, id, since, source, author, body, metadata, at)
SELECT $1, $2, $3, COALESCE($4, gen_random_uuid()::text), $5, $6, $7, $8, $9, $10
WHERE $4::text IS NOT NULL OR NOT EXISTS (
  SELECT FROM dataset_comment c
  WHERE c.project_id = $1 AND c.dataset_id = $2 AND c.row_id = $3 AND c.body = $8 AND c.source = $6
    AND c.author IS NOT DISTINCT FROM $7 AND c.metadata IS NOT DISTINCT FROM $9::jsonb AND c.at > $10::timestamptz - interval '1 day'
)
ON CONFLICT DO NOTHING`
	for i := range changes {
		c := changes[i].Comment
		if c == nil {
			continue
		}
		at := c.At
		if at.IsZero() {
			at = b.now
		}
		_, err := b.tx.ExecContext(ctx, q, b.project, b.dataset, changes[i].ID, null(storable(c.ID)), b.version, storable(c.Source), null(storable(c.Author)),
			storable(c.Text), nullJSON(c.Metadata), at.UTC())
		if err != nil {
			return fmt.Errorf("keep comment: %w", err)
		}
	}
	return nil
}
