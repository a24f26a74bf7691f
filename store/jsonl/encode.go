package jsonl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"assay/store"
)

// wireSpan is a line in the order in which people like to read it.
type wireSpan struct {
	ID          string          `json:"id"`
	SpanID      string          `json:"span_id,omitempty"`
	RootSpanID  string          `json:"root_span_id"`
	SpanParents []string        `json:"span_parents,omitempty"`
	Created     string          `json:"created,omitempty"`
	Name        string          `json:"name,omitempty"`
	Type        string          `json:"type,omitempty"`
	Input       json.RawMessage `json:"input,omitempty"`
	Output      json.RawMessage `json:"output,omitempty"`
	Expected    json.RawMessage `json:"expected,omitempty"`
	Scores      map[string]any  `json:"scores,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
	Tags        []string        `json:"tags,omitempty"`
	Metrics     json.RawMessage `json:"metrics,omitempty"`
	Error       string          `json:"error,omitempty"`
	Feedback    []wireFeedback  `json:"feedback,omitempty"`
}

type wireFeedback struct {
	Source   string          `json:"source,omitempty"`
	User     string          `json:"user,omitempty"`
	Scores   map[string]any  `json:"scores,omitempty"`
	Comment  string          `json:"comment,omitempty"`
	Anchor   *store.Anchor   `json:"anchor,omitempty"`
	Expected json.RawMessage `json:"expected,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	Created  string          `json:"created,omitempty"`
	Tags     []string        `json:"tags,omitempty"`
}

// Encode writes s as one line with one Write, so that a line is never half written by a working writer. Reading it again
// gives an equal span, with these exceptions: Position is not written, white space between JSON tokens is dropped, a Created
// that is only the time of receipt is left out, of a score that is a category standing for a number the category is
// written, and a feedback source without a wire word gets one when it is not the user's.
func Encode(w io.Writer, s store.Span) error {
	line := wireSpan{
		ID: s.RowID, RootSpanID: s.RootSpanID, Name: s.Name, Type: s.Type, Input: s.Input, Output: s.Output, Expected: s.Expected,
		Scores: wireScores(s.Scores), Metadata: s.Metadata, Tags: s.Tags, Metrics: s.Metrics, Error: s.Error,
	}
	if s.SpanID != s.RowID {
		line.SpanID = s.SpanID
	}
	if !s.IsRoot() {
		line.SpanParents = []string{s.ParentSpanID}
	}
	if s.HasCreated {
		line.Created = wireTime(s.Created)
	}
	for _, f := range s.Feedback {
		said := wireFeedback{
			Source: wireSource(f), User: f.User, Scores: wireScores(f.Scores), Comment: f.Comment, Anchor: f.Anchor, Expected: f.Expected,
			Metadata: f.Metadata, Tags: f.Tags,
		}
		if !f.Created.IsZero() {
			said.Created = wireTime(f.Created)
		}
		line.Feedback = append(line.Feedback, said)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // payloads are full of < and &, and this is not HTML
	if err := enc.Encode(line); err != nil {
		return fmt.Errorf("encode span %q: %w", s.RowID, err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write span %q: %w", s.RowID, err)
	}
	return nil
}

func wireTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func wireScores(scores map[string]store.Score) map[string]any {
	out := make(map[string]any, len(scores))
	for name, s := range scores {
		switch {
		case s.Category != "":
			out[name] = s.Category
		case s.Number != nil:
			out[name] = *s.Number
		default:
			out[name] = nil
		}
	}
	return out
}

// wireSource is the client's word where it still means the same source to a reader without --source-as.
func wireSource(f store.Feedback) string {
	if source, err := store.SourceOf(f.WireSource); err == nil && source == f.Source {
		return f.WireSource
	}
	return string(f.Source)
}
