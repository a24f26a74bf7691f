package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// SplitState is a split of the newest version of a dataset. Locked is when it was locked; zero: it is open.
type SplitState struct {
	Split  string
	Rows   int
	Author string // who locked it
	Note   string
	Locked time.Time
}

// SplitStates lists the splits of a dataset: those that rows are in and those that are locked.
func (db *DB) SplitStates(ctx context.Context, project store.ProjectID, dataset int) ([]SplitState, error) {
	const q = `
SELECT COALESCE(r.split, l.split) AS split, COALESCE(r.rows, 0) AS rows, COALESCE(l.author, '') AS author, COALESCE(l.note, '') AS note,
  COALESCE(l.locked, '0001-01-01 00:00:00Z') AS locked
FROM (
  SELECT split, count(*) AS rows FROM dataset_row
  WHERE project_id = $1 AND dataset_id = $2 AND until = ` + forever + ` AND split IS NOT NULL GROUP BY split
) AS r FULL JOIN (SELECT split, author, note, locked FROM dataset_lock WHERE project_id = $1 AND dataset_id = $2) AS l ON l.split = r.split
ORDER BY 1 LIMIT 200`
	var list []SplitState
	if err := db.x.SelectContext(ctx, &list, q, project, dataset); err != nil {
		return nil, fmt.Errorf("list splits: %w", translate(err))
	}
	for i := range list {
		list[i].Locked = list[i].Locked.UTC()
	}
	return list, nil
}

// LockSplit keeps everyone and every program from changing rows of a split, from moving rows into it or out of it, and from adding
// some. Unlocking it is an event like locking it. What is so already stays, without an event.
func (db *DB) LockSplit(ctx context.Context, project store.ProjectID, w DatasetWrite, split string, locked bool) error {
	const lock = `
INSERT INTO dataset_lock (project_id, dataset_id, split, author, note, locked) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	const unlock = `DELETE FROM dataset_lock WHERE project_id = $1 AND dataset_id = $2 AND split = $3`
	if split == "" {
		return store.Invalid{"split": "Choose the split."}
	}
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		// Whoever is writing rows comes to an end first, and is checked against the locks there were.
		if err := lockDataset(ctx, tx, project, w.Dataset); err != nil {
			return err
		}
		kind, n, err := "lock", 0, error(nil)
		if locked {
			n, err = affected(tx.ExecContext(ctx, lock, project, w.Dataset, storable(split), w.Author, w.Note, w.Now.UTC()))
		} else {
			kind = "unlock"
			n, err = affected(tx.ExecContext(ctx, unlock, project, w.Dataset, storable(split)))
		}
		if err != nil || n == 0 {
			return err
		}
		return datasetEvent(ctx, tx, project, w, kind, split, 0)
	})
	if err != nil {
		return fmt.Errorf("lock split: %w", err)
	}
	return nil
}

// namedRows is how many rows the refusal of a change names.
const namedRows = 5

// checkLocks refuses a version that wrote or ended a row of a locked split. Every change to a dataset passes here: edits, adds, imports,
// programs, undo and restore.
func checkLocks(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, dataset int, version store.Version) error {
	const any = `SELECT EXISTS (SELECT FROM dataset_lock WHERE project_id = $1 AND dataset_id = $2)`
	const q = `
SELECT DISTINCT r.id, r.split FROM dataset_row r
  JOIN dataset_lock l ON l.project_id = r.project_id AND l.dataset_id = r.dataset_id AND l.split = r.split
WHERE r.project_id = $1 AND r.dataset_id = $2 AND (r.since = $3 OR r.until = $3) ORDER BY r.split, r.id`
	var locks bool
	if err := tx.GetContext(ctx, &locks, any, project, dataset); err != nil || !locks {
		return err
	}
	var touched []struct{ ID, Split string }
	if err := tx.SelectContext(ctx, &touched, q, project, dataset, version); err != nil || len(touched) == 0 {
		return err
	}
	ids := make([]string, len(touched))
	for i, t := range touched {
		ids[i] = t.ID
	}
	return lockedSplit(touched[0].Split, ids)
}

// lockedSplit is the refusal of a change to rows of a locked split.
func lockedSplit(split string, rows []string) error {
	var names []string
	for _, id := range rows[:min(len(rows), namedRows)] {
		names = append(names, strconv.Quote(store.Preview(id, 60)))
	}
	text := strings.Join(names, ", ")
	if more := len(rows) - len(names); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return store.Invalid{"split": "The split " + store.Preview(split, 60) + " is locked, and this would change rows of it: " + text +
		". Nothing was changed. A curator can unlock the split on the page of the dataset's versions."}
}

// openSplits refuses edits of rows that are in a locked split or would move into one, so that nobody collects what cannot be committed.
func openSplits(ctx context.Context, tx *sqlx.Tx, of DraftOf, rows []DraftRow) error {
	const q = `SELECT split FROM dataset_lock WHERE project_id = $1 AND dataset_id = $2 AND split = ANY($3::text[]) ORDER BY split`
	in := map[string][]string{}
	for i := range rows {
		r := &rows[i]
		if !r.Now.Removed {
			in[r.Now.Split] = append(in[r.Now.Split], r.ID)
		}
		if !r.Mine.Removed && (r.Now.Removed || r.Mine.Split != r.Now.Split) {
			in[r.Mine.Split] = append(in[r.Mine.Split], r.ID)
		}
	}
	splits := make([]string, 0, len(in))
	for s := range in {
		splits = append(splits, s)
	}
	var locked []string
	if err := tx.SelectContext(ctx, &locked, q, of.Project, of.Dataset, pq.Array(splits)); err != nil || len(locked) == 0 {
		return err
	}
	return lockedSplit(locked[0], in[locked[0]])
}
