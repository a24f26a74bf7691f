package repeat_test

import (
	"fmt"
	"testing"

	"assay/store"
	"assay/store/agreement"
	"assay/store/repeat"

	"github.com/stretchr/testify/require"
)

func TestRepeatsComeAtAboutTheirRateAndNeverEarly(t *testing.T) {
	t.Parallel()
	due := func(rate float64) (n int) {
		for account := range 20 {
			for decided := range 1010 {
				if repeat.Due(3, account, decided, rate) {
					require.Greater(t, decided, repeat.Spacing)
					n++
				}
			}
		}
		return n
	}
	require.Zero(t, due(0))
	require.InDelta(t, 1000, due(0.05), 100) // of 20,000: three standard deviations are 92
	require.InDelta(t, 4000, due(0.2), 170)
}

func TestRepeatsAreDrawnForEachAccountAndQueueApart(t *testing.T) {
	t.Parallel()
	drawn := func(queue, account int) (list []int) {
		for decided := range 200 {
			if repeat.Due(queue, account, decided, 0.2) {
				list = append(list, decided)
			}
		}
		return list
	}
	require.Equal(t, drawn(1, 1), drawn(1, 1))
	require.NotEqual(t, drawn(1, 1), drawn(1, 2))
	require.NotEqual(t, drawn(1, 1), drawn(2, 1))
}

func TestSteadinessIsOfEachAccountAndQuestion(t *testing.T) {
	t.Parallel()
	good, mixed, bad := 1.0, 0.5, 0.0
	options := map[string][]store.Option{"tone": {{Label: "good", Value: &good}, {Label: "mixed", Value: &mixed}, {Label: "bad", Value: &bad}}}
	var pairs []repeat.Pair
	say := func(account int, question, first, second string) {
		trace := store.TraceKey(fmt.Sprint(len(pairs)))
		pairs = append(pairs, repeat.Pair{Trace: trace, Question: question, Account: account, First: store.Score{Category: first}, Second: store.Score{Category: second}})
	}
	// Two raters and three ordered values: a table whose weighted kappa is worked out by hand below.
	for range 4 {
		say(2, "tone", "good", "good")
		say(2, "tone", "bad", "bad")
	}
	say(2, "tone", "good", "mixed")
	say(2, "tone", "bad", "good")
	say(2, "kind", "refund", "refund")
	say(1, "tone", "good", "good")
	for i := range pairs {
		for _, o := range options[pairs[i].Question] {
			if o.Label == pairs[i].First.Category {
				pairs[i].First.Number = o.Value
			}
			if o.Label == pairs[i].Second.Category {
				pairs[i].Second.Number = o.Value
			}
		}
	}
	lines := repeat.Steadiness(pairs, options)
	require.Len(t, lines, 3)
	require.Equal(t, "1 tone 1/1 few", told(lines[0]))
	require.Equal(t, "2 kind 1/1 few", told(lines[1]))
	require.Equal(t, "2 tone 8/10", told(lines[2]))
	require.Equal(t, []store.TraceID{store.TraceKey("8"), store.TraceKey("9")}, lines[2].Other)
	require.InDelta(t, 0.8, lines[2].Rate.Value, 1e-9)
	require.InDelta(t, 0.490, lines[2].Rate.Low, 0.001) // Wilson's limits of 8 of 10
	require.InDelta(t, 0.943, lines[2].Rate.High, 0.001)

	// In ranks bad 0, mixed 1, good 2. Observed: one pair 1 apart and one 2 apart, 3 of 10. By chance: the first answers are good 5,
	// bad 5; the second good 5, mixed 1, bad 4, which are 0.5·(0.1·1 + 0.4·2) + 0.5·(0.1·1 + 0.5·2) = 1 apart.
	require.Equal(t, agreement.Linear, lines[2].Kappa.Coefficient)
	require.InDelta(t, 0.7, lines[2].Kappa.Value, 1e-9)
	require.Equal(t, agreement.Kappa, lines[1].Kappa.Coefficient)
	require.False(t, lines[1].Kappa.OK(), "of one value there is nothing beyond chance")
	require.Empty(t, repeat.Steadiness(nil, nil))
}

func TestNumbersNearbyAreTheSameAnswer(t *testing.T) {
	t.Parallel()
	require.True(t, repeat.Pair{First: store.Num(0.8), Second: store.Num(0.7)}.Same())
	require.False(t, repeat.Pair{First: store.Num(0.8), Second: store.Num(0.6)}.Same())
}

func told(l repeat.Line) string {
	words := fmt.Sprintf("%d %s %d/%d", l.Account, l.Question, len(l.Same), l.N())
	if l.Few() {
		words += " few"
	}
	return words
}
