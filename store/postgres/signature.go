package postgres

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"assay/store"
	"assay/store/similar"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

const (
	signChunk    = 300 // inputs that are in memory together
	longestInput = `262144`
	mostAlike    = 300 // signatures that share a key and are compared with one input; more are boilerplate
	mostChecked  = 12  // inputs that are read to compare them with one
)

// saltOf keeps the keys of different datasets apart.
func saltOf(project store.ProjectID, dataset int) uint64 {
	return uint64(project)<<32 | uint64(uint32(dataset))
}

// signed is an input by its hash, ready to be compared.
type signed struct {
	content string
	sketch  similar.Sketch
}

// SignRows makes the signatures of at most so many of a dataset's rows that have none, 0 being all, and returns how many
// different inputs are left without. What writes rows leaves that to those who search, and to jobs.
func (db *DB) SignRows(ctx context.Context, project store.ProjectID, dataset, most int, tell func(done, left int)) (left int, err error) {
	const state = `
SELECT d.signed, COALESCE((SELECT max(v.xact) FROM dataset_version v WHERE v.project_id = d.project_id AND v.dataset_id = d.id), 0) AS newest
FROM dataset d WHERE d.project_id = $1 AND d.id = $2`
	var s struct{ Signed, Newest store.Version }
	if err := db.x.GetContext(ctx, &s, state, project, dataset); err != nil {
		return 0, fmt.Errorf("find unsigned rows: %w", translate(err))
	}
	if s.Signed >= s.Newest {
		return 0, nil
	}
	const count = `SELECT count(DISTINCT r.content) ` + unsigned
	if err := db.x.GetContext(ctx, &left, count, project, dataset); err != nil {
		return 0, fmt.Errorf("count unsigned rows: %w", translate(err))
	}
	after := "00000000-0000-0000-0000-000000000000"
	for done := 0; left > 0 && (most == 0 || done < most); {
		n, last, err := db.signSome(ctx, project, dataset, after)
		if err != nil {
			return left, err
		}
		if n == 0 {
			left = 0
			break
		}
		done, left, after = done+n, max(left-n, 0), last
		if tell != nil {
			tell(done, left)
		}
	}
	if left > 0 {
		return left, nil
	}
	// Whoever writes to the dataset has it locked, and its rows are not looked at here: the mark can wait.
	const mark = `
UPDATE dataset SET signed = $3 WHERE signed < $3 AND (project_id, id) = (SELECT project_id, id FROM dataset WHERE project_id = $1 AND id = $2 FOR NO KEY UPDATE SKIP LOCKED)`
	if _, err = db.x.ExecContext(ctx, mark, project, dataset, s.Newest); err != nil {
		return 0, fmt.Errorf("mark dataset as signed: %w", translate(err))
	}
	return 0, nil
}

// unsigned are the rows of the newest version whose input has no signature.
const unsigned = `FROM dataset_row r
WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.until = ` + forever + ` AND r.content IS NOT NULL
  AND NOT EXISTS (SELECT FROM row_signature s WHERE s.project_id = r.project_id AND s.dataset_id = r.dataset_id AND s.content = r.content)`

// signSome signs the next inputs in the order of their hashes.
func (db *DB) signSome(ctx context.Context, project store.ProjectID, dataset int, after string) (int, string, error) {
	q := `SELECT DISTINCT ON (r.content) r.content, left(r.input, ` + longestInput + `) AS input ` + unsigned + ` AND r.content > $3 ORDER BY r.content LIMIT $4`
	var rows []struct{ Content, Input string }
	if err := db.x.SelectContext(ctx, &rows, q, project, dataset, after, signChunk); err != nil {
		return 0, "", fmt.Errorf("read rows to sign: %w", translate(err))
	}
	if len(rows) == 0 {
		return 0, "", nil
	}
	inputs := make([]signed, len(rows))
	for i, r := range rows {
		inputs[i] = signed{content: r.Content, sketch: similar.NewSketch(similar.Said(r.Input))}
	}
	if err := keepSignatures(ctx, db.x, project, dataset, inputs); err != nil {
		return 0, "", translate(err)
	}
	return len(rows), rows[len(rows)-1].Content, nil
}

