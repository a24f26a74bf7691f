package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Assignment gives items of a queue to people.
type Assignment struct {
	ID     store.EventID // to take it back by
	Queue  int
	Items  []store.TraceID // nil: all that are not complete
	To     []int           // accounts; several share the items evenly
	By     int             // who assigns
	Notify []store.OutboxChannel
	Now    time.Time
}

// openSlot is a slot that may be assigned, with everyone who has a slot of its item.
type openSlot struct {
	picked
	Place   int64
	Account int
	Had     pq.Int64Array
}

// Assign gives items to people and returns how many slots each account got. One person gets one slot of each item: a free one, or
// else one that was another's. Several get all free slots, each always the one with the fewest, so that they end with the same
// number, give or take one where somebody may not have an item. Nobody gets an item twice.
func (db *DB) Assign(ctx context.Context, project store.ProjectID, a Assignment) (map[int]int, error) {
	var got map[int]int
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		state, err := lockQueue(ctx, tx, project, a.Queue)
		if err != nil {
			return err
		}
		open, err := assignable(ctx, tx, project, a)
		if err != nil {
			return err
		}
		load, err := assignedNow(ctx, tx, project, a)
		if err != nil {
			return err
		}
		chosen := a.choose(open, load)
		if err := a.give(ctx, tx, project, chosen); err != nil {
			return err
		}
		got = map[int]int{}
		for _, c := range chosen {
			got[c.to]++
		}
		if err := a.notify(ctx, tx, project, got); err != nil {
			return err
		}
		return state.save(ctx, tx, project, a.Queue)
	})
	if err != nil {
		return nil, fmt.Errorf("assign: %w", err)
	}
	return got, nil
}

func assignable(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, a Assignment) ([]openSlot, error) {
	const q = `
SELECT s.trace_id, s.n, s.place, COALESCE(s.account_id, 0) AS account,
  ARRAY(SELECT m.account_id FROM queue_slot m WHERE m.project_id = s.project_id AND m.queue_id = s.queue_id AND m.trace_id = s.trace_id
    AND m.account_id IS NOT NULL) AS had
FROM queue_slot s
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.state = 'open' AND ($3::uuid[] IS NULL OR s.trace_id = ANY ($3::uuid[]))
ORDER BY s.place, s.account_id IS NOT NULL, s.n
FOR UPDATE OF s SKIP LOCKED`
	var items any
	if a.Items != nil {
		items = uuids(a.Items)
	}
	var open []openSlot
	if err := tx.SelectContext(ctx, &open, q, project, a.Queue, items); err != nil {
		return nil, fmt.Errorf("list open slots: %w", err)
	}
	return open, nil
}

// assignedNow counts what waits for each of the people already.
func assignedNow(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, a Assignment) (map[int]int, error) {
	const q = `
SELECT account_id AS account, count(*) AS n FROM queue_slot
WHERE project_id = $1 AND queue_id = $2 AND state = 'open' AND account_id = ANY ($3::int[]) GROUP BY account_id`
	var rows []struct{ Account, N int }
	if err := tx.SelectContext(ctx, &rows, q, project, a.Queue, pq.Array(a.To)); err != nil {
		return nil, fmt.Errorf("count assigned: %w", err)
	}
	load := map[int]int{}
	for _, r := range rows {
		load[r.Account] = r.N
	}
	return load, nil
}

type given struct {
	openSlot
	to int
}

// choose pairs slots and people.
func (a Assignment) choose(open []openSlot, load map[int]int) []given {
	var chosen []given
	had := map[store.TraceID][]int{} // with those chosen here
	for _, slot := range open {
		if slot.Account != 0 && len(a.To) > 1 {
			continue
		}
		if had[slot.Trace] == nil {
			had[slot.Trace] = ints(slot.Had)
		}
		free := slices.DeleteFunc(slices.Clone(a.To), func(to int) bool { return slices.Contains(had[slot.Trace], to) })
		if len(free) == 0 {
			continue
		}
		to := slices.MinFunc(free, func(x, y int) int {
			return cmp.Or(cmp.Compare(load[x], load[y]), cmp.Compare(slices.Index(a.To, x), slices.Index(a.To, y)))
		})
		load[to]++
		had[slot.Trace] = append(had[slot.Trace], to)
		chosen = append(chosen, given{slot, to})
	}
	return chosen
}

func (a Assignment) give(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, chosen []given) error {
	const q = `
UPDATE queue_slot s SET assigned = true, assigned_before = s.account_id, assigned_in = $6, account_id = g.account
FROM unnest($3::uuid[], $4::int[], $5::int[]) AS g (trace_id, n, account)
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = g.trace_id AND s.n = g.n`
	slots, to := make([]picked, len(chosen)), make([]int64, len(chosen))
	var fresh []store.TraceID
	for i, c := range chosen {
		slots[i], to[i] = c.picked, int64(c.to)
		if c.Account == 0 {
			fresh = append(fresh, c.Trace)
		}
	}
	traces, ns := slotKeys(slots)
	if _, err := tx.ExecContext(ctx, q, project, a.Queue, traces, ns, pq.Array(to), a.ID); err != nil {
		return fmt.Errorf("give slots: %w", err)
	}
	return countTaken(ctx, tx, project, a.Queue, fresh, 1)
}

// UndoAssign takes an assignment back where nobody has begun yet, and returns how many slots that were: those go to whom they
// belonged to before, or to everyone.
func (db *DB) UndoAssign(ctx context.Context, project store.ProjectID, queue int, assignment store.EventID) (int, error) {
	if !store.IsKey(string(assignment)) {
		return 0, store.ErrNotFound
	}
	const theirs = `
UPDATE queue_slot s SET account_id = s.assigned_before, assigned_in = NULL, assigned_before = NULL
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.assigned_in = $3 AND s.state = 'open' AND s.assigned_before IS NOT NULL
  AND NOT EXISTS (SELECT FROM queue_slot o WHERE o.project_id = $1 AND o.queue_id = $2 AND o.trace_id = s.trace_id AND o.account_id = s.assigned_before)`
	const rest = `
SELECT trace_id, n FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND assigned_in = $3 AND state = 'open' ORDER BY place, n FOR UPDATE`
	undone := 0
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		state, err := lockQueue(ctx, tx, project, queue)
		if err != nil {
			return err
		}
		returned, err := affected(tx.ExecContext(ctx, theirs, project, queue, assignment))
		if err != nil {
			return fmt.Errorf("return slots: %w", err)
		}
		var slots []picked
		if err := tx.SelectContext(ctx, &slots, rest, project, queue, assignment); err != nil {
			return fmt.Errorf("find assigned slots: %w", err)
		}
		undone = returned + len(slots)
		if err := unassign(ctx, tx, project, queue, slots); err != nil {
			return err
		}
		if err := freeSlots(ctx, tx, project, queue, &state, slots); err != nil {
			return err
		}
		return state.save(ctx, tx, project, queue)
	})
	if err != nil {
		return 0, fmt.Errorf("undo assignment: %w", err)
	}
	if undone == 0 {
		return 0, store.ErrNotFound
	}
	return undone, nil
}
