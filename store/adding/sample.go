package adding

import (
	"slices"
	"strconv"

	"assay/store"
)

// SampleKind says which of the traces are taken.
type SampleKind string

const (
	All        SampleKind = ""           // each of them
	Newest     SampleKind = "newest"     // the last ones
	Random     SampleKind = "random"     // any, the same ones for the same seed
	Stratified SampleKind = "stratified" // any, of each segment as large a share as it has of all
	Quota      SampleKind = "quota"      // any, of each segment so many that the dataset has Rows of it
)

// SampleKinds in the order in which pages offer them.
var SampleKinds = []SampleKind{All, Newest, Random, Stratified, Quota}

// Sample picks some of the traces that are not in the dataset yet. Which of two equally good ones is taken depends on the seed
// and their ids alone, so that a larger sample of the same seed contains a smaller one.
//
// Shares of a stratified sample are whole rows by the method of Sainte-Laguë: row k of a segment of n has the rank (k - 1/2) / n,
// and the lowest ranks are taken.
type Sample struct {
	Kind    SampleKind `json:"kind,omitempty"`
	Rows    int        `json:"rows,omitempty"`   // in all; for Quota of each segment
	Segment Path       `json:"segment,omitzero"` // the value whose equals make a segment
	Seed    int64      `json:"seed,omitempty"`
}

// Segmented reports whether the kind looks at segments.
func (s Sample) Segmented() bool { return s.Kind == Stratified || s.Kind == Quota }

func (s Sample) check(wrong store.Invalid) {
	if s.Kind == All {
		return
	}
	if !slices.Contains(SampleKinds, s.Kind) {
		wrong["sample"] = "Choose which of the traces are taken."
	}
	if s.Rows < 1 || s.Rows > MaxSample {
		wrong["rows"] = "Say how many rows, from 1 to " + strconv.Itoa(MaxSample) + "."
	}
	if s.Segmented() && s.Segment.IsZero() {
		wrong["segment"] = "Say which value makes the segments, for example metadata.topic."
	}
}
