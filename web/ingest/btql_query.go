package ingest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"assay/store"
	"assay/store/filter"
)

// readQuery reads a question in any of its spellings: a tree, as SDKs send it, or text in BTQL or SQL.
func readQuery(raw json.RawMessage, o filter.Options) (query, error) {
	var text string
	if sentValue(raw) && json.Unmarshal(raw, &text) == nil {
		return readTextQuery(text, o)
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return query{}, store.Invalid{"query": "Send the query as a tree or as text."}
	}
	return readTreeQuery(members, o)
}

// clauses of BTQL that are understood; every other one is refused by its name.
var clauses = []string{"select", "from", "filter", "sort", "limit", "cursor"}

// unsupported says which part of a query is not answered here, and what can be done instead.
func unsupported(field, what string) error {
	return store.Invalid{field: what + " is not supported here: a query has select, from, filter, sort, limit and cursor."}
}

func readTreeQuery(members map[string]json.RawMessage, o filter.Options) (query, error) {
	q := query{limit: queryLimit}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if sentValue(members[name]) && !slices.Contains(clauses, name) {
			return q, unsupported("query."+name, name)
		}
	}
	var err error
	if q.source, err = treeSource(members["from"]); err != nil {
		return q, err
	}
	if q.columns, err = treeColumns(members["select"]); err != nil {
		return q, err
	}
	if q.filter, err = treeFilter(members["filter"], "query.filter", o); err != nil {
		return q, err
	}
	if err := treeSort(members["sort"], &q); err != nil {
		return q, err
	}
	if raw := members["limit"]; sentValue(raw) && json.Unmarshal(raw, &q.limit) != nil {
		return q, store.Invalid{"query.limit": "limit is a whole number from 0."}
	}
	if raw := members["cursor"]; sentValue(raw) && json.Unmarshal(raw, &q.cursor) != nil {
		return q, store.Invalid{"query.cursor": "A cursor is text."}
	}
	q.text = string(members["filter"])
	return q, q.checkLimit("query.limit")
}

// treeSource reads from: a function whose name is the kind of object and whose argument is its id.
func treeSource(raw json.RawMessage) (source, error) {
	const field = "query.from"
	var from struct {
		Op    string            `json:"op"`
		Name  json.RawMessage   `json:"name"`
		Args  []json.RawMessage `json:"args"`
		Shape string            `json:"shape"`
	}
	if !sentValue(raw) || json.Unmarshal(raw, &from) != nil || from.Op != "function" {
		return source{}, store.Invalid{field: "from names what to read: dataset('ID') or project_logs('ID')."}
	}
	path, err := identOf(from.Name, field+".name")
	if err != nil || len(path) != 1 {
		return source{}, store.Invalid{field + ".name": "from names what to read: dataset('ID') or project_logs('ID')."}
	}
	if len(from.Args) != 1 {
		return source{}, store.Invalid{field + ".args": fmt.Sprintf("One query reads one object; this one names %d.", len(from.Args))}
	}
	var id struct {
		Op    string `json:"op"`
		Value string `json:"value"`
	}
	if json.Unmarshal(from.Args[0], &id) != nil || id.Op != "literal" {
		return source{}, store.Invalid{field + ".args[0]": "The id of what to read is a text."}
	}
	return newSource(field, fmt.Sprint(path[0]), id.Value, from.Shape)
}

// newSource checks what a query reads.
func newSource(field, kind, id, shape string) (source, error) {
	switch {
	case shape != "" && shape != "spans":
		return source{}, unsupported(field, "The shape "+clip(shape)+" (only spans)")
	case sourceKind(kind) == datasetRows, sourceKind(kind) == projectSpans:
		return source{kind: sourceKind(kind), id: id}, nil
	case kind == "experiment":
		return source{}, errExperiments
	}
	return source{}, store.Invalid{field: clip(kind) + " cannot be read here, only dataset and project_logs."}
}

