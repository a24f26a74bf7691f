package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/store"
	"assay/store/filter"
)

// readQuery reads a question in any of its spellings: a tree, as SDKs send it, or text in BTQL or SQL. All of them become the same
// filter.Query.
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

// blame makes the answer to a mistake at a part of a query.
type blame func(at filter.Range, sentence string) error

// readTextQuery reads BTQL (select: * | from: dataset('ID') | filter: … | limit: …) or SQL (SELECT * FROM dataset('ID') WHERE …).
func readTextQuery(text string, o filter.Options) (query, error) {
	at := func(r filter.Range, sentence string) error {
		place := utf8.RuneCountInString(text[:min(max(r.Pos, 0), len(text))]) + 1
		return store.Invalid{"query": fmt.Sprintf("At character %d: %s", place, sentence)}
	}
	q, err := filter.ParseQuery(text)
	if err != nil {
		return query{}, mistake(err, at)
	}
	o.Text = text
	return newQuery(q, o, at)
}

// mistake is an error of package filter as the wire says it.
func mistake(err error, at blame) error {
	var wrong *filter.Error
	if !errors.As(err, &wrong) {
		return err
	}
	sentence := wrong.Message
	if wrong.Suggestion != "" {
		sentence += "; did you mean " + wrong.Suggestion
	}
	return at(filter.Range{Pos: wrong.Pos, End: wrong.End}, sentence+".")
}

// newQuery checks a query and sees whether it is one that rows of the API can answer.
func newQuery(parsed *filter.Query, o filter.Options, at blame) (query, error) {
	q := query{Query: parsed, limit: queryLimit, cursor: parsed.Cursor, options: o}
	source := parsed.Source.Range
	switch sourceKind(parsed.Source.Kind) {
	case "":
		return q, at(filter.Range{}, "from names what to read: dataset('ID') or project_logs('ID').")
	case datasetRows, projectSpans:
		if parsed.Source.ID == "" {
			return q, at(source, "from names one thing to read: dataset('ID') or project_logs('ID').")
		}
	case "experiment":
		return q, errExperiments
	default:
		return q, at(source, clip(parsed.Source.Kind)+" cannot be read here, only dataset and project_logs.")
	}
	q.source.kind, q.source.id = sourceKind(parsed.Source.Kind), parsed.Source.ID
	if text := parsed.Source.Version; store.IsNumber(text) {
		var err error
		if q.version, err = readVersion("query", text); err != nil {
			return q, err
		}
	} else {
		q.versionName = text
	}
	if shape := parsed.Source.Shape; q.source.kind == datasetRows && shape > filter.ShapeSpans {
		return q, at(source, "The shape "+shape.String()+" is not supported here: rows of a dataset are no traces.")
	}
	if parsed.Source.Shape == filter.ShapeSummary {
		wholeTraces(parsed)
	}
	if _, err := filter.CheckQuery(parsed, filter.QueryOptions{Options: o, Wire: true}); err != nil {
		return q, mistake(err, at)
	}
	if parsed.Limit >= 0 {
		q.limit = min(parsed.Limit, mostRows)
	}
	q.text = parsed.FilterText + filter.Format(parsed.Narrow)
	if q.computed() {
		if len(parsed.Columns) == 0 {
			return q, at(source, "Samples and rows made by unpivot have columns: name them after select.")
		}
		if p := foreign(parsed); p != nil {
			return q, at(p.Range, "unknown field "+filter.Format(p)+".")
		}
		return q, nil
	}
	for _, c := range parsed.Columns {
		q.columns = append(q.columns, wireColumn(c))
	}
	return q, q.sortBy(at)
}

// sortable are the fields that rows can be sorted by.
var sortable = []string{"created", "_xact_id", "_pagination_key"}

// sortBy sets the order of records.
func (q *query) sortBy(at blame) error {
	switch len(q.Sort) {
	case 0:
		return nil
	case 1:
	default:
		return at(q.Sort[1].Where(), "Rows are sorted by one field here.")
	}
	by := q.Sort[0]
	p, ok := by.Expr.(*filter.Path)
	if !ok || len(p.Keys) > 0 || !slices.Contains(sortable, strings.ToLower(p.Name)) {
		return at(by.Where(), "Rows are sorted by created, _xact_id or _pagination_key, not by "+clip(filter.Format(by.Expr))+".")
	}
	q.sort.By, q.sort.Ascending = strings.ToLower(p.Name), !by.Descending
	return nil
}
