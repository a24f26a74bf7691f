package content

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThreadSaysEverythingOnce(t *testing.T) {
	t.Parallel()
	steps := Thread([]Exchange{
		{`{"model":"m","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"}]}`, `{"choices":[{"message":{"role":"assistant","content":"Hello"}}]}`},
		{`[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"Bye"}]`, `"See you"`},
		{`[{"role":"user","content":"Another talk"}]`, `{"answer": 42}`},
		{`"plain"`, ``},
	})
	said := make([]string, len(steps))
	for i, s := range steps {
		for _, turn := range s.turns {
			for _, p := range turn.parts {
				said[i] += turn.role + ":" + p.text + " "
			}
		}
	}
	require.Equal(t, []string{"system:Be kind. user:Hi assistant:Hello ", "user:Bye assistant:See you ", "user:Another talk assistant: ", "user:plain "}, said)
	require.Equal(t, []int{0, 3, 0, 0}, []int{steps[0].Known, steps[1].Known, steps[2].Known, steps[3].Known})
}

func TestThreadKnowsWhatASlidingWindowRepeats(t *testing.T) {
	t.Parallel()
	say := func(words ...string) string {
		return `[{"role":"system","content":"s"},{"role":"user","content":"` + strings.Join(words, `"},{"role":"user","content":"`) + `"}]`
	}
	steps := Thread([]Exchange{{say("a", "b", "c"), `[{"role":"user","content":"d"}]`}, {say("c", "d", "e"), ``}})
	require.Equal(t, 3, steps[1].Known)
	require.Len(t, steps[1].turns, 1)
	require.Equal(t, "e", steps[1].turns[0].parts[0].text)
}

func TestThreadStaysShortAndInert(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 100_000)
	steps := Thread([]Exchange{{`[{"role":"user","content":"` + long + `"},{"role":"user","content":"second"},{"role":"user","content":"third"}]`, `"<script>alert(1)</script>"`}})
	require.Equal(t, 3, steps[0].Left)
	require.False(t, steps[0].Empty())
	require.True(t, Thread([]Exchange{{"", "null"}})[0].Empty())
	var b bytes.Buffer
	require.NoError(t, Said(Thread([]Exchange{{``, `"<script>alert(1)</script>"`}})[0], nil).Render(t.Context(), &b))
	require.NotContains(t, b.String(), "<script>")
	b.Reset()
	require.NoError(t, Said(steps[0], nil).Render(t.Context(), &b))
	require.Less(t, b.Len(), 3*threadShown)
	require.Contains(t, b.String(), "3 more messages")
}
