package theme_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/store/theme"
)

// many are comments made of those of the sample, each with some words of a large vocabulary, few of which are frequent.
func many(t testing.TB, n int) []theme.Text {
	t.Helper()
	base := []string{
		"It told me 60 days, your return page says 30!", "took forever", "Why is this not in English?", "thanks, solved", "Way too long",
		"VAT ID missing on the invoice", "Antwort kam auf englisch", "muy lento", "退货被拒了", "返品を断られました", "لا يوجد شيء اسمه نادي القمة",
		"It refused to answer", "generic answer, did it even read my question", "error again", "nice tone", "c'est faux",
	}
	dice := rand.New(rand.NewPCG(5, 6))
	vocabulary := make([]string, 20_000)
	for i := range vocabulary {
		word := make([]byte, 3+dice.IntN(8))
		for j := range word {
			word[j] = "abcdefghijklmnoprstuvwz"[dice.IntN(23)]
		}
		vocabulary[i] = string(word)
	}
	out := make([]theme.Text, n)
	for i := range out {
		parts := []string{base[dice.IntN(len(base))]}
		for range dice.IntN(12) {
			u := dice.Float64()
			parts = append(parts, vocabulary[int(u*u*u*20_000)])
		}
		out[i] = theme.Text{ID: fmt.Sprint("c", i), Body: strings.Join(parts, " ")}
	}
	return out
}

func BenchmarkFind100000(b *testing.B) {
	texts := many(b, 100_000)
	var before, after runtime.MemStats
	b.ReportAllocs()
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		r := theme.Find(texts, theme.Options{})
		runtime.GC()
		runtime.ReadMemStats(&after)
		require.NotEmpty(b, r.Themes)
		runtime.KeepAlive(r)
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-kept")
}

func BenchmarkOf(b *testing.B) {
	r := theme.Find(many(b, 5_000), theme.Options{})
	for b.Loop() {
		r.Of("the answer took forever and says 60 days")
	}
}

func TestManyCommentsMakeFewThemes(t *testing.T) {
	t.Parallel()
	texts := many(t, 3000)
	r := theme.Find(texts, theme.Options{})
	show(t, r, len(texts))
	require.LessOrEqual(t, len(r.Themes), 30)
	require.Greater(t, len(r.Themes), 8)
}
