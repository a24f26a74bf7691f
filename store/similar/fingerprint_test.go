package similar

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFingerprintsDifferAsFarAsTextsDo(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 8))
	var squares, errors float64
	const pairs = 400
	for n := range pairs {
		text := sentence(r, 40+r.IntN(60))
		a, b := NewSketch(text), NewSketch(changed(r, text, float64(n%10)/10))
		off := suggested(a.Fingerprint(), b.Fingerprint()) - a.Compare(b).Similarity
		squares, errors = squares+off*off, errors+off
	}
	require.InDelta(t, 0, errors/pairs, 0.01, "it leans to neither side")
	require.Less(t, math.Sqrt(squares/pairs), 0.05)
}

// suggested is the similarity that two fingerprints suggest.
func suggested(a, b string) float64 {
	differ := 0
	for i := range a {
		if a[i] != b[i] {
			differ++
		}
	}
	return 1 - 2*float64(differ)/FingerprintBits
}

func TestFingerprintsOfAnyText(t *testing.T) {
	t.Parallel()
	require.Empty(t, NewSketch(" …!? ").Fingerprint())
	for _, text := range []string{"a", "no", "好", "Die Rückgabe"} {
		require.Len(t, NewSketch(text).Fingerprint(), FingerprintBits, text)
		require.Equal(t, NewSketch(text).Fingerprint(), NewSketch(text+"!").Fingerprint(), text)
	}
	require.Equal(t, NewSketch("Die RÜCKGABE").Fingerprint(), NewSketch("die ruckgabe").Fingerprint())
}
