package words

import (
	"strings"
	"sync"
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

// foldOnce folds segment by segment: characters that do not change with what follows them come from a table, since
// normalising is slow and most characters stand alone.
func foldOnce(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for from := 0; from < len(s); {
		r, n := utf8.DecodeRuneInString(s[from:])
		to := from + n
		for to < len(s) && joinsBefore(s[to:]) {
			_, n := utf8.DecodeRuneInString(s[to:])
			to += n
		}
		if to == from+n && r < tabled {
			b.WriteString(table(r))
		} else {
			b.WriteString(foldSegment(s[from:to]))
		}
		from = to
	}
	return b.String()
}

// joinsBefore tells whether the first character of s may change the one before it: a mark, or a part of a Korean syllable.
func joinsBefore(s string) bool {
	return s[0] >= 0xcc && !norm.NFKC.PropertiesString(s).BoundaryBefore()
}

// tabled is the first character that has no place in the table.
const tabled = 0x10000

// blocks is the table, each 256 characters of it made when the first of them comes up.
var blocks [tabled >> 8]struct {
	once sync.Once
	to   [256]string
}

func table(r rune) string {
	block := &blocks[r>>8]
	block.once.Do(func() {
		for i := range block.to {
			block.to[i] = foldSegment(string(r&^0xff + rune(i)))
		}
	})
	return block.to[r&0xff]
}

// foldSegment folds a character and the marks on it.
func foldSegment(s string) string {
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
