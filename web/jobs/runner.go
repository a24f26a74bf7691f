package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"assay/store"
	"assay/store/postgres"
)

// Work carries out one job. It ends the job itself, in the transaction that does the work, or returns why it could not. A
// store.Invalid is for the person who started it. The context ends when the job is cancelled or lost, or the server stops.
type Work func(ctx context.Context, c *postgres.Claim) error

// Config is what a Runner needs. DB, Kinds and Log are required.
type Config struct {
	DB    *postgres.DB
	Kinds map[string]Work
	Log   *slog.Logger
	Beat  time.Duration // how often it says that it is alive and hears of cancelling; 1 s when not given
	Idle  time.Duration // how long it waits before it looks again when there was nothing; 2 s when not given
	Lease time.Duration // after how long a silence another server may take a job; 15 s when not given
}

// Runner takes jobs and carries them out.
type Runner struct {
	Config
	names []string
	wake  chan struct{}
}

// New makes a runner that does nothing yet.
func New(c Config) *Runner {
	r := &Runner{Config: c, wake: make(chan struct{}, 1)}
	for _, d := range []struct {
		set *time.Duration
		to  time.Duration
	}{{&r.Beat, time.Second}, {&r.Idle, 2 * time.Second}, {&r.Lease, 15 * time.Second}} {
		if *d.set == 0 {
			*d.set = d.to
		}
	}
	for name := range c.Kinds {
		r.names = append(r.names, name)
	}
	return r
}

// Wake makes the runner look for a job now. It never waits.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run takes jobs until the context ends. A job that is not over by then is given back.
func (r *Runner) Run(ctx context.Context) error {
	for {
		worked, err := r.Next(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("jobs", "error", err)
		}
		if worked && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-r.wake:
		case <-time.After(r.Idle):
		}
	}
}

// Next carries out one job, if there is one, and reports whether there was.
func (r *Runner) Next(ctx context.Context) (bool, error) {
	c, err := r.DB.ClaimJob(ctx, r.names, r.Lease)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	began := time.Now()
	err = r.work(ctx, c)
	r.Log.Info("job", "kind", c.Kind, "job", c.ID, "attempt", c.Attempts, "duration", time.Since(began), "error", err)
	return true, r.end(ctx, c, err)
}

// work runs the job with a heart that beats beside it.
func (r *Runner) work(ctx context.Context, c *postgres.Claim) error {
	working, stop := context.WithCancelCause(ctx)
	beaten := make(chan struct{})
	go func() {
		defer close(beaten)
		r.beat(working, c, stop)
	}()
	err := guarded(working, r.Kinds[c.Kind], c)
	cause := context.Cause(working) // before it is stopped for being done
	stop(nil)
	<-beaten
	if err != nil && cause != nil {
		return cause
	}
	return err
}

// beat tells the database that the job is being worked on, and stops the work when it hears that it should. A database that
// does not answer for a while is no reason to: if another server takes the job, finishing it here will fail.
func (r *Runner) beat(ctx context.Context, c *postgres.Claim, stop context.CancelCauseFunc) {
	tick := time.NewTicker(r.Beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := c.Beat(ctx); errors.Is(err, postgres.ErrJobLost) || errors.Is(err, postgres.ErrJobCancelled) {
			stop(err)
			return
		}
	}
}

// guarded turns a panic of one job into its failure.
func guarded(ctx context.Context, work Work, c *postgres.Claim) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return work(ctx, c)
}

// settleWait is how long recording what became of a job may take while the server stops.
const settleWait = 5 * time.Second

// end records what became of a job that did not end itself.
func (r *Runner) end(ctx context.Context, c *postgres.Claim, err error) error {
	if err == nil {
		return nil
	}
	stopping := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWait)
	defer cancel()
	// Finishing may have been refused between two beats: ask why.
	if errors.Is(err, postgres.ErrJobLost) {
		err = c.Beat(ctx)
	}
	var invalid store.Invalid
	switch {
	case err == nil, errors.Is(err, postgres.ErrJobLost):
		return nil
	case errors.Is(err, postgres.ErrJobCancelled):
		return c.End(ctx, store.JobCancelled, "")
	case stopping, errors.Is(err, store.ErrUnavailable):
		return c.Release(ctx)
	case errors.As(err, &invalid):
		return c.End(ctx, store.JobFailed, invalid.Error())
	case errors.Is(err, store.ErrNotFound):
		return c.End(ctx, store.JobFailed, "What this was about is not there any more.")
	}
	return errors.Join(err, c.End(ctx, store.JobFailed, "Something broke on our side. It has been logged."))
}
