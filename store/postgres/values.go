package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
)

const (
	valuesTime = 3 * time.Second // that expressions may take for a page of traces
	mostValues = 6               // of one expression for one trace, which has several where a field has
	valueRunes = 500
)

// Values evaluates expressions that filter.ReadValue has read for the given traces and returns their texts: of every trace
// for every expression the values that are not NULL, shortened to what a list can show. Times are in UTC. The error is a
// context.DeadlineExceeded when they take more than a few seconds.
func (db *DB) Values(ctx context.Context, project store.ProjectID, traces []store.TraceID, exprs []filter.Expr, o filter.Options) (map[store.TraceID][][]string, error) {
	args := &arguments{}
	args.add(project)
	columns := make([]string, len(exprs))
	for i, e := range exprs {
		var err error
		if columns[i], err = compileValue(e, o, args); err != nil {
			return nil, err
		}
	}
	statement := "SELECT t.id, jsonb_build_array(" + strings.Join(columns, ", ") + ") AS values FROM trace t WHERE t.project_id = " + projectArg +
		" AND t.id = ANY(" + args.add(uuids(traces)) + "::uuid[])"
	timed, cancel := context.WithTimeout(ctx, valuesTime)
	defer cancel()
	var rows []struct {
		ID     store.TraceID
		Values json.RawMessage
	}
	if err := db.x.SelectContext(timed, &rows, statement, args.values...); err != nil {
		if ctx.Err() == nil && timed.Err() != nil {
			err = timed.Err()
		}
		return nil, fmt.Errorf("evaluate columns: %w", translate(err))
	}
	values := make(map[store.TraceID][][]string, len(rows))
	for _, r := range rows {
		var texts [][]string
		if err := json.Unmarshal(r.Values, &texts); err != nil {
			return nil, fmt.Errorf("read values of %s: %w", r.ID, err)
		}
		values[r.ID] = texts
	}
	return values, nil
}

// compileValue returns SQL for the texts of a value over row t of trace, as a JSON list.
func compileValue(e filter.Expr, o filter.Options, args *arguments) (string, error) {
	c := &compiler{args: args, o: o, scope: scope{alias: "t"}, bound: map[*filter.Path]value{}}
	from := "(SELECT) AS one"
	for _, p := range filter.RangesOfValue(e) {
		from += c.join(p, c.multi(p))
	}
	text, v := c.shown(c.value(e)), c.alias()
	if c.err != nil {
		return "", c.err
	}
	return "COALESCE((SELECT to_jsonb((array_agg(DISTINCT " + v + ".x) FILTER (WHERE " + v + ".x IS NOT NULL))[1:" + strconv.Itoa(mostValues) +
		"]) FROM (SELECT left(" + text + ", " + strconv.Itoa(valueRunes) + ") AS x FROM " + from + ") AS " + v + "), '[]')", nil
}

// shown is the text of a value of any form.
func (c *compiler) shown(v value) string {
	sql := c.render(v, v.rep)
	switch v.rep {
	case repText, repNull:
		return sql
	case repDocument:
		return "document_text(" + sql + ")"
	case repJSON:
		return "(" + sql + " #>> '{}')"
	case repTime:
		return "to_char((" + sql + ") AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"
	case repList:
		return "array_to_string(" + sql + ", ', ')"
	}
	return "(" + sql + ")::text"
}
