package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store"
	"assay/store/filter"
)

// The budgets that lists are held to: this many times the best hand-written plan, or this much more of it; nothing over most.
const (
	benchRatio = 2.0
	benchMore  = 2 * time.Millisecond
	benchMost  = 10.0
	benchLimit = 50
)

// benchPlan is one way to write a filter by hand.
type benchPlan struct {
	name  string
	page  string // selects project_id, id and created of a page's traces
	count string
	times []time.Duration
	slow  bool
}

// plans are the ways to write f that may be the best one.
func (f *benchFilter) plans(before string) []*benchPlan {
	const newest = " ORDER BY t.created DESC, t.id DESC LIMIT 51"
	if before != "" {
		before = " AND (t.created, t.id) < (" + before + ")"
	}
	from := "FROM trace t WHERE t.project_id = $1" + before
	capped := func(rows string) string {
		return fmt.Sprintf("SELECT count(*) FROM (SELECT %s LIMIT %d) c", rows, CountCap+1)
	}
	const columns = "SELECT t.project_id, t.id, t.created "
	plans := []*benchPlan{{name: "walk", page: columns + from + " AND " + f.test + newest, count: capped(from + " AND " + f.test)}}
	if f.terms != "" {
		both := from + " AND " + f.test + " AND " + f.terms
		plans = append(plans, &benchPlan{name: "terms", page: columns + both + newest, count: capped(both)},
			&benchPlan{name: "fence", page: columns + "FROM (" + columns + both + " OFFSET 0) t" + newest, count: capped(both)})
	}
	if f.score != "" {
		scores := "FROM trace_score WHERE project_id = $1 AND " + f.score
		driven := "FROM (SELECT trace_id, created " + scores + " ORDER BY created DESC, trace_id DESC OFFSET 0) s JOIN trace t ON t.project_id = $1 AND t.id = s.trace_id WHERE " + f.test + before
		p := &benchPlan{name: "score", page: columns + driven + " ORDER BY s.created DESC, s.trace_id DESC LIMIT 51", count: capped(driven)}
		if f.sole && before == "" {
			p.count = capped(scores)
		}
		plans = append(plans, p)
	}
	return plans
}

// measurePages prints a line for every filter: the page, then the count.
func (b *bench) measurePages(ctx context.Context) error {
	b.heading(fmt.Sprintf("Lists of %d out of %d traces: page and count as multiples of the best hand-written SQL", benchLimit, b.traces))
	b.print("budget of a page: %.0fx, or %v more; never over %.0fx. Medians of %d alternated runs.\n", benchRatio, benchMore, benchMost, b.runs)
	over := 0
	for _, heldOut := range []bool{false, true} {
		if heldOut {
			b.print("\nheld out of tuning:")
		}
		b.print(" page     ours     best            count     ours     best         traces  filter")
		for i := range benchFilters {
			if f := &benchFilters[i]; f.heldOut == heldOut {
				kept, err := b.measureFilter(ctx, f)
				if err != nil {
					return fmt.Errorf("filter %q: %w", f.text, err)
				}
				if !kept {
					over++
				}
			}
		}
	}
	b.print("\n%d of %d filters over budget.", over, len(benchFilters))
	return nil
}

func (b *bench) query(text string) (Query, error) {
	e, _, err := filter.Read(text, b.options)
	return Query{Project: b.project, Filter: e, Options: b.options}, err
}

func (b *bench) measureFilter(ctx context.Context, f *benchFilter) (bool, error) {
	q, err := b.query(f.text)
	if err != nil {
		return false, err
	}
	var cursor store.Cursor
	before := ""
	if cursor = f.pageCursor(); f.deep {
		before = fmt.Sprintf("'%s', '%s'", cursor.Created.Format(time.RFC3339), cursor.ID)
	}
	page, plan, ours, err := b.measurePage(ctx, q, cursor, f.plans(before))
	if err != nil {
		return false, err
	}
	mark, kept, best := "", true, median(plan.times)
	if ours > time.Duration(benchRatio*float64(best)) && ours > best+benchMore || ours > time.Duration(benchMost*float64(best)) {
		mark, kept = " OVER", false
	}
	b.figures = append(b.figures, benchFigure{filter: f, ours: ours, best: plan})
	count := fmt.Sprintf("%32s", "")
	if !f.deep {
		if count, err = b.measureCount(ctx, q, f.plans("")); err != nil {
			return false, err
		}
	}
	b.print("%s %s  %s%s", page, count, f.name(), mark)
	return kept, nil
}

