package similar

import "math"

// parts is how many bytes a signature has, and so into how many parts hashes are sorted.
const parts = 128

// signature has the low bits of the smallest hash in each part.
type signature [parts]uint8

// sign makes the signature of a set with at least one hash. The top seven bits of a hash choose its part; the rest compete.
func sign(s set) signature {
	var least [parts]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	for _, h := range s.hashes {
		// The low bits are zero in sampled sets, so they are mixed once more.
		h = mix(h)
		part, value := h>>57, h<<7
		least[part] = min(least[part], value)
	}
	var out signature
	for i := range least {
		from := i
		// An empty part takes the value of one that is not, found by its own sequence, the same in every text.
		for try := uint64(1); least[from] == math.MaxUint64; try++ {
			from = int(mix(uint64(i)<<32|try) % parts)
		}
		out[i] = uint8(least[from] >> 16)
	}
	return out
}

// estimate is the Jaccard index that two signatures suggest: the share of equal bytes less what chance makes equal.
func (s *signature) estimate(other *signature) float64 {
	equal := 0
	for i := range s {
		if s[i] == other[i] {
			equal++
		}
	}
	const chance = 1.0 / 256
	return (float64(equal)/parts - chance) / (1 - chance)
}
