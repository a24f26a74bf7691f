package postgres

import (
	"context"
	"fmt"
	"strings"

	"assay/store"
)

// Batches of records. What the database has sent of a statement has to be read to its end, so that a caller who stops early
// would pay for all that it did not want: statements ask for few rows first and for more when those were not enough.
const (
	firstBatch = 100
	mostBatch  = 1600
)

// EachSpanRecord calls yield with the spans that a query names and the place behind each, in its order, until yield says that it
// has enough or limit is reached.
//
// As of a position it fails with a LostPast when that cannot be told any more.
func (db *DB) EachSpanRecord(ctx context.Context, q SpanQuery, limit int, yield func(store.SpanRecord, SpanPlace) (more bool, err error)) error {
	if q.At == 0 {
		return db.eachSpanBatch(ctx, q, limit, yield)
	}
	if err := db.checkReadable(ctx, q.Project, q.At); err != nil {
		return err
	}
	if err := db.eachSpanBatch(ctx, q, limit, yield); err != nil {
		return err
	}
	return db.checkReadable(ctx, q.Project, q.At) // rows that went while the others were read are missing among them
}

func (db *DB) eachSpanBatch(ctx context.Context, q SpanQuery, limit int, yield func(store.SpanRecord, SpanPlace) (more bool, err error)) error {
	for size := firstBatch; limit > 0; size = min(2*size, mostBatch) {
		wanted, got, stopped := min(size, limit), 0, false
		err := db.spanBatch(ctx, q, wanted, func(rec store.SpanRecord, place SpanPlace) (bool, error) {
			got++
			q.After = &place
			more, err := yield(rec, place)
			stopped = !more
			return more, err
		})
		if err != nil || stopped || got < wanted {
			return err
		}
		limit -= got
	}
	return nil
}

func (db *DB) spanBatch(ctx context.Context, q SpanQuery, limit int, yield func(store.SpanRecord, SpanPlace) (more bool, err error)) error {
	var past map[store.SpanID]pastFold
	if q.At > 0 {
		var err error
		if past, err = db.pastFolds(ctx, q, limit); err != nil {
			return err
		}
	}
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return err
	}
	extra, err := q.extra(args)
	if err != nil {
		return err
	}
	orderBy, behind := q.order(args)
	statement := strings.Join([]string{spanRecordColumns + q.said(args) + extra, relation, "AND", behind, "ORDER BY", orderBy, "LIMIT", args.add(limit)}, " ")
	rows, err := db.x.QueryxContext(ctx, statement, args.values...)
	if err != nil {
		return fmt.Errorf("read spans: %w", translate(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r spanRecordRow
		if err := rows.StructScan(&r); err != nil {
			return fmt.Errorf("read span: %w", err)
		}
		if q.At > 0 {
			if err := r.rewind(q.At, past); err != nil {
				return err
			}
		}
		rec, err := r.record()
		if err != nil {
			return err
		}
		if r.Extra.Valid {
			if rec.Extra, err = decodeLists(r.Extra.String, q.Columns); err != nil {
				return err
			}
		}
		place := SpanPlace{TraceCreated: r.TraceCreated, Trace: r.TraceID, Child: r.ParentSpanID.Valid, Created: r.Created, Version: r.Xact, ID: r.ID}
		if more, err := yield(rec, place); err != nil || !more {
			return err
		}
	}
	return translate(rows.Err())
}
