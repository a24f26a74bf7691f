package similar

import (
	"encoding/binary"
	"math"
)

// A Sketch is one text, ready to be compared, for those who keep signatures somewhere else than in an Index: in a table with
// an index over Keys.
type Sketch struct {
	set  set
	sign signature
}

// keyBytes is how many bytes of a signature make a key, and keyCount how many keys that gives. A pair of similarity 0.8 shares
// none of them twice in a thousand times, one of 0.7 seven times in a hundred, and one of 0.3 shares one once in seventy.
const (
	keyBytes = 6
	keyCount = parts / keyBytes
)

// NewSketch reads a text.
func NewSketch(text string) Sketch {
	s := Sketch{set: shingles(text)}
	if !s.Empty() {
		s.sign = sign(s.set)
	}
	return s
}

// Empty reports whether the text has neither letters nor digits: it is like none.
func (s Sketch) Empty() bool { return len(s.set.hashes) == 0 }

// Signature is what Plausible compares, 128 bytes; nil of an empty sketch.
func (s Sketch) Signature() []byte {
	if s.Empty() {
		return nil
	}
	return append([]byte(nil), s.sign[:]...)
}

// Keys are hashes of parts of the signature. Texts that are alike share one. Different salts give different keys, so that the
// texts of many collections can stand in one index; collisions cost a comparison and nothing else.
func (s Sketch) Keys(salt uint64) []int32 {
	if s.Empty() {
		return nil
	}
	keys := make([]int32, keyCount)
	var band [8]byte
	for i := range keys {
		copy(band[:keyBytes], s.sign[i*keyBytes:])
		h := mix(mix(salt<<8|uint64(i)) ^ binary.LittleEndian.Uint64(band[:]))
		keys[i] = int32(uint32(h >> 32))
	}
	return keys
}

// Plausible estimates the similarity to the text of a signature, and reports whether it may be at least as much as asked for. It
// is wrong about one in a thousand that are.
func (s Sketch) Plausible(stored []byte, similarity float64) (estimate float64, plausible bool) {
	if s.Empty() || len(stored) != parts {
		return 0, false
	}
	other := signature(stored)
	slack := min(margin, 3*math.Sqrt(max(0, similarity*(1-similarity))/parts)+0.01)
	estimate = s.sign.estimate(&other)
	return estimate, estimate >= similarity-slack
}

// Compare measures two texts.
func (s Sketch) Compare(other Sketch) Match {
	if s.Empty() || other.Empty() {
		return Match{}
	}
	return compare(s.set, other.set)
}
