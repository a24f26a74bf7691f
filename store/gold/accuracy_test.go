package gold_test

import (
	"fmt"
	"testing"

	"assay/store"
	"assay/store/gold"

	"github.com/stretchr/testify/require"
)

func TestRightAnswers(t *testing.T) {
	t.Parallel()
	number, category := store.Num, func(c string) store.Score { return store.Score{Category: c} }
	both := store.Score{Number: store.Num(1).Number, Category: "good"}
	for name, c := range map[string]struct {
		known, said store.Score
		right       bool
	}{
		"the same number":                       {number(0.5), number(0.5), true},
		"a number at the edge of the tolerance": {number(0.3), number(0.2), true},
		"a number beyond it":                    {number(0.3), number(0.19), false},
		"the same category":                     {category("good"), category("good"), true},
		"another category":                      {category("good"), category("bad"), false},
		"the category and not what it is worth": {both, store.Score{Number: store.Num(0.2).Number, Category: "good"}, true},
		"another category of the same worth":    {both, store.Score{Number: store.Num(1).Number, Category: "fine"}, false},
		"a number where a category is known":    {both, number(1), false},
		"nothing where a number is known":       {number(0), store.Score{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.right, gold.Right(c.known, c.said))
		})
	}
}

func TestAccuracyIsOfEachAccountAndQuestion(t *testing.T) {
	t.Parallel()
	var answers []gold.Answer
	say := func(account int, question string, said float64) {
		trace := store.TraceKey(fmt.Sprint(len(answers)))
		answers = append(answers, gold.Answer{Trace: trace, Question: question, Account: account, Known: store.Num(1), Said: store.Num(said)})
	}
	for i := range 10 {
		say(2, "tone", float64(min(i, 1))) // wrong once
	}
	say(2, "quality", 1)
	say(1, "tone", 0)
	lines := gold.Accuracy(answers)
	require.Len(t, lines, 3)
	require.Equal(t, []string{"1 tone 0/1", "2 quality 1/1", "2 tone 9/10"}, []string{told(lines[0]), told(lines[1]), told(lines[2])})
	require.True(t, lines[0].Few())
	require.False(t, lines[2].Few())
	require.Equal(t, []store.TraceID{store.TraceKey("0")}, lines[2].Wrong)
	require.InDelta(t, 0.9, lines[2].Rate.Value, 1e-9)
	require.InDelta(t, 0.596, lines[2].Rate.Low, 0.001) // Wilson's limits of 9 of 10
	require.InDelta(t, 0.982, lines[2].Rate.High, 0.001)
	require.Empty(t, gold.Accuracy(nil))
}

func told(l gold.Line) string {
	return fmt.Sprintf("%d %s %d/%d", l.Account, l.Question, len(l.Right), l.N())
}
