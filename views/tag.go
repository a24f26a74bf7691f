package views

import (
	"hash/fnv"
	"math"
	"strconv"
)

// tagHues is how many colours css/app/parts.css has for tags.
const tagHues = 10

// tagClass gives a tag the colour of its name, the same on every page and for everyone. Those colours have a contrast
// of 4.5 to 1 with the tag's text, light and dark; two tags may share one, so that colour is never the only sign.
func tagClass(tag string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(tag)) // a hash takes everything
	return "tag tag-" + strconv.Itoa(int(h.Sum32()%tagHues))
}

// shortNumber writes a number of any size in the digits that matter.
func shortNumber(v float64) string {
	switch a := math.Abs(v); {
	case v == math.Trunc(v) && a < 1e15:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 100 && a < 1e15:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 1 && a < 100:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
