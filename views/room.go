package views

import (
	"strconv"
	"strings"
	"time"

	"assay/store"

	"github.com/a-h/templ"
)

// RoomView is the queue behind a review page.
type RoomView struct {
	Name         string
	Slug         string
	Instructions string // Markdown
	Repeats      string // says that items come twice; empty: none do
	RepeatsURL   string // how steady the reader's own answers are
	Begun        bool   // the reviewer has decided about something in it, and knows the instructions
	Visit        string // this page, which holds the claims
	HereURL      string
	LeaveURL     string
	BoardURL     string // empty for those who may not see it
	Line         RoomLine
	Empty        EmptyRoom
}

// RoomLine says how far the queue is and who else looks at the shown item. The page asks for it again and again.
type RoomLine struct {
	Counts  store.QueueCounts
	Mine    int
	Others  []string
	Due     string
	Aim     string // how many more answers make a figure; empty: nothing to say
	AimHint string
}

// EmptyRoom says why there is nothing to do.
type EmptyRoom string

const (
	NotEmpty      EmptyRoom = ""
	EmptyComplete EmptyRoom = "complete" // all of it is done
	EmptyNothing  EmptyRoom = "nothing"  // nothing is in it
	EmptyForYou   EmptyRoom = "you"      // what is left is in others' hands, or waits for people who have not had it
	EmptyClosed   EmptyRoom = "closed"
	EmptyStranger EmptyRoom = "stranger" // the queue names others
)

// also names those who look at the item too.
func (l RoomLine) also() string {
	switch n := len(l.Others); n {
	case 0:
		return ""
	case 1:
		return l.Others[0] + " is on this item too"
	default:
		return strings.Join(l.Others[:n-1], ", ") + " and " + l.Others[n-1] + " are on this item too"
	}
}

// roomData is what the scripts of a room need to know.
func roomData(r *RoomView) templ.Attributes {
	if r == nil {
		return nil
	}
	return templ.Attributes{"data-visit": r.Visit, "data-here": r.HereURL, "data-leave": r.LeaveURL}
}

// mostRevealed is how many votes are put into the line after an answer; the item itself shows all.
const mostRevealed = 4

// RevealWords says what others voted.
func RevealWords(votes []store.Vote) string {
	if len(votes) == 0 {
		return "Nobody else has scored this yet."
	}
	var parts []string
	for i, v := range votes {
		if i == mostRevealed {
			parts = append(parts, strconv.Itoa(len(votes)-i)+" more")
			break
		}
		by := map[store.Source]string{store.User: "user", store.Automated: "judge"}[v.Source]
		if by == "" {
			by = called(v.Author)
		}
		parts = append(parts, by+": "+v.Name+" "+v.Score.String())
	}
	return strings.Join(parts, " · ")
}

// Day writes the day by which something is due, with how long that is from now; empty for none.
func Day(due, now time.Time) string {
	if due.IsZero() {
		return ""
	}
	day := due.Format("2 Jan")
	if due.Year() != now.Year() {
		day = due.Format("2 Jan 2006")
	}
	switch days := int(due.Truncate(24*time.Hour).Sub(now.UTC().Truncate(24*time.Hour)).Hours() / 24); {
	case days < 0:
		return day + ", overdue"
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	default:
		return day
	}
}
