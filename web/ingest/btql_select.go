package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"assay/store/filter"
)

// column is one selected value of a row: found in the row as the API shows it, or computed.
type column struct {
	path []any // names and indexes; nil for one that is computed
	name string
}

// wireNames are what rows of the API have. A path that begins with one leads into the row, whatever our field of that name holds.
var wireNames = []string{"id", "_xact_id", "_pagination_key", "created", "org_id", "project_id", "dataset_id", "log_id", "input", "output", "expected", "error", "scores",
	"metadata", "tags", "metrics", "context", "span_attributes", "origin", "classifications", "span_id", "root_span_id", "span_parents", "is_root", "comments", "audit_data"}

// wireColumn tells where a column of a checked query comes from.
func wireColumn(c filter.Column) column {
	p, ok := c.Expr.(*filter.Path)
	switch {
	case !ok, p.Source != "", p.Field != nil && !slices.Contains(wireNames, p.Name):
		return column{name: c.Name}
	}
	path := []any{p.Name}
	if p.Field != nil {
		for _, alias := range p.Field.Aliases { // span_attributes.name is a field and a place in the row
			if head, rest, dotted := strings.Cut(alias, "."); dotted && head == p.Name {
				path = append(path, rest)
			}
		}
	}
	for _, k := range p.Keys {
		if k.IsIndex {
			path = append(path, k.Index)
		} else {
			path = append(path, k.Key)
		}
	}
	return column{path: path, name: c.Name}
}

// pick takes the columns out of a row; without any it is the row itself. A path that leads nowhere is null.
func pick(columns []column, row any, computed []any) (any, error) {
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
	for i, c := range columns {
		if c.path == nil {
			picked[c.name] = wireValue(computed[i])
		} else {
			picked[c.name] = follow(whole, c.path)
		}
	}
	return picked, nil
}

// wireValue is a value of an answer as JSON: times are texts.
func wireValue(x any) any {
	switch x := x.(type) {
	case time.Time:
		return x.UTC()
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = wireValue(e)
		}
		return out
	}
	return x
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
