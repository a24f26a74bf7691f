package assistant

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind says what a token is.
type tokenKind int

const (
	word   tokenKind = iota // letters and digits; the parts of chat-widget are two
	number                  // digits, with a decimal point or commas between thousands
	date                    // 2026-05-03
	quoted                  // what stands between quotes
	sign                    // everything else, one character each but for <= and >=
)

// token is a piece of the sentence.
type token struct {
	kind     tokenKind
	pos, end int    // in bytes; of a quoted text the quotes count
	text     string // as written; of a quoted text what is inside
	norm     string // folded to small letters, without apostrophes; a slip of the finger put right
	joined   bool   // it follows the token before without a space, or with a hyphen, underscore or the like
}

// maxTokens bounds how much of a sentence is read. A page refuses longer ones anyway.
const maxTokens = 400

// tokens cuts a text. It never fails: what is no word is a sign.
func tokens(text string) []token {
	var out []token
	joined := false
	for i := 0; i < len(text) && len(out) < maxTokens; {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
			joined = false
			i += size
			continue
		case (strings.ContainsRune("-_/@.’", r) || r == '\'') && joined:
			i += size // between the parts of a name; the apostrophe of users'
			if len(out) > 0 && out[len(out)-1].end == i-size && r == '.' && endsSentence(text[i:]) {
				out = append(out, token{kind: sign, pos: i - size, end: i, text: ".", norm: "."})
				joined = false
			}
			continue
		}
		t, ok := quotedAt(text, i, joined)
		if !ok {
			t = plainAt(text, i)
		}
		t.joined = joined
		out = append(out, t)
		i, joined = t.end, true
	}
	return out
}

// endsSentence reports whether nothing, or a space, follows.
func endsSentence(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || unicode.IsSpace(r)
}

// closers are the quotes that a quote may end with.
var closers = map[rune]string{'"': "\"", '“': "”\"", '„': "“”", '«': "»", '\'': "'", '‘': "’", '`': "`", '「': "」"}

func quotedAt(text string, i int, joined bool) (token, bool) {
	open, size := utf8.DecodeRuneInString(text[i:])
	closing, ok := closers[open]
	if !ok || joined && open == '\'' {
		return token{}, false
	}
	n := strings.IndexAny(text[i+size:], closing)
	if n < 1 {
		return token{}, false
	}
	inside := text[i+size : i+size+n]
	_, last := utf8.DecodeRuneInString(text[i+size+n:])
	return token{kind: quoted, pos: i, end: i + size + n + last, text: inside, norm: strings.ToLower(strings.TrimSpace(inside))}, true
}

// plainAt reads a word, a number, a date or a sign.
func plainAt(text string, i int) token {
	if n := dateLen(text[i:]); n > 0 {
		return token{kind: date, pos: i, end: i + n, text: text[i : i+n], norm: text[i : i+n]}
	}
	n, digits := 0, true
	for n < len(text)-i {
		r, size := utf8.DecodeRuneInString(text[i+n:])
		next, _ := utf8.DecodeRuneInString(text[i+n+size:])
		inNumber := n > 0 && digits && unicode.IsDigit(next) && (r == '.' || r == ',' && thousands(text[i+n+1:]))
		inWord := n > 0 && !digits && (r == '\'' || r == '’') && unicode.IsLetter(next)
		if !inNumber && !inWord && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			break
		}
		digits = digits && (inNumber || r >= '0' && r <= '9')
		n += size
	}
	if n == 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		if next := i + size; (text[i] == '<' || text[i] == '>' || text[i] == '!') && next < len(text) && text[next] == '=' {
			size++
		}
		return token{kind: sign, pos: i, end: i + size, text: text[i : i+size], norm: text[i : i+size]}
	}
	t := token{kind: word, pos: i, end: i + n, text: text[i : i+n]}
	t.norm = folded(t.text)
	if digits {
		t.kind, t.norm = number, strings.ReplaceAll(t.text, ",", "")
	}
	return t
}

// folded is a word in small letters without what an apostrophe adds: user's is user, isn't is isnt.
func folded(text string) string {
	s := strings.ReplaceAll(strings.ToLower(text), "’", "'")
	s = strings.TrimSuffix(s, "'s")
	return strings.ReplaceAll(s, "'", "")
}

// thousands reports whether three digits follow and no fourth.
func thousands(rest string) bool {
	if len(rest) < 3 {
		return false
	}
	for i := range 3 {
		if rest[i] < '0' || rest[i] > '9' {
			return false
		}
	}
	return len(rest) == 3 || rest[3] < '0' || rest[3] > '9'
}

// dateLen is the length of a date such as 2026-05-03 at the beginning of a text, or 0.
func dateLen(text string) int {
	const shape = "0000-00-00"
	if len(text) < len(shape) {
		return 0
	}
	for i := range len(shape) {
		c := text[i]
		if shape[i] == '-' && c != '-' || shape[i] == '0' && (c < '0' || c > '9') {
			return 0
		}
	}
	if rest, _ := utf8.DecodeRuneInString(text[len(shape):]); unicode.IsDigit(rest) || unicode.IsLetter(rest) && rest != utf8.RuneError {
		return 0
	}
	return len(shape)
}

// splitCamel puts a space where a capital follows a small letter.
func splitCamel(s string) string {
	var b strings.Builder
	last := ' '
	for _, r := range s {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// singular takes the plural's ending off an English word; other words come back as they are.
func singular(w string) string {
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 4 && (strings.HasSuffix(w, "sses") || strings.HasSuffix(w, "xes") || strings.HasSuffix(w, "ches") || strings.HasSuffix(w, "shes")):
		return w[:len(w)-2]
	case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
		return w[:len(w)-1]
	}
	return w
}
