package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold makes two spellings of the same characters equal. Folding twice changes nothing more. Bytes that are no UTF-8 become
// U+FFFD.
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	// Folding case can bring up characters that decompose, and dropping marks ones that compose: a few rounds settle it.
	for range 4 {
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// foldASCII is for the texts that are most.
func foldASCII(s string) (string, bool) {
	upper := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf || c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f:
			return "", false
		case 'A' <= c && c <= 'Z':
			upper = true
		}
	}
	if upper {
		s = strings.ToLower(s)
	}
	return s, true
}

func foldOnce(s string) string {
	s = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(s)))
	var b strings.Builder
	b.Grow(len(s))
	base := rune(0) // the last character that is no mark
	for _, r := range s {
		if !unicode.Is(unicode.M, r) {
			base = r
		}
		if r = mapped(r, base); r >= 0 {
			b.WriteRune(r)
		}
	}
	return norm.NFKC.String(b.String())
}

// mapped is what a character becomes after a base, or -1 where it goes.
func mapped(r, base rune) rune {
	switch {
	case r == '’' || r == 'ʼ' || r == '‘':
		return '\''
	case r == '‐' || r == '‑':
		return '-'
	case r == '\n' || r == '\r' || r == '\t':
		return r
	case unicode.Is(unicode.C, r) && r != utf8.RuneError: // controls, zero widths, directions, what is not assigned
		return -1
	case r >= 0x0300 && r <= 0x036f && unicode.In(base, unicode.Latin, unicode.Greek):
		return -1
	case r == 0x0640 || r >= 0x064b && r <= 0x0655 || r == 0x0670: // tatweel, vowel signs and the marks on alef
		return -1
	case r == 0x0649: // alef maksura, often written for yeh
		return 0x064a
	case r == 0x0629: // teh marbuta, often written as heh
		return 0x0647
	case r >= 0x0591 && r <= 0x05bd || r == 0x05bf || r == 0x05c1 || r == 0x05c2: // points of Hebrew
		return -1
	}
	return r
}
