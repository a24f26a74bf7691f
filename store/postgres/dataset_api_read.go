package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/merge"
)

// RecordSort is an order in which machines read rows.
type RecordSort struct {
	By        string // "_xact_id" (also when empty), "_pagination_key", "created" or "position", the order of insertion
	Ascending bool
}

// RecordPlace is the place behind a row in one order.
type RecordPlace struct {
	Version  store.Version // of the row
	Created  time.Time
	Position int64
	ID       string
}

// RecordQuery names rows of a dataset: those that stand in a version and match a filter.
type RecordQuery struct {
	Project store.ProjectID
	Dataset store.Dataset
	Version store.Version // 0: the newest
	Filter  filter.Expr   // checked; nil: every row
	Options filter.Options
	Sort    RecordSort
	After   *RecordPlace // nil: from the first
	// Content tells that what the API shows beside the content of rows is not wanted: comments and writes.
	Content bool
}

// selectRecord reads rows with the origin that the API shows beside their content.
const selectRecord = `
SELECT ` + rowColumns + `, r.origin_project, o.uid AS origin_uid` + fromRecord

const fromRecord = `
FROM dataset_row r LEFT JOIN project o ON o.id = r.origin_project`

// selectShownRecord reads rows with all that the API shows: what was said about them, and the newest of the writes that led to
// them.
const selectShownRecord = `
SELECT ` + rowColumns + `, r.origin_project, o.uid AS origin_uid, (
  SELECT json_agg(json_build_object('ID', c.id, 'Since', c.since, 'Source', c.source, 'Author', COALESCE(c.author, ''), 'Text', c.body,
    'Metadata', c.metadata, 'At', c.at) ORDER BY c.since, c.at, c.id)
  FROM dataset_comment c WHERE c.project_id = r.project_id AND c.dataset_id = r.dataset_id AND c.row_id = r.id
) AS comments, (
  SELECT json_agg(json_build_object('Version', h.since, 'Until', h.until, 'Author', v.author, 'Person', v.account_id IS NOT NULL) ORDER BY h.since)
  FROM (
    SELECT since, until FROM dataset_row
    WHERE project_id = r.project_id AND dataset_id = r.dataset_id AND id = r.id AND since <= r.since ORDER BY since DESC LIMIT ` + mostChangesText + `
  ) AS h JOIN dataset_version v ON v.project_id = r.project_id AND v.dataset_id = r.dataset_id AND v.xact = h.since
) AS writes` + fromRecord

type recordRow struct {
	datasetRow
	OriginProject sql.NullInt64  `db:"origin_project"`
	OriginUID     sql.NullString `db:"origin_uid"`
	Comments      sql.NullString
	Writes        sql.NullString
}

// origin is what the API calls the origin of a row: as the client sent it, else the root span that the row was made from on the
// pages; nil without one.
func (r *recordRow) origin() json.RawMessage {
	var sources []struct {
		Origin  json.RawMessage `json:"origin"`
		RowID   string          `json:"row_id"`
		Created *time.Time      `json:"created"`
	}
	if json.Unmarshal([]byte(r.Provenance), &sources) != nil || len(sources) == 0 {
		return nil
	}
	from := sources[0]
	if from.Origin != nil || from.RowID == "" || !r.OriginUID.Valid {
		return from.Origin
	}
	out, err := json.Marshal(map[string]any{"object_type": "project_logs", "object_id": r.OriginUID.String, "id": from.RowID, "created": from.Created})
	if err != nil {
		return nil // texts and a time always have a JSON form
	}
	return out
}

// fields is the row as the rules of merging see it.
func (r *recordRow) fields() merge.Row {
	if r == nil {
		return nil
	}
	created, _ := json.Marshal(r.Created.UTC()) // a time of the database always has a JSON form
	row := merge.Row{"created": created}
	content := r.row()
	sent := merge.Row{"input": content.Input, "expected": content.Expected, "tags": textList(r.Tags), "origin": r.origin()}
	for name, value := range sent {
		if value != nil {
			row[name] = value
		}
	}
	if r.Metadata != "{}" {
		row["metadata"] = content.Metadata
	}
	return row
}

func (r *recordRow) record() (store.DatasetRecord, error) {
	rec := store.DatasetRecord{DatasetRow: r.row(), Origin: r.origin()}
	for text, into := range map[*sql.NullString]any{&r.Comments: &rec.Comments, &r.Writes: &rec.Writes} {
		if !text.Valid {
			continue
		}
		if err := json.Unmarshal([]byte(text.String), into); err != nil {
			return rec, fmt.Errorf("read history of row %q: %w", r.ID, err)
		}
	}
	return rec, nil
}

