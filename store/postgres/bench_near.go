package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/store/similar"

	"github.com/lib/pq"
)

const (
	benchSeeds     = 600  // traces that are changed copies of rows
	benchChanged   = 0.14 // of their words, at most
	benchLookBatch = 10   // traces that one page is about
)

// benchSeed is a trace whose question has the words of a row, but for some.
type benchSeed struct {
	trace store.TraceID
	row   string
	alike float64
}

// measureNear opens the page that adds traces which are changed copies of rows of a dataset, as a person does: how long it looks
// for near duplicates, and how many of the copies it finds. A copy that is less alike than the page looks for counts for neither.
func (b *bench) measureNear(ctx context.Context, d store.Dataset) error {
	seeds, err := b.seedCopies(ctx, d)
	if err != nil {
		return err
	}
	b.heading(fmt.Sprintf("Near duplicates of %d traces at a time among %d rows", benchLookBatch, min(100_000, b.traces)))
	plan := adding.Default()
	found := map[store.TraceID]string{} // the row that it is like
	var times []time.Duration
	for some := range slices.Chunk(seeds, benchLookBatch) {
		only := make([]store.TraceID, len(some))
		for i, s := range some {
			only[i] = s.trace
		}
		var p AddPreview
		took, err := timed(func() (err error) {
			r := AddRequest{Source: b.project, Asked: b.options.Now, Only: only, Project: b.project, Dataset: d.ID, Plan: plan}
			p, err = b.db.PreviewAdd(ctx, r, benchLookBatch, b.options.Now)
			return err
		})
		if err != nil {
			return err
		}
		times = append(times, took)
		for _, row := range p.Rows {
			if row.Kind == adding.Near || row.Kind == adding.Content {
				found[row.OriginTrace] = row.ID
			}
		}
	}
	b.printNear(seeds, found, plan.Duplicates.Similarity, times)
	return nil
}

func (b *bench) printNear(seeds []benchSeed, found map[store.TraceID]string, least float64, times []time.Duration) {
	alike, hit, right := 0, 0, 0
	for _, s := range seeds {
		if found[s.trace] == s.row {
			right++
		}
		if s.alike >= least {
			alike++
			if found[s.trace] == s.row {
				hit++
			}
		}
	}
	slices.Sort(times)
	b.print("%.0f ms in the middle, %.0f ms of 95 in 100, whole preview. Recall %.4f of %d copies that are %.0f %% alike or more; precision %.4f of %d found.",
		milliseconds(median(times)), milliseconds(times[len(times)*95/100]), share(hit, alike), alike, 100*least, share(right, len(found)), len(found))
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// seedCopies logs changed copies of rows.
func (b *bench) seedCopies(ctx context.Context, d store.Dataset) ([]benchSeed, error) {
	const q = `SELECT id, input FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND position = ANY($3) AND until = ` + forever
	positions := make([]int64, benchSeeds)
	for i := range positions {
		positions[i] = 1 + b.made.r.Int64N(int64(min(100_000, b.traces)))
	}
	var rows []struct{ ID, Input string }
	if err := b.db.x.SelectContext(ctx, &rows, q, b.project, d.ID, pq.Array(positions)); err != nil {
		return nil, fmt.Errorf("read rows to copy: %w", err)
	}
	name := fmt.Sprint(time.Now().UnixNano())
	seeds, spans := make([]benchSeed, len(rows)), make([]store.Span, len(rows))
	for i, r := range rows {
		var said struct{ Question string }
		if err := json.Unmarshal([]byte(r.Input), &said); err != nil {
			return nil, fmt.Errorf("read row: %w", err)
		}
		words, changed := strings.Fields(said.Question), b.made.r.Float64()*benchChanged
		for at := range words {
			if b.made.chance(changed) {
				words[at] = b.made.words(1)
			}
		}
		id, input := fmt.Sprintf("copy %s %d", name, i), benchJSON(map[string]string{"question": strings.Join(words, " ")})
		spans[i] = store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: b.options.Now.AddDate(1, 0, 0), HasCreated: true, Input: input, Position: i}
		seeds[i] = benchSeed{trace: store.TraceKey(id), row: r.ID,
			alike: similar.NewSketch(similar.Said(string(input))).Compare(similar.NewSketch(similar.Said(r.Input))).Similarity}
	}
	_, err := b.db.InsertSpans(ctx, b.project, "copies "+name, spans, b.options.Now)
	return seeds, err
}
