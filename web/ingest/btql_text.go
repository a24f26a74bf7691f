package ingest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/store"
	"assay/store/filter"
)

// clause is a part of a query written as text, with its place in it.
type clause struct {
	word, text string
	at         int // byte offset of text
}

// sqlStart tells SQL from BTQL, whose clauses are words with a colon.
var sqlStart = regexp.MustCompile(`(?i)^\s*(select|with)\s+[^:\s]`)

// readTextQuery reads BTQL (select: * | from: dataset('ID') | filter: … | limit: …) or SQL (SELECT * FROM dataset('ID') WHERE …).
func readTextQuery(text string, o filter.Options) (query, error) {
	if !utf8.ValidString(text) {
		return query{}, store.Invalid{"query": "The query is no readable text."}
	}
	parts := splitBTQL(text)
	if sqlStart.MatchString(text) {
		parts = splitSQL(text)
	}
	r := &textReader{text: text, o: o, q: query{limit: queryLimit}}
	seen := map[string]bool{}
	for _, c := range parts {
		if seen[c.word] {
			return query{}, r.wrong(c, "%s stands twice.", c.word)
		}
		seen[c.word] = true
		if err := r.clause(c); err != nil {
			return query{}, err
		}
	}
	if !seen["from"] {
		return query{}, store.Invalid{"query": "from names what to read: from: dataset('ID') or from: project_logs('ID')."}
	}
	return r.q, r.q.checkLimit("query")
}

type textReader struct {
	text string
	o    filter.Options
	q    query
}

// wrong says what is wrong with a clause and where it stands, counted in characters from 1.
func (r *textReader) wrong(c clause, format string, args ...any) error {
	return r.wrongAt(c.at, format, args...)
}

func (r *textReader) wrongAt(at int, format string, args ...any) error {
	place := utf8.RuneCountInString(r.text[:min(max(at, 0), len(r.text))]) + 1
	return store.Invalid{"query": fmt.Sprintf("At character %d: ", place) + fmt.Sprintf(format, args...)}
}

func (r *textReader) clause(c clause) error {
	switch c.word {
	case "":
		return r.wrong(c, "A query is written as select: * | from: dataset('ID') | filter: …, or in SQL.")
	case "select":
		return r.columns(c)
	case "from":
		return r.source(c)
	case "filter":
		return r.filter(c)
	case "sort":
		return r.sort(c)
	case "limit":
		n, err := strconv.Atoi(c.text)
		if err != nil {
			return r.wrong(c, "limit is a whole number from 0, not %s.", clip(c.text))
		}
		r.q.limit = n
		return nil
	case "cursor":
		r.q.cursor = strings.Trim(c.text, `'"`)
		return nil
	}
	return r.wrong(c, "%s is not supported here: a query has select, from, filter (WHERE), sort (ORDER BY), limit and cursor.", c.word)
}

var sourceText = regexp.MustCompile(`^([A-Za-z_]+)\s*\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*(?:([A-Za-z_]+)\s*)?$`)

func (r *textReader) source(c clause) error {
	m := sourceText.FindStringSubmatch(c.text)
	if m == nil {
		return r.wrong(c, "from names one thing to read: dataset('ID') or project_logs('ID').")
	}
	var err error
	if r.q.source, err = newSource("query", strings.ToLower(m[1]), m[2]+m[3], strings.ToLower(m[4])); err != nil {
		var invalid store.Invalid
		if errors.As(err, &invalid) {
			return r.wrong(c, "%s", invalid["query"])
		}
		return err
	}
	return nil
}

func (r *textReader) filter(c clause) error {
	e, _, err := filter.Read(c.text, r.o)
	var wrong *filter.Error
	if errors.As(err, &wrong) {
		sentence := wrong.Message
		if wrong.Suggestion != "" {
			sentence += "; did you mean " + wrong.Suggestion
		}
		return r.wrongAt(c.at+wrong.Pos, "%s.", sentence)
	}
	r.q.filter, r.q.text = e, c.text
	return err
}

func (r *textReader) sort(c clause) error {
	words := strings.Fields(c.text)
	if len(words) == 0 || len(words) > 2 || strings.Contains(c.text, ",") {
		return r.wrong(c, "Rows are sorted by one field, as in created DESC.")
	}
	direction := ""
	if len(words) == 2 {
		direction = words[1]
	}
	var invalid store.Invalid
	if errors.As(r.q.sortBy("query", strings.Trim(words[0], "`\""), direction), &invalid) {
		return r.wrong(c, "%s", invalid["query"])
	}
	return nil
}

var aliasText = regexp.MustCompile("(?is)^(.*?)\\s+as\\s+[\"`]?([A-Za-z_][A-Za-z0-9_ ]*)[\"`]?$")

func (r *textReader) columns(c clause) error {
	if c.text == "*" {
		return nil
	}
	for _, item := range cut(c.text, ",") {
		text, alias := strings.TrimSpace(item.text), ""
		if m := aliasText.FindStringSubmatch(text); m != nil {
			text, alias = strings.TrimSpace(m[1]), m[2]
		}
		path, err := readPath(text)
		if err != nil {
			return r.wrongAt(c.at+item.at, "select takes * alone, or fields such as metadata.model; %s is not supported here.", clip(text))
		}
		r.q.columns = append(r.q.columns, column{path: path, name: alias}.named())
	}
	return distinctColumns("query", r.q.columns)
}

