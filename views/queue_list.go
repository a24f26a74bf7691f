package views

import (
	"math"
	"strconv"
	"time"

	"assay/store"
)

// QueueListPage is the room "Queues".
type QueueListPage struct {
	Shell    Shell
	Cards    []QueueCard
	Closed   []QueueCard
	Waiting  int // items assigned to the reader in all of them
	CanBuild bool
}

// QueueCard is one queue as a reviewer sees it: how far it is, what of it is theirs, and how fast they are.
type QueueCard struct {
	Name, Slug   string
	RoomURL      string // empty for those who do not review in it
	BoardURL     string // empty for those who may not see it
	EditURL      string
	Counts       store.QueueCounts
	Due          string
	Overdue      bool
	Pace         string
	MoreForFive  string
	Rule, Blind  bool
	Answers      string
	Reviewers    string
	Unreadable   string // why its filter finds nothing any more
	Undelivered  int
	Instructions bool
}

func (c QueueCard) percent() string {
	if c.Counts.Wanted == 0 {
		return "0"
	}
	return strconv.FormatFloat(100*float64(c.Counts.Answered)/float64(c.Counts.Wanted), 'f', 1, 64)
}

// PaceWords says how fast someone decides and how long what is left would take them alone; too few decisions say nothing.
func PaceWords(n int, median time.Duration, left int) string {
	const few = 5
	if n < few || median <= 0 {
		return ""
	}
	words := "you take " + Length(median) + " an item (median of " + strconv.Itoa(n) + " today)"
	if left > 0 {
		words += ", alone " + roughly(time.Duration(left)*median) + " to go"
	}
	return words
}

func roughly(d time.Duration) string {
	switch {
	case d < time.Hour:
		return strconv.Itoa(int(math.Ceil(d.Minutes()))) + " min"
	case d < 100*time.Hour:
		return strconv.FormatFloat(d.Hours(), 'f', 1, 64) + " h"
	}
	return strconv.Itoa(int(d.Hours()/24)) + " days"
}

// MoreForFive says how many more items of a random sample it takes until a rate among all of them is known to within 5 points
// either way, with 95 % confidence at the worst rate of one half: Cochran's sample size with the correction for a finite
// population (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 4.4).
func MoreForFive(items, complete int) string {
	const z, e = 1.96, 0.05
	n0 := z * z * 0.25 / (e * e)
	n := int(math.Ceil(n0 / (1 + (n0-1)/float64(max(items, 1)))))
	if items == 0 || complete >= n {
		return ""
	}
	return Thousands(int64(n-complete)) + " more for a rate within ±5 points"
}

// WorkPage is what waits for one person in all queues.
type WorkPage struct {
	Shell Shell
	Lines []WorkLine
	More  bool
}

// WorkLine is one item that waits for someone, or that they have in work.
type WorkLine struct {
	URL, What string
	Queue     string
	QueueURL  string
	Due       string
	InWork    bool
}
