package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"assay/store"
	"assay/store/schema"

	"github.com/jmoiron/sqlx"
)

// SchemaChange is what someone did to the schema of a field of a dataset.
type SchemaChange struct {
	Field  schema.Field
	Body   string // text of the schema; empty: it was taken away
	Author string
	At     time.Time
}

// schemaChangesMost is how many changes are listed.
const schemaChangesMost = 100

// Schemas are the fields of a dataset that have a schema, each with who gave it and when.
func (db *DB) Schemas(ctx context.Context, project store.ProjectID, dataset int) ([]SchemaChange, error) {
	list, err := schemasOf(ctx, db.x, project, dataset)
	if err != nil {
		return nil, fmt.Errorf("read schemas: %w", translate(err))
	}
	return list, nil
}

func schemasOf(ctx context.Context, x sqlx.QueryerContext, project store.ProjectID, dataset int) ([]SchemaChange, error) {
	const q = `
SELECT field, body, author, at FROM (
  SELECT DISTINCT ON (field) field, body, author, at FROM dataset_schema WHERE project_id = $1 AND dataset_id = $2 ORDER BY field, id DESC
) AS newest WHERE body IS NOT NULL`
	var list []SchemaChange
	err := sqlx.SelectContext(ctx, x, &list, q, project, dataset)
	return list, err
}

// SchemaChanges lists what was done to the schemas of a dataset, newest first.
func (db *DB) SchemaChanges(ctx context.Context, project store.ProjectID, dataset int) ([]SchemaChange, error) {
	const q = `
SELECT field, COALESCE(body, '') AS body, author, at FROM dataset_schema WHERE project_id = $1 AND dataset_id = $2 ORDER BY id DESC LIMIT $3`
	var list []SchemaChange
	if err := db.x.SelectContext(ctx, &list, q, project, dataset, schemaChangesMost); err != nil {
		return nil, fmt.Errorf("list changes of schemas: %w", translate(err))
	}
	return list, nil
}

// SetSchema gives a field of a dataset a schema, or takes it away with an empty text. Rows that stand stay as they are; those written
// from then on have to fit. A text that is no schema is a *schema.Error, the same text again changes nothing, and a dataset that was
// deleted is ErrNotFound.
func (db *DB) SetSchema(ctx context.Context, project store.ProjectID, w DatasetWrite, field schema.Field, text string) error {
	if text = strings.TrimSpace(text); text != "" {
		if _, err := schema.Compile(text); err != nil {
			return err
		}
	}
	const q = `
INSERT INTO dataset_schema (project_id, dataset_id, field, body, account_id, author, at)
SELECT $1, $2, $3, $4, $5, $6, $7
WHERE $4 IS DISTINCT FROM (SELECT body FROM dataset_schema WHERE project_id = $1 AND dataset_id = $2 AND field = $3 ORDER BY id DESC LIMIT 1)`
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		// With the lock, no write that was checked against the schema before is still on its way.
		if err := lockDataset(ctx, tx, project, w.Dataset); err != nil {
			return err
		}
		_, err := whileItStands(ctx, project, w.Dataset, func(*sqlx.Tx, store.Version) (store.DatasetVersion, error) {
			_, err := tx.ExecContext(ctx, q, project, w.Dataset, field, null(text), nullInt(w.Account), w.Author, w.Now.UTC())
			return store.DatasetVersion{}, err
		})(tx, 0)
		return err
	})
	if err != nil {
		return fmt.Errorf("set schema: %w", err)
	}
	return nil
}

// checkSchemas refuses a version that wrote rows which do not fit the schemas of their dataset. The error is a *schema.Refusal. What a
// version took away it does not look at, and a dataset without a schema costs one look at an index.
func checkSchemas(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, dataset int, version store.Version) error {
	refusal, _, err := misfits(ctx, tx, project, dataset, version)
	if err != nil || refusal == nil {
		return err
	}
	return refusal
}

// misfits finds the rows of a version that do not fit the schemas of their dataset, with the ids of all of them; nil: all fit.
func misfits(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, dataset int, version store.Version) (*schema.Refusal, []string, error) {
	list, err := schemasOf(ctx, tx, project, dataset)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	compiled := map[schema.Field]*schema.Schema{}
	for _, s := range list {
		if compiled[s.Field], err = schema.Compile(s.Body); err != nil {
			return nil, nil, fmt.Errorf("read schema of %s: %w", s.Field, err)
		}
	}
	const q = `
SELECT r.id, COALESCE(r.origin_trace::text, ''), r.input, r.expected, r.metadata::text FROM dataset_row r
WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.since = $3 ORDER BY r.position, r.id`
	rows, err := tx.QueryxContext(ctx, q, project, dataset, version)
	if err != nil {
		return nil, nil, fmt.Errorf("read written rows: %w", err)
	}
	defer func() { _ = rows.Close() }()
	refusal, ids := &schema.Refusal{}, []string(nil)
	for rows.Next() {
		var id string
		var trace store.TraceID
		var values [3][]byte
		if err := rows.Scan(&id, &trace, &values[0], &values[1], &values[2]); err != nil {
			return nil, nil, fmt.Errorf("read written row: %w", err)
		}
		refusal.Written++
		var found []schema.Misfit
		for i, field := range schema.Fields {
			if s := compiled[field]; s != nil {
				if faults := s.Check(values[i]); len(faults) > 0 {
					found = append(found, schema.Misfit{Row: id, Trace: trace, Field: field, Faults: faults})
				}
			}
		}
		if len(found) > 0 {
			ids = append(ids, id)
		}
		refusal.Add(found...)
	}
	if err := rows.Err(); err != nil || refusal.Rows == 0 {
		return nil, nil, err
	}
	return refusal, ids, nil
}

// SchemaRowsMost is how many rows of a dataset are looked at for a schema that nobody has saved yet.
const SchemaRowsMost = 50_000

// EachValue calls yield with one field of the rows that stand in a dataset, in the order of insertion, and tells whether there are more
// than SchemaRowsMost. A row without the value has nil.
func (db *DB) EachValue(ctx context.Context, project store.ProjectID, dataset int, field schema.Field, yield func(row string, value []byte)) (more bool, err error) {
	columns := map[schema.Field]string{schema.Input: "r.input", schema.Expected: "r.expected", schema.Metadata: "r.metadata::text"}
	q := `SELECT r.id, ` + columns[field] + ` FROM dataset_row r
WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.until = ` + forever + ` ORDER BY r.position, r.id LIMIT $3`
	rows, err := db.x.QueryxContext(ctx, q, project, dataset, SchemaRowsMost+1)
	if err != nil {
		return false, fmt.Errorf("read values: %w", translate(err))
	}
	defer func() { _ = rows.Close() }()
	for n := 0; rows.Next(); n++ {
		if n == SchemaRowsMost {
			return true, nil
		}
		var id string
		var value []byte
		if err := rows.Scan(&id, &value); err != nil {
			return false, fmt.Errorf("read value: %w", err)
		}
		yield(id, value)
	}
	return false, translate(rows.Err())
}
