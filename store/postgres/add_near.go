package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"assay/store/adding"
	"assay/store/similar"

	"github.com/lib/pq"
)

// nearRow is a candidate whose input is compared.
type nearRow struct {
	signed
	n      int
	action adding.Action
	near   *nearMatch
}

// nearMatch is what a candidate says nearly the same as: a row, or an earlier candidate.
type nearMatch struct {
	row, split string
	twin       int
	similarity float64
}

// findNear marks the candidates whose input says nearly the same as one of the newest version, or as an earlier candidate that
// becomes a row, and decides about them. Every input that becomes a row is signed on the way, which is how later ones find it.
func (a *adder) findNear(ctx context.Context) error {
	if a.plan.Duplicates.Similarity == 0 || a.nearMost > 0 && a.report.Taken > a.nearMost {
		return nil
	}
	a.compared = true
	if err := a.standIn(ctx); err != nil {
		return err
	}
	const known = `SELECT count(*) FROM row_signature WHERE project_id = $1 AND dataset_id = $2`
	if err := a.tx.GetContext(ctx, &a.report.Compared, known, a.target, a.dataset); err != nil {
		return fmt.Errorf("count signatures: %w", err)
	}
	for from := 0; from < a.report.Rows; {
		a.tell("Looking for near duplicates", from, a.report.Rows)
		rows, last, err := a.nearRows(ctx, from)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		if err := a.compareNear(ctx, rows, from); err != nil {
			return err
		}
		if err := a.keepNear(ctx, rows); err != nil {
			return err
		}
		from = last
	}
	return nil
}

// standIn makes a dataset for signatures to be of, where nothing is written and the dataset is not there yet. The transaction takes it
// back.
func (a *adder) standIn(ctx context.Context) error {
	if a.dataset != 0 || a.report.Taken <= signChunk {
		return nil
	}
	const q = `INSERT INTO dataset (project_id, name, description) VALUES ($1, gen_random_uuid()::text, '') RETURNING id`
	if err := a.tx.GetContext(ctx, &a.dataset, q, a.target); err != nil {
		return fmt.Errorf("stand in for a new dataset: %w", err)
	}
	return nil
}

// nearRows reads the next candidates that are no exact duplicates.
func (a *adder) nearRows(ctx context.Context, after int) (rows []*nearRow, last int, err error) {
	m := a.mapped()
	q := "SELECT c.n, c.content, COALESCE(c.span_id, c.trace_id)::text AS id, left(" + m.text(a.plan.Input) + ", " + longestInput + ") AS input FROM (" +
		"SELECT n, trace_id, span_id, content FROM add_candidate WHERE n > " + m.args.add(after) + " AND kind = '' AND content IS NOT NULL ORDER BY n LIMIT " +
		m.args.add(signChunk) + ") AS c" + m.source() + " ORDER BY c.n"
	var list []struct {
		N           int
		Content, ID string
		Input       sql.NullString
	}
	if err := a.tx.SelectContext(ctx, &list, q, m.args.values...); err != nil {
		return nil, 0, fmt.Errorf("read inputs: %w", err)
	}
	for _, r := range list {
		action := a.plan.Duplicates.Near
		if chosen, ok := a.plan.Choices[r.ID]; ok {
			action = chosen
		}
		rows = append(rows, &nearRow{signed: signed{r.Content, similar.NewSketch(similar.Said(r.Input.String))}, n: r.N, action: action})
		last = r.N
	}
	return rows, last, nil
}

// compareNear finds for each of some candidates what it is most similar to. Candidates up to from have been through this.
func (a *adder) compareNear(ctx context.Context, rows []*nearRow, from int) error {
	least := a.plan.Duplicates.Similarity
	inputs := make([]signed, len(rows))
	for i, r := range rows {
		inputs[i] = r.signed
	}
	likely, err := alike(ctx, a.tx, a.target, a.dataset, inputs, least)
	if err != nil {
		return err
	}
	texts, err := a.nearTexts(ctx, likely, from)
	if err != nil {
		return err
	}
	leaders := map[int32][]*nearRow{} // of these rows, by key
	for i, r := range rows {
		for _, content := range likely[i] {
			if other, there := texts[content]; there && content != r.content {
				r.consider(other.match, other.sketch, least)
			}
		}
		keys := r.sketch.Keys(0)
		seen := map[int]bool{}
		for _, key := range keys {
			for _, l := range leaders[key] {
				if !seen[l.n] {
					seen[l.n] = true
					r.consider(nearMatch{twin: l.n}, l.sketch, least)
				}
			}
		}
		if r.near == nil {
			r.action = adding.Insert
		}
		if r.action == adding.Insert {
			for _, key := range keys {
				leaders[key] = append(leaders[key], r)
			}
		}
	}
	return nil
}

