package views

import (
	"strconv"

	"assay/store"
)

// HistoryLine is one event in words.
type HistoryLine struct {
	At        string
	Exact     string
	Who       string
	Source    store.Source
	What      string
	Was       string
	Retracted bool
	Asked     *store.ScoreConfig // what an answer answers, as it was asked then
}

// Words says what an event did.
func Words(e store.Event) string {
	switch e.Kind {
	case store.ScoreEvent:
		if e.Adjudicates {
			return settledWords(e)
		}
		switch {
		case e.Score.IsNull():
			return "withdrew " + e.Name
		case e.Score.Number != nil && e.Score.Category != "":
			return e.Name + " = " + e.Score.Category + " (" + number(*e.Score.Number) + ")"
		case e.Score.Number != nil:
			return e.Name + " = " + number(*e.Score.Number)
		}
		return e.Name + " = " + e.Score.Category
	case store.CommentEvent:
		return "commented: " + store.Preview(strconv.Quote(e.Body), 200)
	case store.CorrectionEvent:
		return "proposed expected: " + store.Preview(e.Body, 200)
	case store.DecisionEvent:
		return e.Name + " a correction"
	case store.MetadataEvent:
		return "feedback metadata " + store.Preview(e.Metadata, 200)
	case store.TextEvent:
		return e.Name + ": " + store.Preview(strconv.Quote(e.Body), 200)
	case store.LabelEvent:
		if e.Score.IsNull() {
			return "withdrew " + e.Name + " from the expected output"
		}
		return e.Name + " = " + e.Score.Category + ", for the expected output"
	case store.CompleteEvent:
		return "completed the review"
	case store.SkipEvent:
		if e.Body != "" {
			return "skipped: " + store.Preview(strconv.Quote(e.Body), 200)
		}
		return "skipped"
	case store.TagEvent:
		if given(e) {
			return "tagged " + e.Name
		}
		return "took the tag " + e.Name + " away"
	case store.FlagEvent:
		if given(e) {
			return "flagged for review"
		}
		return "took the flag off"
	case store.RetractEvent:
		return "took back an earlier entry"
	}
	return string(e.Kind)
}

// settledWords say what was decided and why.
func settledWords(e store.Event) string {
	words := "settled " + e.Name + " as " + SideLabel(e.Score)
	if e.Body != "" {
		words += ": " + store.Preview(strconv.Quote(e.Body), 200)
	}
	return words
}

// given tells a tag or flag that is given from one that is taken away.
func given(e store.Event) bool { return e.Score.Number != nil && *e.Score.Number == 1 }

// called names an author for people; clients' authors are shown as they came.
func called(author string) string {
	switch author {
	case "":
		return "anonymous"
	case "span":
		return "logged with the span"
	}
	return author
}

// HistoryLines puts events, newest first, into words, with the value each one replaced.
func HistoryLines(events []store.Event, asked map[store.ConfigVersion]store.ScoreConfig) []HistoryLine {
	byID := make(map[store.EventID]store.Event, len(events))
	for _, e := range events {
		byID[e.ID] = e
	}
	lines := make([]HistoryLine, len(events))
	for i, e := range events {
		h := HistoryLine{At: stamp(e.At), Exact: exactly(e.At), Who: e.Author, Source: e.Source, What: Words(e), Retracted: e.Retracted}
		if e.SpanName != "" && e.Kind != store.RetractEvent {
			h.What += " on " + e.SpanName
		}
		if was, ok := byID[e.Replaces]; ok && e.Kind == store.ScoreEvent {
			h.Was = was.Score.String()
		}
		if was, ok := byID[e.Retracts]; ok {
			h.What = "took back: " + Words(was)
		}
		if config, known := asked[store.ConfigVersion{Config: e.ConfigID, Version: e.ConfigVersion}]; known && e.Kind != store.RetractEvent {
			h.Asked = &config
		}
		lines[i] = h
	}
	return lines
}
