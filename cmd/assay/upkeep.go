package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"assay/store"
	"assay/store/postgres"
)

const (
	keepPast   = 30 * 24 * time.Hour // how long a review run keeps its members, and a job that is over its report
	keepFile   = 24 * time.Hour      // and a file of rows that nobody added
	upkeepPace = time.Hour
)

// upkeep deletes, now and then, what nobody needs any more.
type upkeep struct {
	db  *postgres.DB
	now func() time.Time
	log io.Writer
}

// run does the work at once and then at its pace, until the context ends. What fails is tried again at the next turn.
func (u *upkeep) run(ctx context.Context) error {
	tick := time.NewTicker(upkeepPace)
	defer tick.Stop()
	for {
		u.turn(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// turn does all of it once.
func (u *upkeep) turn(ctx context.Context) {
	now := u.now()
	u.report(ctx, "forget the past of traces", u.db.ForgetPast(ctx, now.Add(-keepPast)))
	u.report(ctx, "forget jobs", u.db.ForgetJobs(ctx, now.Add(-keepPast)))
	u.report(ctx, "forget files", u.db.ForgetUploads(ctx, now.Add(-keepFile)))
	_, err := u.db.ForgetWaiting(ctx, now.Add(-store.KeepWaiting))
	u.report(ctx, "forget waiting feedback", err)
}

func (u *upkeep) report(ctx context.Context, work string, err error) {
	if err != nil && ctx.Err() == nil {
		fmt.Fprintf(u.log, "assay: %s: %v\n", work, err)
	}
}
