package views

import (
	"strconv"

	"assay/views/content"
)

// ThreadCalls is how many calls of a model a thread loads at once.
const ThreadCalls = 20

// ThreadCall is what one call of a model adds to the conversation.
type ThreadCall struct {
	URL, Name, Duration, Tokens, Error string
	Step                               content.Step
	FileURL                            func(key string) string
	Long                               bool // more was carried than a thread reads
	Found                              int
}

// ThreadPiece is a stretch of the conversation that is loaded, or not yet.
type ThreadPiece struct {
	From, Count int
	Calls       []ThreadCall
	URL         string
}

// ThreadPieceID is the DOM id of the piece that begins at a call.
func ThreadPieceID(from int) string { return "calls-" + strconv.Itoa(from) }

// ID is the DOM id of the piece.
func (p ThreadPiece) ID() string { return ThreadPieceID(p.From) }

func (p ThreadPiece) says() string {
	return "Calls " + strconv.Itoa(p.From+1) + " to " + strconv.Itoa(p.From+p.Count)
}