// consider takes a match if it is better than the one so far.
func (r *nearRow) consider(m nearMatch, other similar.Sketch, least float64) {
	m.similarity = r.sketch.Compare(other).Similarity
	if m.similarity >= least && (r.near == nil || m.similarity > r.near.similarity) {
		r.near = &m
	}
}

// nearText is an input that some candidates may be like.
type nearText struct {
	match  nearMatch
	sketch similar.Sketch
}

// nearTexts reads inputs by their hashes: of the newest version, or of candidates up to n.
func (a *adder) nearTexts(ctx context.Context, likely [][]string, n int) (map[string]nearText, error) {
	wanted := map[string]bool{}
	for _, list := range likely {
		for _, content := range list {
			wanted[content] = true
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	contents := make([]string, 0, len(wanted))
	for content := range wanted {
		contents = append(contents, content)
	}
	m := a.mapped()
	these := m.args.add(pq.Array(contents)) + "::uuid[]"
	q := "SELECT DISTINCT ON (content) content, row, split, twin, left(input, " + longestInput + ") AS input FROM (" +
		"SELECT r.content, r.id AS row, COALESCE(r.split, '') AS split, 0 AS twin, r.input, r.position FROM dataset_row r WHERE r.project_id = " + m.args.add(a.target) +
		" AND r.dataset_id = " + m.args.add(a.dataset) + " AND r.content = ANY(" + these + ") AND r.until = " + forever +
		" UNION ALL SELECT c.content, '', '', c.n, " + m.text(a.plan.Input) + ", 9223372036854775807 FROM (SELECT n, trace_id, span_id, content FROM add_candidate" +
		" WHERE content = ANY(" + these + ") AND n <= " + m.args.add(n) + " AND action = 'insert') AS c" + m.source() +
		") AS known WHERE input IS NOT NULL ORDER BY content, position, twin"
	var rows []struct {
		Content, Row, Split, Input string
		Twin                       int
	}
	if err := a.tx.SelectContext(ctx, &rows, q, m.args.values...); err != nil {
		return nil, fmt.Errorf("read inputs to compare: %w", err)
	}
	texts := make(map[string]nearText, len(rows))
	for _, r := range rows {
		texts[r.Content] = nearText{nearMatch{row: r.Row, split: r.Split, twin: r.Twin}, similar.NewSketch(similar.Said(r.Input))}
	}
	return texts, nil
}

// keepNear notes what was found, and signs what becomes a row.
func (a *adder) keepNear(ctx context.Context, rows []*nearRow) error {
	const q = `
UPDATE add_candidate AS c SET kind = 'near', target = NULLIF(m.target, ''), split = NULLIF(m.split, ''), twin = NULLIF(m.twin, 0),
  similarity = m.similarity, action = m.action
FROM unnest($1::int[], $2::text[], $3::text[], $4::int[], $5::float8[], $6::text[]) AS m (n, target, split, twin, similarity, action) WHERE c.n = m.n`
	var ns, twins []int64
	var targets, splits, actions []string
	var similarities []float64
	var news []signed
	for _, r := range rows {
		if r.action == adding.Insert {
			news = append(news, r.signed)
		}
		if r.near != nil {
			ns, twins, similarities = append(ns, int64(r.n)), append(twins, int64(r.near.twin)), append(similarities, r.near.similarity)
			targets, splits, actions = append(targets, r.near.row), append(splits, r.near.split), append(actions, string(r.action))
		}
	}
	if len(ns) > 0 {
		if _, err := a.tx.ExecContext(ctx, q, pq.Array(ns), pq.Array(targets), pq.Array(splits), pq.Array(twins), pq.Array(similarities), pq.Array(actions)); err != nil {
			return fmt.Errorf("note near duplicates: %w", err)
		}
	}
	if a.version == 0 && a.report.Taken <= signChunk { // nothing will be written, and nothing comes after these
		return nil
	}
	return keepSignatures(ctx, a.tx, a.target, a.dataset, news)
}
