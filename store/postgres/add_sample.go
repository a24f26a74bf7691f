package postgres

import (
	"context"
	"fmt"
	"strconv"

	"assay/store/adding"
)

// sample keeps as many candidates as the plan asks for. Those that the dataset has are no part of it: they count for the quota of
// their segment, and what happens to them is decided elsewhere.
func (a *adder) sample(ctx context.Context) error {
	s := a.plan.Sample
	if s.Kind == adding.All {
		return nil
	}
	if err := a.findSegments(ctx); err != nil {
		return err
	}
	args := &arguments{}
	q := "DELETE FROM add_candidate AS a WHERE a.kind = '' AND NOT EXISTS (SELECT FROM (" + placed(s, args) + ") AS k WHERE k.n = a.n AND k.place <= " +
		args.add(s.Rows) + ")"
	n, err := affected(a.tx.ExecContext(ctx, q, args.values...))
	if err != nil {
		return fmt.Errorf("draw sample: %w", err)
	}
	a.report.Taken -= n
	return nil
}

// findSegments notes for each candidate the value that tells its segment.
func (a *adder) findSegments(ctx context.Context) error {
	s := a.plan.Sample
	if !s.Segmented() {
		return nil
	}
	m := a.mapped()
	q := "UPDATE add_candidate AS a SET segment = left(x.segment, 200) FROM (SELECT c.n, " + m.json(s.Segment) + " #>> '{}' AS segment FROM add_candidate c" +
		m.source() + ") AS x WHERE x.n = a.n AND x.segment IS NOT NULL"
	if _, err := a.tx.ExecContext(ctx, q, m.args.values...); err != nil {
		return fmt.Errorf("find segments: %w", err)
	}
	const count = "SELECT count(DISTINCT segment) AS segments, count(*) FILTER (WHERE segment IS NULL) AS unsegmented FROM add_candidate"
	var found struct{ Segments, Unsegmented int }
	if err := a.tx.GetContext(ctx, &found, count); err != nil {
		return fmt.Errorf("count segments: %w", err)
	}
	a.report.Segments, a.report.Unsegmented = found.Segments, found.Unsegmented
	return nil
}

// placed selects the number of each new candidate with its place in the order in which the sample takes them.
func placed(s adding.Sample, args *arguments) string {
	// The order of a seed: as good as random, and the same whatever else there is.
	chance := func() string {
		return "md5(" + args.text(strconv.FormatInt(s.Seed, 10)) + " || c.trace_id::text || COALESCE(c.span_id::text, ''))"
	}
	const fresh = " FROM add_candidate c WHERE c.kind = ''"
	switch s.Kind {
	case adding.Random:
		return "SELECT c.n, row_number() OVER (ORDER BY " + chance() + ") AS place" + fresh
	case adding.Stratified:
		return "SELECT r.n, row_number() OVER (ORDER BY (r.k - 0.5) / r.size, r.chance) AS place FROM (SELECT k.n, k.chance, k.size, row_number() OVER (PARTITION BY k.segment ORDER BY k.chance) AS k" +
			" FROM (SELECT c.n, c.segment, " + chance() + " AS chance, count(*) OVER (PARTITION BY c.segment) AS size" + fresh + ") AS k) AS r"
	case adding.Quota:
		return "SELECT c.n, row_number() OVER (PARTITION BY c.segment ORDER BY " + chance() + ") + (SELECT count(*) FROM add_candidate h" +
			" WHERE h.kind = 'origin' AND h.segment IS NOT DISTINCT FROM c.segment) AS place" + fresh
	}
	return "SELECT c.n, row_number() OVER (ORDER BY c.n DESC) AS place" + fresh
}
