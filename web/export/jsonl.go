package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"assay/store"
)

// line is one row as a line of JSON. Every member is always there, null where the row has nothing: readers of datasets take
// a row without "expected" for one of another format.
type line struct {
	ID           string             `json:"id"`
	Input        json.RawMessage    `json:"input"`
	Expected     json.RawMessage    `json:"expected"`
	Metadata     json.RawMessage    `json:"metadata"`
	Tags         []string           `json:"tags"`
	ExpectedFrom store.ExpectedFrom `json:"expected_from"`
	Origin       *origin            `json:"origin"`
	Created      string             `json:"created"`
	Xact         string             `json:"_xact_id"`
}

// origin names the trace a row was made from, by our id and by the client's.
type origin struct {
	TraceID    store.TraceID `json:"trace_id"`
	RootSpanID string        `json:"root_span_id,omitempty"`
	RowID      string        `json:"row_id,omitempty"`
}

// JSONL writes rows as JSON lines.
type JSONL struct {
	w io.Writer
	b bytes.Buffer
}

// NewJSONL returns a writer of JSON lines to w.
func NewJSONL(w io.Writer) *JSONL { return &JSONL{w: w} }

// Write writes one row as one line.
func (j *JSONL) Write(r store.DatasetRow) error {
	tags := r.Tags
	if tags == nil {
		tags = []string{}
	}
	l := line{ID: r.ID, Input: oneLine(r.Input), Expected: oneLine(r.Expected), Metadata: oneLine(r.Metadata), Tags: tags,
		ExpectedFrom: r.ExpectedFrom, Origin: originOf(r), Created: created(r), Xact: xact(r)}
	j.b.Reset()
	e := json.NewEncoder(&j.b)
	e.SetEscapeHTML(false)
	if err := e.Encode(l); err != nil {
		return fmt.Errorf("encode row %s: %w", r.ID, err)
	}
	_, err := j.w.Write(j.b.Bytes())
	return err
}

// Close does nothing: lines are complete as they are written.
func (j *JSONL) Close() error { return nil }

// oneLine returns a stored value without the white space between its tokens, which may hold line feeds; its numbers keep
// their digits. What is no JSON becomes a string, nothing becomes null.
func oneLine(stored json.RawMessage) json.RawMessage {
	if len(stored) == 0 {
		return json.RawMessage("null")
	}
	var b bytes.Buffer
	if json.Compact(&b, stored) == nil {
		return b.Bytes()
	}
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.Reset()
	_ = e.Encode(string(stored)) // a string always has a JSON form
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// originOf reads the client's ids from the provenance, which was copied when the row was written and stays when the trace
// goes.
func originOf(r store.DatasetRow) *origin {
	if r.OriginTrace == "" {
		return nil
	}
	o := &origin{TraceID: r.OriginTrace}
	var sources []struct {
		Trace      store.TraceID `json:"trace"`
		RootSpanID string        `json:"root_span_id"`
		RowID      string        `json:"row_id"`
	}
	_ = json.Unmarshal(r.Provenance, &sources) // without provenance our own id is what there is
	for _, s := range sources {
		if s.Trace == r.OriginTrace {
			o.RootSpanID, o.RowID = s.RootSpanID, s.RowID
		}
	}
	return o
}

func created(r store.DatasetRow) string { return r.Created.UTC().Format(time.RFC3339Nano) }

func xact(r store.DatasetRow) string { return strconv.FormatInt(int64(r.Since), 10) }
