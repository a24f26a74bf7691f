package views

import "strconv"

// NewsView tells what came to an open page since it was read.
type NewsView struct {
	Ask  string // address that tells more of it later
	Show string // address that shows it
	List bool   // the page is a list, and shows it in its part "results"
	Says string // in words; empty: nothing came
}

// NewsOfList puts what came to a list into words.
func NewsOfList(arrived, changed, most int) string {
	number := func(n int) string {
		if n >= most {
			return Thousands(int64(most)) + "+"
		}
		return strconv.Itoa(n)
	}
	traces := number(arrived) + " new traces"
	if arrived == 1 {
		traces = "1 new trace"
	}
	switch {
	case arrived > 0 && changed > 0:
		return traces + ", feedback on " + number(changed)
	case arrived > 0:
		return traces
	case changed == 1:
		return "new feedback on 1 trace"
	case changed > 0:
		return "new feedback on " + number(changed) + " traces"
	}
	return ""
}

// NewsOfTrace puts what came to a trace into words.
func NewsOfTrace(said int, changed bool) string {
	switch {
	case said > 0:
		return "new feedback"
	case changed:
		return "new spans"
	}
	return ""
}
