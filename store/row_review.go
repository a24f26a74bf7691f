package store

import "time"

// RowVote is one reviewer's standing answer about a row of a dataset.
type RowVote struct {
	Row           string
	Name          string
	Author        string
	Score         Score  // null where the answer is a text
	Text          string // empty where it is a score
	ConfigVersion int
	Seen          Version // since when the state stood that was judged
	At            time.Time
}
