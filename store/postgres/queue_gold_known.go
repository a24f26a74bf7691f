package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// KnownGold are the known answers to the questions about one item of a queue, by question; none: the item is not gold.
func (db *DB) KnownGold(ctx context.Context, project store.ProjectID, queue int, trace store.TraceID) (map[string]store.Score, error) {
	const q = `SELECT name, value, category FROM queue_gold WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3`
	var rows []goldRow
	if err := db.x.SelectContext(ctx, &rows, q, project, queue, trace); err != nil {
		return nil, fmt.Errorf("read known answers: %w", translate(err))
	}
	known := make(map[string]store.Score, len(rows))
	for _, r := range rows {
		known[r.Name] = scoreOf(r.Value, r.Category)
	}
	return known, nil
}

// QueuesWith returns the queues that have the trace as an item, the newest first.
func (db *DB) QueuesWith(ctx context.Context, project store.ProjectID, trace store.TraceID) ([]int, error) {
	const q = `SELECT queue_id FROM queue_item WHERE project_id = $1 AND trace_id = $2 ORDER BY queue_id DESC`
	var ids []int
	err := db.x.SelectContext(ctx, &ids, q, project, trace)
	return ids, translate(err)
}

// KeepGold makes an item of a queue gold by answers that somebody who runs the queue gives for it, in place of those it had as gold. They
// are no votes: nothing is said about the trace by them. Text is no answer that one can be right about and is left out. ErrNotFound: the
// item is not in the queue. An Invalid naming "answers" says that there is none.
func (db *DB) KeepGold(ctx context.Context, project store.ProjectID, queue int, trace store.TraceID, answers []store.Answer, by int, now time.Time) error {
	const there = `SELECT true FROM queue_item WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 FOR KEY SHARE`
	const forget = `DELETE FROM queue_gold WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3`
	const keep = `
INSERT INTO queue_gold (project_id, queue_id, trace_id, name, value, category, account_id, settled, marked_by, marked)
VALUES ($1, $2, $3, $4, $5, $6, $7, false, $7, $8)`
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		var is bool
		if err := tx.GetContext(ctx, &is, there, project, queue, trace); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, forget, project, queue, trace); err != nil {
			return err
		}
		kept := 0
		for _, a := range answers {
			if a.Score.IsNull() {
				continue
			}
			var category any
			if a.Score.Category != "" {
				category = storable(a.Score.Category)
			}
			if _, err := tx.ExecContext(ctx, keep, project, queue, trace, a.Config.Name, a.Score.Number, category, by, now.UTC()); err != nil {
				return err
			}
			kept++
		}
		if kept == 0 {
			return store.Invalid{"answers": "Give at least one answer: it is what reviewers are checked by."}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep gold: %w", err)
	}
	return nil
}
