package similar

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSketchesFindWhatIsAlike(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 3))
	shares := func(a, b Sketch) bool {
		keys := map[int32]bool{}
		for _, k := range a.Keys(1) {
			keys[k] = true
		}
		for _, k := range b.Keys(1) {
			if keys[k] {
				return true
			}
		}
		return false
	}
	alike, found, plausible := 0, 0, 0
	strange, met := 0, 0
	for range 1500 {
		text := sentence(r, 30+r.IntN(60))
		near, far := NewSketch(changed(r, text, 0.06)), NewSketch(sentence(r, 40))
		s := NewSketch(text)
		if s.Compare(near).Similarity >= 0.8 {
			alike++
			if shares(s, near) {
				found++
			}
			if _, ok := s.Plausible(near.Signature(), 0.8); ok {
				plausible++
			}
		}
		strange++
		if shares(s, far) {
			met++
		}
	}
	require.Greater(t, alike, 300, "the test has something to find")
	require.GreaterOrEqual(t, float64(found)/float64(alike), 0.99)
	require.GreaterOrEqual(t, float64(plausible)/float64(alike), 0.99)
	require.LessOrEqual(t, float64(met)/float64(strange), 0.02, "strangers cost little")
}

// sentence makes n words of few syllables, so that strangers share some.
func sentence(r *rand.Rand, n int) string {
	syllables := []string{"ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sta", "tre", "vi", "wo", "zu"}
	words := make([]string, n)
	for i := range words {
		for range 2 + r.IntN(3) {
			words[i] += syllables[r.IntN(len(syllables))]
		}
	}
	return strings.Join(words, " ")
}

// changed replaces about that share of the words of a text.
func changed(r *rand.Rand, text string, share float64) string {
	words := strings.Fields(text)
	for i := range words {
		if r.Float64() < share {
			words[i] = sentence(r, 1)
		}
	}
	return strings.Join(words, " ")
}

func TestSketchOfNothingIsLikeNothing(t *testing.T) {
	t.Parallel()
	empty, full := NewSketch(" …!? "), NewSketch("some words")
	require.True(t, empty.Empty())
	require.Empty(t, empty.Keys(1))
	require.Nil(t, empty.Signature())
	require.Zero(t, empty.Compare(full).Similarity)
	for _, signature := range [][]byte{nil, {}, {1, 2}, empty.Signature()} {
		_, ok := full.Plausible(signature, 0.5)
		require.False(t, ok)
	}
	_, ok := empty.Plausible(full.Signature(), 0.5)
	require.False(t, ok)
	require.NotEqual(t, full.Keys(1), full.Keys(2), "salts keep collections apart")
}

func TestSaidIsWhatIsComparedOfAValue(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`"Where is it?"`:                   "Where is it?\n",
		`{"question":"Where?","limit":10}`: "10\nWhere?\n",
		`[{"role":"system","content":"Be kind."},{"role":"user","content":"Where?"},{"role":"assistant","content":[{"type":"text","text":"Here."}]}]`: "Where?\nHere.\ntext\n",
		`[{"role":"system","content":"Be kind."}]`: "Be kind.\nsystem\n",
		`not json`: "not json",
		`true`:     "",
		``:         "",
	} {
		require.Equal(t, want, Said(value), value)
	}
	long := `"` + strings.Repeat("x", longestSaid) + `"`
	require.Len(t, Said(long), longestSaid)
}
