package similar

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShingles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"nothing", "", 0},
		{"signs only", "!? 👍", 0},
		{"a letter", "a", 1},
		{"a short word", "no", 1}, // " no "
		{"a word", "refund", 5},   // " ref", "refu", "efun", "fund", "und "
		{"two words", "no fun", 5},
		{"repetition counts once", "no no no no", 2 + 1}, // " no ", "no n", "o no"
		{"one Han character", "好", 1},
		{"pairs of Han", "退款太慢", 3},
		{"marks between them", "退款，太慢！", 3},
		{"both", "QR退款 ok", 3}, // " qr", 退款, " ok "
	} {
		require.Len(t, shingles(c.text).hashes, c.want, c.name)
	}
	require.Equal(t, shingles("Straße, NICHT da!"), shingles("strasse nicht   DA"))
	require.Equal(t, shingles("Die Rückgabe"), shingles("die ruckgabe"))
	require.NotEqual(t, shingles("退款"), shingles("款退"))
}

func TestLongTextsAreSampled(t *testing.T) {
	t.Parallel()
	long := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "item %d of the list. ", i*7919)
		}
		return b.String()
	}
	a, b := shingles(long(0, 2000)), shingles(long(1000, 2000))
	require.LessOrEqual(t, len(a.hashes), mostKept)
	require.Positive(t, a.sampled)
	require.Greater(t, compare(a, b).Containment, 0.95)
	// The exact index of the same texts, all shingles kept.
	all := func(text string) map[string]bool {
		found := map[string]bool{}
		for i := range len(text) - 3 {
			found[text[i:i+4]] = true
		}
		return found
	}
	clean := func(s string) string { return " " + strings.ReplaceAll(s, ". ", " ") }
	x, y := all(clean(long(0, 2000))), all(clean(long(1000, 2000)))
	both := 0
	for k := range x {
		if y[k] {
			both++
		}
	}
	require.InDelta(t, float64(both)/float64(len(x)+len(y)-both), compare(a, b).Similarity, 0.06)
}

func TestLike(t *testing.T) {
	t.Parallel()
	x := New()
	x.Add("en", "The refund for my order never arrived, please check.")
	x.Add("en typo", "the refund for my oder never arrived please check")
	x.Add("en other", "Your chat answered in the wrong language.")
	x.Add("en long", "Hello there. The refund for my order never arrived, please check. It has been three weeks and I have written twice to you about it.")
	x.Add("ar", "لم يصل المبلغ المسترد لطلبي حتى الآن")
	x.Add("ar again", "لم يَصِل المبلغ المسترد لطلبي حتى الان!")
	x.Add("ja", "返品の期限は三十日ではないのですか")
	x.Add("ja again", "返品の期限は三十日ではないですか？")
	x.Add("th", "คืนเงินช้ามากเลยครับ")
	x.Add("th again", "คืนเงินช้ามากเลยค่ะ")
	x.Add("empty", "…")

	ids := func(matches []Match) []string {
		var out []string
		for _, m := range matches {
			out = append(out, m.ID)
		}
		return out
	}
	require.Equal(t, []string{"en", "en typo"}, ids(x.Like("The refund for my order never arrived, please check", Query{Similarity: 0.6})))
	require.Equal(t, []string{"en typo", "en long"}, ids(x.LikeID("en", Query{Similarity: 0.6, Containment: 0.9})))
	require.Equal(t, []string{"ar again"}, ids(x.LikeID("ar", Query{Similarity: 0.9})))
	require.Equal(t, []string{"ja again"}, ids(x.LikeID("ja", Query{Similarity: 0.6})))
	require.Equal(t, []string{"th again"}, ids(x.LikeID("th", Query{Similarity: 0.6})))
	require.Len(t, x.LikeID("en", Query{Similarity: 0.1, Limit: 1}), 1)
	require.Empty(t, x.LikeID("nobody", Query{Similarity: 0.1}))
	require.Empty(t, x.LikeID("empty", Query{Similarity: 0.1}))
	require.Empty(t, x.Like("", Query{Similarity: 0.1}))
	require.Empty(t, x.LikeID("en", Query{}))

	groups := x.Groups(0.6)
	require.Len(t, groups, 4)
	require.Equal(t, "en", groups[0].First)
	require.Equal(t, []string{"en typo"}, ids(groups[0].Rest))

	t.Run("a text can be replaced", func(t *testing.T) {
		t.Parallel()
		x := New()
		x.Add("1", "one thing or another")
		x.Add("1", "something else entirely")
		require.Equal(t, 1, x.Len())
		require.Empty(t, x.Like("one thing or another", Query{Similarity: 0.5}))
		require.Len(t, x.Like("something else entirely", Query{Similarity: 1}), 1)
	})

	t.Run("equal texts are a group however many", func(t *testing.T) {
		t.Parallel()
		x := New()
		for i := range 500 {
			x.Add(fmt.Sprint(i), "thanks, solved")
		}
		groups := x.Groups(0.9)
		require.Len(t, groups, 1)
		require.Len(t, groups[0].Rest, 499)
	})
}

