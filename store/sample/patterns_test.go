package sample

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/store"
)

// seen is a trace as someone sees it who only has the spans.
type seen struct {
	root     store.Span
	metadata map[string]string
	judged   map[string]float64 // automated scores, wherever in the trace
	failed   bool
	seconds  float64
}

// view folds spans into traces.
func view(t *testing.T, spans []store.Span) []*seen {
	t.Helper()
	var all []*seen
	for _, s := range spans {
		if s.IsRoot() {
			v := &seen{root: s, judged: map[string]float64{}}
			require.NoError(t, json.Unmarshal(s.Metadata, &v.metadata))
			var metrics map[string]float64
			require.NoError(t, json.Unmarshal(s.Metrics, &metrics))
			v.seconds = metrics["end"] - metrics["start"]
			all = append(all, v)
		}
		v := all[len(all)-1]
		for name, score := range s.Scores {
			v.judged[name] = *score.Number
		}
		v.failed = v.failed || s.Error != ""
	}
	return all
}

// votes are the values of a score that users gave on the traces that match.
func votes(all []*seen, name string, match func(*seen) bool) []float64 {
	var out []float64
	for _, v := range all {
		if !match(v) {
			continue
		}
		for _, f := range v.root.Feedback {
			if score, ok := f.Scores[name]; ok && f.Source == store.User {
				out = append(out, *score.Number)
			}
		}
	}
	return out
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(max(1, len(list)))
}

// share is the part of all that matches.
func share(all []*seen, match func(*seen) bool) float64 {
	n := 0
	for _, v := range all {
		if match(v) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(all)))
}

func where(all []*seen, match func(*seen) bool) []*seen {
	return slices.DeleteFunc(slices.Clone(all), func(v *seen) bool { return !match(v) })
}

// has matches metadata.
func has(key, value string) func(*seen) bool {
	return func(v *seen) bool { return v.metadata[key] == value }
}

// lower requires that users vote low at least margin below high, on enough votes to mean something.
func lower(t *testing.T, low, high []float64, margin float64) {
	t.Helper()
	require.GreaterOrEqual(t, len(low), 8)
	require.GreaterOrEqual(t, len(high), 8)
	require.Less(t, mean(low)+margin, mean(high), "%d votes against %d", len(low), len(high))
}

func TestPlantedPatternsAreThereWhateverTheSeed(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			all := view(t, slices.Collect(Spans(seed, testNow)))
			t.Run("return window", func(t *testing.T) { checkReturnWindow(t, all) })
			t.Run("e-mail is disliked", func(t *testing.T) {
				mail := has("feature", "email-reply")
				others := func(v *seen) bool { return !mail(v) }
				lower(t, votes(all, "user_rating", mail), votes(all, "user_rating", others), 0.12)
				judged := func(of []*seen) (out []float64) {
					for _, v := range of {
						out = append(out, v.judged["correctness"])
					}
					return out
				}
				ok := func(v *seen) bool { return len(v.judged) > 0 }
				require.InDelta(t, mean(judged(where(where(all, mail), ok))), mean(judged(where(where(all, others), ok))), 0.05)
			})
			t.Run("the judge is too kind", func(t *testing.T) { checkJudge(t, all) })
			t.Run("German is answered in English", func(t *testing.T) { checkGerman(t, all) })
			t.Run("latency spike", func(t *testing.T) { checkSpike(t, all) })
			t.Run("business complains about invoices", func(t *testing.T) {
				invoices := where(all, has("category", "invoice-vat"))
				require.GreaterOrEqual(t, share(invoices, has("segment", "business")), 0.4)
				rest := where(all, func(v *seen) bool { return v.metadata["category"] != "invoice-vat" })
				business := has("segment", "business")
				lower(t, append(votes(invoices, "user_rating", business), votes(invoices, "thumbs", business)...),
					append(votes(rest, "user_rating", business), votes(rest, "thumbs", business)...), 0.1)
			})
		})
	}
}

// sixty is the number in running text, not a part of an order number or a price.
var sixty = regexp.MustCompile(`(^|[^0-9-])60([^0-9.,]|$)`)

