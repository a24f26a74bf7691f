package words

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"case", "WRONG Answer", "wrong answer"},
		{"German sharp s", "STRASSE straße", "strasse strasse"},
		{"accents of Latin", "Devolución não très für", "devolucion nao tres fur"},
		{"accents written apart", "devolucio\u0301n", "devolucion"},
		{"Turkish dotted I", "İADE", "iade"},
		{"Greek with accents and final sigma", "Λάθος ΛΑΘΟΣ", "λαθοσ λαθοσ"},
		{"Russian keeps its letters", "Мой ЁЛКА", "мой ёлка"},
		{"wide letters and digits", "ＡＢＣ１２３", "abc123"},
		{"ligatures", "ﬁne", "fine"},
		{"half-width kana", "ﾊﾞｸﾞ", "バグ"},
		{"kana keep their marks", "がが", "がが"},
		{"Arabic vowel signs, tatweel and alef", "إِرْجَـــاع", "ارجاع"},
		{"Hebrew points", "שָׁלוֹם", "שלום"},
		{"Hindi keeps its vowels", "रिफंड", "रिफंड"},
		{"Thai keeps its vowels", "คืนเงิน", "คืนเงิน"},
		{"zero widths and directions", "re\u200bfund\u202e", "refund"},
		{"broken bytes", "a\xffb", "a\ufffdb"},
		{"curly apostrophe", "don’t", "don't"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, Fold(c.in))
		})
	}
}

func split(text string) string {
	var out []string
	for _, token := range Split(text) {
		out = append(out, token.Text)
	}
	return strings.Join(out, "|")
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"English", "It told me 60 days, your page says 30!", "it|told|me|60|days|your|page|says|30"},
		{"apostrophes", "don't mix the customer's orders, it’s wrong", "don't|mix|the|customer|orders|it|s|wrong"},
		{"French elision", "L’article n'est pas arrivé aujourd'hui", "l|article|n|est|pas|arrive|aujourd'hui"},
		{"hyphens", "e-mail re-send Missing-Answer", "email|re|send|missing|answer"},
		{"numbers", "pi = 3.14, 1,234 items, v2", "pi|3.14|1,234|items|v2"},
		{"code", "`re.findall()` of is_square", "re|findall|of|is_square"},
		{"addresses", "see https://tarn.example/a?b=c, www.x.example or ann.b@tarn.example now", "see|or|now"},
		{"emoji", "great 👍🏽👍 ❤️ 1️⃣", "great|1"},
		{"German", "Größe und Rückgabe", "grosse|und|ruckgabe"},
		{"Chinese", "退款太慢了", "退款|款太|太慢|慢了"},
		{"Japanese with Latin", "返品は30日です。QRコード", "返品|品は|30|日で|です|qr|コー|ード"},
		{"Korean", "환불이 늦어요", "환불|불이|늦어|어요"},
		{"Thai, marks with their letters", "ช้ามาก", "ช้า|าม|มา|าก"},
		{"a single character", "好 !", "好"},
		{"Arabic", "لم يصل الطلب", "لم|يصل|الطلب"},
		{"Hindi", "रिफंड नहीं मिला", "रिफंड|नहीं|मिला"},
		{"nothing", " \n\t…!?", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, split(c.in))
		})
	}

	t.Run("gaps tell how far apart words stand", func(t *testing.T) {
		t.Parallel()
		var gaps []Gap
		for _, token := range Split("One two, three. Four\nfive re.six") {
			gaps = append(gaps, token.Gap)
		}
		require.Equal(t, []Gap{Line, Space, Mark, Sentence, Line, Space, Mark}, gaps)
	})

	t.Run("quotations are told apart", func(t *testing.T) {
		t.Parallel()
		for in, want := range map[string]string{
			`says "60 days" here`:            "60 days",
			"he said “not found” and left":   "not found",
			"»falsch« steht da":              "falsch",
			"„falsch“ steht da":              "falsch",
			"use `x y` here":                 "x y",
			"「間違い」です":                        "間違 違い",
			`5" screen and 6" screen`:        "",
			`an open " mark`:                 "",
			"an \"open\nmark\" on two lines": "",
			`"a" b "c"`:                      "a c",
		} {
			var quoted []string
			for _, token := range Split(in) {
				if token.Quoted {
					quoted = append(quoted, token.Text)
				}
			}
			require.Equal(t, want, strings.Join(quoted, " "), in)
		}
	})

	t.Run("runs number the stretches without spaces", func(t *testing.T) {
		t.Parallel()
		tokens := Split("退款慢 ok 退款")
		require.Equal(t, []int{1, 1, 0, 2}, []int{tokens[0].Run, tokens[1].Run, tokens[2].Run, tokens[3].Run})
	})

	t.Run("what was written is kept", func(t *testing.T) {
		t.Parallel()
		tokens := Split("VAT Größe")
		require.Equal(t, "VAT", tokens[0].Original)
		require.Equal(t, "Größe", tokens[1].Original)
	})
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"The answer is not in the mail":          "en",
		"Die Antwort ist nicht in der Mail":      "de",
		"La réponse n'est pas dans le courriel":  "fr",
		"La respuesta no está en el correo":      "es",
		"A resposta não está no e-mail de vocês": "pt",
		"الجواب ليس في البريد":                   "ar",
		"这个答案不是我的":                               "zh",
		"この回答は間違っています":                           "ja",
		"refund":                                 "",
		"die war":                                "de",
		"":                                       "",
	} {
		require.Equal(t, want, Language(Split(text)), text)
	}
	require.Equal(t, Small, WeightOf("the", "en"))
	require.Equal(t, Weak, WeightOf("not", "en"))
	require.Equal(t, Full, WeightOf("war", "en"))
	require.Equal(t, Small, WeightOf("war", "de"))
	require.Equal(t, Small, WeightOf("war", ""))
	require.Equal(t, Full, WeightOf("refund", ""))
	for language, list := range stopwords {
		for _, w := range strings.Fields(list) {
			require.Equal(t, w, Fold(w), "%s: write it folded", language)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Straße", "İ", "ﾊﾞ", "\xff\xfe", "إِ", "ŉ", "a\u0301\u0327", "ͅ", "ẛ̣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		require.True(t, utf8.ValidString(folded))
		require.Equal(t, folded, Fold(folded))
	})
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"don't “quote” 退款太慢", "l'a'b'c", "a@b.example x_y e-mail", "ŉ ʼn", "ช้า\u0e49", "\xff“\xfe", "3.14.15,9", "「「」", "👍🏽\u200d", "e-\u0301x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tokens := Split(s)
		runs := 0
		for _, token := range tokens {
			require.NotEmpty(t, token.Text)
			require.True(t, utf8.ValidString(token.Text))
			require.NotContains(t, token.Text, " ")
			require.GreaterOrEqual(t, token.Run, 0)
			if token.Run > 0 {
				require.GreaterOrEqual(t, token.Run, runs)
				runs = token.Run
			}
		}
		require.LessOrEqual(t, len(tokens), 4*len(s)+1)
		Language(tokens)
	})
}