// identOf reads the path of an ident.
func identOf(raw json.RawMessage, place string) ([]any, error) {
	var n struct {
		Op   string `json:"op"`
		Name []any  `json:"name"`
	}
	if !sentValue(raw) || json.Unmarshal(raw, &n) != nil || n.Op != "ident" || len(n.Name) == 0 {
		return nil, store.Invalid{place: `A field is {"op":"ident","name":[…]}.`}
	}
	path := make([]any, len(n.Name))
	for i, step := range n.Name {
		switch step := step.(type) {
		case string:
			path[i] = step
		case float64:
			path[i] = int(step)
		default:
			return nil, store.Invalid{place: "A path has names and indexes."}
		}
	}
	if _, isName := path[0].(string); !isName {
		return nil, store.Invalid{place: "A path begins with the name of a field."}
	}
	return path, nil
}

// treeColumns reads select: a star, or paths with or without another name.
func treeColumns(raw json.RawMessage) ([]column, error) {
	if !sentValue(raw) {
		return nil, nil
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil, store.Invalid{"query.select": "select is a list."}
	}
	var columns []column
	for i, item := range items {
		place := fmt.Sprintf("query.select[%d]", i)
		var n struct {
			Op    string          `json:"op"`
			Expr  json.RawMessage `json:"expr"`
			Alias string          `json:"alias"`
		}
		if json.Unmarshal(item, &n) != nil {
			return nil, store.Invalid{place: "An entry of select is a star or a field."}
		}
		if n.Op == "star" && len(items) == 1 {
			return nil, nil
		}
		expr := n.Expr
		if !sentValue(expr) {
			expr = item
		}
		path, err := identOf(expr, place)
		if err != nil {
			return nil, store.Invalid{place: "select takes a star alone, or fields; other expressions are not supported here."}
		}
		columns = append(columns, column{path: path, name: n.Alias}.named())
	}
	return columns, distinctColumns("query.select", columns)
}

func distinctColumns(field string, columns []column) error {
	seen := map[string]bool{}
	for _, c := range columns {
		if seen[c.name] {
			return store.Invalid{field: "Two columns are called " + clip(c.name) + "; give one of them another name."}
		}
		seen[c.name] = true
	}
	return nil
}

// treeSort reads sort: one field with a direction.
func treeSort(raw json.RawMessage, q *query) error {
	if !sentValue(raw) {
		return nil
	}
	var items []struct {
		Expr json.RawMessage `json:"expr"`
		Dir  string          `json:"dir"`
	}
	if json.Unmarshal(raw, &items) != nil {
		return store.Invalid{"query.sort": "sort is a list of fields with a direction."}
	}
	if len(items) == 0 {
		return nil
	}
	if len(items) > 1 {
		return store.Invalid{"query.sort[1]": "Rows are sorted by one field here."}
	}
	path, err := identOf(items[0].Expr, "query.sort[0].expr")
	if err != nil {
		return err
	}
	return q.sortBy("query.sort[0]", pathText(path), items[0].Dir)
}

// sortable are the fields that rows can be sorted by.
var sortable = []string{"created", "_xact_id", "_pagination_key"}

// sortBy sets the order. Without a direction the smallest comes first, as in SQL.
func (q *query) sortBy(field, by, direction string) error {
	if !slices.Contains(sortable, by) {
		return store.Invalid{field: "Rows are sorted by created, _xact_id or _pagination_key, not by " + clip(by) + "."}
	}
	switch strings.ToLower(direction) {
	case "", "asc":
		q.sort.Ascending = true
	case "desc":
	default:
		return store.Invalid{field: "A direction is asc or desc."}
	}
	q.sort.By = by
	return nil
}

func pathText(path []any) string {
	steps := make([]string, len(path))
	for i, step := range path {
		steps[i] = fmt.Sprint(step)
	}
	return strings.Join(steps, ".")
}
