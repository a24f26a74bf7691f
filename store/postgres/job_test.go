package postgres_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

const (
	lease  = time.Hour    // of workers that live
	nobody = -time.Second // a lease that is over as soon as it begins: every worker counts as silent
)

var anyKind = []string{"test"}

func (g *goldmine) job(change func(*store.Job)) store.Job {
	g.t.Helper()
	j := store.Job{Project: g.project, Kind: "test", Title: "Count to three", Request: json.RawMessage(`{"n":3}`), Created: g.now, Author: "ada@example.org"}
	if change != nil {
		change(&j)
	}
	j, err := g.db.StartJob(context.Background(), j)
	require.NoError(g.t, err)
	return j
}

func (g *goldmine) claim(lease time.Duration) *postgres.Claim {
	g.t.Helper()
	c, err := g.db.ClaimJob(context.Background(), anyKind, lease)
	require.NoError(g.t, err)
	return c
}

func (g *goldmine) noneToClaim(lease time.Duration) {
	g.t.Helper()
	_, err := g.db.ClaimJob(context.Background(), anyKind, lease)
	require.ErrorIs(g.t, err, store.ErrNotFound)
}

func (g *goldmine) jobNow(id store.EventID) store.Job {
	g.t.Helper()
	j, err := g.db.Job(context.Background(), g.project, id)
	require.NoError(g.t, err)
	return j
}

func TestJobIsWaitedForDoneAndRemembered(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	j := g.job(nil)
	require.Equal(t, store.JobWaiting, j.State)
	require.Equal(t, j, g.job(func(again *store.Job) { again.ID, again.Title = j.ID, "Another" }), "sent twice it is one job")
	_, err := g.db.ClaimJob(ctx, []string{"other"}, lease)
	require.ErrorIs(t, err, store.ErrNotFound)

	c := g.claim(lease)
	require.Equal(t, j.ID, c.ID)
	require.JSONEq(t, `{"n":3}`, string(c.Request))
	g.noneToClaim(lease)
	c.Tell("Counting", 2, 3)
	require.NoError(t, c.Beat(ctx))
	running := g.jobNow(j.ID)
	require.Equal(t, store.JobRunning, running.State)
	require.Equal(t, "Counting 2 3", running.Stage+" "+string('0'+rune(running.Done))+" "+string('0'+rune(running.Total)))
	require.Equal(t, 1, running.Attempts)
	require.NoError(t, c.Finish(ctx, map[string]int{"counted": 3}))
	done := g.jobNow(j.ID)
	require.Equal(t, store.JobDone, done.State)
	require.JSONEq(t, `{"counted":3}`, string(done.Result))
	require.False(t, done.Finished.IsZero())
	require.ErrorIs(t, c.Beat(ctx), postgres.ErrJobLost)
	g.noneToClaim(nobody)

	jobs, err := g.db.Jobs(ctx, g.project, 10)
	require.NoError(t, err)
	require.Equal(t, []store.Job{done}, jobs)
	require.NoError(t, g.db.ForgetJobs(ctx, time.Now().Add(time.Hour)))
	_, err = g.db.Job(ctx, g.project, j.ID)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestEachJobGoesToOneWorker(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	const jobs, workers = 40, 8
	for i := range jobs {
		g.job(func(j *store.Job) {
			if i%4 == 0 {
				j.Lane = "one by one"
			}
		})
	}
	var mu sync.Mutex
	done, inLane := map[store.EventID]int{}, 0
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for misses := 0; misses < 50; {
				c, err := g.db.ClaimJob(context.Background(), anyKind, lease)
				if err != nil {
					misses++
					continue
				}
				mu.Lock()
				done[c.ID]++
				if c.Lane != "" {
					inLane++
				}
				alone := inLane <= 1
				mu.Unlock()
				if !alone {
					t.Errorf("two jobs of one lane run at once")
				}
				mu.Lock() // before it ends, so that the next of the lane finds it gone
				if c.Lane != "" {
					inLane--
				}
				mu.Unlock()
				if err := c.Finish(context.Background(), nil); err != nil {
					t.Errorf("finish: %v", err)
				}
			}
		})
	}
	wait.Wait()
	require.Len(t, done, jobs)
	for id, n := range done {
		require.Equal(t, 1, n, "job %s", id)
	}
}

