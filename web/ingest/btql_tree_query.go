package ingest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"assay/store"
	"assay/store/filter"
)

// treeClauses are the members of a tree that are understood; every other one is refused by its name.
var treeClauses = []string{"select", "dimensions", "measures", "from", "unpivot", "filter", "sample", "having", "sort", "pivot", "limit", "cursor"}

func readTreeQuery(members map[string]json.RawMessage, o filter.Options) (query, error) {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if sentValue(members[name]) && !slices.Contains(treeClauses, name) {
			return query{}, store.Invalid{"query." + name: name + " is not supported here: a query has " + strings.Join(treeClauses, ", ") + "."}
		}
	}
	t, q := &tree{o: o}, &filter.Query{Syntax: filter.SyntaxTree, Limit: -1}
	for _, read := range []func(map[string]json.RawMessage, *filter.Query) error{t.source, t.columns, t.groups, t.rows, t.order} {
		if err := read(members, q); err != nil {
			return query{}, err
		}
	}
	q.FilterText = string(members["filter"])
	return newQuery(q, o, t.blame)
}

// source reads from: a function whose name is the kind of object and whose argument is its id.
func (t *tree) source(members map[string]json.RawMessage, q *filter.Query) error {
	const field = "query.from"
	raw := members["from"]
	var from struct {
		Op    string            `json:"op"`
		Name  json.RawMessage   `json:"name"`
		Args  []json.RawMessage `json:"args"`
		Shape string            `json:"shape"`
	}
	if !sentValue(raw) || json.Unmarshal(raw, &from) != nil || from.Op != "function" {
		return store.Invalid{field: "from names what to read: dataset('ID') or project_logs('ID')."}
	}
	path, err := identOf(from.Name, field+".name")
	if err != nil || len(path) != 1 {
		return store.Invalid{field + ".name": "from names what to read: dataset('ID') or project_logs('ID')."}
	}
	if len(from.Args) != 1 {
		return store.Invalid{field + ".args": fmt.Sprintf("One query reads one object; this one names %d.", len(from.Args))}
	}
	var id struct {
		Op    string `json:"op"`
		Value string `json:"value"`
	}
	if json.Unmarshal(from.Args[0], &id) != nil || id.Op != "literal" || id.Value == "" {
		return store.Invalid{field + ".args[0]": "The id of what to read is a text."}
	}
	shape, known := filter.Shapes[from.Shape]
	if !known && from.Shape != "" {
		return store.Invalid{field: "The shape of rows is spans, traces or summary, not " + clip(from.Shape) + "."}
	}
	q.Source = filter.Source{Range: t.at(field), Kind: fmt.Sprint(path[0]), ID: id.Value, Shape: shape}
	return nil
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

func pathText(path []any) string {
	steps := make([]string, len(path))
	for i, step := range path {
		steps[i] = fmt.Sprint(step)
	}
	return strings.Join(steps, ".")
}

// columns reads select: a star, or values with or without another name.
func (t *tree) columns(members map[string]json.RawMessage, q *filter.Query) error {
	columns, star, err := t.list(members["select"], "query.select")
	q.Columns, q.Star = columns, star
	return err
}

// groups reads dimensions, measures, having and pivot.
func (t *tree) groups(members map[string]json.RawMessage, q *filter.Query) error {
	t.values = true
	defer func() { t.values = false }()
	for _, name := range []string{"dimensions", "measures"} {
		columns, _, err := t.list(members[name], "query."+name)
		if err != nil {
			return err
		}
		q.Grouped = q.Grouped || len(columns) > 0
		q.Columns = append(q.Columns, columns...)
		for _, c := range columns {
			if name == "dimensions" {
				q.Dimensions = append(q.Dimensions, c.Expr)
			}
		}
	}
	pivot, _, err := t.list(members["pivot"], "query.pivot")
	if err != nil {
		return err
	}
	for _, c := range pivot {
		q.Pivot = append(q.Pivot, c.Expr)
	}
	if raw := members["having"]; sentValue(raw) {
		q.Having, err = t.expr(raw, "query.having", 0)
	}
	return err
}

// list reads values with names. A star stands alone.
func (t *tree) list(raw json.RawMessage, place string) (columns []filter.Column, star bool, err error) {
	if !sentValue(raw) {
		return nil, false, nil
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil, false, store.Invalid{place: place[strings.LastIndexByte(place, '.')+1:] + " is a list."}
	}
	values := t.values
	t.values = true
	defer func() { t.values = values }()
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", place, i)
		var n struct {
			Op    string          `json:"op"`
			Expr  json.RawMessage `json:"expr"`
			Alias string          `json:"alias"`
		}
		if json.Unmarshal(item, &n) != nil {
			return nil, false, store.Invalid{at: "An entry is a star, a field or another value."}
		}
		if n.Op == "star" {
			if len(items) > 1 {
				return nil, false, store.Invalid{at: "A select takes a star alone, or values."}
			}
			return nil, true, nil
		}
		expr := n.Expr
		if n.Op != "" || !sentValue(expr) {
			expr = item
		}
		e, err := t.expr(expr, at, 0)
		if err != nil {
			return nil, false, err
		}
		columns = append(columns, filter.Column{Range: t.at(at), Name: n.Alias, Expr: e})
	}
	return columns, false, nil
}

