package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

const bulkColumns = `id, account_id AS accountid, action AS action_json, state, total, done, changed, last, started, touched`

type bulkRow struct {
	store.Bulk
	ActionJSON json.RawMessage `db:"action_json"`
	Last       int64
}

func (r *bulkRow) read(err error) error {
	if err != nil {
		return translate(err)
	}
	if err := json.Unmarshal(r.ActionJSON, &r.Action); err != nil {
		return fmt.Errorf("read bulk action %s: %w", r.ID, err)
	}
	return nil
}

// StartBulk fixes the traces of a bulk action: those of the query, oldest first. BulkStep then does it. Starting one of the
// same id again returns it as it stands. An Invalid naming "trace" when the query has no trace, or more than store.MaxBulk.
func (db *DB) StartBulk(ctx context.Context, q Query, id store.EventID, account int, action store.BulkAction, now time.Time) (store.Bulk, error) {
	if !store.IsKey(string(id)) {
		return store.Bulk{}, store.ErrNotFound
	}
	for i := range action.Tags {
		action.Tags[i] = storable(action.Tags[i])
	}
	spelled, err := json.Marshal(action)
	if err != nil {
		return store.Bulk{}, fmt.Errorf("write bulk action: %w", err)
	}
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		const insert = `
INSERT INTO bulk (project_id, id, account_id, action, state, total, started, touched) VALUES ($1, $2, $3, $4, 'running', 0, $5, $5)
ON CONFLICT (project_id, id) DO NOTHING`
		n, err := affected(tx.ExecContext(ctx, insert, q.Project, id, account, spelled, now.UTC()))
		if err != nil || n == 0 {
			return err
		}
		return fixMembers(ctx, tx, q, id)
	})
	if err != nil {
		return store.Bulk{}, fmt.Errorf("start bulk action: %w", err)
	}
	return db.Bulk(ctx, q.Project, id)
}

func fixMembers(ctx context.Context, tx *sqlx.Tx, q Query, id store.EventID) error {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return err
	}
	statement := `
INSERT INTO bulk_member (project_id, bulk_id, n, trace_id)
SELECT ` + projectArg + `, ` + args.add(id) + `::uuid, row_number() OVER (ORDER BY created, id), id
FROM (SELECT t.created, t.id ` + relation + ` LIMIT ` + strconv.Itoa(store.MaxBulk+1) + `) AS m`
	n, err := affected(tx.ExecContext(ctx, statement, args.values...))
	switch {
	case err != nil:
		return fmt.Errorf("fix members: %w", err)
	case n == 0:
		return store.Invalid{"trace": "None of these traces is there any more."}
	case n > store.MaxBulk:
		return store.Invalid{"trace": "More than 100,000 traces match, the most for one action. Narrow the filter, for example by time."}
	}
	_, err = tx.ExecContext(ctx, `UPDATE bulk SET total = $3 WHERE project_id = $1 AND id = $2`, q.Project, id, n)
	return err
}

// Bulk returns a bulk action as it stands, or ErrNotFound.
func (db *DB) Bulk(ctx context.Context, project store.ProjectID, id store.EventID) (store.Bulk, error) {
	if !store.IsKey(string(id)) {
		return store.Bulk{}, store.ErrNotFound
	}
	var row bulkRow
	const q = `SELECT ` + bulkColumns + ` FROM bulk WHERE project_id = $1 AND id = $2`
	err := row.read(db.x.GetContext(ctx, &row, q, project, id))
	return row.Bulk, err
}

// OpenBulk is a bulk action that is not over, with its project.
type OpenBulk struct {
	Project store.ProjectID
	ID      store.EventID
}

// OpenBulks lists the bulk actions that nobody has worked on since a time and that are not over: a program that stopped in
// the middle leaves them so.
func (db *DB) OpenBulks(ctx context.Context, untouched time.Time) ([]OpenBulk, error) {
	const q = `SELECT project_id AS project, id FROM bulk WHERE state IN ('running', 'undoing') AND touched < $1 ORDER BY started`
	var open []OpenBulk
	err := db.x.SelectContext(ctx, &open, q, untouched.UTC())
	return open, translate(err)
}

// UndoBulk begins to take back all that a bulk action of the account said, also one that has not come to its end; BulkStep
// does it. ErrNotFound when it is not the account's or was taken back before.
func (db *DB) UndoBulk(ctx context.Context, project store.ProjectID, account int, id store.EventID, now time.Time) (store.Bulk, error) {
	if !store.IsKey(string(id)) {
		return store.Bulk{}, store.ErrNotFound
	}
	const q = `
UPDATE bulk SET state = 'undoing', done = 0, last = 0, touched = $4,
  total = (SELECT count(*) FROM event e WHERE e.project_id = $1 AND e.account_id = $3 AND e.submission = $2 AND e.kind <> 'retract' AND ` + standing + `)
WHERE project_id = $1 AND id = $2 AND account_id = $3 AND state IN ('running', 'done')
RETURNING ` + bulkColumns
	var row bulkRow
	if err := row.read(db.x.GetContext(ctx, &row, q, project, id, account, now.UTC())); err != nil {
		return store.Bulk{}, err
	}
	return row.Bulk, nil
}
