package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// benchFigure is what the page of a filter took at one size, and the best hand-written plan of it.
type benchFigure struct {
	filter     *benchFilter
	ours, cold time.Duration
	best       *benchPlan
}

// name is the filter in words, for the end of a line.
func (f *benchFilter) name() string {
	switch {
	case f.deep:
		return f.text + " (from the middle)"
	case f.text == "":
		return "(none)"
	}
	return f.text
}

// The growth that pages are held to: the first on four of five filters, the other on the rest.
const (
	benchGrowth     = 1.3
	benchGrowthMost = 3.0
)

// measureGrowth asks for pages of this size and of the one before in turns, ours and the best written by hand for each: what
// another program takes of the machine meanwhile, it takes of both.
func (b *bench) measureGrowth(ctx context.Context, before *bench) error {
	b.heading(fmt.Sprintf("Growth of pages from %d to %d traces", before.traces, b.traces))
	b.print("budget: %.1fx for four of five filters, %.0fx for the rest. Medians of %d alternated runs.\n", benchGrowth, benchGrowthMost, b.runs)
	for _, heldOut := range []bool{false, true} {
		within, most, of := 0, 0, 0
		if heldOut {
			b.print("\nheld out of tuning:")
		}
		b.print("growth   before    after   by hand   before    after ms")
		for i, f := range b.figures {
			if f.filter.heldOut != heldOut {
				continue
			}
			ours, hand, err := b.growth(ctx, before, i)
			if err != nil {
				return fmt.Errorf("filter %q: %w", f.filter.text, err)
			}
			of++
			if ours.ratio() <= benchGrowth {
				within++
			}
			if ours.ratio() <= benchGrowthMost {
				most++
			}
			b.print("%s   %s  %s", ours, hand, f.filter.name())
		}
		b.print("%d of %d within %.1fx, %d within %.0fx.", within, of, benchGrowth, most, benchGrowthMost)
	}
	return nil
}

// benchGrown is how long a page takes of two sizes.
type benchGrown struct{ before, after time.Duration }

func (g benchGrown) ratio() float64 { return float64(g.after) / float64(g.before) }

// String is the ratio and both times, in columns.
func (g benchGrown) String() string {
	return fmt.Sprintf("%6.2f %8.2f %8.2f", g.ratio(), milliseconds(g.before), milliseconds(g.after))
}

// growth is that of the page of a filter, and of the best plan written by hand. The first turn warms up.
func (b *bench) growth(ctx context.Context, before *bench, i int) (ours, hand benchGrown, err error) {
	var times [4][]time.Duration
	for range b.runs + 1 {
		for k, at := range []*bench{before, b} {
			page, err := at.page(ctx, at.figures[i].filter)
			if err != nil {
				return ours, hand, err
			}
			written, err := timed(func() error { _, err := at.written(ctx, at.figures[i].best); return err })
			if err != nil {
				return ours, hand, err
			}
			times[k], times[2+k] = append(times[k], page.took), append(times[2+k], written)
		}
	}
	return benchGrown{median(times[0][1:]), median(times[1][1:])}, benchGrown{median(times[2][1:]), median(times[3][1:])}, nil
}

// wipe empties a database that holds nothing but the traces of a measurement.
func (b *bench) wipe(ctx context.Context) error {
	var tables []string
	const list = `SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'goose%'`
	if err := b.db.x.SelectContext(ctx, &tables, list); err != nil {
		return fmt.Errorf("list tables: %w", err)
	}
	if _, err := b.db.x.ExecContext(ctx, "TRUNCATE "+strings.Join(tables, ", ")+" CASCADE"); err != nil {
		return fmt.Errorf("empty tables: %w", err)
	}
	return nil
}
