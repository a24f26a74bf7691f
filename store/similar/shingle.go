package similar

import (
	"math/bits"
	"slices"

	"assay/store/words"
)

const (
	longestText = 64 << 10 // bytes of a text that are looked at
	mostKept    = 1024     // shingles kept of a text
	spaced      = 4        // characters of a shingle, a space between words counting as one
	unspaced    = 2        // the same in scripts without spaces
)

// set is the shingles of a text: hashes, ascending, without those that 1<<sampled does not divide.
type set struct {
	hashes  []uint64
	sampled uint8
}

// shingles reads a text.
func shingles(text string) set {
	var all []uint64
	var window [spaced]rune // the last characters, the newest at the end
	held, dense := 0, false
	push := func(r rune, size int) {
		copy(window[:], window[1:])
		window[spaced-1] = r
		if held = min(held+1, spaced); held >= size {
			all = append(all, hash(window[spaced-size:]))
		}
	}
	end := func() {
		if held > 0 && held < spaced { // what stands alone and is shorter than a shingle
			all = append(all, hash(window[spaced-held:]))
		}
		held = 0
	}
	folded := words.Fold(text[:min(len(text), longestText)])
	gap := true
	for _, r := range folded {
		switch {
		case !words.Letter(r):
			gap = true
			continue
		case words.Unspaced(r):
			if !dense {
				end()
			}
			dense = true
			push(r, unspaced)
		default:
			if dense {
				held, dense = 0, false
			}
			if gap {
				push(' ', spaced)
			}
			push(r, spaced)
		}
		gap = false
	}
	switch {
	case !dense && held > 0:
		push(' ', spaced)
		end()
	case dense && len(all) == 0:
		end()
	}
	slices.Sort(all)
	return sampled(slices.Compact(all))
}

// sampled drops hashes until few enough are left.
func sampled(hashes []uint64) set {
	s := set{hashes: hashes}
	for len(s.hashes) > mostKept {
		s.sampled++
		s.hashes = slices.DeleteFunc(s.hashes, func(h uint64) bool { return !kept(h, s.sampled) })
	}
	s.hashes = slices.Clip(s.hashes)
	return s
}

func kept(h uint64, sampled uint8) bool { return bits.TrailingZeros64(h) >= int(sampled) }

// hash mixes characters into a number (the finaliser of SplitMix64 over a polynomial), the same in every run.
func hash(window []rune) uint64 {
	h := uint64(len(window))
	for _, r := range window {
		h = h*0x9e3779b97f4a7c15 + uint64(r)
	}
	return mix(h)
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014), which spreads every bit over all.
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// overlap counts what two sets share and what each has, both sampled as the one sampled more.
func overlap(a, b set) (both, ofA, ofB int) {
	level := max(a.sampled, b.sampled)
	i, j := 0, 0
	for i < len(a.hashes) || j < len(b.hashes) {
		switch {
		case j == len(b.hashes) || i < len(a.hashes) && a.hashes[i] < b.hashes[j]:
			ofA += one(a.hashes[i], level)
			i++
		case i == len(a.hashes) || b.hashes[j] < a.hashes[i]:
			ofB += one(b.hashes[j], level)
			j++
		default:
			n := one(a.hashes[i], level)
			both, ofA, ofB = both+n, ofA+n, ofB+n
			i, j = i+1, j+1
		}
	}
	return both, ofA, ofB
}

func one(h uint64, level uint8) int {
	if kept(h, level) {
		return 1
	}
	return 0
}