// order returns the ORDER BY of a sort and the condition of standing behind a place. Rows of one write, or of one time, keep the
// order in which they came.
func (q RecordQuery) order(args *arguments) (orderBy, behind string) {
	key, dir, beyond, tie, after := "r.since", "DESC", "<", "ASC", ">"
	switch q.Sort.By {
	case "created":
		key = "r.created"
	case "position":
		key = "r.position"
	}
	if q.Sort.Ascending {
		dir, beyond = "ASC", ">"
	}
	if q.Sort.By == "_pagination_key" {
		tie, after = dir, beyond
	}
	orderBy = key + " " + dir + ", r.position " + tie + ", r.id " + tie
	if q.After == nil {
		return orderBy, "true"
	}
	var at string
	switch q.Sort.By {
	case "created":
		at = args.add(q.After.Created.UTC()) + "::timestamptz"
	case "position":
		at = args.add(q.After.Position) + "::bigint"
	default:
		at = args.add(q.After.Version) + "::bigint"
	}
	// What the brackets say already lets an index begin there.
	return orderBy, key + " " + beyond + "= " + at + " AND (" + key + " " + beyond + " " + at + " OR " + key + " = " + at +
		" AND (r.position, r.id) " + after + " (" + args.add(q.After.Position) + "::bigint, " + args.text(q.After.ID) + "))"
}

// EachDatasetRecord calls yield with the rows that a query names, in its order, until yield says that it has enough. A filter is
// answered by filter.Eval, the reference that the pages' SQL is tested against: a dataset is small, its rows are no spans, and
// so both mean the same.
func (db *DB) EachDatasetRecord(ctx context.Context, q RecordQuery, yield func(store.DatasetRecord) (more bool, err error)) error {
	if q.Version == 0 {
		q.Version = stands - 1
	}
	for size := firstBatch; ; size = min(2*size, mostBatch) {
		got, stopped := 0, false
		err := db.recordBatch(ctx, q, size, func(rec store.DatasetRecord) (bool, error) {
			got++
			q.After = &RecordPlace{Version: rec.Since, Created: rec.Created, Position: rec.Position, ID: rec.ID}
			if q.Filter != nil && filter.Eval(q.Filter, q.filterRow(&rec), q.Options) != filter.True {
				return true, nil
			}
			more, err := yield(rec)
			stopped = !more
			return more, err
		})
		if err != nil || stopped || got < size {
			return err
		}
	}
}

// recordBatch reads the next rows of a version, matching or not.
func (db *DB) recordBatch(ctx context.Context, q RecordQuery, limit int, yield func(store.DatasetRecord) (more bool, err error)) error {
	args := &arguments{}
	where := ` WHERE r.project_id = ` + args.add(q.Project) + ` AND r.dataset_id = ` + args.add(q.Dataset.ID)
	at := args.add(q.Version)
	orderBy, behind := q.order(args)
	selected := selectShownRecord
	if q.Content && !asksComments(q.Filter) {
		selected = selectRecord
	}
	statement := selected + where + ` AND r.since <= ` + at + ` AND r.until > ` + at + ` AND ` + behind +
		` ORDER BY ` + orderBy + ` LIMIT ` + args.add(limit)
	rows, err := db.x.QueryxContext(ctx, statement, args.values...)
	if err != nil {
		return fmt.Errorf("read dataset rows: %w", translate(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r recordRow
		if err := rows.StructScan(&r); err != nil {
			return fmt.Errorf("read dataset row: %w", err)
		}
		rec, err := r.record()
		if err != nil {
			return err
		}
		rec.Comments = saidBy(rec.Comments, q.Version)
		if more, err := yield(rec); err != nil || !more {
			return err
		}
	}
	return translate(rows.Err())
}

// asksComments reports whether a condition looks at what was said about rows.
func asksComments(e filter.Expr) bool {
	found := false
	filter.Walk(e, func(x filter.Expr) bool {
		switch n := x.(type) {
		case *filter.Path:
			found = found || n.Field != nil && n.Field.Kind == filter.KindComment
		case *filter.Call:
			found = found || strings.EqualFold(n.Name, "search")
		}
		return !found
	})
	return found
}

// saidBy keeps the comments that were there in a version.
func saidBy(comments []store.DatasetComment, version store.Version) []store.DatasetComment {
	var kept []store.DatasetComment
	for _, c := range comments {
		if c.Since <= version {
			kept = append(kept, c)
		}
	}
	return kept
}

// RecordKey is the id of a row as a span: rows of datasets are traces of one span to the API, and their ids stay the same.
func RecordKey(datasetUID, row string) string { return string(store.SpanKey(datasetUID + "/" + row)) }

// filterRow is what a condition can see of a row.
func (q RecordQuery) filterRow(rec *store.DatasetRecord) *filter.Row {
	key := RecordKey(q.Dataset.UID, rec.ID)
	row := &filter.Row{ID: &rec.ID, SpanID: &key, RootSpanID: &key, Created: &rec.Created, Input: rec.Input, Expected: rec.Expected,
		Metadata: rec.Metadata, Tags: rec.Tags, Datasets: []string{q.Dataset.Name}, IsRoot: true}
	if rec.Split != "" {
		row.Splits = []string{rec.Split}
	}
	for _, c := range rec.Comments {
		row.Comments = append(row.Comments, c.Text)
	}
	row.Spans = []filter.Row{*row}
	return row
}
