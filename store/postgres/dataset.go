package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"assay/store"
)

// forever is dataset_row.until of a row that stands in the newest version; stands is the same for Go.
const (
	forever               = `9223372036854775807`
	stands  store.Version = math.MaxInt64
)

// The deletion of a dataset that had rows is a version of it, written at the same time.
const selectDataset = `
SELECT d.deleted AS gone, COALESCE(d.deleted_name, CASE WHEN d.deleted IS NOT NULL THEN regexp_replace(d.name, ' \(deleted \d+\)$', '') END, '') AS was,
  COALESCE((
    SELECT v.deleted FROM dataset_version v
    WHERE v.project_id = d.project_id AND v.dataset_id = d.id AND v.at = d.deleted ORDER BY v.xact DESC LIMIT 1
  ), 0) AS taken,
  d.id, d.uid, d.name, d.description, d.created, COALESCE(newest.xact, 0) AS version, COALESCE(newest.at, d.created) AS changed,
  (SELECT count(*) FROM dataset_row r WHERE r.project_id = d.project_id AND r.dataset_id = d.id AND r.until = ` + forever + `) AS rows
FROM dataset d LEFT JOIN LATERAL (
  SELECT v.xact, v.at FROM dataset_version v WHERE v.project_id = d.project_id AND v.dataset_id = d.id ORDER BY v.xact DESC LIMIT 1
) AS newest ON true
WHERE d.project_id = $1`

// datasetHeadRow scans what selectDataset reads.
type datasetHeadRow struct {
	store.Dataset
	Gone  sql.NullTime
	Taken int
}

func (r *datasetHeadRow) head() store.Dataset {
	d := r.Dataset
	d.Deleted = r.Gone.Time
	return d
}

func datasetHeads(rows []datasetHeadRow) []store.Dataset {
	list := make([]store.Dataset, len(rows))
	for i := range rows {
		list[i] = rows[i].head()
	}
	return list
}

// Datasets lists a project's datasets by name, without those that programs deleted.
func (db *DB) Datasets(ctx context.Context, project store.ProjectID) ([]store.Dataset, error) {
	const q = selectDataset + ` AND d.deleted IS NULL ORDER BY d.name`
	var rows []datasetHeadRow
	err := db.x.SelectContext(ctx, &rows, q, project)
	return datasetHeads(rows), translate(err)
}

// DeletedDatasets lists the datasets that programs took away, the last one first. Rows is how many they had then.
func (db *DB) DeletedDatasets(ctx context.Context, project store.ProjectID) ([]store.Dataset, error) {
	const q = selectDataset + ` AND d.deleted IS NOT NULL ORDER BY d.deleted DESC, d.id DESC`
	var rows []datasetHeadRow
	if err := db.x.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, fmt.Errorf("list deleted datasets: %w", translate(err))
	}
	list := datasetHeads(rows)
	for i := range rows {
		list[i].Rows = rows[i].Taken
	}
	return list, nil
}

// Dataset returns the dataset of that name, also when it was deleted and so is called otherwise, or ErrNotFound.
func (db *DB) Dataset(ctx context.Context, project store.ProjectID, name string) (store.Dataset, error) {
	const q = selectDataset + ` AND d.name = $2`
	var d datasetHeadRow
	err := db.x.GetContext(ctx, &d, q, project, storable(name))
	return d.head(), translate(err)
}

// CreateDataset makes an empty dataset, or returns the one of that name.
func (db *DB) CreateDataset(ctx context.Context, project store.ProjectID, name, description string) (store.Dataset, error) {
	name, err := store.CheckDatasetName(name)
	if err != nil {
		return store.Dataset{}, err
	}
	const q = `INSERT INTO dataset (project_id, name, description) VALUES ($1, $2, $3) ON CONFLICT (project_id, name) DO NOTHING`
	if _, err := db.x.ExecContext(ctx, q, project, name, description); err != nil {
		return store.Dataset{}, translate(err)
	}
	return db.Dataset(ctx, project, name)
}

// DatasetVersions lists the writes to a dataset, newest first.
func (db *DB) DatasetVersions(ctx context.Context, project store.ProjectID, dataset int) ([]store.DatasetVersion, error) {
	const q = `
SELECT xact AS version, author, note, at, inserted, updated, deleted FROM dataset_version
WHERE project_id = $1 AND dataset_id = $2 ORDER BY xact DESC LIMIT 200`
	var rows []store.DatasetVersion
	err := db.x.SelectContext(ctx, &rows, q, project, dataset)
	return rows, translate(err)
}

const rowColumns = `r.id, r.since, r.input, r.expected, r.expected_from, r.metadata::text AS metadata, r.tags, r.split,
  r.origin_project, r.origin_trace, r.origin_span, r.provenance::text AS provenance, r.created, r.position`

