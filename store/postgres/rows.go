package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store"
	"assay/store/merge"

	"github.com/jmoiron/sqlx"
)

// LogWrite is one row of a request to the logs of a project: a change of a row or, with Said, something said about one.
type LogWrite struct {
	Change merge.Change
	Span   *store.Span // what Change comes to where no such row is stored, from a caller who has read it to check it; may be nil

	Said  *store.Feedback
	About string // id of the row that Said is about; its span id does as well
	// Event tells what is said apart from everything else that is said in the project. Where Named, it comes from an id that
	// the client gave and holds for ever; otherwise the same Event within a day is a replay and counts once.
	Event store.EventID
	Named bool
	// Comment marks a comment that is a row of its own: deleting the row of that id takes the comment back.
	Comment bool
	// MustExist fails the request with a MissingRow when there is no such row, instead of keeping what was said until it comes.
	MustExist bool
}

// CommentKey is the Event of a comment that came as a row with that id.
func CommentKey(rowID string) store.EventID { return store.EventKey("comment row", rowID) }

// MissingRow says which row of a request is not there. It is a store.ErrNotFound.
type MissingRow struct{ ID string }

func (m MissingRow) Error() string { return fmt.Sprintf("no row %q", m.ID) }

// Unwrap makes it a store.ErrNotFound.
func (MissingRow) Unwrap() error { return store.ErrNotFound }

// Written is what a request did.
type Written struct {
	Version store.Version // of every row it wrote
	Ingested
}

// WriteLogs applies the rows of a request in order, all or none: when it returns nil, they survive a crash. Requests for one
// project that come at the same time may share a transaction, and then its version and counts. What is said about a row that
// has not come yet is kept and joins it when it does. An Invalid names the field of the row that cannot be stored.
func (db *DB) WriteLogs(ctx context.Context, project store.ProjectID, writes []LogWrite, now time.Time) (Written, error) {
	write := func(ctx context.Context, writes []LogWrite, now time.Time) (Written, error) {
		return db.writeLogs(ctx, project, writes, now)
	}
	var done Written
	var err error
	if slices.ContainsFunc(writes, func(w LogWrite) bool { return w.MustExist }) {
		done, err = write(ctx, writes, now) // it may well fail, and a group would with it
	} else {
		call := &logCall{writes: writes, now: now, lead: make(chan []*logCall, 1), done: make(chan struct{})}
		done, err = db.lanes.run(ctx, project, call, write)
	}
	if err != nil {
		return Written{}, fmt.Errorf("write logs: %w", err)
	}
	return done, nil
}

// writeLogs is WriteLogs in a transaction of its own.
func (db *DB) writeLogs(ctx context.Context, project store.ProjectID, writes []LogWrite, now time.Time) (Written, error) {
	var done Written
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := lockLog(ctx, tx, project); err != nil {
			return err
		}
		w := newRowWriter(tx, project, now)
		if err := w.load(ctx, writes); err != nil {
			return err
		}
		if err := w.apply(ctx, writes); err != nil {
			return err
		}
		b, err := w.batch(ctx)
		if err != nil {
			return err
		}
		at, counts, err := b.write(ctx, tx, project, now)
		done = Written{Version: store.VersionAt(at), Ingested: counts}
		return err
	})
	return done, err
}
