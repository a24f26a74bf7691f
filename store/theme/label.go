package theme

import (
	"regexp"
	"strings"

	"assay/store/words"
)

// labelPrefix tells a label from a word of the same letters.
const labelPrefix = "#"

const (
	longestLabel = 48 // bytes
	// A beginning of a line before a colon is a label once this many texts, and this share of all, have it.
	fewestLabelled = 5
	leastLabelled  = 0.02
)

// bracketed is what people put before a remark to sort it, like [Irrelevant]; hashed is #delivery.
var (
	bracketed = regexp.MustCompile(`^\s*(?:[-*•]\s*)?\[([^\]\n]{2,48})\]`)
	hashed    = regexp.MustCompile(`(?:^|\s)#(\pL[\pL\pN_-]{1,39})`)
)

// label cuts the label off a line, as written; empty where there is none.
func (r *reader) label(line string) (label, rest string) {
	if strings.Contains(line, "[") {
		if at := bracketed.FindStringSubmatchIndex(line); at != nil {
			return line[at[2]:at[3]], line[at[1]:]
		}
	}
	if before, after := beforeColon(line); before != "" && r.labels[plain(before)] {
		return before, after
	}
	if strings.Contains(line, "#") {
		if at := hashed.FindStringSubmatchIndex(line); at != nil {
			return line[at[2]:at[3]], line[:at[0]] + " " + line[at[1]:]
		}
	}
	return "", line
}

// beforeColon is the beginning of a line up to a colon that a space or nothing follows, and what follows.
func beforeColon(line string) (before, after string) {
	head := line[:min(len(line), longestLabel)]
	at := strings.IndexByte(head, ':')
	if at < 2 || at+1 < len(line) && !strings.ContainsRune(" \t\r\n", rune(line[at+1])) {
		return "", line
	}
	return strings.TrimSpace(head[:at]), line[at+1:]
}

// plain is the words of a label, folded.
func plain(text string) string {
	var parts []string
	for _, t := range words.Split(text) {
		parts = append(parts, t.Text)
	}
	return strings.Join(parts, " ")
}

// commonLabels counts the beginnings of lines.
func commonLabels(texts []Text) map[string]bool {
	counts, last := map[string]int{}, map[string]int{}
	for i, t := range texts {
		for line := range strings.Lines(clipped(t.Body)) {
			before, _ := beforeColon(line)
			if label := plain(before); label != "" && last[label] != i+1 {
				last[label] = i + 1
				counts[label]++
			}
		}
	}
	for label, n := range counts {
		if n < fewestLabelled || float64(n) < leastLabelled*float64(len(texts)) {
			delete(counts, label)
		}
	}
	common := make(map[string]bool, len(counts))
	for label := range counts {
		common[label] = true
	}
	return common
}
