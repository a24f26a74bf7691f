package postgres

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgtest"

	"github.com/stretchr/testify/require"
)

// planNode is what EXPLAIN tells of one step.
type planNode struct {
	Type    string     `json:"Node Type"`
	Index   string     `json:"Index Name"`
	Hit     int        `json:"Shared Hit Blocks"`
	Read    int        `json:"Shared Read Blocks"`
	Removed float64    `json:"Rows Removed by Filter"`
	Plans   []planNode `json:"Plans"`
}

func (n planNode) visit(see func(planNode)) {
	see(n)
	for _, child := range n.Plans {
		child.visit(see)
	}
}

// TestNextItemCostsTheSameAnywhere looks at the plan of handing out an item behind ten others and behind thousands, to one who is
// ahead of everyone else, so that an open slot of every item before lies behind. It counts blocks, which no other work on the machine
// changes.
func TestNextItemCostsTheSameAnywhere(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := Open(ctx, pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	p, _, err := db.CreateProject(ctx, "flat")
	require.NoError(t, err)
	q, err := db.CreateQueue(ctx, p.ID, store.Queue{Name: "Flat", Answers: 2, Order: store.NewestFirst, Idle: time.Hour, Created: time.Unix(0, 0)})
	require.NoError(t, err)
	const items = 20_000
	for _, statement := range []string{
		`INSERT INTO queue_item (project_id, queue_id, trace_id, place, wanted, changed) SELECT $1, $2, gen_random_uuid(), n, 2, now() FROM generate_series(1, $3::int) AS n`,
		`INSERT INTO queue_slot (project_id, queue_id, trace_id, n, place) SELECT project_id, queue_id, trace_id, n, place FROM queue_item, generate_series(1, 2) AS n
		 WHERE project_id = $1 AND queue_id = $2 AND $3 > 0`,
	} {
		_, err := db.x.ExecContext(ctx, statement, p.ID, q.ID, items)
		require.NoError(t, err)
	}
	_, err = db.x.ExecContext(ctx, "VACUUM ANALYZE queue_item, queue_slot")
	require.NoError(t, err)
	b := &bench{db: db, project: p.ID, runs: 3}
	c := Claimant{Project: p.ID, Queue: q.ID, Account: 1, Idle: time.Hour, Now: time.Unix(0, 0)}
	cost := func(behind int) int {
		_, err := b.measureClaims(ctx, c, behind) // goes there, and warms up
		require.NoError(t, err)
		return claimBlocks(t, db, c)
	}
	near, far := cost(10), cost(items-100)
	t.Logf("%d blocks behind 10 items, %d behind %d", near, far, items-100)
	require.LessOrEqual(t, float64(far), benchFlat*float64(near))
}

// claimBlocks is how many blocks one claim touches. It requires that open slots are found by the indexes made for them.
func claimBlocks(t *testing.T, db *DB, c Claimant) int {
	t.Helper()
	ctx := t.Context()
	tx, err := db.x.BeginTxx(ctx, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, tx.Rollback()) }()
	at, err := lockCursor(ctx, tx, c)
	require.NoError(t, err)
	var text []byte
	require.NoError(t, tx.GetContext(ctx, &text, "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "+claimSQL, c.Project, c.Queue, c.Account, at.Place, at.Late, nil, c.Now, c.until()))
	var plan []struct{ Plan planNode }
	require.NoError(t, json.Unmarshal(text, &plan))
	indexes := map[string]bool{}
	plan[0].Plan.visit(func(n planNode) {
		indexes[n.Index] = true
		require.Less(t, n.Removed, 10.0, "%s %s reads what it does not want:\n%s", n.Type, n.Index, text)
	})
	for _, index := range []string{"queue_slot_assigned", "queue_slot_late", "queue_slot_fresh"} {
		require.True(t, indexes[index], "%s is not used:\n%s", index, text)
	}
	return plan[0].Plan.Hit + plan[0].Plan.Read
}