// TestSeededDuplicates measures what is found of copies made from texts in eight scripts.
func TestSeededDuplicates(t *testing.T) {
	t.Parallel()
	x, base := New(), map[string]int{} // id to the text it was made from
	var texts []string
	for i, text := range corpus(1, 1200) {
		for j, copied := range copies(uint64(i), text, i%3) {
			id := fmt.Sprintf("%d/%d", i, j)
			x.Add(id, copied)
			base[id] = i
			texts = append(texts, copied)
		}
	}

	t.Run("groups hold copies of one text, and hold nearly all of them", func(t *testing.T) {
		t.Parallel()
		together, right, near, found := 0, 0, 0, 0
		leader := map[string]string{}
		for _, g := range x.Groups(0.7) {
			for _, m := range g.Rest {
				together++
				leader[m.ID] = g.First
				if base[m.ID] == base[g.First] {
					right++
				}
			}
		}
		for id, i := range base {
			first := fmt.Sprintf("%d/0", i)
			if id == first || compare(x.sets[x.place[id]], x.sets[x.place[first]]).Similarity < 0.7 {
				continue
			}
			near++
			if leader[id] == first {
				found++
			}
		}
		precision, recall := float64(right)/float64(together), float64(found)/float64(near)
		t.Logf("%d texts, %d in groups: precision %.4f, recall %.4f of %d copies that are 0.7 alike", x.Len(), together, precision, recall, near)
		require.Greater(t, near, 700)
		require.Greater(t, precision, 0.999)
		require.Greater(t, recall, 0.995)
	})

	t.Run("looking for one finds what comparing with all finds", func(t *testing.T) {
		t.Parallel()
		for _, q := range []Query{{Similarity: 0.3}, {Similarity: 0.7}, {Containment: 0.8}} {
			want, found := 0, 0
			for i := 0; i < len(texts); i += 41 {
				var exact []string
				for j := range x.sets {
					if j != i && q.accepts(compare(x.sets[i], x.sets[j])) {
						exact = append(exact, x.ids[j])
					}
				}
				for _, m := range x.LikeID(x.ids[i], q) {
					require.Contains(t, exact, m.ID)
					found++
				}
				want += len(exact)
			}
			recall := float64(found) / float64(want)
			t.Logf("%+v: recall %.4f of %d", q, recall, want)
			require.Greater(t, recall, 0.98)
		}
	})
}

func TestEstimatesAreAboutRight(t *testing.T) {
	t.Parallel()
	var errors []float64
	for i, text := range corpus(2, 300) {
		for _, copied := range copies(uint64(i), text, 2)[1:] {
			a, b := shingles(text), shingles(copied)
			s, o := sign(a), sign(b)
			errors = append(errors, s.estimate(&o)-compare(a, b).Similarity)
		}
	}
	slices.Sort(errors)
	require.InDelta(t, 0, errors[len(errors)/2], 0.02)
	require.Greater(t, errors[len(errors)/100], -margin-0.03)
}

func BenchmarkAdd(b *testing.B) {
	texts := corpus(3, 20_000)
	b.ResetTimer()
	for b.Loop() {
		x := New()
		for i, text := range texts {
			x.Add(fmt.Sprint(i), text)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(texts)), "µs/text")
}

func indexed(n int) *Index {
	x := New()
	for i, text := range corpus(4, n) {
		x.Add(fmt.Sprint(i), text)
	}
	return x
}

func BenchmarkLikeOf100000(b *testing.B) {
	x := indexed(100_000)
	b.ResetTimer()
	for b.Loop() {
		x.LikeID("777", Query{Similarity: 0.5, Limit: 20})
	}
}

func BenchmarkGroupsOf100000(b *testing.B) {
	x := indexed(100_000)
	b.ResetTimer()
	for b.Loop() {
		x.Groups(0.8)
	}
}
