package postgres

import (
	"context"
	"fmt"

	"assay/store"
)

// CountKind tells how far to trust a count.
type CountKind string

const (
	CountExact  CountKind = ""       // there are as many
	CountCapped CountKind = "capped" // counting stopped at CountCap: there are more
	CountTimed  CountKind = "timed"  // time was over: there are as many at least
)

// Counted is a number of traces and what kind of number it is.
type Counted struct {
	N    int
	Kind CountKind
}

// Counted is Count that says why there may be more.
func (db *DB) Counted(ctx context.Context, q Query) (Counted, error) {
	s := &search{db: db, q: q, limits: defaultLimits, want: CountCap + 1, backwards: true}
	n, err := s.count(ctx)
	switch {
	case err != nil:
		return Counted{}, fmt.Errorf("count traces: %w", err)
	case n > CountCap:
		return Counted{CountCap, CountCapped}, nil
	case s.partial:
		return Counted{n, CountTimed}, nil
	}
	return Counted{n, CountExact}, nil
}

// first names the query's newest traces, at most so many, wherever they are. It may find fewer than there are when they are rare
// and no index knows them.
func (db *DB) first(ctx context.Context, q Query, n int) ([]store.TraceID, error) {
	page, err := db.Page(ctx, q, store.Cursor{}, n)
	if err != nil {
		return nil, err
	}
	ids := make([]store.TraceID, len(page.Traces))
	for i, t := range page.Traces {
		ids[i] = t.ID
	}
	return ids, nil
}
