package store

// DraftOutcome is what became of a decision in the draft of whoever decided.
type DraftOutcome string

// The outcomes: when the decision is made, and when it is taken back.
const (
	DraftPut     DraftOutcome = "put"     // the draft has it
	DraftLocked  DraftOutcome = "locked"  // the row is in a locked split and was left alone
	DraftRemoved DraftOutcome = "removed" // the draft takes the row out of the dataset, and still does
	DraftFull    DraftOutcome = "full"    // the draft has as many rows as it may have

	DraftBack   DraftOutcome = "back"   // the draft is what it was before
	DraftEdited DraftOutcome = "edited" // the person went on editing the row, and that stays
	DraftGone   DraftOutcome = "gone"   // the draft does not have it any more: it was committed or discarded
)

// DraftNote says what a decision did to the draft of a dataset: to how many rows the same happened, and how many of them had an
// expected value that was written in the dataset itself.
type DraftNote struct {
	Dataset string
	Outcome DraftOutcome
	Rows    int
	ByHand  int
}
