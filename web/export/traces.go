package export

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"assay/store"
	"assay/store/jsonl"
	"assay/store/postgres"
)

// traceHeader are the members of a line of JSON, as columns.
var traceHeader = []string{"id", "span_id", "root_span_id", "created", "name", "type", "input", "output", "expected", "scores", "metadata", "tags", "metrics", "error", "feedback"}

// Traces writes the root span of each of the query's traces with its feedback, from old to new, in the form that import reads;
// as CSV the same members as columns, text as it is and other values as JSON. When it returns an error, w may hold the
// beginning of a file.
func Traces(ctx context.Context, db *postgres.DB, w io.Writer, q postgres.Query, f Format) (postgres.Exported, error) {
	buffered := bufio.NewWriterSize(w, bufferSize)
	write, end := func(s store.Span) error { return jsonl.Encode(buffered, s) }, func() error { return nil }
	if f == FormatCSV {
		c := &CSV{w: buffered, header: traceHeader}
		write, end = c.writeTrace, c.Close
	}
	met, err := db.EachRoot(ctx, q, write)
	if err == nil {
		err = end()
	}
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return met, fmt.Errorf("export after %d traces: %w", met.Written, err)
	}
	return met, nil
}

// writeTrace writes a span as one record, by way of its line, so that both formats say the same.
func (c *CSV) writeTrace(s store.Span) error {
	if err := c.begin(); err != nil {
		return err
	}
	var line bytes.Buffer
	if err := jsonl.Encode(&line, s); err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line.Bytes(), &members); err != nil {
		return fmt.Errorf("read line of span %q: %w", s.RowID, err)
	}
	cells := make([]string, len(traceHeader))
	for i, name := range traceHeader {
		cells[i] = cell(members[name])
	}
	return c.record(cells...)
}
