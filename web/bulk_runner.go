package web

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"assay/store"
	"assay/store/postgres"
)

// bulkRunner works on large bulk actions behind the requests that began them, until they are over or the server closes. What
// it leaves unfinished is in the database, for the next one.
type bulkRunner struct {
	db     *postgres.DB
	now    func() time.Time
	log    *slog.Logger
	ctx    context.Context
	cancel func()
	work   sync.WaitGroup

	mu      sync.Mutex
	running map[store.EventID]bool
}

func newBulkRunner(db *postgres.DB, now func() time.Time, log *slog.Logger) *bulkRunner {
	r := &bulkRunner{db: db, now: now, log: log, running: map[store.EventID]bool{}}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	return r
}

// start works on an action, unless it is being worked on here.
func (r *bulkRunner) start(project store.ProjectID, id store.EventID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running[id] || r.ctx.Err() != nil {
		return
	}
	r.running[id] = true
	r.work.Go(func() {
		err := r.finish(project, id)
		r.mu.Lock()
		delete(r.running, id)
		r.mu.Unlock()
		if err != nil && !errors.Is(err, context.Canceled) {
			r.log.Error("bulk action stopped", "bulk", id, "error", err)
		}
	})
}

func (r *bulkRunner) finish(project store.ProjectID, id store.EventID) error {
	for {
		b, err := r.db.BulkStep(r.ctx, project, id, r.now())
		if err != nil || b.Over() {
			return err
		}
	}
}

// works reports whether the action is being worked on here.
func (r *bulkRunner) works(id store.EventID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.running[id]
}

// close stops after the steps at hand.
func (r *bulkRunner) close() {
	r.mu.Lock()
	r.cancel()
	r.mu.Unlock()
	r.work.Wait()
}