func TestJobOfASilentWorkerGoesToAnother(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	j := g.job(func(j *store.Job) { j.Lane = "one by one" })
	g.job(func(j *store.Job) { j.Lane, j.Created = "one by one", j.Created.Add(time.Second) })
	first := g.claim(lease)
	g.noneToClaim(lease)
	second := g.claim(nobody)
	require.Equal(t, j.ID, second.ID, "and not the next one of its lane")
	require.Equal(t, 2, second.Attempts)
	require.ErrorIs(t, first.Beat(ctx), postgres.ErrJobLost)
	require.ErrorIs(t, first.Finish(ctx, nil), postgres.ErrJobLost)
	require.NoError(t, first.End(ctx, store.JobFailed, "too late"))
	require.NoError(t, first.Release(ctx))
	require.Equal(t, store.JobRunning, g.jobNow(j.ID).State)
	require.NoError(t, second.Finish(ctx, nil))
	require.NotEqual(t, j.ID, g.claim(lease).ID)
}

func TestJobThatKeepsLosingItsWorkerIsGivenUp(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	j := g.job(nil)
	for range postgres.JobTries {
		g.claim(nobody)
	}
	g.noneToClaim(nobody)
	over := g.jobNow(j.ID)
	require.Equal(t, store.JobFailed, over.State)
	require.Contains(t, over.Error, "5 times")
	// Being given back is no loss.
	j = g.job(nil)
	for range postgres.JobTries + 2 {
		require.NoError(t, g.claim(lease).Release(t.Context()))
	}
	require.Equal(t, store.JobWaiting, g.jobNow(j.ID).State)
}

func TestJobsAreCancelled(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	waiting := g.job(nil)
	cancelled, err := g.db.CancelJob(ctx, g.project, waiting.ID, g.now)
	require.NoError(t, err)
	require.Equal(t, store.JobCancelled, cancelled.State)
	g.noneToClaim(nobody)

	running := g.job(nil)
	c := g.claim(lease)
	asked, err := g.db.CancelJob(ctx, g.project, running.ID, g.now)
	require.NoError(t, err)
	require.Equal(t, store.JobRunning, asked.State)
	require.True(t, asked.Cancelled)
	require.ErrorIs(t, c.Beat(ctx), postgres.ErrJobCancelled)
	require.ErrorIs(t, c.Finish(ctx, nil), postgres.ErrJobLost, "what was cancelled is not finished after all")
	require.NoError(t, c.End(ctx, store.JobCancelled, ""))
	require.Equal(t, store.JobCancelled, g.jobNow(running.ID).State)
	again, err := g.db.CancelJob(ctx, g.project, running.ID, g.now)
	require.NoError(t, err)
	require.Equal(t, store.JobCancelled, again.State)

	lost := g.job(nil)
	g.claim(lease)
	_, err = g.db.CancelJob(ctx, g.project, lost.ID, g.now)
	require.NoError(t, err)
	g.noneToClaim(nobody)
	require.Equal(t, store.JobCancelled, g.jobNow(lost.ID).State, "nobody is left to hear of it")
	for _, id := range []store.EventID{"x", store.NewEventID()} {
		_, err = g.db.CancelJob(ctx, g.project, id, g.now)
		require.ErrorIs(t, err, store.ErrNotFound)
	}
}

// addJob puts in an add of all traces of the goldmine.
func (g *goldmine) addJob(change func(*postgres.AddRequest)) store.Job {
	r := g.ask(nil)
	if change != nil {
		change(&r)
	}
	request, err := json.Marshal(r)
	require.NoError(g.t, err)
	return g.job(func(j *store.Job) {
		j.Kind, j.Lane, j.Request = postgres.JobAdd, postgres.DatasetLane, request
	})
}

func (g *goldmine) claimAdd(lease time.Duration) *postgres.Claim {
	g.t.Helper()
	c, err := g.db.ClaimJob(context.Background(), []string{postgres.JobAdd}, lease)
	require.NoError(g.t, err)
	return c
}

