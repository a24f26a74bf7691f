package draft

import "slices"

// Side is whose value a conflict is settled with.
type Side string

// The sides of a conflict.
const (
	Mine   Side = "mine"
	Theirs Side = "theirs"
)

// Rebase puts an edit, which made mine of base, on top of what stands now: what only one side changed is taken from that side.
// The fields that both changed, to different values, are the conflicts; merged has mine there. A row that one side removed and the
// other changed is a conflict of Presence alone, and merged is mine then.
func Rebase(base, mine, theirs Row) (merged Row, conflicts []Field) {
	if mine.Removed || theirs.Removed {
		switch {
		case mine.Removed == theirs.Removed, len(Changes(base, theirs)) == 0:
			return mine, nil
		case len(Changes(base, mine)) == 0:
			return theirs, nil
		}
		return mine, []Field{Presence}
	}
	if base.Removed { // both made the row
		base = theirs
	}
	merged = theirs
	for _, f := range Fields {
		if mine.same(base, f) || mine.same(theirs, f) {
			continue
		}
		if !theirs.same(base, f) {
			conflicts = append(conflicts, f)
		}
		merged.take(mine, f)
	}
	return merged, conflicts
}

// Settle is Rebase with every conflict taken from one side.
func Settle(base, mine, theirs Row, side Side) Row {
	merged, conflicts := Rebase(base, mine, theirs)
	if side == Mine {
		return merged
	}
	if slices.Contains(conflicts, Presence) {
		return theirs
	}
	for _, f := range conflicts {
		merged.take(theirs, f)
	}
	return merged
}
