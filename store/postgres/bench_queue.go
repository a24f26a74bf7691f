package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"
)

// benchFlat is how much dearer the next item of a queue may be behind all others than behind ten.
const benchFlat = 1.5

// measureQueue prints what the next item of a queue costs near its beginning and at its end. Two answers are wanted an item and one
// account gives the first of each, so that behind it there are as many open slots, none of them for it, as items.
func (b *bench) measureQueue(ctx context.Context) error {
	b.heading(fmt.Sprintf("Next item of a queue of %d, two answers each, for one who answers them all", b.traces))
	_, _ = b.db.x.ExecContext(ctx, `DELETE FROM queue WHERE project_id = $1`, b.project) // of an earlier run
	q, err := b.db.CreateQueue(ctx, b.project, store.Queue{Name: "Bench", Answers: 2, Order: store.NewestFirst, Idle: store.DefaultIdle, Created: b.options.Now})
	if err != nil {
		return err
	}
	if err := b.fillBenchQueue(ctx, q); err != nil {
		return err
	}
	c := Claimant{Project: b.project, Queue: q.ID, Account: 1, Idle: time.Hour, Now: b.options.Now}
	near, err := b.measureClaims(ctx, c, 10)
	if err != nil {
		return err
	}
	far, err := b.measureClaims(ctx, c, b.traces-b.runs-10)
	if err != nil {
		return err
	}
	mark := ""
	if ratio := float64(far) / float64(near); ratio > benchFlat {
		mark = " OVER"
	}
	b.print("behind 10: %.2f ms; behind %d: %.2f ms; ratio %.2f of at most %.1f%s", milliseconds(near), b.traces-b.runs-10, milliseconds(far),
		float64(far)/float64(near), benchFlat, mark)
	_, err = b.db.x.ExecContext(ctx, `DELETE FROM queue WHERE project_id = $1 AND id = $2`, b.project, q.ID)
	return err
}

// fillBenchQueue puts all traces in, past the cap of what a page may put in at once.
func (b *bench) fillBenchQueue(ctx context.Context, q store.Queue) error {
	const items = `
INSERT INTO queue_item (project_id, queue_id, trace_id, place, wanted, changed)
SELECT project_id, $2, id, row_number() OVER (ORDER BY created DESC, id DESC), 2, now() FROM trace WHERE project_id = $1 AND created < $3`
	const slots = `
INSERT INTO queue_slot (project_id, queue_id, trace_id, n, place)
SELECT i.project_id, i.queue_id, i.trace_id, n.n, i.place FROM queue_item i, generate_series(1, 2) AS n (n) WHERE i.project_id = $1 AND i.queue_id = $2`
	if _, err := b.db.x.ExecContext(ctx, items, b.project, q.ID, b.options.Now); err != nil {
		return fmt.Errorf("add items: %w", err)
	}
	if _, err := b.db.x.ExecContext(ctx, slots, b.project, q.ID); err != nil {
		return fmt.Errorf("add slots: %w", err)
	}
	if _, err := b.db.x.ExecContext(ctx, "VACUUM ANALYZE queue_item, queue_slot"); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	return nil
}

// measureClaims answers the items up to a place and returns the median time that the next ones take.
func (b *bench) measureClaims(ctx context.Context, c Claimant, behind int) (time.Duration, error) {
	const answer = `
UPDATE queue_slot SET state = 'done', account_id = $3, submission = gen_random_uuid(), decided = now()
WHERE project_id = $1 AND queue_id = $2 AND n = 1 AND place <= $4 AND account_id IS NULL`
	const cursor = `
INSERT INTO queue_cursor (project_id, queue_id, account_id, place) VALUES ($1, $2, $3, $4)
ON CONFLICT (project_id, queue_id, account_id) DO UPDATE SET place = EXCLUDED.place`
	for _, statement := range []string{answer, cursor} {
		if _, err := b.db.x.ExecContext(ctx, statement, c.Project, c.Queue, c.Account, behind); err != nil {
			return 0, fmt.Errorf("answer items: %w", err)
		}
	}
	var times []time.Duration
	for run := range b.runs {
		took, err := timed(func() error {
			_, err := b.db.Claim(ctx, c)
			return err
		})
		if err != nil {
			return 0, err
		}
		if run > 0 { // the first warms up
			times = append(times, took)
		}
	}
	return median(times), nil
}