// keepSignatures stores what inputs are found by.
func keepSignatures(ctx context.Context, x sqlx.ExecerContext, project store.ProjectID, dataset int, inputs []signed) error {
	const q = `
INSERT INTO row_signature (project_id, dataset_id, content, signature, bands)
SELECT $1, $2, s.content, s.signature, s.bands::int4[]
FROM unnest($3::uuid[], $4::bytea[], $5::text[]) AS s (content, signature, bands)
ON CONFLICT DO NOTHING`
	contents, signatures, bands := make([]string, len(inputs)), make([][]byte, len(inputs)), make([]string, len(inputs))
	slices.SortFunc(inputs, func(a, b signed) int { return cmp.Compare(a.content, b.content) }) // so that two writers cannot wait for each other
	for i, in := range inputs {
		contents[i], signatures[i] = in.content, append([]byte{}, in.sketch.Signature()...)
		bands[i] = arrayText(in.sketch.Keys(saltOf(project, dataset)))
	}
	if _, err := x.ExecContext(ctx, q, project, dataset, pq.Array(contents), pq.ByteaArray(signatures), pq.Array(bands)); err != nil {
		return fmt.Errorf("keep signatures: %w", err)
	}
	return nil
}

func arrayText(keys []int32) string {
	text, err := pq.Array(keys).Value()
	if s, ok := text.(string); ok && err == nil {
		return s
	}
	return "{}"
}

// alike finds, for each of some inputs, the hashes of those of a dataset that may be as similar, the likeliest first.
func alike(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, dataset int, inputs []signed, similarity float64) ([][]string, error) {
	const ask = `SELECT set_config('enable_seqscan', $1, true), set_config('enable_indexscan', $1, true)`
	const q = `
SELECT q.n, s.content, encode(s.signature, 'hex') AS signature
FROM (SELECT u.n, array_agg(u.key) AS keys FROM unnest($3::int[], $4::int[]) AS u (n, key) GROUP BY u.n) AS q
CROSS JOIN LATERAL (
  SELECT r.content, r.signature FROM (SELECT project_id, dataset_id, content, signature FROM row_signature WHERE bands && q.keys OFFSET 0) AS r
  WHERE r.project_id = $1 AND r.dataset_id = $2 LIMIT $5
) AS s`
	var ns, keys []int32
	for i, in := range inputs {
		for _, key := range in.sketch.Keys(saltOf(project, dataset)) {
			ns, keys = append(ns, int32(i)), append(keys, key)
		}
	}
	var rows []struct {
		N         int
		Content   string
		Signature string
	}
	// Keys are salted with the dataset, so that the index over them finds hardly anything else. The statistics know nothing of them,
	// and a walk over all signatures looks cheap.
	if _, err := tx.ExecContext(ctx, ask, "off"); err != nil {
		return nil, fmt.Errorf("search signatures: %w", err)
	}
	if err := tx.SelectContext(ctx, &rows, q, project, dataset, pq.Array(ns), pq.Array(keys), mostAlike); err != nil {
		return nil, fmt.Errorf("search signatures: %w", err)
	}
	if _, err := tx.ExecContext(ctx, ask, "on"); err != nil {
		return nil, fmt.Errorf("search signatures: %w", err)
	}
	type found struct {
		content  string
		estimate float64
	}
	likely := make([][]found, len(inputs))
	for _, r := range rows {
		signature, err := hex.DecodeString(r.Signature)
		if err != nil {
			return nil, fmt.Errorf("read signature: %w", err)
		}
		if estimate, plausible := inputs[r.N].sketch.Plausible(signature, similarity); plausible {
			likely[r.N] = append(likely[r.N], found{r.Content, estimate})
		}
	}
	out := make([][]string, len(inputs))
	for i, list := range likely {
		slices.SortFunc(list, func(a, b found) int {
			return cmp.Or(cmp.Compare(b.estimate, a.estimate), cmp.Compare(a.content, b.content))
		})
		for _, f := range list[:min(len(list), mostChecked)] {
			out[i] = append(out[i], f.content)
		}
	}
	return out, nil
}
