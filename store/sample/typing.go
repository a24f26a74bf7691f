package sample

import (
	"strings"
	"unicode"
)

// typed makes a text look typed by a person in a hurry: lower case, no full stop, swapped letters, too many question marks.
// Slots stay whole. Languages without case come through nearly as they are.
func typed(d dice, text string) string {
	if d.chance(0.22) {
		text = strings.ToLower(text)
	}
	if d.chance(0.3) {
		text = strings.TrimRight(text, ".!")
	}
	if d.chance(0.12) {
		text = swapped(d, text)
	}
	switch {
	case strings.HasSuffix(text, "?") && d.chance(0.1):
		text += "??"
	case d.chance(0.03):
		text += "!!!"
	case d.chance(0.04):
		text += pick(d, []string{" 🙏", " 😕", " 😩", " :)", " ⛺"})
	}
	return text
}

// swapped exchanges two neighbouring small letters inside a word.
func swapped(d dice, text string) string {
	runes := []rune(text)
	for range 8 {
		i := 1 + d.IntN(max(1, len(runes)-3))
		if i+2 >= len(runes) || !small(runes[i-1]) || !small(runes[i]) || !small(runes[i+1]) || inSlot(runes, i) {
			continue
		}
		runes[i], runes[i+1] = runes[i+1], runes[i]
		break
	}
	return string(runes)
}

func small(r rune) bool { return unicode.IsLower(r) && r < unicode.MaxLatin1 }

// inSlot reports whether position i lies between braces.
func inSlot(runes []rune, i int) bool {
	for ; i >= 0; i-- {
		switch runes[i] {
		case '}':
			return false
		case '{':
			return true
		}
	}
	return false
}
