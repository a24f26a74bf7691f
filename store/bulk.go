package store

import (
	"strconv"
	"strings"
	"time"
)

// BulkDo is what a bulk action says about each of its traces.
type BulkDo string

const (
	BulkTag    BulkDo = "tag"    // gives tags
	BulkUntag  BulkDo = "untag"  // takes tags away, from every span of the trace
	BulkFlag   BulkDo = "flag"   // flags for review
	BulkUnflag BulkDo = "unflag" // takes the flag off
	BulkScore  BulkDo = "score"  // answers a score config
)

// BulkAction is one thing to say about many traces. Traces of which it is true already are left alone.
type BulkAction struct {
	Do     BulkDo   `json:"do"`
	Tags   []string `json:"tags,omitempty"`
	Answer Answer   `json:"answer,omitzero"` // to the config, of which only the identity and the kind are kept
}

// MaxBulk is the most traces that one action goes through: what can be fixed and taken back within minutes.
const MaxBulk = 100_000

const (
	maxTags = 20
	maxTag  = 200 // bytes; longer ones no index would find
)

// ParseTags reads tags as people type them, separated by commas. Its error is an Invalid naming the field "tags".
func ParseTags(text string) ([]string, error) {
	var tags []string
	seen := map[string]bool{}
	for _, tag := range strings.Split(text, ",") {
		tag = strings.Join(strings.Fields(tag), " ")
		if tag == "" || seen[tag] {
			continue
		}
		if len(tag) > maxTag {
			return nil, Invalid{"tags": "A tag has at most " + strconv.Itoa(maxTag) + " bytes."}
		}
		seen[tag] = true
		tags = append(tags, tag)
	}
	if len(tags) < 1 || len(tags) > maxTags {
		return nil, Invalid{"tags": "Give 1 to " + strconv.Itoa(maxTags) + " tags, separated by commas."}
	}
	return tags, nil
}

// BulkState is where a bulk action stands.
type BulkState string

const (
	BulkRunning BulkState = "running"
	BulkDone    BulkState = "done"
	BulkUndoing BulkState = "undoing"
	BulkUndone  BulkState = "undone"
)

// Bulk is a bulk action on its way.
type Bulk struct {
	ID        EventID // the submission of its events, by which it is undone
	AccountID int
	Action    BulkAction
	State     BulkState
	Total     int // traces to go through; events to take back while undoing
	Done      int // of Total
	Changed   int // traces about which something was said
	Started   time.Time
	Touched   time.Time // of the last step
}

// Over reports whether nothing is left to do.
func (b Bulk) Over() bool { return b.State == BulkDone || b.State == BulkUndone }