// rows reads what decides which rows there are: filter, unpivot and sample.
func (t *tree) rows(members map[string]json.RawMessage, q *filter.Query) (err error) {
	if raw := members["filter"]; sentValue(raw) {
		if q.Filter, err = t.expr(raw, "query.filter", 0); err != nil {
			return err
		}
	}
	if err := t.unpivot(members["unpivot"], q); err != nil {
		return err
	}
	var sample struct {
		Method struct {
			Type  string
			Value float64
		}
		Seed int64
	}
	raw := members["sample"]
	if !sentValue(raw) {
		return nil
	}
	if json.Unmarshal(raw, &sample) != nil || sample.Method.Value <= 0 || sample.Seed < 0 {
		return store.Invalid{"query.sample": `A sample is {"method":{"type":"count","value":100}} or {"method":{"type":"rate","value":0.05}}, with or without a seed.`}
	}
	q.Sample = &filter.Sample{Range: t.at("query.sample"), Seed: sample.Seed}
	switch n := sample.Method.Value; {
	case sample.Method.Type == "rate" && n <= 1:
		q.Sample.Percent = n * 100
	case sample.Method.Type == "count" && n == float64(int(n)) && n <= 1_000_000:
		q.Sample.Rows = int(n)
	default:
		return store.Invalid{"query.sample.method": "A sample is a count of rows up to 1000000, or a rate above 0 and up to 1."}
	}
	return nil
}

func (t *tree) unpivot(raw json.RawMessage, q *filter.Query) error {
	const field = "query.unpivot"
	var items []struct {
		Expr  json.RawMessage
		Alias json.RawMessage
	}
	if !sentValue(raw) {
		return nil
	}
	if json.Unmarshal(raw, &items) != nil || len(items) > 1 {
		return store.Invalid{field: `unpivot is a list with one {"expr":…,"alias":…}.`}
	}
	for _, item := range items {
		e, err := t.expr(item.Expr, field+"[0].expr", 0)
		if err != nil {
			return err
		}
		u := &filter.Unpivot{Range: t.at(field + "[0]"), X: e}
		var pair []string
		switch {
		case json.Unmarshal(item.Alias, &u.Item) == nil && u.Item != "":
		case json.Unmarshal(item.Alias, &pair) == nil && len(pair) == 2 && pair[0] != "" && pair[1] != "":
			u.Key, u.Item = pair[0], pair[1]
		default:
			return store.Invalid{field + "[0].alias": "The alias is a name, or a list of two."}
		}
		q.Unpivot = u
	}
	return nil
}

// order reads sort, limit and cursor.
func (t *tree) order(members map[string]json.RawMessage, q *filter.Query) error {
	t.values = true
	defer func() { t.values = false }()
	var items []struct {
		Expr json.RawMessage `json:"expr"`
		Dir  string          `json:"dir"`
	}
	if raw := members["sort"]; sentValue(raw) && json.Unmarshal(raw, &items) != nil {
		return store.Invalid{"query.sort": "sort is a list of fields with a direction."}
	}
	for i, item := range items {
		place := fmt.Sprintf("query.sort[%d]", i)
		e, err := t.expr(item.Expr, place+".expr", 0)
		if err != nil {
			return err
		}
		dir := strings.ToLower(item.Dir)
		if dir != "" && dir != "asc" && dir != "desc" {
			return store.Invalid{place: "A direction is asc or desc."}
		}
		q.Sort = append(q.Sort, filter.Sort{Expr: e, Descending: dir == "desc"})
	}
	if raw := members["limit"]; sentValue(raw) && (json.Unmarshal(raw, &q.Limit) != nil || q.Limit < 0) {
		return store.Invalid{"query.limit": "limit is a whole number from 0."}
	}
	if raw := members["cursor"]; sentValue(raw) && json.Unmarshal(raw, &q.Cursor) != nil {
		return store.Invalid{"query.cursor": "A cursor is text."}
	}
	return nil
}

// aggregate reads a measure: its arguments are a value, or a star or nothing for a count, and for a percentile its share.
func (t *tree) aggregate(n node, f *filter.AggregateFunction, place string, depth int) (filter.Expr, error) {
	a := &filter.Aggregate{Range: t.at(place), Func: f}
	wrong := store.Invalid{place: f.Name + " takes other arguments: " + f.Usage + "."}
	wanted := 1
	if f.Kind == filter.AggPercentile {
		wanted = 2
		var share struct {
			Op    string
			Value *float64
		}
		if len(n.Args) != 2 || json.Unmarshal(n.Args[1], &share) != nil || share.Value == nil || *share.Value < 0 || *share.Value > 1 {
			return nil, wrong
		}
		a.Fraction = *share.Value
	}
	var star struct{ Op string }
	switch {
	case f.Kind == filter.AggCount && (len(n.Args) == 0 || json.Unmarshal(n.Args[0], &star) == nil && star.Op == "star"):
		return a, nil
	case len(n.Args) != wanted:
		return nil, wrong
	}
	var err error
	a.Arg, err = t.expr(n.Args[0], place+".args[0]", depth+1)
	return a, err
}
