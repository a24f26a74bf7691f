package similar

import "math"

// FingerprintBits is how long a fingerprint is.
const FingerprintBits = 512

// Fingerprint is a text in 512 bits, written with 0 and 1, for those who rank very many texts by one in a database: two texts of
// similarity s differ in about (1-s)/2 of their bits, and what that suggests has a standard error of 0.04. It is one bit of the
// smallest hash in each of 512 parts of the hash space (b-bit minwise hashing with b = 1, Li and König 2010). Empty for a text
// without letters and digits.
func (s Sketch) Fingerprint() string {
	if s.Empty() {
		return ""
	}
	var least [FingerprintBits]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	for _, h := range s.set.hashes {
		h = mix(h)
		part, value := h>>55, h<<9
		least[part] = min(least[part], value)
	}
	var out [FingerprintBits]byte
	for i := range least {
		from := i
		// As in sign: an empty part takes the value of one that is not.
		for try := uint64(1); least[from] == math.MaxUint64; try++ {
			from = int(mix(uint64(i)<<32|try) % FingerprintBits)
		}
		// Mixed with its place, so that a value that fills several parts does not weigh as often.
		out[i] = '0' + byte(mix(least[from]^uint64(i))&1)
	}
	return string(out[:])
}
