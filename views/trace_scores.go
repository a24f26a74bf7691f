package views

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/views/content"
)

// ScoreLine is one score of the trace: the combined value, each source and who said what.
type ScoreLine struct {
	Name      string
	Combined  store.Score
	Sources   []SourceScore
	FilterURL string
}

// SourceScore is the value of one source and the votes it is folded from.
type SourceScore struct {
	Source store.Source
	Score  store.Score
	Votes  []store.Vote
}

// CorrectionView is a proposed expected value with its difference to the output.
type CorrectionView struct {
	store.Correction
	Text    string // readable form of the body
	Old     string // readable form of the output it corrects
	Differs bool   // both are of one kind, so that their difference can be read
}

// ScoreLines arranges folded scores and votes for display.
func ScoreLines(project string, t store.Trace, votes []store.Vote) []ScoreLine {
	lines := make([]ScoreLine, 0, len(t.Scores))
	for _, name := range slices.Sorted(maps.Keys(t.Scores)) {
		line := ScoreLine{Name: name, Combined: t.Scores[name]}
		for _, source := range store.Sources {
			score, ok := t.BySource[source][name]
			if !ok {
				continue
			}
			s := SourceScore{Source: source, Score: score}
			for _, v := range votes {
				if v.Name == name && v.Source == source {
					s.Votes = append(s.Votes, v)
				}
			}
			line.Sources = append(line.Sources, s)
		}
		lines = append(lines, line)
	}
	return lines
}

func votesNoun(n int) string {
	if n == 1 {
		return "1 vote"
	}
	return strconv.Itoa(n) + " votes"
}

func stateBadge(s store.CorrectionState) string {
	switch s {
	case store.Approved:
		return "badge-green"
	case store.Rejected:
		return "badge-red"
	case store.Proposed:
		return "badge-amber"
	}
	return ""
}

// NewCorrection prepares a correction beside the output it corrects, both as readable text.
func NewCorrection(c store.Correction, output string) CorrectionView {
	return CorrectionView{Correction: c, Text: content.Plain(c.Body), Old: content.Plain(output), Differs: isText(c.Body) == isText(output)}
}

// isText reports whether a value is a JSON string.
func isText(json string) bool { return strings.HasPrefix(strings.TrimSpace(json), `"`) }
