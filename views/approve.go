package views

import (
	"strconv"
	"strings"

	"assay/store"
)

// Approving is what approving an expected value does beyond the trace, for whoever may write datasets.
type Approving struct {
	In    []string // datasets that have rows of the span: the value goes into the person's drafts of them
	AddTo string   // the dataset that the span can be added to at once; empty: none is offered
}

// words say where an approved value goes too; empty: nowhere.
func (a Approving) words() string {
	if len(a.In) == 0 {
		return ""
	}
	return "In " + listed(a.In) + ": what you approve goes into your draft there."
}

// listed writes names as a list in a sentence.
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Note is something that a decision did beside what it says, with the way there.
type Note struct {
	Text string `json:"text"`
	Link string `json:"link,omitempty"` // what the link says; empty: there is none
	URL  string `json:"url,omitempty"`
}

// DraftNotes puts into words what a decision did to drafts, or what taking it back did.
func DraftNotes(project string, notes []store.DraftNote) []Note {
	list := make([]Note, len(notes))
	for i, n := range notes {
		list[i] = Note{Text: draftWordsOf(n), Link: "Open the draft", URL: DraftURL(project, n.Dataset, 0)}
		if n.Outcome == store.DraftLocked {
			list[i].Link, list[i].URL = "", ""
		}
	}
	return list
}

func draftWordsOf(n store.DraftNote) string {
	rows := plural(n.Rows, "row", "rows")
	switch n.Outcome {
	case store.DraftPut:
		text := "Put in your draft of " + n.Dataset + " (" + plural(n.Rows, "change", "changes")
		if n.ByHand == n.Rows && n.Rows == 1 {
			text += ", over a value that was written there"
		} else if n.ByHand > 0 {
			text += ", " + strconv.Itoa(n.ByHand) + " over values that were written there"
		}
		return text + ")."
	case store.DraftLocked:
		return "Left alone in " + n.Dataset + ": " + rows + " of a locked split."
	case store.DraftRemoved:
		return "Your draft of " + n.Dataset + " takes out " + rows + " of it, and still does."
	case store.DraftFull:
		return "Your draft of " + n.Dataset + " is full, so " + rows + " did not go in. Commit it first."
	case store.DraftBack:
		return "Your draft of " + n.Dataset + " is as it was."
	case store.DraftEdited:
		return "Your draft of " + n.Dataset + " keeps " + plural(n.Rows, "change", "changes") + " that you edited since."
	}
	return "Your draft of " + n.Dataset + " does not have it any more: what was committed stays."
}
