package similar

import (
	"math/rand/v2"
	"strings"
)

// letters are of eight scripts; the last four have no spaces between words.
var letters = []string{
	"abcdefghijklmnoprstuvwz", "абвгдежзиклмнопрстуфхчшя", "αβγδεζηθικλμνοπρστυφχψω", "ابتثجحدرزسشصضطعفقكلمنهوي",
	"的一是不了人我在有他这中大来上个国和说们为子时道", "あいうえおかきくけこさしすせそたちつてと返品期限配送注文", "กขคงจชซดตถทนบปผพฟมยรลวสหอ", "환불이늦어요배송주문취소가격정보안내상담",
}

// corpus makes texts of 5 to 40 words, each of one script, from a vocabulary in which few words are frequent.
func corpus(seed uint64, n int) []string {
	dice := rand.New(rand.NewPCG(seed, 9))
	vocabularies := make([][]string, len(letters))
	for s, alphabet := range letters {
		chars := []rune(alphabet)
		for range 3000 {
			length := 2 + dice.IntN(7)
			if s >= 4 {
				length = 1 + dice.IntN(3)
			}
			word := make([]rune, length)
			for i := range word {
				word[i] = chars[dice.IntN(len(chars))]
			}
			vocabularies[s] = append(vocabularies[s], string(word))
		}
	}
	out := make([]string, n)
	for i := range out {
		s := dice.IntN(len(letters))
		between := " "
		if s >= 4 && s < 7 {
			between = ""
		}
		list := make([]string, 5+dice.IntN(36))
		for j := range list {
			u := dice.Float64()
			list[j] = vocabularies[s][int(u*u*3000)]
		}
		out[i] = strings.Join(list, between)
	}
	return out
}

// copies are a text and changed copies of it: in case and marks, with a mistyped character, and with a word more or less.
func copies(seed uint64, text string, n int) []string {
	dice := rand.New(rand.NewPCG(seed, 10))
	out := []string{text}
	for k := range n {
		runes := []rune(text)
		at := dice.IntN(len(runes))
		switch (k + int(seed)) % 3 {
		case 0:
			out = append(out, strings.ToUpper(text)+"!!")
		case 1:
			runes[at] = runes[dice.IntN(len(runes))]
			out = append(out, string(runes))
		case 2:
			out = append(out, string(runes[:at])+" "+string(runes[min(len(runes), at+3):]))
		}
	}
	return out
}
