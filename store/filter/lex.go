package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// symbols, longest first, so that <!=> is never read as < and !.
var symbols = []string{
	"<!=>", "<=>", "<=", ">=", "<>", "!=", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".", "?", ":",
}

// slips are spellings of other languages, each with ours.
var slips = []struct{ wrong, right, message string }{
	{"==", "=", "equality is one ="},
	{"&&", "AND", "conditions are joined with AND"},
	{"||", "OR", "conditions are joined with OR"},
	{"!", "NOT", "negation is NOT"},
	{"=~", "MATCH", "there are no regular expressions; MATCH finds words and LIKE finds patterns"},
	{"~", "MATCH", "there are no regular expressions; MATCH finds words and LIKE finds patterns"},
}

type lexer struct {
	text  string
	pos   int
	toks  []Token
	query bool // | and ; separate the parts of a query
}

// lex splits the text into tokens, TokenEnd last. On an error the tokens before it are returned too, for completion.
func lex(text string) ([]Token, *Error) { return (&lexer{text: text}).all() }

func (l *lexer) all() ([]Token, *Error) {
	text := l.text
	for {
		l.skipSpace()
		if l.pos >= len(text) {
			return append(l.toks, Token{Range: Range{len(text), len(text)}}), nil
		}
		tok, err := l.next()
		if err != nil {
			return l.toks, err
		}
		l.toks = append(l.toks, tok)
	}
}

func (l *lexer) skipSpace() {
	for l.pos < len(l.text) {
		if strings.HasPrefix(l.text[l.pos:], "--") {
			n := strings.IndexByte(l.text[l.pos:], '\n')
			if n < 0 {
				n = len(l.text) - l.pos
			}
			l.pos += n
			continue
		}
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		if !unicode.IsSpace(r) && r != '\ufeff' && r != '\u200b' {
			return
		}
		l.pos += size
	}
}

func (l *lexer) next() (Token, *Error) {
	rest := l.text[l.pos:]
	r, size := utf8.DecodeRuneInString(rest)
	afterDot := len(l.toks) > 0 && l.toks[len(l.toks)-1].is(".")
	switch {
	case r == '\'' || r == '"' || r == '`':
		return l.quoted(byte(r))
	case isWordStart(r), afterDot && isWordPart(r):
		return l.take(TokenWord, wordLen(rest)), nil
	case isDigit(rest, 0), r == '.' && isDigit(rest, 1) && !l.insidePath():
		return l.number()
	}
	for _, s := range slips {
		if strings.HasPrefix(rest, s.wrong) && !strings.HasPrefix(rest, "!=") {
			return Token{}, l.fail(l.pos, l.pos+len(s.wrong), s.message, s.right)
		}
	}
	if l.query && (r == '|' || r == ';') {
		return l.take(TokenSymbol, size), nil
	}
	for _, s := range symbols {
		if strings.HasPrefix(rest, s) {
			return l.take(TokenSymbol, len(s)), nil
		}
	}
	switch r {
	case '“', '”', '„':
		return Token{}, l.fail(l.pos, l.pos+size, "curly quotes do not quote a text", `"`)
	case '‘', '’', '‚':
		return Token{}, l.fail(l.pos, l.pos+size, "curly quotes do not quote a text", "'")
	}
	return Token{}, l.fail(l.pos, l.pos+size, "unexpected character "+string(r), "")
}

// insidePath reports whether a dot here goes on with a path, as in output.0, and does not begin a number.
func (l *lexer) insidePath() bool {
	if len(l.toks) == 0 {
		return false
	}
	t := l.toks[len(l.toks)-1]
	if t.End != l.pos {
		return false
	}
	return t.Kind == TokenWord || t.Kind == TokenName || t.Kind == TokenString || t.is("]")
}

func (l *lexer) take(kind TokenKind, n int) Token {
	t := Token{Range: Range{l.pos, l.pos + n}, Kind: kind, Text: l.text[l.pos : l.pos+n]}
	l.pos += n
	return t
}

func (l *lexer) number() (Token, *Error) {
	rest := l.text[l.pos:]
	n := digits(rest, 0)
	if n < len(rest) && rest[n] == '.' && (n == 0 || !isNameAt(rest[n+1:])) {
		n = digits(rest, n+1)
	}
	if n < len(rest) && (rest[n] == 'e' || rest[n] == 'E') {
		m := n + 1
		if m < len(rest) && (rest[m] == '+' || rest[m] == '-') {
			m++
		}
		if isDigit(rest, m) {
			n = digits(rest, m)
		}
	}
	if isNameAt(rest[n:]) {
		end := n + wordLen(rest[n:])
		return Token{}, l.fail(l.pos, l.pos+end, "a name cannot begin with a digit unless it is quoted", quoteName(rest[:end], '`'))
	}
	return l.take(TokenNumber, n), nil
}

// escapable are the bytes before which a backslash means something.
const escapable = "\\'\"`nrt"

// quoted reads a string or a quoted name. The quote doubled stands for itself; a backslash before a quote or a backslash
// takes its meaning, and n, r, t after one are line feed, carriage return and tab. Any other backslash stays, so that
// LIKE '50\%' reaches LIKE as it is written.
func (l *lexer) quoted(quote byte) (Token, *Error) {
	start := l.pos
	var b strings.Builder
	for i := start + 1; i < len(l.text); i++ {
		c := l.text[i]
		switch {
		case c == quote && i+1 < len(l.text) && l.text[i+1] == quote:
			b.WriteByte(quote)
			i++
		case c == quote:
			l.pos = i + 1
			t := Token{Range: Range{start, l.pos}, Kind: TokenString, Text: b.String(), Quote: quote}
			if quote == '`' {
				t.Kind, t.Quote = TokenName, 0
			}
			return t, nil
		case c == '\\' && i+1 < len(l.text) && strings.IndexByte(escapable, l.text[i+1]) >= 0:
			b.WriteByte(unescape(l.text[i+1]))
			i++
		default:
			b.WriteByte(c)
		}
	}
	e := l.fail(start, len(l.text), "the quote is never closed", "")
	e.unclosed = true
	return Token{}, e
}

func unescape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

func (l *lexer) fail(pos, end int, message, suggestion string) *Error {
	return &Error{Pos: pos, End: end, Message: message, Suggestion: suggestion, Text: l.text}
}

func isWordStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func isWordPart(r rune) bool {
	return isWordStart(r) || r == '$' || unicode.IsDigit(r) || unicode.IsMark(r)
}

// wordLen returns how many bytes of s, from its start, belong to one word.
func wordLen(s string) int {
	for i, r := range s {
		if !isWordPart(r) {
			return i
		}
	}
	return len(s)
}

// isNameAt reports whether a word begins at the start of s.
func isNameAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && isWordStart(r)
}

func isDigit(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// digits returns the offset of the first byte from i on that is no digit.
func digits(s string, i int) int {
	for isDigit(s, i) {
		i++
	}
	return i
}
