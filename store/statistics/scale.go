package statistics

import (
	"fmt"
	"slices"
	"strconv"

	"assay/store"
)

// Scale sorts scores into classes that a person chose and sees: numbers by cut-points, categories by name. The classes of
// numbers come first, ascending.
type Scale struct {
	// Cuts are where one class of numbers ends and the next begins, ascending. A number at a cut is in the upper class. No cut
	// and Numbers is one class.
	Cuts []float64
	// Numbers tells that numbers are expected; otherwise they have no class unless there are Cuts.
	Numbers bool
	// Categories have a class each. Others have none.
	Categories []string
}

// numeric is how many classes numbers have.
func (s Scale) numeric() int {
	if len(s.Cuts) > 0 || s.Numbers {
		return len(s.Cuts) + 1
	}
	return 0
}

// Classes are the names of the classes: "below 0.5", "0.5 to 0.8", "0.8 and above", "good".
func (s Scale) Classes() []string {
	var names []string
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	for i := range s.numeric() {
		switch {
		case len(s.Cuts) == 0:
			names = append(names, "any number")
		case i == 0:
			names = append(names, "below "+number(s.Cuts[0]))
		case i == len(s.Cuts):
			names = append(names, number(s.Cuts[i-1])+" and above")
		default:
			names = append(names, fmt.Sprintf("%s to %s", number(s.Cuts[i-1]), number(s.Cuts[i])))
		}
	}
	return append(names, s.Categories...)
}

// Place is the class of a score. A category wins over the number that it stands for. A score that is null or in no class has
// none.
func (s Scale) Place(score store.Score) (place int, ok bool) {
	if score.Category != "" {
		if i := slices.Index(s.Categories, score.Category); i >= 0 {
			return s.numeric() + i, true
		}
	}
	if score.Number == nil || !finite(*score.Number) || s.numeric() == 0 {
		return 0, false
	}
	for place < len(s.Cuts) && *score.Number >= s.Cuts[place] {
		place++
	}
	return place, true
}
