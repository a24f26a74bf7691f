package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// closing has the marks that end what another begins.
var closing = map[rune]string{'“': "”“", '„': "“”", '«': "»", '»': "«", '「': "」", '『': "』", '"': "\"", '`': "`", '‹': "›"}

// longestQuotation is how many bytes are looked at for the end of one.
const longestQuotation = 4 << 10

// quotes finds what stands within quotation marks, in order and apart from each other. A straight mark begins a quotation only
// at the beginning of a word, and ends it on the same line.
func quotes(text string) []span {
	var out []span
	before := ' '
	without := map[rune]int{} // up to where it is known that nothing ends it
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		ends := closing[r]
		straight := r == '"' || r == '`'
		if ends == "" || Letter(before) && r != '`' && (straight || r == '»' || r == '“') {
			before = r
			at += n
			continue
		}
		from, limit := max(at+n, without[r]), min(len(text), at+n+longestQuotation)
		rest := text[min(from, limit):limit]
		if straight {
			rest, _, _ = strings.Cut(rest, "\n")
		}
		to := strings.IndexAny(rest, ends)
		if to < 0 {
			if !straight {
				without[r] = limit
			}
			before = r
			at += n
			continue
		}
		out = append(out, span{at, from + to})
		_, last := utf8.DecodeRuneInString(rest[to:])
		at = from + to + last
		before = ' '
	}
	return out
}

// address is how many bytes at a place are the address of a page or a mailbox, 0 if they are none.
func address(text string, at int) int {
	if at > 0 {
		if r, _ := utf8.DecodeLastRuneInString(text[:at]); Letter(r) || r == '@' {
			return 0
		}
	}
	rest := text[at:]
	if hasPrefixFold(rest, "http://") || hasPrefixFold(rest, "https://") || hasPrefixFold(rest, "www.") {
		return stretch(rest)
	}
	// A mailbox: a name of letters, digits and a few signs, an @ and more letters.
	for i, r := range rest {
		switch {
		case r == '@' && i > 0 && i+1 < len(rest) && isASCIILetter(rest[i+1]):
			return stretch(rest)
		case r < utf8.RuneSelf && (isASCIILetter(byte(r)) || unicode.IsDigit(r) || strings.ContainsRune("._%+-", r)) && i < 64:
			continue
		}
		return 0
	}
	return 0
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// stretch is how many bytes come before the next space or quotation mark.
func stretch(s string) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"<>“”«»「」", r) }); i >= 0 {
		return i
	}
	return len(s)
}
