package views

import (
	"strconv"

	"assay/store"
)

// BoardPage is a queue as its builder sees it: its items by state.
type BoardPage struct {
	Shell    Shell
	Name     string
	Slug     string
	Filter   string
	ByFilter bool
	Facts    []string // how it hands out, in words
	Counts   store.QueueCounts
	Aim      string // how many more answers make a figure; empty: nothing to say
	AimHint  string
	RoomURL  string      // empty for those who do not review in it
	AgainURL string      // how steady answers are; empty: no item comes twice
	EditURL  string      // empty for those who may not change it
	GoldURL  string      // the items whose answers are known; as EditURL
	Older    []OlderLine // answers to questions that were changed since
	Columns  []BoardColumn
	People   []CheckView // whom items can be given to; the checked one is proposed
	Said     string      // what was done last, on the page that did it
	Undo     string      // act to take back, or empty
	Troubles []BoardTrouble
}

// OlderLine is how many answers to a question were given under an older rubric.
type OlderLine struct {
	Question string
	Answers  int
	Items    ItemLink
}

// CanMove reports whether the reader may give items to people and end them.
func (p BoardPage) CanMove() bool { return p.EditURL != "" }

// BoardColumn is one state.
type BoardColumn struct {
	State store.ItemState
	Title string
	Says  string // when nothing is in it
	Count CountView
	Cards []BoardCard
	More  string // address that shows more of them; empty: these are all
}

// BoardCard is one item.
type BoardCard struct {
	Trace    store.TraceID
	Title    string
	URL      string
	Created  string
	Answered int
	Wanted   int
	People   []BoardPerson
	Ended    bool // by someone, before its answers were there
	Gold     bool // its answers are known; never told to those who may not change the queue
	Moves    []BoardMove
}

func answersWord(n int) string { return oneOr(n, "answer", "answers") }

func wereWord(n int) string { return oneOr(n, "was", "were") }

func itemsWord(n int) string { return Thousands(int64(n)) + " " + oneOr(n, "item", "items") }

func oneOr(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

func (c BoardCard) answers() string {
	return strconv.Itoa(c.Answered) + " of " + strconv.Itoa(c.Wanted)
}

// BoardPerson is someone who has or had an item.
type BoardPerson struct {
	Name, Does, Badge string
}

// BoardMove is where a card can go.
type BoardMove struct {
	To    store.ItemState
	Label string
	Key   string // ArrowLeft or ArrowRight, by where the column stands
	Sign  string
}

// BoardTrouble is a message about an assignment that did not arrive.
type BoardTrouble struct {
	To, Channel, Error string
	Attempts           int
	GivenUp            bool
}
