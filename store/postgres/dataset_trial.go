package postgres

import (
	"context"
	"errors"
	"fmt"

	"assay/store"
	"assay/store/schema"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Trial is what a change to a dataset would come to.
type Trial struct {
	Done   store.DatasetVersion
	Unfit  *schema.Refusal // rows that do not fit the schemas of the dataset; nil: all fit
	Held   bool            // the dataset has a schema
	Locked string          // why the splits of the dataset refuse it; empty: they do not
}

// trialWait is how long a trial waits for rows that someone else is changing.
const trialWait = "2s"

// try carries a change out and keeps nothing of it. The log stays open to everyone meanwhile. ErrBusy when another change holds rows
// that this one would change too.
func (db *DB) try(ctx context.Context, project store.ProjectID, dataset int, change changing) (Trial, error) {
	var t Trial
	err := db.lookOnly(ctx, func(tx *sqlx.Tx) error {
		version, err := onTrial(ctx, tx, project)
		if err != nil {
			return err
		}
		if t.Done, err = whileItStands(ctx, project, dataset, change)(tx, version); err != nil {
			return err
		}
		var invalid store.Invalid
		if err := checkLocks(ctx, tx, project, dataset, version); errors.As(err, &invalid) {
			t.Locked = invalid["split"]
		} else if err != nil {
			return err
		}
		list, err := schemasOf(ctx, tx, project, dataset)
		if t.Held = len(list) > 0; err != nil {
			return err
		}
		t.Unfit, _, err = misfits(ctx, tx, project, dataset, version)
		return err
	})
	if err != nil {
		return t, fmt.Errorf("try change: %w", err)
	}
	return t, nil
}

// onTrial begins what will be taken back, and gives it a version that nothing else has.
func onTrial(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) (store.Version, error) {
	const position = `SELECT last + $2 FROM log_position WHERE project_id = $1`
	if _, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = '"+trialWait+"'"); err != nil {
		return 0, fmt.Errorf("bound wait: %w", err)
	}
	var reserved int64
	if err := tx.GetContext(ctx, &reserved, position, project, 2*ahead); err != nil {
		return 0, fmt.Errorf("reserve version: %w", err)
	}
	return store.VersionAt(reserved), nil
}

// leaveOutUnfit takes back what a version wrote of the rows that do not fit the schemas of their dataset, and says which those are.
// Rows that it changed stand again as they were.
func leaveOutUnfit(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, dataset int, version store.Version, done *store.DatasetVersion) (*schema.Refusal, error) {
	const drop = `DELETE FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND since = $3 AND id = ANY($4::text[])`
	const back = `UPDATE dataset_row SET until = ` + forever + ` WHERE project_id = $1 AND dataset_id = $2 AND until = $3 AND id = ANY($4::text[])`
	unfit, ids, err := misfits(ctx, tx, project, dataset, version)
	if err != nil || unfit == nil {
		return nil, err
	}
	n, err := affected(tx.ExecContext(ctx, drop, project, dataset, version, pq.Array(ids)))
	if err != nil {
		return nil, fmt.Errorf("leave out rows: %w", err)
	}
	updated, err := affected(tx.ExecContext(ctx, back, project, dataset, version, pq.Array(ids)))
	if err != nil {
		return nil, fmt.Errorf("bring rows back: %w", err)
	}
	done.Updated -= updated
	done.Inserted -= n - updated
	return unfit, nil
}
