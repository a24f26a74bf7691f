package sample

import (
	"fmt"
	"iter"
	"time"

	"assay/store"
)

// Project is the name of the sample project.
const Project = "tarnfell-support"

// Spans yields the spans of the sample, trace after trace in the order of their time, a root before its children. They are
// the same for the same seed and the same day of now (in UTC); the last trace begins before that day.
func Spans(seed uint64, now time.Time) iter.Seq[store.Span] {
	return func(yield func(store.Span) bool) {
		position := 0
		for i, v := range visits(seed, lastDay(now)) {
			d := newDice(seed, uint64(i))
			id := fmt.Sprintf("sample-%06d", i+1)
			var s *scene
			if n := i - firstEdge; n >= 0 && n%edgeEvery == 0 {
				s = newEdgeScene(d, v, id, now, edgeCases[n/edgeEvery%len(edgeCases)])
			} else {
				s = newScene(d, v, id, now)
			}
			for _, span := range s.spansOf(now) {
				span.Position = position
				position++
				if !yield(span) {
					return
				}
			}
		}
	}
}
