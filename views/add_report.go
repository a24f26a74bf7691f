package views

import (
	"strconv"
	"strings"

	"assay/store/adding"
)

// alikeness writes a similarity, rounded down: 100 % is said of what is the same.
func alikeness(similarity float64) string { return strconv.Itoa(int(similarity*100)) + " %" }

// duplicateWords says in which way a trace is a duplicate.
func duplicateWords(kind adding.Kind, similarity float64) string {
	switch kind {
	case adding.Origin:
		return "same trace"
	case adding.Content:
		return "same input"
	case adding.Near:
		return alikeness(similarity) + " alike"
	}
	return "new"
}

// actionWords says what happens to a duplicate.
func actionWords(action adding.Action) string {
	switch action {
	case adding.Skip:
		return "skipped"
	case adding.Merge:
		return "merged"
	}
	return "inserted"
}

// tallyLine is one sentence of a report.
type tallyLine struct {
	Label string
	Tally adding.Tally
}

// lines are what the report says of each kind of duplicates that there are.
func (r AddReport) lines() []tallyLine {
	var lines []tallyLine
	for _, k := range duplicateKinds {
		if t := r.Tally[k.Kind]; t.Found > 0 {
			lines = append(lines, tallyLine{k.Label, t})
		}
	}
	return lines
}

// words lists what becomes of the duplicates of a line: "3 skipped, 1 inserted".
func (l tallyLine) words() string {
	var parts []string
	for _, p := range []struct {
		n    int
		does string
	}{{l.Tally.Skipped, "skipped"}, {l.Tally.Merged, "merged"}, {l.Tally.Inserted, "inserted"}} {
		if p.n > 0 {
			parts = append(parts, Thousands(int64(p.n))+" "+p.does)
		}
	}
	return strings.Join(parts, ", ")
}

// AddedWords says what an add did, or would do.
func AddedWords(r adding.Report, would bool) string {
	does, merges, skips := "Added ", "merged ", "skipped "
	if would {
		does, merges, skips = "It would add ", "merge ", "skip "
	}
	merged, skipped := 0, 0
	for _, t := range r.Tally {
		merged += t.Merged
		skipped += t.Skipped
	}
	if r.Inserted == 0 && merged == 0 {
		switch {
		case r.Traces == 0:
			return "Nothing was added: none of these traces is there any more."
		case r.Taken < r.Rows-r.Removed && would:
			return "It would add nothing: the dataset has its quota of each segment."
		case r.Taken < r.Rows-r.Removed:
			return "Nothing was added: the dataset has its quota of each segment."
		case would:
			return "It would add nothing: the dataset has all of them already."
		}
		if r.Unfit != nil {
			return "Nothing was added." + LeftOut(r.Unfit)
		}
		return "Nothing was added: the dataset has all of them already."
	}
	parts := []string{does + plural(r.Inserted, "row", "rows")}
	if merged > 0 {
		parts = append(parts, merges+plural(merged, "trace", "traces")+" into rows that say the same")
	}
	if skipped > 0 {
		parts = append(parts, skips+plural(skipped, "duplicate", "duplicates"))
	}
	words := strings.Join(parts, ", ") + "."
	if !would {
		words += LeftOut(r.Unfit)
	}
	return words
}

// segmentWords say what a sample by segments drew from; empty for one that has none.
func (r AddReport) segmentWords() string {
	switch {
	case r.Segments == 0 && r.Unsegmented == 0:
		return ""
	case r.Segments == 0:
		return "No trace has this value, so that all of them are one segment: check its path."
	case r.Unsegmented == 0:
		return "Drawn from " + plural(r.Segments, "segment", "segments") + "."
	}
	return "Drawn from " + plural(r.Segments, "segment", "segments") + "; " + plural(r.Unsegmented, "trace lacks", "traces lack") + " the value and are one more together."
}

// leakWords warns of rows on both sides of a split.
func leakWords(n int, split string) string {
	if n == 1 {
		return "1 new row in “" + split + "” is nearly the same as a row in another split: whatever is tuned on one side has seen it."
	}
	return Thousands(int64(n)) + " new rows in “" + split + "” are nearly the same as rows in another split: whatever is tuned on one side has seen them."
}

// pairsTitle says how many duplicates a report shows one by one.
func pairsTitle(r AddReport) string {
	found := 0
	for _, t := range r.Tally {
		found += t.Found
	}
	if found > len(r.Pairs) {
		return "the first " + strconv.Itoa(len(r.Pairs)) + " of " + Thousands(int64(found))
	}
	return Thousands(int64(found))
}

// anyOf reports whether something is wrong with one of the fields.
func anyOf(wrong map[string]string, fields ...string) bool {
	for _, f := range fields {
		if wrong[f] != "" {
			return true
		}
	}
	return false
}
