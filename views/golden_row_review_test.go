package views_test

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"
	"assay/store/draft"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// rowReviewPage is a review of a row that others judged, that is edited in the draft, and whose form came back with a mistake.
func rowReviewPage() views.ReviewPage {
	at := time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)
	row := store.DatasetRow{ID: "row <1>", Since: 9, Input: json.RawMessage(`{"q":"<b>"}`), Expected: json.RawMessage(`"</textarea>"`), ExpectedFrom: store.FromApproved,
		Metadata: json.RawMessage(`{"k":1}`), Tags: []string{"t <a>"}, Split: "holdout"}
	item := views.NewRowItem("demo", "golden", row, draft.Of(row))
	item.TraceURL, item.Changed, item.Stale, item.Drafted, item.CanEdit, item.EditSeen = "/trace", true, true, "edited", true, 9
	item.Votes = []store.RowVote{{Name: "fits", Author: "ada", Score: store.Num(0.75), Seen: 9}, {Name: "why", Author: "", Text: "<script>", Seen: 8}}
	item.Comments = []store.DatasetComment{{Author: "ada", Text: "Said <b>", At: at}}
	item.Comment, item.Wrong = "kept", store.Invalid{"expected": "This is not valid JSON.", "tags": "A tag has no comma."}
	review := views.ReviewItem{Row: item, Done: true, Submission: "00000000-0000-4000-8000-000000000009", Action: "/review", URL: "/this", NextURL: "/next", PreviousURL: "/before",
		Position: views.CountView{N: 3}, Questions: []views.Question{views.NewQuestion(store.ScoreConfig{ID: 1, Name: "fits <i>", Kind: store.Slider}, store.Answer{})}}
	return views.ReviewPage{Shell: shell(store.Curator), Rows: &views.RowRun{Dataset: "golden", Version: 9, Filter: "a < 1", Split: "holdout", Rows: []string{"x", "y"}},
		Items: []views.ReviewItem{review}, Total: views.CountView{N: 120}, ListURL: "/list", Last: views.Said{Words: "fits = 1", Notes: views.DraftNotes("demo", []store.DraftNote{{Dataset: "golden", Outcome: store.DraftPut, Rows: 2, ByHand: 1}})}}
}

func TestDraftNotesSayWhatBecameOfADecision(t *testing.T) {
	t.Parallel()
	for want, note := range map[string]store.DraftNote{
		"Put in your draft of golden (1 change).":                                         {Outcome: store.DraftPut, Rows: 1},
		"Put in your draft of golden (1 change, over a value that was written there).":    {Outcome: store.DraftPut, Rows: 1, ByHand: 1},
		"Put in your draft of golden (3 changes, 2 over values that were written there).": {Outcome: store.DraftPut, Rows: 3, ByHand: 2},
		"Left alone in golden: 2 rows of a locked split.":                                 {Outcome: store.DraftLocked, Rows: 2},
		"Your draft of golden takes out 1 row of it, and still does.":                     {Outcome: store.DraftRemoved, Rows: 1},
		"Your draft of golden is full, so 1 row did not go in. Commit it first.":          {Outcome: store.DraftFull, Rows: 1},
		"Your draft of golden is as it was.":                                              {Outcome: store.DraftBack, Rows: 1},
		"Your draft of golden keeps 2 changes that you edited since.":                     {Outcome: store.DraftEdited, Rows: 2},
		"Your draft of golden does not have it any more: what was committed stays.":       {Outcome: store.DraftGone, Rows: 1},
	} {
		note.Dataset = "golden"
		said := views.DraftNotes("demo", []store.DraftNote{note})[0]
		require.Equal(t, want, said.Text)
		require.Equal(t, note.Outcome != store.DraftLocked, said.URL != "", "a draft that has nothing of it is no place to go")
	}
}