func TestAddAsAJobIsTheSameAdd(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g, other := newGoldmine(t), newGoldmine(t)
	for _, g := range []*goldmine{g, other} {
		g.asking(1, "Where?")
		g.asking(2, longQuestion)
		g.asking(3, "Where?")
		g.asking(4, longQuestion+"!")
	}
	j := g.addJob(nil)
	require.NoError(t, g.db.RunAdd(ctx, g.claimAdd(lease)))
	done := g.jobNow(j.ID)
	require.Equal(t, store.JobDone, done.State)
	var report adding.Report
	require.NoError(t, json.Unmarshal(done.Result, &report))
	direct := other.carryOut(other.ask(nil))
	require.Equal(t, direct.Tally, report.Tally)
	require.Equal(t, other.contents(0), g.contents(0))
	require.Equal(t, g.contents(0), g.contents(report.Version))

	versions, err := g.db.DatasetVersions(ctx, g.project, g.dataset)
	require.NoError(t, err)
	require.Len(t, versions, 1)
	require.Equal(t, report.Version, versions[0].Version)
	require.Equal(t, 3, versions[0].Inserted)
	last, err := g.db.LogPosition(ctx, g.project)
	require.NoError(t, err)
	require.Equal(t, report.Version, store.VersionAt(last), "what is logged next is newer")

	undo, err := json.Marshal(postgres.UndoRequest{Project: g.project, Dataset: g.dataset, Version: report.Version, Author: "ada"})
	require.NoError(t, err)
	g.job(func(j *store.Job) { j.Kind, j.Request = postgres.JobUndo, undo })
	c, err := g.db.ClaimJob(ctx, []string{postgres.JobUndo}, lease)
	require.NoError(t, err)
	require.NoError(t, g.db.RunUndo(ctx, c))
	require.Empty(t, g.rows(0))
	require.Len(t, g.rows(report.Version), 3)
}

func TestAddThatIsStoppedLeavesNothing(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	for n := range 5 {
		g.asking(n, "Question "+string(rune('a'+n)))
	}
	j := g.addJob(nil)
	before, err := g.db.LogPosition(t.Context(), g.project)
	require.NoError(t, err)

	// Cancelled while it writes: what it has written by then is not there.
	c := g.claimAdd(lease)
	_, err = g.db.CancelJob(t.Context(), g.project, j.ID, g.now)
	require.NoError(t, err)
	require.ErrorIs(t, g.db.RunAdd(t.Context(), c), postgres.ErrJobLost)
	require.Empty(t, g.rows(0))
	versions, err := g.db.DatasetVersions(t.Context(), g.project, g.dataset)
	require.NoError(t, err)
	require.Empty(t, versions)
	after, err := g.db.LogPosition(t.Context(), g.project)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.NoError(t, c.End(t.Context(), store.JobCancelled, ""))

	// The server stops: another one begins anew and does it once.
	g.addJob(nil)
	c = g.claimAdd(lease)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	require.Error(t, g.db.RunAdd(stopped, c))
	require.NoError(t, c.Release(t.Context()))
	again := g.claimAdd(lease)
	require.NoError(t, g.db.RunAdd(t.Context(), again))
	require.Len(t, g.rows(0), 5)

	// A worker that was taken for dead finishes too late.
	g.trace(9, nil)
	g.addJob(nil)
	slow := g.claimAdd(lease)
	quick := g.claimAdd(nobody)
	require.NoError(t, g.db.RunAdd(t.Context(), quick))
	require.ErrorIs(t, g.db.RunAdd(t.Context(), slow), postgres.ErrJobLost)
	require.Len(t, g.rows(0), 6)
}

func TestDryAddAsAJobOnlyReports(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.asking(1, longQuestion)
	g.asking(2, longQuestion+"!")
	j := g.addJob(func(r *postgres.AddRequest) { r.Dry = true })
	require.NoError(t, g.db.RunAdd(t.Context(), g.claimAdd(lease)))
	var report adding.Report
	require.NoError(t, json.Unmarshal(g.jobNow(j.ID).Result, &report))
	require.Equal(t, 1, report.Tally[adding.Near].Found)
	require.Zero(t, report.Version)
	require.Empty(t, g.rows(0))
}

func TestRowsThatNobodySignedAreSignedForTheSearch(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	g.asking(1, longQuestion)
	g.add(postgres.BestExpected, store.TraceKey("trace 001")) // without looking for near duplicates
	g.asking(2, longQuestion+"!")
	request, err := json.Marshal(postgres.SignRequest{Project: g.project, Dataset: g.dataset})
	require.NoError(t, err)
	g.job(func(j *store.Job) { j.Kind, j.Request = postgres.JobSign, request })
	c, err := g.db.ClaimJob(t.Context(), []string{postgres.JobSign}, lease)
	require.NoError(t, err)
	require.NoError(t, g.db.RunSign(t.Context(), c))
	report := g.carryOut(g.ask(nil))
	require.Equal(t, 1, report.Compared)
	require.Equal(t, 1, report.Tally[adding.Near].Found)
	left, err := g.db.SignRows(t.Context(), g.project, g.dataset, 0, nil)
	require.NoError(t, err)
	require.Zero(t, left)
}
