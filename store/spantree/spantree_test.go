package spantree_test

import (
	"testing"
	"time"

	"assay/store"
	"assay/store/spantree"

	"github.com/stretchr/testify/require"
)

// family is a root with two children, the first of which has one of its own.
func family() []store.SpanNode {
	return []store.SpanNode{
		{ID: "root"},
		{ID: "a", Depth: 1, Tokens: 10, Cost: 0.5, Error: "no"},
		{ID: "a1", Depth: 2, Tokens: 5, Error: "no", Start: 100, Duration: 2 * time.Second, HasDuration: true},
		{ID: "b", Depth: 1, Tokens: 1, Cost: 0.25, Start: 104, Duration: time.Second, HasDuration: true},
	}
}

func TestTotalsRollUpToParents(t *testing.T) {
	t.Parallel()
	totals := spantree.Totals(family())
	require.Equal(t, spantree.Total{Below: 3, Tokens: 16, Cost: 0.75, Errors: 2, From: 100, To: 105, Timed: true}, totals[0])
	require.Equal(t, spantree.Total{Below: 1, Tokens: 15, Cost: 0.5, Errors: 2, From: 100, To: 102, Timed: true}, totals[1], "a parent without times has those of what is below it")
	require.InDelta(t, 2.0, totals[1].Seconds(), 1e-9)
	require.Equal(t, 1, totals[2].Errors)
	require.Equal(t, spantree.Total{Tokens: 1, Cost: 0.25, From: 104, To: 105, Timed: true}, totals[3])
	from, to, timed := spantree.Extent(totals)
	require.True(t, timed)
	require.Equal(t, []float64{100, 105}, []float64{from, to})
	_, _, timed = spantree.Extent(spantree.Totals(family()[:1]))
	require.False(t, timed)
}

func TestTotalsOfSeveralTops(t *testing.T) {
	t.Parallel()
	totals := spantree.Totals([]store.SpanNode{{ID: "a", Tokens: 1}, {ID: "b", Tokens: 2}, {ID: "b1", Depth: 1, Tokens: 4}})
	require.Equal(t, []int64{1, 6, 4}, []int64{totals[0].Tokens, totals[1].Tokens, totals[2].Tokens})
}

func TestFoldedBranchesAreLeftOut(t *testing.T) {
	t.Parallel()
	tree := family()
	require.Equal(t, []int{0, 1, 2, 3}, spantree.Shown(tree, nil, ""))
	closed := map[store.SpanID]bool{"a": true}
	require.Equal(t, []int{0, 1, 3}, spantree.Shown(tree, closed, "b"))
	require.Equal(t, []int{0, 1, 2, 3}, spantree.Shown(tree, closed, "a1"), "the span one looks at stays in sight")
	require.Equal(t, []int{0}, spantree.Shown(tree, map[store.SpanID]bool{"root": true}, ""))
}

func TestPieces(t *testing.T) {
	t.Parallel()
	require.Empty(t, spantree.Pieces(0, 100))
	pieces := spantree.Pieces(250, 100)
	require.Equal(t, []spantree.Piece{{0, 100}, {100, 200}, {200, 250}}, pieces)
	require.Equal(t, 50, pieces[2].Len())
	require.True(t, pieces[1].Has(100))
	require.False(t, pieces[1].Has(200))
}
