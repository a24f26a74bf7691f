package views

import (
	"strconv"
)

// SpanLayout is how the spans of a trace are laid out.
type SpanLayout string

// The layouts.
const (
	LayoutTree     SpanLayout = ""
	LayoutTimeline SpanLayout = "timeline"
	LayoutThread   SpanLayout = "thread"
)

// Scale is what the bars of a timeline measure.
type Scale string

// The scales.
const (
	ScaleTime   Scale = ""
	ScaleTokens Scale = "tokens"
	ScaleCost   Scale = "cost"
)

// PieceLines is how many lines of a tree are loaded at once.
const PieceLines = 100

// lineHeight is that of a line of the tree in pixels, as css/app/trace.css has it: what is not loaded takes as much room.
const lineHeight = 26

// SpanLine is one line of the tree. Tokens, cost and errors are those of the span with everything below it.
type SpanLine struct {
	URL, Name, Type, Error string
	Depth                  int
	Duration, Tokens, Cost string
	Own                    string // what it reports itself where that is not all
	Start, Width           string // per cent of the trace, for the bar; empty when not measured
	Current                bool
	Votes                  int
	Errors                 int    // spans with an error below it
	Below                  int    // spans below it
	Fold                   string // address that folds or unfolds what is below it
	Closed                 bool
	Found                  int // matches of what one looks for
}

// SpanPiece is a stretch of a tree that is loaded, or not yet.
type SpanPiece struct {
	From, Count int
	Lines       []SpanLine // empty: not loaded
	URL         string     // where it is loaded from
}

// ID is the DOM id of the piece.
func (p SpanPiece) ID() string { return PieceID(p.From) }

// PieceID is the DOM id of the piece that begins at a line.
func PieceID(from int) string { return "spans-" + strconv.Itoa(from) }

func (p SpanPiece) room() string { return strconv.Itoa(p.Count * lineHeight) }

func (p SpanPiece) says() string {
	return "Spans " + strconv.Itoa(p.From+1) + " to " + strconv.Itoa(p.From+p.Count)
}

// TreeHead is what stands above a tree: its layouts, and where one is.
type TreeHead struct {
	Layout         SpanLayout
	Scale          Scale
	Layouts        []FormatTab
	Scales         []FormatTab // of a timeline
	Ticks          []string    // of a timeline by time
	Spans          int
	Previous, Next string // addresses of the spans beside the current one
	OpenAll, Close string // addresses that unfold or fold all; empty where there is nothing to
	Loads          bool   // pieces are loaded as they come in sight
}

func (h TreeHead) spans() string { return plural(h.Spans, "span", "spans") }

// piecesOf tells whether lines are drawn as a timeline.
func (h TreeHead) timeline() bool { return h.Layout == LayoutTimeline }

func (l SpanLine) foldLabel() string {
	if l.Closed {
		return "Unfold " + plural(l.Below, "span", "spans") + " below " + orDash(l.Name)
	}
	return "Fold " + plural(l.Below, "span", "spans") + " below " + orDash(l.Name)
}

func (l SpanLine) errorTitle() string {
	if l.Error != "" {
		return l.Error
	}
	return plural(l.Errors, "span below has an error", "spans below have an error")
}
