package postgres

import (
	"context"
	"fmt"

	"assay/store"
	"assay/store/assistant"
	"assay/store/filter"
)

// SampleTraces picks some of the query's traces, newest first. What is random is the same for the same query: it goes by a
// hash of the ids. Groups are those of the value of the path, traces without one being a group too.
func (db *DB) SampleTraces(ctx context.Context, q Query, s assistant.Sample) ([]store.TraceID, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	key := "''"
	if s.By != "" {
		if key, err = groupKey(s.By, args); err != nil {
			return nil, err
		}
	}
	order := "md5(t.id::text)"
	if s.Kind == assistant.Newest {
		order = "t.created DESC, t.id DESC"
	}
	rows := args.add(s.Rows)
	// Shares by the method of Sainte-Laguë: row k of a group of n has the rank (k - 1/2) / n, and the lowest ranks are taken.
	rank, most := "place", "place <= "+rows
	switch s.Kind {
	case assistant.Shares:
		rank, most = "(place - 0.5) / size", "true"
	case assistant.Newest, assistant.Random:
		most = "true"
	}
	statement := `
SELECT id FROM (
  SELECT id, created FROM (
    SELECT t.id, t.created, row_number() OVER (PARTITION BY ` + key + ` ORDER BY ` + order + `) AS place, count(*) OVER (PARTITION BY ` + key + `) AS size ` + relation + `
  ) AS ranked WHERE ` + most + ` ORDER BY ` + rank + `, id`
	if s.Kind != assistant.Each {
		statement += " LIMIT " + rows
	}
	statement += ") AS taken ORDER BY created DESC, id DESC"
	var ids []store.TraceID
	if err := db.x.SelectContext(ctx, &ids, statement, args.values...); err != nil {
		return nil, fmt.Errorf("sample traces: %w", translate(err))
	}
	return ids, nil
}

// groupKey is the value that a path leads to below the metadata of trace t. Other paths are an Invalid.
func groupKey(by string, args *arguments) (string, error) {
	e, err := filter.Parse(by)
	p, ok := e.(*filter.Path)
	if err != nil || !ok || p.Field == nil || p.Field.Kind != filter.KindMetadata || len(p.Keys) == 0 {
		return "", store.Invalid{"by": "Groups are by a key of metadata, for example metadata.segment."}
	}
	sql := "t.metadata"
	for _, k := range p.Keys {
		if k.IsIndex {
			return "", store.Invalid{"by": "Groups are by a key of metadata, for example metadata.segment."}
		}
		sql += " -> " + args.text(k.Key)
	}
	return "(" + sql + ")", nil
}
