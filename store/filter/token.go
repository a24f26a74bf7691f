package filter

import "strings"

// TokenKind says what a token is.
type TokenKind int

// The kinds of tokens. Keywords are TokenWord: whether a word is one depends on where it stands, as in metadata.in.
const (
	TokenEnd    TokenKind = iota
	TokenWord             // an unquoted name or keyword
	TokenName             // a name in backticks
	TokenString           // a text in single or double quotes
	TokenNumber
	TokenSymbol // an operator or a bracket
)

// Token is one word of the text with its place.
type Token struct {
	Range
	Kind  TokenKind
	Text  string // the value: without quotes and escapes for names and strings; of TokenEnd what ends, "" for the filter
	Quote byte   // of a TokenString
}

// is reports whether the token is the given symbol.
func (t Token) is(symbol string) bool { return t.Kind == TokenSymbol && t.Text == symbol }

// word reports whether the token is one of the given keywords, in any case.
func (t Token) word(keywords ...string) bool {
	if t.Kind != TokenWord {
		return false
	}
	for _, k := range keywords {
		if strings.EqualFold(t.Text, k) {
			return true
		}
	}
	return false
}

// reserved words cannot name a field without quotes. After a dot they can.
var reserved = map[string]bool{
	"and": true, "or": true, "not": true, "is": true, "null": true, "in": true, "like": true, "ilike": true, "match": true,
	"includes": true, "contains": true, "between": true, "escape": true, "true": true, "false": true,
}

func isReserved(word string) bool { return reserved[strings.ToLower(word)] }

// wordOperators are spellings of comparisons that are keywords only between two values.
var wordOperators = map[string]CompareOp{
	"eq": OpEqual, "ne": OpNotEqual, "lt": OpLess, "le": OpLessEqual, "lte": OpLessEqual,
	"gt": OpGreater, "ge": OpGreaterEqual, "gte": OpGreaterEqual,
}

var symbolOperators = map[string]CompareOp{
	"=": OpEqual, "!=": OpNotEqual, "<>": OpNotEqual, "<": OpLess, "<=": OpLessEqual, ">": OpGreater, ">=": OpGreaterEqual,
	"<=>": OpSame, "<!=>": OpNotSame,
}

// compareOp returns the comparison a token stands for between two values.
func (t Token) compareOp() (CompareOp, bool) {
	switch t.Kind {
	case TokenSymbol:
		op, ok := symbolOperators[t.Text]
		return op, ok
	case TokenWord:
		op, ok := wordOperators[strings.ToLower(t.Text)]
		return op, ok
	}
	return 0, false
}
