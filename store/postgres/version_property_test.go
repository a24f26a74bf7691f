package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/draft"
	"assay/store/filter"
	"assay/store/merge"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// history is a dataset that is changed in every way there is, at random, with what it said after each change.
type history struct {
	*goldmine
	r       *rand.Rand
	editors []postgres.DraftOf
	logged  int
	said    map[store.Version]string
	order   []store.Version
}

// TestEveryVersionStaysWhatItWas: whatever is done to a dataset afterwards, in any order, a version reads as it did when it was written,
// its counts are the difference to the one before it, comparing it with any other says what differs, and rows and traces find each other.
func TestEveryVersionStaysWhatItWas(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			h := &history{goldmine: newGoldmine(t), r: rand.New(rand.NewPCG(seed, 17)), said: map[store.Version]string{}}
			h.editors = []postgres.DraftOf{h.editor("ada@example.org"), h.editor("bob@example.org")}
			steps := []func(){h.adds, h.edits, h.edits, h.edits, h.commits, h.commits, h.undoes, h.restores, h.writes, h.discards, h.approves, h.approves}
			h.adds()
			h.remember()
			for range 50 {
				steps[h.r.IntN(len(steps))]()
				h.now = h.now.Add(time.Minute)
				h.remember()
			}
			h.requireVersions()
			h.requireDifferences()
			h.requireLineage()
		})
	}
}

// state is all that a version of the dataset says.
func (h *history) state(version store.Version) string {
	h.t.Helper()
	var b strings.Builder
	require.NoError(h.t, h.db.EachDatasetRow(context.Background(), h.project, h.dataset, version, func(r store.DatasetRow) error {
		fmt.Fprintf(&b, "%s\t%s %s %s %s %v %s %s %s %s\n", r.ID, r.Input, r.Expected, r.ExpectedFrom, r.Metadata, r.Tags, r.Split, r.OriginTrace, r.OriginSpan, r.Provenance)
		return nil
	}))
	return b.String()
}

func (h *history) remember() {
	h.t.Helper()
	if v := h.newest(); v != 0 && !slices.Contains(h.order, v) {
		h.said[v], h.order = h.state(0), append(h.order, v)
	}
}

// any is a row of the newest version, or none.
func (h *history) any() (store.DatasetRow, bool) {
	rows := h.rows(0)
	if len(rows) == 0 {
		return store.DatasetRow{}, false
	}
	return rows[h.r.IntN(len(rows))], true
}

// adds logs traces, some of which ask the same, and adds all of them.
func (h *history) adds() {
	for range 1 + h.r.IntN(4) {
		h.logged++
		h.asking(h.logged, fmt.Sprint("question ", h.r.IntN(9)))
	}
	h.carryOut(h.ask(nil))
}

func (h *history) edits() {
	row, there := h.any()
	if !there {
		return
	}
	of := h.editors[h.r.IntN(len(h.editors))]
	value := fmt.Sprint("edit ", h.r.IntN(5))
	h.draft(of, row.ID, func(r *draft.Row) {
		switch h.r.IntN(6) {
		case 0:
			r.Removed = true
		case 1:
			r.Split = []string{"", "train", "holdout"}[h.r.IntN(3)]
		case 2:
			r.Tags = []string{value}
		case 3:
			r.Metadata = json.RawMessage(`{"k":"` + value + `"}`)
		case 4:
			r.Input = text(value)
		default:
			r.Removed, r.Expected = false, text(value)
		}
	})
}

// commits commits a draft, settling what is in conflict at random.
func (h *history) commits() {
	ctx, of := context.Background(), h.editors[h.r.IntN(len(h.editors))]
	_, err := h.commit(of)
	var conflict *postgres.DraftConflict
	if errors.As(err, &conflict) {
		rows, err := h.db.DraftedRows(ctx, of, conflict.Rows)
		require.NoError(h.t, err)
		for id, row := range rows {
			side := []draft.Side{draft.Mine, draft.Theirs}[h.r.IntN(2)]
			require.NoError(h.t, h.db.SettleDraft(ctx, of, id, row.Stands, func(r postgres.DraftRow) draft.Row { return draft.Settle(r.Base, r.Mine, r.Now, side) }, h.now))
		}
		_, err = h.commit(of)
		require.NoError(h.t, err)
		return
	}
	require.NoError(h.t, err)
}

func (h *history) discards() {
	_, err := h.db.DiscardDraft(context.Background(), h.editors[0], nil)
	require.NoError(h.t, err)
}

func (h *history) undoes() { h.undo(h.order[h.r.IntN(len(h.order))]) }

func (h *history) restores() {
	v := h.order[h.r.IntN(len(h.order))]
	_, err := h.db.RestoreVersion(context.Background(), h.project, h.by("ada@example.org"), v)
	require.NoError(h.t, err)
	require.Equal(h.t, h.unordered(h.said[v]), h.unordered(h.state(0)), "a restored version says what the old one said")
}