func checkReturnWindow(t *testing.T, all []*seen) {
	aboutReturns := func(v *seen) bool {
		return v.metadata["category"] == "returns" || v.metadata["category"] == "refunds"
	}
	bad := func(v *seen) bool { return v.metadata["release"] == BadRelease }
	says60 := func(v *seen) bool { return sixty.Match(v.root.Output) }
	require.Greater(t, share(where(where(all, aboutReturns), bad), says60), 0.5)
	require.Zero(t, share(where(where(all, aboutReturns), func(v *seen) bool { return !bad(v) }), says60))
	lower(t, votes(all, "user_rating", bad), votes(all, "user_rating", func(v *seen) bool { return !bad(v) }), 0.06)
	opinions := func(match func(*seen) bool) []float64 {
		about := where(all, aboutReturns)
		return append(votes(about, "user_rating", match), votes(about, "thumbs", match)...)
	}
	lower(t, opinions(bad), opinions(has("release", "2026.10.2")), 0.15)
	lower(t, opinions(bad), opinions(has("release", "2026.10.4")), 0.15)
}

func checkJudge(t *testing.T, all []*seen) {
	disliked := where(all, func(v *seen) bool {
		return len(v.judged) > 0 && slices.Contains(votes([]*seen{v}, "thumbs", func(*seen) bool { return true }), 0)
	})
	require.GreaterOrEqual(t, len(disliked), 100)
	for _, name := range []string{"correctness", "helpfulness"} {
		kind := func(v *seen) bool { return v.judged[name] >= 0.8 }
		require.Greater(t, share(disliked, kind), 0.55, name)
		require.Greater(t, share(where(disliked, has("release", BadRelease)), kind), 0.6, name)
		require.Greater(t, share(where(disliked, func(v *seen) bool { return v.metadata["language"] != "en" }), kind), 0.55, name)
	}
}

func checkGerman(t *testing.T, all []*seen) {
	german := where(all, has("language", "de"))
	inEnglish := func(v *seen) bool {
		out, _, _ := strings.Cut(string(v.root.Output), "**Sources**") // whose titles are English anyway
		return strings.Contains(out, " the ") || strings.Contains(out, " your ") || strings.Contains(out, " you ")
	}
	odd := func(v *seen) bool { return v.metadata["model"] == englishModel }
	require.Greater(t, share(where(german, odd), inEnglish), 0.6)
	require.Less(t, share(where(german, func(v *seen) bool { return !odd(v) }), inEnglish), 0.1)
}

func checkSpike(t *testing.T, all []*seen) {
	median := func(of []*seen) float64 {
		var list []float64
		for _, v := range of {
			list = append(list, v.seconds)
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	slow := func(v *seen) bool {
		return !v.root.Created.Before(SpikeStart(testNow)) && v.root.Created.Before(SpikeEnd(testNow))
	}
	require.Greater(t, len(where(all, slow)), 20)
	require.Greater(t, median(where(all, slow)), 2.5*median(where(all, func(v *seen) bool { return !slow(v) })))
}

func TestSampleIsMixedAsItSays(t *testing.T) {
	t.Parallel()
	all := view(t, spansOfSeed1())
	for _, n := range nations {
		require.GreaterOrEqual(t, len(where(all, has("language", n.language))), 25, n.language)
	}
	between := func(low, high float64, match func(*seen) bool, what string) {
		got := share(all, match)
		require.True(t, got >= low && got <= high, "%s: %.3f is not between %g and %g", what, got, low, high)
	}
	said := func(source store.Source) func(*seen) bool {
		return func(v *seen) bool {
			return slices.ContainsFunc(v.root.Feedback, func(f store.Feedback) bool { return f.Source == source })
		}
	}
	between(0.55, 0.75, has("language", "en"), "English")
	between(0.3, 0.42, said(store.User), "user feedback")
	between(0.025, 0.06, said(store.Review), "reviews")
	between(0.015, 0.05, func(v *seen) bool { return v.failed }, "errors")
	between(0.02, 0.04, has("category", "edge-case"), "edge cases")
	between(0.008, 0.04, func(v *seen) bool { return len(v.root.Input) > 10_000 }, "long inputs")
	between(0.05, 0.4, func(v *seen) bool { return strings.Count(string(v.root.Input), `"role"`) > 2 }, "multi-turn chats")
	categories := map[string]bool{}
	for _, v := range all {
		categories[v.metadata["category"]] = true
		require.Less(t, len(v.root.Input), 60_000)
	}
	require.GreaterOrEqual(t, len(categories), 13)
}
