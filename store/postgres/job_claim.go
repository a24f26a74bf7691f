package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// JobTries is how often a job may lose its worker before it is given up: a job that kills servers must not kill them all.
const JobTries = 5

// What a beat finds out about a job that its worker must stop.
var (
	// ErrJobLost: another worker has it, because this one was silent for too long.
	ErrJobLost = errors.New("job is another worker's")
	// ErrJobCancelled: someone asked for that.
	ErrJobCancelled = errors.New("job was cancelled")
)

// Claim is a job in the hands of one worker.
type Claim struct {
	store.Job
	db     *DB
	worker store.EventID

	mu    sync.Mutex
	stage string
	done  int
	total int
}

// ClaimJob takes the oldest job of some kinds that waits, or whose worker has been silent for longer than the lease. ErrNotFound
// when there is none. Any number of workers may ask at once; each job goes to one of them.
func (db *DB) ClaimJob(ctx context.Context, kinds []string, lease time.Duration) (*Claim, error) {
	const silent = `j.state = 'running' AND j.beat < now() - make_interval(secs => $1)`
	const over = `
UPDATE job j SET state = CASE WHEN j.cancelled THEN 'cancelled' ELSE 'failed' END, finished = now(), worker = NULL,
  error = CASE WHEN j.cancelled THEN '' ELSE 'The server stopped ' || j.attempts || ' times while this was running, so it was given up.' END
WHERE ` + silent + ` AND (j.cancelled OR j.attempts >= $2)`
	const take = `
UPDATE job SET state = 'running', worker = $3, beat = now(), attempts = attempts + 1, started = COALESCE(started, now()), stage = '', done = 0, total = 0
WHERE (project_id, id) = (
  SELECT j.project_id, j.id FROM job j
  WHERE j.kind = ANY($2::text[]) AND (` + silent + ` OR j.state = 'waiting' AND NOT EXISTS (
    SELECT FROM job r WHERE r.project_id = j.project_id AND r.lane = j.lane AND r.lane <> '' AND r.state = 'running'
  ))
  ORDER BY j.created, j.id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING project_id, id`
	if _, err := db.x.ExecContext(ctx, over, lease.Seconds(), JobTries); err != nil {
		return nil, fmt.Errorf("give up jobs: %w", translate(err))
	}
	worker := store.NewEventID()
	var taken struct {
		Project store.ProjectID `db:"project_id"`
		ID      store.EventID
	}
	err := db.x.GetContext(ctx, &taken, take, lease.Seconds(), pq.Array(kinds), worker)
	if e := pq.As(err); e != nil && e.Constraint == "job_lane" {
		return nil, store.ErrNotFound // another worker just took one of the same lane
	}
	if err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil, store.ErrNotFound
		}
		return nil, fmt.Errorf("claim job: %w", translate(err))
	}
	j, err := db.Job(ctx, taken.Project, taken.ID)
	if err != nil {
		return nil, err
	}
	return &Claim{Job: j, db: db, worker: worker}, nil
}

// Tell says how far the work is. The next Beat passes it on.
func (c *Claim) Tell(stage string, done, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stage, c.done, c.total = stage, done, total
}

// Beat says that the worker is alive and how far it is. ErrJobLost and ErrJobCancelled tell it to stop.
func (c *Claim) Beat(ctx context.Context) error {
	const q = `UPDATE job SET beat = now(), stage = $4, done = $5, total = $6 WHERE project_id = $1 AND id = $2 AND worker = $3 AND state = 'running' RETURNING cancelled`
	c.mu.Lock()
	stage, done, total := c.stage, c.done, c.total
	c.mu.Unlock()
	var cancelled bool
	err := c.db.x.GetContext(ctx, &cancelled, q, c.Project, c.ID, c.worker, stage, done, total)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrJobLost
	case err != nil:
		return fmt.Errorf("beat: %w", translate(err))
	case cancelled:
		return ErrJobCancelled
	}
	return nil
}

// finish ends the job in the transaction of its work, so that both happen or neither.
func (c *Claim) finish(ctx context.Context, x sqlx.ExecerContext, result any) error {
	const q = `
UPDATE job SET state = 'done', result = $4, finished = clock_timestamp(), worker = NULL, stage = '', done = total
WHERE project_id = $1 AND id = $2 AND worker = $3 AND state = 'running' AND NOT cancelled`
	text, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("write result of job: %w", err)
	}
	n, err := affected(x.ExecContext(ctx, q, c.Project, c.ID, c.worker, string(text)))
	if err != nil {
		return fmt.Errorf("finish job: %w", err)
	}
	if n == 0 { // cancelled meanwhile, or lost: the next beat would have said which
		return ErrJobLost
	}
	return nil
}

// Finish ends a job whose work is not in this database. ErrJobLost when it is not this worker's any more.
func (c *Claim) Finish(ctx context.Context, result any) error {
	return translate(c.finish(ctx, c.db.x, result))
}

// End records that the job was not done: it failed with a sentence for people, or was cancelled.
func (c *Claim) End(ctx context.Context, state store.JobState, message string) error {
	const q = `
UPDATE job SET state = $4, error = $5, finished = now(), worker = NULL WHERE project_id = $1 AND id = $2 AND worker = $3 AND state = 'running'`
	_, err := c.db.x.ExecContext(ctx, q, c.Project, c.ID, c.worker, state, storable(message))
	return translate(err)
}

// Release gives the job back, so that the next worker begins it anew.
func (c *Claim) Release(ctx context.Context) error {
	const q = `
UPDATE job SET state = 'waiting', worker = NULL, beat = NULL, attempts = attempts - 1
WHERE project_id = $1 AND id = $2 AND worker = $3 AND state = 'running'`
	_, err := c.db.x.ExecContext(ctx, q, c.Project, c.ID, c.worker)
	return translate(err)
}
