package ui

import (
	"strconv"

	"assay/store"
)

// level sorts a score into thirds, for its colour; the number stands beside it, so colour is never the only sign.
func level(v float64) string {
	switch {
	case v < 1.0/3:
		return "score-low"
	case v < 2.0/3:
		return "score-mid"
	}
	return "score-high"
}

// Number writes a score as lists show it: two decimals, without a needless zero in front of whole values.
func Number(v float64) string {
	if v == 0 || v == 1 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

func width(s store.Score) string { return strconv.FormatFloat(*s.Number*100, 'f', 1, 64) }
