package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgtest"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// shop is a database with one job in it.
type shop struct {
	t   *testing.T
	db  *postgres.DB
	job store.Job
}

func newShop(t *testing.T) *shop {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	p, _, err := db.CreateProject(t.Context(), "mine")
	require.NoError(t, err)
	j, err := db.StartJob(t.Context(), store.Job{Project: p.ID, Kind: "test", Title: "Test", Request: json.RawMessage(`{}`), Created: time.Now()})
	require.NoError(t, err)
	return &shop{t, db, j}
}

func (s *shop) runner(work Work) *Runner {
	return New(Config{DB: s.db, Kinds: map[string]Work{"test": work}, Log: slog.New(slog.NewTextHandler(s.t.Output(), nil)), Beat: 5 * time.Millisecond, Idle: 5 * time.Millisecond})
}

func (s *shop) now() store.Job {
	s.t.Helper()
	j, err := s.db.Job(context.Background(), s.job.Project, s.job.ID)
	require.NoError(s.t, err)
	return j
}

func TestWhatBecomesOfAJob(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		work  Work
		state store.JobState
		says  string
		fails bool // loudly, for whoever runs the server
	}{
		"it is done":                  {func(ctx context.Context, c *postgres.Claim) error { return c.Finish(ctx, 1) }, store.JobDone, "", false},
		"what a person did wrong":     {func(context.Context, *postgres.Claim) error { return store.Invalid{"split": "No."} }, store.JobFailed, "No.", false},
		"what it is about is gone":    {func(context.Context, *postgres.Claim) error { return store.ErrNotFound }, store.JobFailed, "not there any more", false},
		"what broke is not shown":     {func(context.Context, *postgres.Claim) error { return errors.New("secret") }, store.JobFailed, "Something broke", true},
		"nor what panics":             {func(context.Context, *postgres.Claim) error { panic("secret") }, store.JobFailed, "Something broke", true},
		"what is busy is tried again": {func(context.Context, *postgres.Claim) error { return store.ErrBusy }, store.JobWaiting, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			worked, err := s.runner(c.work).Next(t.Context())
			require.True(t, worked)
			require.Equal(t, c.fails, err != nil, "%v", err)
			j := s.now()
			require.Equal(t, c.state, j.State)
			require.Contains(t, j.Error, c.says)
			require.NotContains(t, j.Error, "secret")
		})
	}
}

func TestCancellingEndsTheWork(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.runner(func(ctx context.Context, c *postgres.Claim) error {
		if _, err := s.db.CancelJob(ctx, c.Project, c.ID, time.Now()); err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	})
	_, err := r.Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.JobCancelled, s.now().State)
}

func TestStoppingServerGivesTheJobBack(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx, stop := context.WithCancel(t.Context())
	r := s.runner(func(ctx context.Context, _ *postgres.Claim) error {
		stop()
		<-ctx.Done()
		return ctx.Err()
	})
	require.NoError(t, r.Run(ctx))
	j := s.now()
	require.Equal(t, store.JobWaiting, j.State)
	require.Zero(t, j.Attempts, "it is none of the job's fault")
}
