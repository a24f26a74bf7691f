package web

import (
	"assay/store"
	"assay/store/statistics"
	"assay/views"
)

// aim is what a rate of a queue's answers is wanted to: within 5 points to either side, 19 times of 20.
const (
	aimMargin     = 0.05
	aimConfidence = 0.95
)

// aimWords say about how many more items have to be complete until a rate over them is known to the aim, whatever it is; see
// statistics.SampleFor. Nothing is said of an empty queue.
func aimWords(c store.QueueCounts) string {
	if c.Items == 0 {
		return ""
	}
	missing := statistics.SampleFor(aimMargin, aimConfidence, c.Items) - c.Complete
	if missing <= 0 {
		return "enough for ±5 %"
	}
	return "about " + views.Thousands(int64(missing)) + " more for ±5 %"
}

// aimHint explains the words. Only a random order makes what is complete a sample of the queue.
func aimHint(o store.QueueOrder) string {
	hint := "How many more items have to be complete until a rate over all of the queue is known within 5 points, 19 times of 20 (Cochran 1977)."
	if o != store.RandomOrder {
		hint += " This holds for a random order: in another one, rates over what is complete lean towards what came first."
	}
	return hint
}
