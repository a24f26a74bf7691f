package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// Kinds of jobs about datasets.
const (
	JobAdd  = "add"  // an AddRequest; its result is an adding.Report
	JobUndo = "undo" // an UndoRequest; its result is a store.DatasetVersion
	JobSign = "sign" // a SignRequest; it has no result

	JobRestore = "restore" // an UndoRequest with the version to go back to; its result is a store.DatasetVersion
)

// DatasetLane is the lane of jobs that write to datasets: those of a project run one after another, because each reserves a
// position of the log that lies ahead.
const DatasetLane = "datasets"

// ahead is how far behind the end of the log a change that takes long reserves its version: more than what can be logged until
// it is written, little beside the 2^48 positions that there are.
const ahead = 100_000_000

// errOvertaken: more was logged meanwhile than anyone thought possible.
var errOvertaken = errors.New("the log has passed the version that was reserved")

// writeLong is write for a change that takes long. Its version is a position that lies ahead, so that the log stays open to
// everyone until the moment in which the change becomes visible; then the log jumps there. The numbers left out belong to nothing.
// Others who change the same dataset wait. end runs in the same transaction, last.
func (db *DB) writeLong(ctx context.Context, project store.ProjectID, v DatasetWrite, change changing, end func(tx *sqlx.Tx, done store.DatasetVersion) error) error {
	const position = `SELECT last + $2 FROM log_position WHERE project_id = $1`
	const jump = `UPDATE log_position SET last = $2 WHERE project_id = $1 AND last < $2`
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := lockDataset(ctx, tx, project, v.Dataset); err != nil {
			return err
		}
		var reserved int64
		if err := tx.GetContext(ctx, &reserved, position, project, ahead); err != nil {
			return fmt.Errorf("reserve version: %w", err)
		}
		version := store.VersionAt(reserved)
		done, err := whileItStands(ctx, project, v.Dataset, change)(tx, version)
		if err != nil {
			return err
		}
		if done, err = recordVersion(ctx, tx, project, v, version, done); err != nil {
			return fmt.Errorf("record version: %w", err)
		}
		if done.Version != 0 {
			n, err := affected(tx.ExecContext(ctx, jump, project, reserved))
			if err != nil {
				return fmt.Errorf("move log: %w", err)
			}
			if n == 0 {
				return errOvertaken
			}
		}
		return end(tx, done)
	})
}

// RunAdd carries out a job of the kind JobAdd: all of it becomes visible at once, or nothing ever does. Begun anew after its
// server stopped it does the same, because the request fixes which traces it is about.
func (db *DB) RunAdd(ctx context.Context, c *Claim) error {
	var r AddRequest
	if err := json.Unmarshal(c.Request, &r); err != nil {
		return fmt.Errorf("read request of job: %w", err)
	}
	unread, err := db.prepareAdd(ctx, r, 0, func(done, left int) { c.Tell("Preparing the search for near duplicates", done, done+left) })
	if err != nil {
		return err
	}
	if r.Dry {
		report, err := db.dryAdd(ctx, r, c.Created, c.Tell)
		if err != nil {
			return err
		}
		report.Unread = unread
		return c.Finish(ctx, report)
	}
	var a *adder
	return db.writeLong(ctx, r.Project, r.write(c.Created), func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		// Candidates are sorted in memory, which is one job's at a time.
		if _, err := tx.ExecContext(ctx, "SET LOCAL work_mem = '64MB'"); err != nil {
			return store.DatasetVersion{}, fmt.Errorf("take memory: %w", err)
		}
		var err error
		if a, err = newAdder(ctx, tx, r, version, c.Created); err != nil {
			return store.DatasetVersion{}, err
		}
		a.told = c.Tell
		return a.write(ctx)
	}, func(tx *sqlx.Tx, done store.DatasetVersion) error {
		c.Tell("Making the version visible", 0, 0)
		if err := a.recordRun(ctx, r, done, c.Created); err != nil {
			return err
		}
		a.report.Version, a.report.Unread = done.Version, unread
		return c.finish(ctx, tx, a.report)
	})
}

// UndoRequest is what a job of the kind JobUndo takes back, or where one of the kind JobRestore goes back to.
type UndoRequest struct {
	Project store.ProjectID `json:"project"`
	Dataset int             `json:"dataset"`
	Version store.Version   `json:"version"`
	Account int             `json:"account,omitempty"`
	Author  string          `json:"author"`
	Note    string          `json:"note,omitempty"`
}

// RunUndo carries out a job of the kind JobUndo.
func (db *DB) RunUndo(ctx context.Context, c *Claim) error {
	return db.runBack(ctx, c, "Taking rows back", undoing)
}

// RunRestore carries out a job of the kind JobRestore.
func (db *DB) RunRestore(ctx context.Context, c *Claim) error {
	return db.runBack(ctx, c, "Going back to the version", restoring)
}

func (db *DB) runBack(ctx context.Context, c *Claim, stage string, change func(context.Context, store.ProjectID, int, store.Version) changing) error {
	var r UndoRequest
	if err := json.Unmarshal(c.Request, &r); err != nil {
		return fmt.Errorf("read request of job: %w", err)
	}
	c.Tell(stage, 0, 0)
	w := DatasetWrite{Dataset: r.Dataset, Account: r.Account, Author: r.Author, Note: r.Note, Now: c.Created}
	return db.writeLong(ctx, r.Project, w, change(ctx, r.Project, r.Dataset, r.Version), func(tx *sqlx.Tx, done store.DatasetVersion) error {
		return c.finish(ctx, tx, done)
	})
}

// SignRequest names the dataset whose rows a job of the kind JobSign signs.
type SignRequest struct {
	Project store.ProjectID `json:"project"`
	Dataset int             `json:"dataset"`
}

// RunSign carries out a job of the kind JobSign. What it did before it was stopped stays done.
func (db *DB) RunSign(ctx context.Context, c *Claim) error {
	var r SignRequest
	if err := json.Unmarshal(c.Request, &r); err != nil {
		return fmt.Errorf("read request of job: %w", err)
	}
	_, err := db.SignRows(ctx, r.Project, r.Dataset, 0, func(done, left int) { c.Tell("Preparing the search for near duplicates", done, done+left) })
	if err != nil {
		return err
	}
	return c.Finish(ctx, struct{}{})
}

// RowsOf counts the rows that a version of a dataset wrote, which tells how long taking it back will take. ErrNotFound when it has
// no such version.
func (db *DB) RowsOf(ctx context.Context, project store.ProjectID, dataset int, version store.Version) (int, error) {
	const q = `SELECT inserted + updated + deleted FROM dataset_version WHERE project_id = $1 AND dataset_id = $2 AND xact = $3`
	var n int
	err := db.x.GetContext(ctx, &n, q, project, dataset, version)
	return n, translate(err)
}
