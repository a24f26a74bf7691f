package sample

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Texts are picked by index and by mood, which the compiler cannot check.
func TestSpeechesHaveEveryTextThatIsPicked(t *testing.T) {
	t.Parallel()
	moods := []mood{praise, shrug, falsehood, staleness, vagueness, length, foreign, refusal, fantasy, slowness, invoicing, outage}
	for language, speech := range speeches {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			for _, m := range moods {
				require.NotEmpty(t, speech.comments[m], m)
			}
			for _, texts := range [][]string{
				speech.contexts, speech.hello, speech.bye, speech.dear, speech.kind, speech.subjects, speech.padding, speech.vague,
				speech.refusals, speech.invented, speech.unreachable, speech.whichOrder,
			} {
				require.NotEmpty(t, texts)
			}
			require.GreaterOrEqual(t, len(speech.padding), 2)
			for intent, talk := range speech.talks {
				require.NotEmpty(t, talk.good, intent)
				require.NotEmpty(t, talk.wrong, intent)
				for _, a := range talk.asks {
					checkAsk(t, intent, a, talk)
				}
			}
		})
	}
}

func checkAsk(t *testing.T, intent string, a ask, talk talk) {
	t.Helper()
	inRange := func(indices []int, texts []string) {
		for _, i := range indices {
			require.Less(t, i, len(texts), a.text)
		}
	}
	inRange(a.good, talk.good)
	inRange(a.bad, talk.wrong)
	inRange(a.en, english.talks[intent].good)
	inRange(usualEnglish[intent], english.talks[intent].good)
	if a.window {
		require.NotEmpty(t, talk.stale, a.text)
		require.NotEmpty(t, talk.truth, a.text)
	}
	if a.of != "" {
		require.Contains(t, kinds, a.of)
	}
}

func TestEveryIntentHasAWeightAndAnArticle(t *testing.T) {
	t.Parallel()
	weights := map[string]int{}
	for _, w := range intentWeights {
		weights[w.intent] = w.weight
		require.Contains(t, english.talks, w.intent)
	}
	for language, speech := range speeches {
		for intent := range speech.talks {
			require.Positive(t, weights[intent], "%s in %s", intent, language)
		}
	}
	for intent := range english.talks {
		s := &scene{intent: intent, quality: good}
		require.GreaterOrEqual(t, len(s.found()), 2, intent)
		require.Contains(t, s.found()[0].intents, intent)
	}
}

func TestKindsAreTranslatedIntoEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, p := range products {
		for language := range speeches {
			if language != "en" {
				require.NotEmpty(t, kinds[p.kind][language], "%s in %s", p.kind, language)
			}
		}
	}
}

func TestNumbersAndDatesAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	f := facts{eta: testNow, product: products[0]}
	for language, want := range map[string]string{
		"en": "23 November, €429.00", "de": "23. November, 429,00 €", "fr": "23 novembre, 429,00 €", "es": "23 de noviembre, 429,00 €",
		"ja": "11月23日, 429.00ユーロ",
	} {
		require.Equal(t, want, f.fill("{eta}, {price}", language))
	}
	require.Equal(t, "1,980 g", f.fill("{weight}", "en"))
}
