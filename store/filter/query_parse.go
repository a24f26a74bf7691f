package filter

import (
	"fmt"
	"strings"
)

// MaxQueryBytes is how long the text of a whole query may be. Its conditions have the limits of filters.
const MaxQueryBytes = 2 * MaxBytes

// ParseQuery reads a whole query: SQL (SELECT … FROM … WHERE …), BTQL (dimensions: … | measures: …), or a condition alone, which
// asks for the rows it is true for. Names and types are left for CheckQuery. The error is always an *Error.
func ParseQuery(text string) (*Query, error) {
	q, err := parseQuery(text)
	if err != nil {
		err.Text = text
		return nil, err
	}
	return q, nil
}

// ReadQuery is ParseQuery and CheckQuery in one.
func ReadQuery(text string, o QueryOptions) (*Query, []Warning, error) {
	q, err := ParseQuery(text)
	if err != nil {
		return nil, nil, err
	}
	o.Text = text
	warnings, err := CheckQuery(q, o)
	if err != nil {
		return nil, nil, err
	}
	return q, warnings, nil
}

func parseQuery(text string) (*Query, *Error) {
	if len(text) > MaxQueryBytes {
		message := fmt.Sprintf("the query has %d bytes; at most %d are read", len(text), MaxQueryBytes)
		return nil, &Error{Pos: MaxQueryBytes, End: len(text), Code: CodeLimit, Message: message}
	}
	if at, ok := badByte(text); !ok {
		return nil, &Error{Pos: at, End: at + 1, Message: "the query is not readable text here"}
	}
	toks, err := (&lexer{text: text, query: true}).all()
	if err != nil {
		return nil, err
	}
	q := &Query{Text: text, Limit: -1}
	var parts []clause
	switch {
	case isSQL(toks):
		q.Syntax = SyntaxSQL
		parts, err = splitSQL(toks)
	case isBTQL(toks):
		q.Syntax = SyntaxBTQL
		parts, err = splitBTQL(toks)
	default:
		return q.conditionAlone()
	}
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, c := range parts {
		if seen[c.name] {
			return nil, c.fail("%s stands twice", c.word.Text)
		}
		seen[c.name] = true
		if err := q.clause(c); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// conditionAlone reads a text without any clause.
func (q *Query) conditionAlone() (*Query, *Error) {
	e, err := parse(q.Text)
	q.Filter, q.FilterText = e, q.Text
	return q, err
}

// isSQL tells SQL, where a word follows SELECT, from BTQL, where a colon does.
func isSQL(toks []Token) bool {
	return len(toks) > 1 && toks[0].word("select", "with") && !toks[1].is(":") && toks[1].Kind != TokenEnd
}

// isBTQL reports whether there is a clause of BTQL outside of brackets. A condition that begins with one word and a colon, such
// as WHERE: or a mistyped one, is taken for BTQL too, whose errors say more.
func isBTQL(toks []Token) bool {
	depth := 0
	for i := range toks {
		depth += nesting(toks[i])
		if depth == 0 && beginsClause(toks, i) && (!toks[i].word("filter", "where") || i > 0) {
			return true
		}
		if toks[i].is("|") {
			return true
		}
	}
	return len(toks) > 1 && toks[0].Kind == TokenWord && toks[1].is(":") && !toks[0].word("filter", "where")
}

// nesting is how much deeper a token leads.
func nesting(t Token) int {
	switch {
	case t.is("("), t.is("["):
		return 1
	case t.is(")"), t.is("]"):
		return -1
	}
	return 0
}

// clause is one part of a query. The last of its tokens is a TokenEnd.
type clause struct {
	name string // as BTQL calls it: select, dimensions, filter, …
	word Token  // what it begins with
	toks []Token
}

func (c clause) fail(format string, args ...any) *Error {
	return &Error{Pos: c.word.Pos, End: c.word.End, Message: fmt.Sprintf(format, args...)}
}

// ended makes a clause of the tokens up to the one that follows it.
func ended(name string, word Token, toks []Token, next Token) clause {
	end := Token{Range: Range{next.Pos, next.Pos}, Text: strings.ToUpper(word.Text)}
	if len(toks) > 0 {
		end.Pos, end.End = toks[len(toks)-1].End, toks[len(toks)-1].End
	}
	return clause{name: name, word: word, toks: append(toks[:len(toks):len(toks)], end)}
}

// btqlNames are the clauses of BTQL; foreign ones are known in order to be refused by name.
var (
	btqlNames    = []string{"select", "from", "filter", "where", "dimensions", "measures", "sort", "limit", "cursor", "sample", "pivot", "unpivot", "having"}
	btqlForeign  = []string{"infer", "summary", "final", "unsampled", "preview_length", "comparison_key", "weighted_scores", "custom_columns", "settings"}
	clausesShown = "select, dimensions, measures, from, unpivot, filter, sample, having, sort, pivot, limit and cursor"
)

// beginsClause reports whether a clause of BTQL begins at a token: a word with a colon that is no key and no value of a ternary.
func beginsClause(toks []Token, i int) bool {
	t := toks[i]
	if !t.word(btqlNames...) && !t.word(btqlForeign...) || !toks[min(i+1, len(toks)-1)].is(":") {
		return false
	}
	return i == 0 || !toks[i-1].is(".") && !toks[i-1].is("?")
}

// splitBTQL cuts the tokens at the clauses, which begin after | or on their own.
func splitBTQL(toks []Token) ([]clause, *Error) {
	var parts []clause
	depth, begin := 0, -1 // begin is the word of the clause at hand
	flush := func(i int) {
		if begin >= 0 {
			name := strings.ToLower(toks[begin].Text)
			if name == "where" {
				name = "filter"
			}
			parts = append(parts, ended(name, toks[begin], toks[begin+2:i], toks[i]))
		}
		begin = -1
	}
	for i, t := range toks {
		depth += nesting(t)
		switch {
		case t.Kind == TokenEnd:
			flush(i)
		case depth == 0 && t.is("|"), t.is(";") && toks[i+1].Kind == TokenEnd:
			flush(i)
		case depth == 0 && beginsClause(toks, i):
			flush(i)
			if t.word(btqlForeign...) {
				return nil, &Error{Pos: t.Pos, End: t.End, Message: t.Text + " is not supported here: a query has " + clausesShown}
			}
			begin = i
		case begin < 0:
			return nil, strayWord(t, toks[i+1])
		}
	}
	return parts, nil
}

// strayWord explains what stands where a clause should begin.
func strayWord(t, next Token) *Error {
	err := &Error{Pos: t.Pos, End: t.End, Message: "a clause begins here, such as select: or filter:, not " + t.describe()}
	if t.Kind == TokenWord && next.is(":") {
		err.Message = "there is no clause " + t.Text + ": a query has " + clausesShown
		err.Suggestion = nearest(strings.ToLower(t.Text), btqlNames)
	}
	return err
}

// sqlNames begin the clauses of SQL, with what BTQL calls them. Those without a name are refused.
var sqlNames = map[string]string{
	"select": "select", "from": "from", "where": "filter", "group": "dimensions", "having": "having", "order": "sort", "limit": "limit",
	"offset": "cursor", "cursor": "cursor", "pivot": "pivot", "unpivot": "unpivot", "sample": "sample", "tablesample": "sample",
	"with": "", "union": "", "intersect": "", "except": "", "join": "", "inner": "", "left": "", "right": "", "full": "", "cross": "", "window": "", "settings": "",
}

// splitSQL cuts the tokens at the keywords.
func splitSQL(toks []Token) ([]clause, *Error) {
	var parts []clause
	depth, begin, body := 0, 0, 0
	name := ""
	for i, t := range toks {
		depth += nesting(t)
		next, known := sqlNames[strings.ToLower(t.Text)]
		starts := known && depth == 0 && t.Kind == TokenWord && (i == 0 || !toks[i-1].is(".") && !toks[i-1].word("as")) && !toks[min(i+1, len(toks)-1)].is(".")
		if t.word("left", "right", "full", "window", "settings", "sample", "cursor", "pivot", "unpivot") && toks[min(i+1, len(toks)-1)].is(",") {
			starts = false // the name of a column
		}
		end := t.Kind == TokenEnd || t.is(";") && toks[i+1].Kind == TokenEnd
		if !starts && !end {
			continue
		}
		if i > 0 {
			parts = append(parts, ended(name, toks[begin], toks[body:i], t))
		}
		if end {
			break
		}
		if next == "" {
			return nil, &Error{Pos: t.Pos, End: t.End, Message: strings.ToUpper(t.Text) + " is not supported here: a query reads one thing, with " +
				"SELECT, FROM, UNPIVOT, WHERE, SAMPLE, GROUP BY, HAVING, ORDER BY, PIVOT, LIMIT and OFFSET"}
		}
		name, begin, body = next, i, i+1
		if t.word("group", "order") {
			if !toks[i+1].word("by") {
				return nil, &Error{Pos: t.Pos, End: t.End, Message: "expected " + strings.ToUpper(t.Text) + " BY"}
			}
			body++
		}
	}
	return parts, nil
}
