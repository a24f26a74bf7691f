package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"assay/store"
	"assay/store/similar"
)

const (
	// MostSources is how many traces are compared with; the first of more.
	MostSources = 20
	// mostPrints is how many fingerprints one search compares, a source and a trace at a time: some tenths of a second's worth.
	mostPrints = 2_000_000
	// mostLooked is how many traces it looks at, the newest.
	mostLooked = 500_000
	// mostLikely is how many of the traces with the nearest fingerprints are read and compared by their words.
	mostLikely = 1000
)

// LeastSimilarity is the share of common words below which two texts have nothing to do with each other.
const LeastSimilarity = 0.1

// NearestQuery asks for the traces that say nearly the same as others.
type NearestQuery struct {
	// Query names the project and, by its filter, which of the nearest are wanted. Its Only is not looked at.
	Query
	Sources []store.TraceID
	Outputs bool // compare what was answered and not what was asked
	Limit   int
}

// Near is a trace near one of the sources.
type Near struct {
	Trace      store.TraceID
	Similarity float64       // of their texts, as package similar measures it; 0 to 1
	Source     store.TraceID // the nearest of them
}

// Nearest is what a search found.
type Nearest struct {
	Traces   []Near // the nearest first
	Compared int    // sources that were looked for: those that are there and say something
	Looked   int    // traces
	All      bool   // there are no more
	Left     int    // traces that came and have no fingerprint yet
}

// Nearest finds the traces whose text is the most similar to that of any source, the nearest first, without the sources. Which
// traces are compared by their words fingerprints decide, of the newest mostLooked traces; the similarity is of the words as they
// are now.
func (db *DB) Nearest(ctx context.Context, q NearestQuery) (Nearest, error) {
	var out Nearest
	sources, err := db.sketches(ctx, q, q.Sources[:min(len(q.Sources), MostSources)])
	if err != nil {
		return out, err
	}
	if out.Compared = len(sources); out.Compared == 0 {
		return out, nil
	}
	most := min(mostLooked, mostPrints/len(sources))
	if err := db.looked(ctx, q.Project, most, &out); err != nil {
		return out, err
	}
	likely, err := db.likely(ctx, q, sources, most)
	if err != nil {
		return out, err
	}
	texts, err := db.sketches(ctx, q, likely)
	if err != nil {
		return out, err
	}
	for _, t := range texts {
		near := Near{Trace: t.id}
		for _, s := range sources {
			if m := t.sketch.Compare(s.sketch); m.Similarity > near.Similarity {
				near.Similarity, near.Source = m.Similarity, s.id
			}
		}
		if near.Similarity >= LeastSimilarity {
			out.Traces = append(out.Traces, near)
		}
	}
	slices.SortFunc(out.Traces, func(a, b Near) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.Trace, b.Trace))
	})
	if q.Limit > 0 {
		out.Traces = out.Traces[:min(len(out.Traces), q.Limit)]
	}
	return out, nil
}

// sketched is what a trace says.
type sketched struct {
	id     store.TraceID
	sketch similar.Sketch
}

// sketches reads the field of traces that is compared, in the order given, without those that say nothing.
func (db *DB) sketches(ctx context.Context, q NearestQuery, ids []store.TraceID) ([]sketched, error) {
	var out []sketched
	for some := range slices.Chunk(ids, printChunk) {
		rows, err := readSaid(ctx, db.x, q.Project, some)
		if err != nil {
			return nil, translate(err)
		}
		for _, r := range rows {
			text := r.Input
			if q.Outputs {
				text = r.Output
			}
			if s := similar.NewSketch(similar.Said(text.String)); !s.Empty() {
				out = append(out, sketched{r.ID, s})
			}
		}
	}
	place := make(map[store.TraceID]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(out, func(a, b sketched) int { return cmp.Compare(place[a.id], place[b.id]) })
	return out, nil
}

// looked counts what a search looks at, and what it cannot see yet.
func (db *DB) looked(ctx context.Context, project store.ProjectID, most int, out *Nearest) error {
	const q = `
SELECT (SELECT count(*) FROM (SELECT FROM trace_print WHERE project_id = $1 LIMIT $2) n) AS looked,
  (SELECT count(*) FROM (SELECT FROM trace WHERE project_id = $1 AND arrived > COALESCE((SELECT arrived FROM trace_print_state WHERE project_id = $1), 0) LIMIT $3) n) AS unread`
	var row struct{ Looked, Unread int }
	if err := db.x.GetContext(ctx, &row, q, project, most+1, CountCap); err != nil {
		return fmt.Errorf("count fingerprints: %w", translate(err))
	}
	out.Looked, out.All, out.Left = min(row.Looked, most), row.Looked <= most && row.Unread == 0, row.Unread
	return nil
}

// likely names the traces of the query whose fingerprints are the nearest to those of the sources.
func (db *DB) likely(ctx context.Context, q NearestQuery, sources []sketched, most int) ([]store.TraceID, error) {
	field := "input"
	if q.Outputs {
		field = "output"
	}
	args := &arguments{}
	project := args.add(q.Project)
	apart := make([]string, len(sources))
	for i, s := range sources {
		apart[i] = "bit_count(" + field + " # " + args.add(s.sketch.Fingerprint()) + "::bit(512))"
	}
	statement := "SELECT trace_id FROM (SELECT trace_id, LEAST(" + strings.Join(apart, ", ") + ") AS apart FROM (SELECT trace_id, " + field +
		" FROM trace_print WHERE project_id = " + project + " ORDER BY arrived DESC LIMIT " + args.add(most) + ") n WHERE " + field +
		" IS NOT NULL AND trace_id <> ALL(" + args.add(uuids(q.Sources)) + "::uuid[])) n ORDER BY apart, trace_id LIMIT " + args.add(mostLikely)
	var ids []store.TraceID
	if err := db.x.SelectContext(ctx, &ids, statement, args.values...); err != nil {
		return nil, fmt.Errorf("search fingerprints: %w", translate(err))
	}
	if q.Filter == nil || len(ids) == 0 {
		return ids, nil
	}
	return db.kept(ctx, q.Query, ids)
}

// kept are those of some traces that a query means.
func (db *DB) kept(ctx context.Context, q Query, ids []store.TraceID) ([]store.TraceID, error) {
	q.Only = ids
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	var out []store.TraceID
	if err := db.x.SelectContext(ctx, &out, "SELECT t.id "+relation, args.values...); err != nil {
		return nil, fmt.Errorf("filter traces: %w", translate(err))
	}
	return out, nil
}
