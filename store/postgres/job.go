package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

const jobColumns = `j.project_id AS project, j.id, j.kind, j.title, j.lane, COALESCE(j.account_id, 0) AS accountid, j.author, j.request, j.state, j.cancelled,
  j.stage, j.done, j.total, COALESCE(j.result::text, '') AS result_text, j.error, j.attempts, j.created, j.started AS began, j.finished AS ended`

type jobRow struct {
	store.Job
	ResultText string       `db:"result_text"`
	Began      sql.NullTime `db:"began"`
	Ended      sql.NullTime `db:"ended"`
}

func (r *jobRow) job() store.Job {
	j := r.Job
	j.Started, j.Finished = r.Began.Time, r.Ended.Time
	if r.ResultText != "" {
		j.Result = json.RawMessage(r.ResultText)
	}
	return j
}

// StartJob puts a job in and returns it as it waits. Kind, Title, Request and Created are needed; without an ID it gets one. A job
// of an ID that is there already is returned as it stands, so that a form that is sent twice starts one job.
func (db *DB) StartJob(ctx context.Context, j store.Job) (store.Job, error) {
	if j.ID == "" {
		j.ID = store.NewEventID()
	}
	if err := startJob(ctx, db.x, j); err != nil {
		return store.Job{}, translate(err)
	}
	return db.Job(ctx, j.Project, j.ID)
}

// startJob is StartJob within a transaction of the caller.
func startJob(ctx context.Context, x sqlx.ExecerContext, j store.Job) error {
	const q = `
INSERT INTO job (project_id, id, kind, title, lane, account_id, author, request, created)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (project_id, id) DO NOTHING`
	_, err := x.ExecContext(ctx, q, j.Project, j.ID, j.Kind, storable(j.Title), storable(j.Lane), nullInt(j.AccountID), storable(j.Author), string(j.Request), j.Created.UTC())
	if err != nil {
		return fmt.Errorf("start job: %w", err)
	}
	return nil
}

// Job returns a job as it stands, or ErrNotFound.
func (db *DB) Job(ctx context.Context, project store.ProjectID, id store.EventID) (store.Job, error) {
	if !store.IsKey(string(id)) {
		return store.Job{}, store.ErrNotFound
	}
	const q = `SELECT ` + jobColumns + ` FROM job j WHERE j.project_id = $1 AND j.id = $2`
	var r jobRow
	if err := db.x.GetContext(ctx, &r, q, project, id); err != nil {
		return store.Job{}, translate(err)
	}
	return r.job(), nil
}

// Jobs lists the newest jobs of a project.
func (db *DB) Jobs(ctx context.Context, project store.ProjectID, limit int) ([]store.Job, error) {
	const q = `SELECT ` + jobColumns + ` FROM job j WHERE j.project_id = $1 ORDER BY j.created DESC, j.id LIMIT $2`
	var rows []jobRow
	if err := db.x.SelectContext(ctx, &rows, q, project, limit); err != nil {
		return nil, fmt.Errorf("list jobs: %w", translate(err))
	}
	jobs := make([]store.Job, len(rows))
	for i := range rows {
		jobs[i] = rows[i].job()
	}
	return jobs, nil
}

// CancelJob asks for a job to be cancelled and returns it as it then stands. One that waits is cancelled at once, one that runs
// when its worker hears of it; one that is over stays as it is.
func (db *DB) CancelJob(ctx context.Context, project store.ProjectID, id store.EventID, now time.Time) (store.Job, error) {
	if !store.IsKey(string(id)) {
		return store.Job{}, store.ErrNotFound
	}
	const q = `
UPDATE job SET cancelled = true, state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,
  finished = CASE state WHEN 'waiting' THEN $3::timestamptz END
WHERE project_id = $1 AND id = $2 AND state IN ('waiting', 'running')`
	if _, err := db.x.ExecContext(ctx, q, project, id, now.UTC()); err != nil {
		return store.Job{}, fmt.Errorf("cancel job: %w", translate(err))
	}
	return db.Job(ctx, project, id)
}

// ForgetJobs deletes the jobs that were over before a time.
func (db *DB) ForgetJobs(ctx context.Context, before time.Time) error {
	const q = `DELETE FROM job WHERE finished < $1 AND state IN ('done', 'failed', 'cancelled')`
	if _, err := db.x.ExecContext(ctx, q, before.UTC()); err != nil {
		return fmt.Errorf("forget jobs: %w", translate(err))
	}
	return nil
}
