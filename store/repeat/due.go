package repeat

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Spacing is how many other items a reviewer decides on at least between an item and its repeat. With fewer one would measure what is
// still remembered. It is also more than a page has rendered ahead or on the way to the server, so that which item comes again does not
// depend on what has arrived by then.
const Spacing = 10

// Due reports whether a repeat comes for an account after it decided on so many items of a queue, at a rate from 0 to 1. It is drawn by a
// hash of these numbers, so that a page that is loaded again shows the same, and nobody can tell beforehand.
func Due(queue, account, decided int, rate float64) bool {
	if decided <= Spacing {
		return false
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "repeat %d %d %d", queue, account, decided))
	// 53 bits are what a float64 holds exactly.
	return float64(binary.BigEndian.Uint64(sum[:])>>11)/(1<<53) < rate
}
