package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// column is one selected value: a path into the row and what the answer calls it.
type column struct {
	path []any // names and indexes
	name string
}

// named fills in the name of a column that has none of its own: the last name on its path, as in SQL.
func (c column) named() column {
	for i := len(c.path) - 1; i >= 0 && c.name == ""; i-- {
		if name, isName := c.path[i].(string); isName {
			c.name = name
		}
	}
	return c
}

// pick takes the columns out of a row; without any it is the row itself. A path that leads nowhere is null.
func pick(columns []column, row any) (any, error) {
	if columns == nil {
		return row, nil
	}
	raw, err := json.Marshal(row)
	if err != nil {
		return nil, fmt.Errorf("write row: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var whole any
	if err := d.Decode(&whole); err != nil {
		return nil, fmt.Errorf("read row: %w", err)
	}
	picked := make(map[string]any, len(columns))
	for _, c := range columns {
		picked[c.name] = follow(whole, c.path)
	}
	return picked, nil
}

// follow steps into JSON.
func follow(v any, path []any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := v.(map[string]any)
			v = object[step]
		case int:
			list, _ := v.([]any)
			if step < 0 {
				step += len(list)
			}
			if step < 0 || step >= len(list) {
				return nil
			}
			v = list[step]
		}
	}
	return v
}