func (h *history) unordered(state string) []string {
	lines := strings.Split(state, "\n")
	slices.Sort(lines)
	return lines
}

// writes is a request of a program.
func (h *history) writes() {
	id := fmt.Sprint("program ", h.r.IntN(4))
	if row, there := h.any(); there && h.r.IntN(2) == 0 {
		id = row.ID
	}
	change := merge.Change{ID: id, Merge: h.r.IntN(2) == 0, Delete: h.r.IntN(4) == 0, Fields: merge.Row{"input": text(fmt.Sprint("program ", h.r.IntN(3)))}}
	_, err := h.db.WriteDatasetRows(context.Background(), h.project, h.dataset, []postgres.DatasetChange{{Change: change}}, h.by("key"))
	require.NoError(h.t, err)
}

func (h *history) requireVersions() {
	h.t.Helper()
	before := map[string]bool{}
	counts := map[store.Version]store.DatasetVersion{}
	list, err := h.db.DatasetVersions(context.Background(), h.project, h.dataset)
	require.NoError(h.t, err)
	for _, v := range list {
		counts[v.Version] = v
	}
	require.Len(h.t, h.order, len(list), "no version came unseen")
	for _, v := range h.order {
		require.Equal(h.t, h.said[v], h.state(v), "version %d", v)
		now := map[string]bool{}
		for _, r := range h.rows(v) {
			require.False(h.t, now[r.ID], "a row stands once in a version")
			now[r.ID] = true
		}
		inserted, deleted := 0, 0
		for id := range now {
			if !before[id] {
				inserted++
			}
		}
		for id := range before {
			if !now[id] {
				deleted++
			}
		}
		require.Equal(h.t, [2]int{inserted, deleted}, [2]int{counts[v].Inserted, counts[v].Deleted}, "counts of version %d", v)
		before = now
	}
}

// requireDifferences compares what the database says of two versions with what their rows say.
func (h *history) requireDifferences() {
	h.t.Helper()
	ctx := context.Background()
	for range 12 {
		from, to := h.order[h.r.IntN(len(h.order))], h.order[h.r.IntN(len(h.order))]
		old, now := map[string]string{}, map[string]string{}
		for version, rows := range map[store.Version]map[string]string{from: old, to: now} {
			for _, line := range strings.Split(strings.TrimSuffix(h.said[version], "\n"), "\n") {
				if id, rest, found := strings.Cut(line, "\t"); found {
					rows[id] = rest
				}
			}
		}
		if from == to {
			old = now
		}
		var want postgres.Comparison
		for id, said := range now {
			if was, there := old[id]; !there {
				want.Added++
			} else if was != said {
				want.Changed++
			}
		}
		for id := range old {
			if _, there := now[id]; !there {
				want.Removed++
			}
		}
		got, err := h.db.CompareVersions(ctx, h.project, h.dataset, from, to)
		require.NoError(h.t, err)
		require.Equal(h.t, want, got, "%d to %d", from, to)
		rows, err := h.db.Differences(ctx, h.project, h.dataset, from, to, "", 0, 1000)
		require.NoError(h.t, err)
		require.Len(h.t, rows, want.Total())
	}
}

// requireLineage: every trace of a row leads to the row and every row of a trace to the trace, and the filter knows the same.
func (h *history) requireLineage() {
	h.t.Helper()
	ctx := context.Background()
	want := map[store.TraceID][]string{}
	for _, r := range h.rows(0) {
		var sources []struct{ Trace store.TraceID }
		require.NoError(h.t, json.Unmarshal(r.Provenance, &sources))
		for _, s := range sources {
			if s.Trace != "" && !slices.Contains(want[s.Trace], r.ID) {
				want[s.Trace] = append(want[s.Trace], r.ID)
			}
		}
	}
	for n := 1; n <= h.logged; n++ {
		trace := store.TraceKey(fmt.Sprintf("trace %03d", n))
		links, err := h.db.RowsOfTrace(ctx, h.project, trace)
		require.NoError(h.t, err)
		var got []string
		for _, l := range links {
			got = append(got, l.Row)
		}
		require.ElementsMatch(h.t, want[trace], got, "rows of trace %d", n)
	}
	e, _, err := filter.Read("dataset = 'gold'", filter.Options{Now: h.now, Location: time.UTC})
	require.NoError(h.t, err)
	ids, err := h.db.IDs(ctx, postgres.Query{Project: h.project, Filter: e})
	require.NoError(h.t, err)
	var traces []store.TraceID
	for trace := range want {
		traces = append(traces, trace)
	}
	require.ElementsMatch(h.t, traces, ids)
}
