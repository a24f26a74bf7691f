package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"
)

// mostWaiting is where counting feedback that waits ends, and namedWaiting how many of the ids it waits for are told.
const (
	mostWaiting  = 10_000
	namedWaiting = 3
)

// Waiting tells of the feedback in a project that waits for its row.
func (db *DB) Waiting(ctx context.Context, project store.ProjectID) (store.Waiting, error) {
	const count = `SELECT count(*) FROM (SELECT FROM pending_feedback WHERE project_id = $1 LIMIT $2) AS w`
	const newest = `
SELECT about FROM (SELECT about, n FROM pending_feedback WHERE project_id = $1 LIMIT $3) AS w
GROUP BY about ORDER BY max(n) DESC LIMIT $2`
	var w store.Waiting
	if err := db.x.GetContext(ctx, &w.N, count, project, mostWaiting+1); err != nil {
		return w, fmt.Errorf("count waiting feedback: %w", translate(err))
	}
	if w.N > mostWaiting {
		w.N, w.More = mostWaiting, true
	}
	if w.N == 0 {
		return w, nil
	}
	if err := db.x.SelectContext(ctx, &w.About, newest, project, namedWaiting, mostWaiting); err != nil {
		return w, fmt.Errorf("list waiting feedback: %w", translate(err))
	}
	return w, nil
}

// ForgetWaiting deletes the feedback of all projects that was received before a time and still waits for its row, and returns
// how much that was. What was said about a row that comes later is lost.
func (db *DB) ForgetWaiting(ctx context.Context, before time.Time) (int, error) {
	n, err := affected(db.x.ExecContext(ctx, `DELETE FROM pending_feedback WHERE received < $1`, before.UTC()))
	if err != nil {
		return 0, fmt.Errorf("forget waiting feedback: %w", translate(err))
	}
	return n, nil
}