// written reads a page by a plan.
func (b *bench) written(ctx context.Context, p *benchPlan) ([]traceRow, error) {
	var rows []traceRow
	statement := "SELECT " + listColumns + ", true AS still_matches FROM (" + p.page + ") m JOIN trace c ON c.project_id = m.project_id AND c.id = m.id" +
		" LEFT JOIN span_payload p ON p.project_id = c.project_id AND p.id = c.root_id ORDER BY m.created DESC, m.id DESC"
	err := b.db.x.SelectContext(ctx, &rows, statement, b.project)
	return rows[:min(len(rows), benchLimit)], err
}

// measurePage times the page and the plans, and checks that they agree on it.
func (b *bench) measurePage(ctx context.Context, q Query, cursor store.Cursor, plans []*benchPlan) (line string, best *benchPlan, ours time.Duration, err error) {
	var page TracePage
	ours, err = b.alternate(func() (err error) {
		page, err = b.db.Page(ctx, q, cursor, benchLimit)
		return err
	}, plans, func(p *benchPlan) error {
		rows, err := b.written(ctx, p)
		if err != nil {
			return err
		}
		if !page.Partial && !slices.EqualFunc(rows, page.Traces, func(r traceRow, t store.Trace) bool { return r.ID == t.ID }) {
			return fmt.Errorf("%d traces of the plan are not the %d of the list", len(rows), len(page.Traces))
		}
		return nil
	})
	if err != nil {
		return "", nil, 0, err
	}
	best = bestOf(plans)
	name, took := best.name, median(best.times)
	if page.Partial {
		name += "+" // ours gave up
	}
	return fmt.Sprintf("%5.1f %8.2f %8.2f %-6s", float64(ours)/float64(took), milliseconds(ours), milliseconds(took), name), best, ours, nil
}

func (b *bench) measureCount(ctx context.Context, q Query, plans []*benchPlan) (string, error) {
	n, more := 0, false
	ours, err := b.alternate(func() (err error) {
		n, more, err = b.db.Count(ctx, q, store.Cursor{})
		return err
	}, plans, func(p *benchPlan) error {
		var counted int
		if err := b.db.x.GetContext(ctx, &counted, p.count, q.Project); err != nil {
			return err
		}
		if counted < n || counted > n && !more {
			return fmt.Errorf("the plan counts %d, not %d", counted, n)
		}
		return nil
	})
	number := fmt.Sprint(n)
	if more {
		number += "+"
	}
	if err != nil {
		return "", err
	}
	best := bestOf(plans)
	took := median(best.times)
	return fmt.Sprintf("%8.1f %8.2f %8.2f %-6s %6s", float64(ours)/float64(took), milliseconds(ours), milliseconds(took), best.name, number), nil
}

// alternate runs ours and the plans in turns. The first turn warms up; plans that it shows to be far from the best are not run
// again, and where all take long, fewer turns do.
func (b *bench) alternate(ours func() error, plans []*benchPlan, check func(*benchPlan) error) (time.Duration, error) {
	var times []time.Duration
	for run, runs := 0, b.runs; run <= runs; run++ {
		took, err := timed(ours)
		if err != nil {
			return 0, err
		}
		times = append(times, took)
		for _, p := range plans {
			if p.slow {
				continue
			}
			took, err := timed(func() error { return check(p) })
			if err != nil {
				return 0, fmt.Errorf("plan %s: %w", p.name, err)
			}
			p.times = append(p.times, took)
		}
		if run > 0 {
			continue
		}
		best := median(bestOf(plans).times)
		for _, p := range plans {
			p.slow = p.times[0] > 20*time.Millisecond && p.times[0] > 20*best
			if !p.slow {
				p.times = nil
			}
		}
		if best > time.Second/4 {
			runs = min(runs, 3)
		}
	}
	return median(times[1:]), nil
}

// bestOf is the plan with the least median of its times; each plan was run, if only once.
func bestOf(plans []*benchPlan) *benchPlan {
	return slices.MinFunc(plans, func(a, b *benchPlan) int { return cmp.Compare(median(a.times), median(b.times)) })
}