var errNoPath = errors.New("no path")

var stepText = regexp.MustCompile("^(?:\\.?([A-Za-z_][A-Za-z0-9_]*)|\\.?\"([^\"]+)\"|\\.?`([^`]+)`|\\[(-?\\d{1,9})\\]|\\['([^']+)'\\])")

// readPath reads a path of names and indexes, such as input[0].content or metadata."a b".
func readPath(text string) ([]any, error) {
	var path []any
	for rest := text; rest != ""; {
		m := stepText.FindStringSubmatch(rest)
		begins := strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "[")
		if m == nil || begins == (len(path) == 0) {
			return nil, errNoPath
		}
		rest = rest[len(m[0]):]
		if m[4] != "" {
			n, err := strconv.Atoi(m[4])
			if err != nil {
				return nil, errNoPath
			}
			path = append(path, n)
			continue
		}
		path = append(path, m[1]+m[2]+m[3]+m[5])
	}
	if len(path) == 0 {
		return nil, errNoPath
	}
	return path, nil
}

// refusedClauses are clauses of BTQL that are recognised in order to be named.
var refusedClauses = []string{"dimensions", "measures", "pivot", "unpivot", "having", "sample", "infer", "summary", "final", "unsampled", "preview_length", "comparison_key", "weighted_scores", "custom_columns"}

var clauseStart = regexp.MustCompile(`(?i)^([a-z_]+)\s*:`)

// splitBTQL cuts a query at its clauses, which begin after | or on their own, as a known word with a colon.
func splitBTQL(text string) []clause {
	var parts []clause
	for _, piece := range cut(text, "|") {
		begin := 0
		word := ""
		flush := func(end int) {
			if body := piece.text[begin:end]; word != "" || strings.TrimSpace(body) != "" {
				parts = append(parts, newClause(word, body, piece.at+begin))
			}
		}
		for _, at := range bare(piece.text) {
			m := clauseStart.FindStringSubmatch(piece.text[at:])
			if m == nil || at > 0 && !strings.ContainsRune(" \t\r\n", rune(piece.text[at-1])) {
				continue
			}
			name := strings.ToLower(m[1])
			if name == "where" {
				name = "filter"
			}
			if !slices.Contains(clauses, name) && !slices.Contains(refusedClauses, name) {
				continue
			}
			flush(at)
			word, begin = name, at+len(m[0])
		}
		flush(len(piece.text))
	}
	return parts
}

// sqlWords begin the clauses of SQL, with the words for them in BTQL.
var sqlWords = []struct {
	pattern *regexp.Regexp
	word    string
}{
	{regexp.MustCompile(`(?i)^select\b`), "select"}, {regexp.MustCompile(`(?i)^from\b`), "from"}, {regexp.MustCompile(`(?i)^where\b`), "filter"},
	{regexp.MustCompile(`(?i)^order\s+by\b`), "sort"}, {regexp.MustCompile(`(?i)^limit\b`), "limit"}, {regexp.MustCompile(`(?i)^group\s+by\b`), "GROUP BY"},
	{regexp.MustCompile(`(?i)^having\b`), "HAVING"}, {regexp.MustCompile(`(?i)^offset\b`), "OFFSET"}, {regexp.MustCompile(`(?i)^union\b`), "UNION"},
	{regexp.MustCompile(`(?i)^(inner\s+|left\s+|right\s+|full\s+|cross\s+)?join\b`), "JOIN"}, {regexp.MustCompile(`(?i)^with\b`), "WITH"}, {regexp.MustCompile(`(?i)^pivot\b`), "PIVOT"},
}

// splitSQL cuts a query at its keywords.
func splitSQL(text string) []clause {
	text = strings.TrimRight(text, "; \t\r\n")
	var parts []clause
	word, begin := "", 0
	flush := func(end int) {
		if word != "" || strings.TrimSpace(text[begin:end]) != "" {
			parts = append(parts, newClause(word, text[begin:end], begin))
		}
	}
	for _, at := range bare(text) {
		if at > 0 && !strings.ContainsRune(" \t\r\n)", rune(text[at-1])) || at < begin {
			continue
		}
		for _, w := range sqlWords {
			if found := w.pattern.FindString(text[at:]); found != "" {
				flush(at)
				word, begin = w.word, at+len(found)
				break
			}
		}
	}
	flush(len(text))
	return parts
}

func newClause(word, body string, at int) clause {
	trimmed := strings.TrimLeft(body, " \t\r\n")
	return clause{word: word, text: strings.TrimSpace(body), at: at + len(body) - len(trimmed)}
}

// piece is a part of a text and where it begins.
type piece struct {
	text string
	at   int
}

// cut splits a text at a separator outside of quotes and brackets.
func cut(text, separator string) []piece {
	var parts []piece
	begin := 0
	for _, at := range bare(text) {
		if strings.HasPrefix(text[at:], separator) {
			parts = append(parts, piece{text[begin:at], begin})
			begin = at + len(separator)
		}
	}
	return append(parts, piece{text[begin:], begin})
}

// bare returns the offsets of the bytes outside of quotes and brackets.
func bare(text string) []int {
	var out []int
	depth, quote := 0, byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0 // a doubled quote opens again at once
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case depth == 0:
			out = append(out, i)
		}
	}
	return out
}
