package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"assay/store/filter"
)

// TableCSV writes the answer to a query as comma-separated values, as CSV does it: text as it stands, times in UTC, other values
// as JSON, nothing for NULL.
func TableCSV(w io.Writer, t filter.Table) error {
	c := NewCSV(w)
	c.begun = true
	header := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		header[i] = column.Name
	}
	if err := c.record(header...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, x := range row {
			if x != nil {
				cells[i] = filter.CellText(x)
			}
		}
		if err := c.record(cells...); err != nil {
			return err
		}
	}
	return c.Close()
}

// TableJSON writes the answer to a query as a list of objects, whose members stand in the order of the columns.
func TableJSON(w io.Writer, t filter.Table) error {
	var b bytes.Buffer
	b.WriteString("[")
	for i, row := range t.Rows {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n{")
		for n, x := range row {
			if n > 0 {
				b.WriteString(",")
			}
			if err := member(&b, t.Columns[n].Name, x); err != nil {
				return err
			}
		}
		b.WriteString("}")
		if b.Len() >= bufferSize {
			if _, err := b.WriteTo(w); err != nil {
				return err
			}
		}
	}
	b.WriteString("\n]\n")
	_, err := b.WriteTo(w)
	return err
}

func member(b *bytes.Buffer, name string, x any) error {
	if t, ok := x.(time.Time); ok {
		x = t.UTC()
	}
	key, err := json.Marshal(name)
	if err != nil {
		return fmt.Errorf("write name of a column: %w", err)
	}
	value, err := json.Marshal(x)
	if err != nil {
		return fmt.Errorf("write column %q: %w", name, err)
	}
	b.Write(key)
	b.WriteByte(':')
	b.Write(value)
	return nil
}
