package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Gap is what stands between a token and the one before it.
type Gap uint8

const (
	Space    Gap = iota // nothing that parts them
	Mark                // a comma, colon, bracket or quotation mark
	Sentence            // the end of a sentence, or a dash
	Line                // a new line, or the beginning of the text
)

// Token is a word, or a pair of characters of a script without spaces.
type Token struct {
	Text     string // folded
	Original string // as written; for a pair as folded
	Gap      Gap
	// Run numbers the stretches of a script without spaces from 1: pairs of one run overlap by a character. 0 is a word.
	Run int
	// Quoted tells that the token stands within quotation marks or is code between backquotes: not the writer's own words.
	Quoted bool
}

// Gram tells that the token is a pair of characters.
func (t Token) Gram() bool { return t.Run > 0 }

// Number tells that the token begins with a digit.
func (t Token) Number() bool {
	r, _ := utf8.DecodeRuneInString(t.Text)
	return unicode.IsDigit(r)
}

// Split cuts a text into tokens.
func Split(text string) []Token {
	s := splitter{text: text, quotes: quotes(text), gap: Line}
	for s.at < len(text) {
		s.step()
	}
	return s.out
}

type splitter struct {
	text   string
	at     int
	gap    Gap
	runs   int
	quotes []span
	out    []Token
}

type span struct{ from, to int }

// step takes the next stretch of the text.
func (s *splitter) step() {
	if n := address(s.text, s.at); n > 0 {
		s.at += n
		s.widen(Mark)
		return
	}
	r, n := utf8.DecodeRuneInString(s.text[s.at:])
	switch {
	case Unspaced(r):
		s.run()
	case Letter(r):
		s.word()
	default:
		s.widen(gapOf(r, s.text[s.at+n:]))
		s.at += n
	}
}

func (s *splitter) widen(g Gap) { s.gap = max(s.gap, g) }

func (s *splitter) emit(t Token, from int) {
	t.Gap = s.gap
	for len(s.quotes) > 0 && s.quotes[0].to <= from {
		s.quotes = s.quotes[1:]
	}
	t.Quoted = len(s.quotes) > 0 && s.quotes[0].from <= from
	s.out = append(s.out, t)
	s.gap = Space
}

// word takes letters, marks and digits, and what joins them.
func (s *splitter) word() {
	from := s.at
	for s.at < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[s.at:])
		if Letter(r) && !Unspaced(r) || s.at > from && s.joins(from, r, n) {
			s.at += n
			continue
		}
		break
	}
	original := s.text[from:s.at]
	folded := solid(Fold(original))
	for {
		before, after, found := strings.Cut(folded, "'")
		if !found {
			break
		}
		if utf8.RuneCountInString(before) <= 2 { // l'article, it's
			if before != "" {
				s.emit(Token{Text: before, Original: before}, from)
			}
			folded, original = after, after
			continue
		}
		if after == "s" {
			folded, original = before, strings.TrimRight(original, "sS'’ʼ")
		}
		break
	}
	if before, after, found := strings.Cut(folded, "-"); found {
		folded = before + after
	}
	if folded != "" {
		s.emit(Token{Text: folded, Original: original}, from)
	}
}

// solid takes out the spaces on which the compatibility forms of marks stand by themselves.
func solid(folded string) string {
	if !strings.ContainsFunc(folded, unicode.IsSpace) {
		return folded
	}
	return strings.Join(strings.Fields(folded), "")
}

// joins tells whether r, between what begins at from and what follows, belongs to the word.
func (s *splitter) joins(from int, r rune, n int) bool {
	last, _ := utf8.DecodeLastRuneInString(s.text[:s.at])
	next, _ := utf8.DecodeRuneInString(s.text[s.at+n:])
	switch r {
	case '\'', '’', 'ʼ':
		return unicode.IsLetter(last) && unicode.IsLetter(next) && !Unspaced(next)
	case '.', ',':
		return unicode.IsDigit(last) && unicode.IsDigit(next)
	case '_':
		return Letter(next) && !Unspaced(next)
	case '-', '‐', '‑':
		return unicode.IsLetter(last) && s.at-from == utf8.RuneLen(last) && unicode.IsLetter(next) && !Unspaced(next)
	}
	return r == 0x200c || r == 0x200d || r == 0x00ad // joiners and the soft hyphen
}

// run takes a stretch of a script without spaces and emits its overlapping pairs, or its only character.
func (s *splitter) run() {
	from := s.at
	for s.at < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[s.at:])
		if !Unspaced(r) && !(s.at > from && unicode.Is(unicode.M, r)) {
			break
		}
		s.at += n
	}
	folded := solid(Fold(s.text[from:s.at]))
	var ends []int // where characters with their marks end
	for i, r := range folded {
		if i > 0 && !unicode.Is(unicode.M, r) {
			ends = append(ends, i)
		}
	}
	if folded == "" {
		return
	}
	ends = append(ends, len(folded))
	s.runs++
	if len(ends) == 1 {
		s.emit(Token{Text: folded, Original: folded, Run: s.runs}, from)
		return
	}
	begin := 0
	for i := 1; i < len(ends); i++ {
		pair := folded[begin:ends[i]]
		s.emit(Token{Text: pair, Original: pair, Run: s.runs}, from)
		begin = ends[i-1]
	}
}

// Letter tells whether a character can begin a word: a letter, digit or mark. Pictures and other signs can not.
func Letter(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r) && r != 0xfe0f && r != 0x20e3
}

// Unspaced tells whether a character is of a script that is written without spaces between words, or, as Hangul, with endings
// grown onto them.
func Unspaced(r rune) bool {
	return r >= 0x0e00 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar) || r == 'ー' || r == 'ｰ' || r == 'ﾞ' || r == 'ﾟ') && (unicode.IsLetter(r) || unicode.Is(unicode.M, r))
}

// gapOf is how far r, before rest, parts what stands around it.
func gapOf(r rune, rest string) Gap {
	switch r {
	case '\n', '\r', '\u2028', '\u2029':
		return Line
	case '!', '?', '。', '！', '？', '؟', '…', '।', '۔', '.':
		// A full stop within a word or number, as in re.findall, ends nothing.
		if next, _ := utf8.DecodeRuneInString(rest); r == '.' && Letter(next) {
			return Mark
		}
		return Sentence
	}
	if r == '–' || r == '—' { // between words a break of thought, between numbers a range
		if next, _ := utf8.DecodeRuneInString(rest); unicode.IsSpace(next) {
			return Sentence
		}
	}
	if unicode.IsSpace(r) || r == '-' || r == '‐' || r == '‑' || unicode.Is(unicode.C, r) || unicode.Is(unicode.M, r) {
		return Space
	}
	return Mark
}
