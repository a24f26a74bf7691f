package content

import (
	"regexp"
	"strings"
)

// The bounds of what is rendered as markdown. Beyond them the engine's work, or the markup it makes, grows with the
// square of the text: ten kilobytes of a table can become a hundred megabytes of empty cells. No text that people read
// comes near them.
const (
	maxMarkdown = 128 << 10 // bytes
	maxNesting  = 32        // quotes and lists inside of each other
	maxCells    = 20_000    // of a table, by its columns and the lines of the text
	maxBrackets = 4096      // that may open a link
)

// extravagant reports whether a text is beyond the bounds.
func extravagant(source string) bool {
	return len(source) > maxMarkdown || strings.Count(source, "[") > maxBrackets || nesting(source) > maxNesting ||
		columns(source)*strings.Count(source, "\n") > maxCells
}

// columns returns an upper bound of the columns of the widest table in a text: the bars of a line that has nothing but
// what may stand between the head and the body of a table, in a quote or a list perhaps.
func columns(source string) int {
	widest := 0
	for line := range strings.Lines(source) {
		if strings.Trim(line, "|:-> \t\r\n*+.)0123456789") == "" {
			widest = max(widest, strings.Count(line, "|")+1)
		}
	}
	return widest
}

// nesting returns an upper bound of how deep the containers of a text are nested: a line opens one for each mark of a
// quote or a list at its beginning, and an indented list item is inside of one for each two columns.
func nesting(source string) int {
	deepest := 0
	for line := range strings.Lines(source) {
		marks, columns := 0, 0
	scan:
		for i, c := range []byte(line) {
			switch {
			case c == ' ':
				columns++
			case c == '\t':
				columns += 4
			case c == '>' || c == '-' || c == '+' || c == '*' || c == '.' || c == ')':
				marks++
			case c < '0' || c > '9':
				break scan
			}
			if i > 4*maxNesting {
				break
			}
		}
		if marks > 0 && !rule(line) {
			deepest = max(deepest, marks+columns/4)
		}
	}
	return deepest
}

// rule reports whether a line is a rule, the underline of a heading or another run of one mark, which nests nothing.
func rule(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && line[0] != '>' && strings.Trim(line, line[:1]) == ""
}

// looksLikeMarkdown reports whether a text uses markup that would be missed if it were shown as written. Code and prose
// with a stray star or number sign in it do not count: showing those as markdown eats characters.
func looksLikeMarkdown(s string) bool { return markup.MatchString(cutText(s, maxJudged)) }

// maxJudged is how much of a text is looked at to tell markdown from other text, in bytes.
const maxJudged = 8 << 10

var markup = regexp.MustCompile("(?m)" + strings.Join([]string{
	"^ {0,3}(```|~~~)",                               // fenced code
	`\*\*[^\s*][^*\n]*\*\*`,                          // bold
	"(^|[\\s(])`[^`\\n]+`",                           // code
	`\]\([^\s()]+\)`,                                 // link or image
	`^ {0,3}#{2,6} +\S`,                              // heading below the first level, which is also how comments begin
	`^\|?[ :]*-{3,}[ :]*\|`,                          // table
	`^ {0,3}[-*+] +\S.*\n+(.*\n+)??\s*[-*+] +\S`,     // list
	`^ {0,3}1[.)] +\S.*\n+(.*\n+){0,3}?\s*2[.)] +\S`, // numbered list
	`^ {0,3}> ?\S.*\n> ?\S`,                          // quote
}, "|"))
