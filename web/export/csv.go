package export

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"

	"assay/store"
)

var csvHeader = []string{"id", "input", "expected", "metadata", "tags", "expected_from", "origin_trace_id", "origin_root_span_id", "created", "_xact_id"}

// CSV writes rows as comma-separated values after RFC 4180, in UTF-8 without a byte order mark. Text stands as it is, other
// values as JSON, tags as a JSON list. A cell that a spreadsheet would take for a formula begins with an apostrophe.
//
// encoding/csv is not used because it can end records with CR LF only by changing the line feeds inside cells too.
type CSV struct {
	w      *bufio.Writer
	header []string
	begun  bool
}

// NewCSV returns a writer of comma-separated values to w.
func NewCSV(w io.Writer) *CSV { return &CSV{w: bufio.NewWriter(w), header: csvHeader} }

// Write writes one row as one record, after the header if it is the first.
func (c *CSV) Write(r store.DatasetRow) error {
	if err := c.begin(); err != nil {
		return err
	}
	var trace, root string
	if o := originOf(r); o != nil {
		trace, root = string(o.TraceID), o.RootSpanID
	}
	tags := r.Tags
	if tags == nil {
		tags = []string{}
	}
	list, err := json.Marshal(tags)
	if err != nil {
		return err
	}
	return c.record(r.ID, cell(r.Input), cell(r.Expected), cell(r.Metadata), string(list), string(r.ExpectedFrom), trace, root, created(r), xact(r))
}

// Close writes what is left, and the header if there was no row.
func (c *CSV) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	return c.w.Flush()
}

func (c *CSV) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	return c.record(c.header...)
}

func (c *CSV) record(cells ...string) error {
	for i, s := range cells {
		if i > 0 {
			_ = c.w.WriteByte(',') // a bufio.Writer keeps its first error for the last write
		}
		s = harmless(s)
		if strings.ContainsAny(s, "\",\r\n") {
			s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		_, _ = c.w.WriteString(s)
	}
	_, err := c.w.WriteString("\r\n")
	return err
}

// cell is a stored value as people read it: what a string says, else its JSON on one line, else nothing.
func cell(stored json.RawMessage) string {
	var s string
	if len(stored) > 0 && json.Unmarshal(stored, &s) == nil {
		return s
	}
	if len(stored) == 0 {
		return ""
	}
	return string(oneLine(stored))
}

// harmless puts an apostrophe before what spreadsheets would run when the file is opened: cells that begin with one of
// = + - @ (also in full width), tab, carriage return or line feed.
func harmless(s string) string {
	if s == "" || !strings.ContainsAny(firstRune(s), "=+-@\t\r\n＝＋－＠") {
		return s
	}
	if s[0] == '-' && json.Valid([]byte(s)) {
		return s // a negative number
	}
	return "'" + s
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
