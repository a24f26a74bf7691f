package views

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/filter"
	"assay/views/content"
)

// TracePage is a trace on a page of its own.
type TracePage struct {
	Shell Shell
	Trace TraceView
	Back  string // the list one came from, empty when unknown
}

// TraceView is everything about one trace, in the side panel, on its own page and in review.
type TraceView struct {
	Project     string
	Trace       store.Trace
	Tree        []SpanLine // empty for a single span
	Span        SpanView   // the one whose content is shown
	Scores      []ScoreLine
	Comments    []store.Comment
	Corrections []CorrectionView
	History     []HistoryLine
	Rows        []store.RowLink // rows of datasets made from the trace
	CanReview   bool
	CanDecide   bool
	Return      string // where forms return to
	Level       int    // of the first heading
}

// SpanLine is one line of the tree.
type SpanLine struct {
	URL, Name, Type, Error string
	Depth                  int
	Duration, Tokens       string
	Start, Width           string // per cent of the trace, for the bar; empty when not measured
	Current                bool
	Votes                  int
}

// SpanView is the content of one span.
type SpanView struct {
	ID       store.SpanID
	RowID    string
	SpanID   string
	Name     string
	Type     string
	Error    string
	IsRoot   bool
	Values   []ValueView
	Metadata []Fact
	Metrics  []Fact
}

// ValueView is one value of a span with the formats it can be shown in.
type ValueView struct {
	Title string
	Note  string
	Value content.Value
	Tabs  []FormatTab
}

// FormatTab switches the format of a value.
type FormatTab struct {
	Name, URL string
	Current   bool
}

// Fact is a name and a value; URL filters by it.
type Fact struct {
	Name, Value, URL string
}

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

// HistoryLine is one event in words.
type HistoryLine struct {
	At        string
	Exact     string
	Who       string
	Source    store.Source
	What      string
	Was       string
	Retracted bool
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

// Facts lists the members of a JSON object, nested ones by their path, each with the address that filters by it. link may be
// nil.
func Facts(object json.RawMessage, link func(keys []string, value string) string) []Fact {
	var facts []Fact
	appendFacts(&facts, nil, object, link)
	return facts
}

// Measured lists metrics, but for the times that the tree shows as a bar.
func Measured(metrics json.RawMessage) []Fact {
	return slices.DeleteFunc(Facts(metrics, nil), func(f Fact) bool { return f.Name == "start" || f.Name == "end" })
}

func appendFacts(facts *[]Fact, keys []string, object json.RawMessage, link func([]string, string) string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(members)) {
		path, v := append(slices.Clone(keys), k), members[k]
		if len(v) > 1 && v[0] == '{' && len(keys) < 3 && string(v) != "{}" {
			appendFacts(facts, path, v, link)
			continue
		}
		f := Fact{Name: strings.Join(path, "."), Value: store.Preview(string(v), 400)}
		if link != nil && len(v) < 200 && v[0] != '{' && v[0] != '[' {
			f.URL = link(path, string(v))
		}
		*facts = append(*facts, f)
	}
}

// MetadataFilter is the condition that metadata has this JSON value at this path.
func MetadataFilter(path []string, jsonValue string) string {
	keys := make([]any, len(path))
	for i, k := range path {
		keys[i] = k
	}
	at := filter.At("metadata", keys...)
	decoder := json.NewDecoder(strings.NewReader(jsonValue))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return ""
	}
	return filter.Format(filter.Equal(at, v))
}

// hasTag is the condition that a trace has the tag.
func hasTag(tag string) filter.Expr { return filter.Equal(filter.At("tags"), tag) }

// addCondition narrows a filter by one more condition. A filter that cannot be read is replaced.
func addCondition(f FilterBox, condition filter.Expr) string {
	text, err := filter.Append(f.Text, condition)
	if err != nil {
		return filter.Format(condition)
	}
	return text
}

// Words says what an event did.
func Words(e store.Event) string {
	switch e.Kind {
	case store.ScoreEvent:
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
	case store.CompleteEvent:
		return "completed the review"
	case store.SkipEvent:
		return "skipped"
	case store.RetractEvent:
		return "took back an earlier entry"
	}
	return string(e.Kind)
}

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

func spanIcon(kind string) string {
	switch kind {
	case "llm":
		return "llm"
	case "tool", "function":
		return "tool"
	case "score", "eval":
		return "review"
	}
	return "logs"
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// exampleLine is a whole line of an import file.
const exampleLine = `{"id":"1","name":"answer","input":"How do I reset it?","output":"Hold the button.","feedback":[{"scores":{"user_rating":0.2},"comment":"which button?"}]}`

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

// jsonString makes text the JSON string that content blocks take.
func jsonString(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

// expectedDraft is what the editor of the expected value opens with: the value that counts, else the output.
func expectedDraft(v TraceView) string {
	for _, title := range []string{"Expected", "Output"} {
		for _, value := range v.Span.Values {
			if value.Title == title && value.Value.JSON != "" {
				return content.Plain(value.Value.JSON)
			}
		}
	}
	return ""
}

// formats are the tabs of a value.
var formats = []struct {
	name   string
	format content.Format
}{{"Text", content.Text}, {"Markdown", content.Markdown}, {"Chat", content.Chat}, {"JSON", content.JSON}, {"Raw", content.Raw}}

// NewValue prepares a value for display. wanted is the format the reader chose, if any; link is the address of another.
func NewValue(title, json, wanted, moreURL string, link func(format string) string) ValueView {
	detected := content.Detect(json)
	shown := detected
	for _, f := range formats {
		if string(f.format) == wanted {
			shown = f.format
		}
	}
	v := ValueView{Title: title, Value: content.Value{JSON: json, Format: shown, MoreURL: moreURL}}
	for _, f := range formats {
		if f.format == content.Chat && detected != content.Chat {
			continue
		}
		v.Tabs = append(v.Tabs, FormatTab{Name: f.name, URL: link(string(f.format)), Current: f.format == shown})
	}
	return v
}

// NewCorrection prepares a correction beside the output it corrects, both as readable text.
func NewCorrection(c store.Correction, output string) CorrectionView {
	return CorrectionView{Correction: c, Text: content.Plain(c.Body), Old: content.Plain(output), Differs: isText(c.Body) == isText(output)}
}

// isText reports whether a value is a JSON string.
func isText(json string) bool { return strings.HasPrefix(strings.TrimSpace(json), `"`) }

// HistoryLines puts events, newest first, into words, with the value each one replaced.
func HistoryLines(events []store.Event) []HistoryLine {
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
		lines[i] = h
	}
	return lines
}
