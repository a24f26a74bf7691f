package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// manyQuestions are lines to import, each of words of its own.
func manyQuestions(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for i := range n {
		words := make([]string, 60)
		for at := range words {
			words[at] = fmt.Sprintf("w%x", r.IntN(5000))
		}
		fmt.Fprintf(&b, `{"id":"q%d","input":%q,"output":"a"}`+"\n", i, strings.Join(words, " "))
	}
	return b.String()
}

// TestServerKilledInTheMiddleOfAJob kills a server that adds traces to a dataset. Of what it did nothing is seen, and the next
// server does all of it, once.
func TestServerKilledInTheMiddleOfAJob(t *testing.T) {
	t.Parallel()
	const traces = 6000
	dir := folder(t)
	s := serveProcess(t, dir)
	worked(t, dir, manyQuestions(traces), "import", "--project", "kill", "-")
	d, ctx := look(t, dir, "kill"), t.Context()
	gold, err := d.CreateDataset(ctx, d.project, "gold", "")
	require.NoError(t, err)
	request, err := json.Marshal(postgres.AddRequest{Source: d.project, Asked: time.Now(), Project: d.project, Dataset: gold.ID, Plan: adding.Default(), Author: "ada@example.org"})
	require.NoError(t, err)
	job, err := d.StartJob(ctx, store.Job{Project: d.project, Kind: postgres.JobAdd, Title: "Add", Lane: postgres.DatasetLane, Request: request, Created: time.Now()})
	require.NoError(t, err)
	d.waitFor(ctx, job.ID, func(j store.Job) bool { return j.State == store.JobRunning && j.Stage != "" })
	require.NoError(t, s.cmd.Process.Kill())
	_ = s.cmd.Wait()
	stopped, err := d.Job(ctx, d.project, job.ID)
	require.NoError(t, err)
	require.Equal(t, store.JobRunning, stopped.State, "it was killed in the middle, at %s %d of %d", stopped.Stage, stopped.Done, stopped.Total)
	require.Zero(t, d.rows(ctx, gold.ID), "nothing of it is seen")

	s = serveProcess(t, dir)
	done := d.waitFor(ctx, job.ID, func(j store.Job) bool { return j.State.Over() })
	require.Equal(t, store.JobDone, done.State, done.Error)
	require.Equal(t, 2, done.Attempts)
	require.Equal(t, traces, d.rows(ctx, gold.ID))
	versions, err := d.DatasetVersions(ctx, d.project, gold.ID)
	require.NoError(t, err)
	require.Len(t, versions, 1)
	code, errs := s.stop()
	require.Zero(t, code, errs)
}

// waitFor looks at a job until it is as wanted.
func (d data) waitFor(ctx context.Context, id store.EventID, wanted func(store.Job) bool) store.Job {
	d.t.Helper()
	var j store.Job
	require.Eventually(d.t, func() bool {
		var err error
		j, err = d.Job(ctx, d.project, id)
		return err == nil && wanted(j)
	}, 2*patience, 10*time.Millisecond)
	return j
}

func (d data) rows(ctx context.Context, dataset int) int {
	d.t.Helper()
	n, err := d.CountDatasetRows(ctx, d.project, dataset, 0)
	require.NoError(d.t, err)
	return n
}