type datasetRow struct {
	ID            string
	Since         store.Version
	Input         sql.NullString
	Expected      sql.NullString
	ExpectedFrom  store.ExpectedFrom `db:"expected_from"`
	Metadata      string
	Tags          textArray
	Split         sql.NullString
	OriginProject sql.NullInt64  `db:"origin_project"`
	OriginTrace   sql.NullString `db:"origin_trace"`
	OriginSpan    sql.NullString `db:"origin_span"`
	Provenance    string
	Created       time.Time
	Position      int64
}

func (r *datasetRow) row() store.DatasetRow {
	row := store.DatasetRow{ID: r.ID, Since: r.Since, ExpectedFrom: r.ExpectedFrom, Metadata: []byte(r.Metadata), Tags: r.Tags, Split: r.Split.String,
		OriginProject: store.ProjectID(r.OriginProject.Int64), OriginTrace: store.TraceID(r.OriginTrace.String), OriginSpan: store.SpanID(r.OriginSpan.String), Provenance: []byte(r.Provenance),
		Created: r.Created, Position: r.Position}
	if r.Input.Valid {
		row.Input = []byte(r.Input.String)
	}
	if r.Expected.Valid {
		row.Expected = []byte(r.Expected.String)
	}
	return row
}

// exportRows is how many rows of a dataset a statement reads: so many that asking again costs nothing beside reading them, so few that
// no statement stays open for long.
const exportRows = 5000

// EachDatasetRow calls yield with every row of a dataset as of a version, in the order of insertion, holding one row in
// memory at a time. Version 0 is the newest: rows that are written meanwhile may be among them. It stops at the first error of yield and
// returns it. It may take as long as yield does, but waits for the database no longer than patienceFor.
func (db *DB) EachDatasetRow(ctx context.Context, project store.ProjectID, dataset int, version store.Version, yield func(store.DatasetRow) error) error {
	var last store.DatasetRow
	for {
		n := 0
		err := db.someDatasetRows(ctx, project, dataset, version, &last, func(r store.DatasetRow) error {
			n++
			return yield(r)
		})
		if err != nil || n < exportRows {
			return err
		}
	}
}

