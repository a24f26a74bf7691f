package views

import (
	"strconv"
	"strings"
)

// Part is a part of a page that is shown anew when something came to it: the DOM id under which it stands.
type Part string

// The parts. A page has the list and the trace beside it, or a trace alone.
const (
	ResultsPart Part = "results"
	PanelPart   Part = "panel"
	TracePart   Part = "trace"
)

// NewsView tells what came to a part of an open page since it was read.
type NewsView struct {
	Ask  string // address that tells more of it later
	Show string // address of the page that shows it
	Part Part
	Says string // in words; empty: nothing came
}

// ID is the DOM id of the line. A list with a trace beside it has two.
func (v NewsView) ID() string {
	if v.Part == PanelPart {
		return "panel-news"
	}
	return "news"
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
func NewsOfTrace(events, spans int) string {
	var words []string
	switch {
	case events == 1:
		words = append(words, "1 new event")
	case events > 1:
		words = append(words, Thousands(int64(events))+" new events")
	}
	switch {
	case spans == 1:
		words = append(words, "1 span new or changed")
	case spans > 1:
		words = append(words, Thousands(int64(spans))+" spans new or changed")
	}
	return strings.Join(words, ", ")
}