// someDatasetRows reads the rows behind the last one, and moves that on.
func (db *DB) someDatasetRows(ctx context.Context, project store.ProjectID, dataset int, version store.Version, last *store.DatasetRow, yield func(store.DatasetRow) error) (err error) {
	wait := patient(ctx)
	defer func() { err = wait.end(err) }()
	q, args := rowsAsOf(project, dataset, version)
	q += ` AND (r.position, r.id) > ($4, $5) ORDER BY r.position, r.id LIMIT $6`
	rows, err := db.x.QueryxContext(wait, q, append(args, last.Position, last.ID, exportRows)...)
	if err != nil {
		return fmt.Errorf("read dataset rows: %w", translate(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r datasetRow
		if err := rows.StructScan(&r); err != nil {
			return fmt.Errorf("read dataset row: %w", err)
		}
		*last = r.row()
		if err := wait.give(func() error { return yield(*last) }); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}

// DatasetRows returns a page of rows as of a version, those after position, and whether there are more.
func (db *DB) DatasetRows(ctx context.Context, project store.ProjectID, dataset int, version store.Version, after int64, limit int) ([]store.DatasetRow, bool, error) {
	q, args := rowsAsOf(project, dataset, version)
	q += ` AND r.position > $4 ORDER BY r.position, r.id LIMIT $5`
	var rows []datasetRow
	if err := db.x.SelectContext(ctx, &rows, q, append(args, after, limit+1)...); err != nil {
		return nil, false, fmt.Errorf("list dataset rows: %w", translate(err))
	}
	more := len(rows) > limit
	if more {
		rows = rows[:limit]
	}
	list := make([]store.DatasetRow, len(rows))
	for i := range rows {
		list[i] = rows[i].row()
	}
	return list, more, nil
}

// DatasetRow returns one row as of a version, or ErrNotFound.
func (db *DB) DatasetRow(ctx context.Context, project store.ProjectID, dataset int, version store.Version, id string) (store.DatasetRow, error) {
	q, args := rowsAsOf(project, dataset, version)
	var r datasetRow
	if err := db.x.GetContext(ctx, &r, q+` AND r.id = $4`, append(args, storable(id))...); err != nil {
		return store.DatasetRow{}, translate(err)
	}
	return r.row(), nil
}

// rowsAsOf selects the rows that stand in a version; 0 is the newest.
func rowsAsOf(project store.ProjectID, dataset int, version store.Version) (string, []any) {
	const q = `SELECT ` + rowColumns + ` FROM dataset_row r WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.since <= $3 AND r.until > $3`
	if version == 0 {
		version = stands - 1 // above any version
	}
	return q, []any{project, dataset, version}
}

// RowVersions returns the history of one row, newest first: each write that changed it, with what it left. ErrNotFound when
// the dataset never had such a row.
func (db *DB) RowVersions(ctx context.Context, project store.ProjectID, dataset int, id string) ([]store.RowVersion, error) {
	const q = `
SELECT ` + rowColumns + `, r.until, came.author AS came_author, came.note AS came_note, came.at AS came_at,
  COALESCE(gone.author, '') AS gone_author, COALESCE(gone.note, '') AS gone_note, COALESCE(gone.at, came.at) AS gone_at
FROM dataset_row r
  JOIN dataset_version came ON came.project_id = r.project_id AND came.dataset_id = r.dataset_id AND came.xact = r.since
  LEFT JOIN dataset_version gone ON gone.project_id = r.project_id AND gone.dataset_id = r.dataset_id AND gone.xact = r.until
WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.id = $3
ORDER BY r.since DESC`
	var states []struct {
		datasetRow
		Until      store.Version
		CameAuthor string    `db:"came_author"`
		CameNote   string    `db:"came_note"`
		CameAt     time.Time `db:"came_at"`
		GoneAuthor string    `db:"gone_author"`
		GoneNote   string    `db:"gone_note"`
		GoneAt     time.Time `db:"gone_at"`
	}
	if err := db.x.SelectContext(ctx, &states, q, project, dataset, storable(id)); err != nil {
		return nil, fmt.Errorf("read history of row: %w", translate(err))
	}
	if len(states) == 0 {
		return nil, store.ErrNotFound
	}
	history := make([]store.RowVersion, 0, len(states)+1)
	for i := range states {
		s := &states[i]
		replaced := s.Until == stands || i > 0 && states[i-1].Since == s.Until
		if !replaced {
			history = append(history, store.RowVersion{Row: s.row(), Removed: true,
				DatasetVersion: store.DatasetVersion{Version: s.Until, Author: s.GoneAuthor, Note: s.GoneNote, At: s.GoneAt, Deleted: 1}})
		}
		history = append(history, store.RowVersion{Row: s.row(),
			DatasetVersion: store.DatasetVersion{Version: s.Since, Author: s.CameAuthor, Note: s.CameNote, At: s.CameAt}})
	}
	return history, nil
}

// RowsOfTrace lists the rows that the newest versions of a project's datasets hold of a trace, by dataset: those made from it and those
// it was merged into.
func (db *DB) RowsOfTrace(ctx context.Context, project store.ProjectID, trace store.TraceID) ([]store.RowLink, error) {
	const q = `
SELECT d.name AS dataset, r.id AS row FROM (
  SELECT project_id, dataset_id, id, position FROM dataset_row
  WHERE project_id = $1 AND origin_trace = $2 AND COALESCE(origin_project, project_id) = $1 AND until = ` + forever + `
  UNION
  SELECT project_id, dataset_id, id, position FROM dataset_row
  WHERE project_id = $1 AND sources @> ARRAY['t' || $1::int::text || '/' || $2::uuid::text] AND until = ` + forever + `
) AS r JOIN dataset d ON d.project_id = r.project_id AND d.id = r.dataset_id
ORDER BY d.name, r.position`
	if !store.IsKey(string(trace)) {
		return nil, nil
	}
	var links []store.RowLink
	err := db.x.SelectContext(ctx, &links, q, project, trace)
	return links, translate(err)
}

// CountDatasetRows counts the rows that stand in a version; 0 is the newest.
func (db *DB) CountDatasetRows(ctx context.Context, project store.ProjectID, dataset int, version store.Version) (int, error) {
	q, args := rowsAsOf(project, dataset, version)
	var n int
	err := db.x.GetContext(ctx, &n, `SELECT count(*) FROM (`+q+`) AS r`, args...)
	return n, translate(err)
}

// DatasetName is the name of a dataset by its id, or ErrNotFound.
func (db *DB) DatasetName(ctx context.Context, project store.ProjectID, dataset int) (string, error) {
	const q = `SELECT name FROM dataset WHERE project_id = $1 AND id = $2`
	var name string
	err := db.x.GetContext(ctx, &name, q, project, dataset)
	return name, translate(err)
}

// Splits lists the splits that rows of the newest version of a dataset are in. The walk reads a few index entries for each.
func (db *DB) Splits(ctx context.Context, project store.ProjectID, dataset int) ([]string, error) {
	const q = `
WITH RECURSIVE walk (split) AS (
  (SELECT split FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND split IS NOT NULL ORDER BY split LIMIT 1)
  UNION ALL
  SELECT (SELECT r.split FROM dataset_row r WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.split > walk.split ORDER BY r.split LIMIT 1)
  FROM walk WHERE walk.split IS NOT NULL
)
SELECT split FROM walk
WHERE EXISTS (SELECT FROM dataset_row r WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.split = walk.split AND r.until = ` + forever + `) LIMIT 100`
	var splits []string
	err := db.x.SelectContext(ctx, &splits, q, project, dataset)
	return splits, translate(err)
}
