package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// benchFigure is what the page of a filter took at one size.
type benchFigure struct {
	filter           *benchFilter
	ours, best, cold time.Duration
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

// The growth that pages are held to: this on four of five filters, the other on the rest.
const (
	benchGrowth     = 1.3
	benchGrowthMost = 3.0
)

// printGrowth compares the pages of a size with those of the one before.
func (b *bench) printGrowth(before []benchFigure, size int) {
	b.heading(fmt.Sprintf("Growth of pages from %d to %d traces", size, b.traces))
	b.print("budget: %.1fx for four of five filters, %.0fx for the rest.\n", benchGrowth, benchGrowthMost)
	for _, heldOut := range []bool{false, true} {
		within, most, of := 0, 0, 0
		if heldOut {
			b.print("\nheld out of tuning:")
		}
		b.print("growth   before     after ms")
		for i, f := range b.figures {
			if f.filter.heldOut != heldOut {
				continue
			}
			growth := float64(f.ours) / float64(before[i].ours)
			of++
			if growth <= benchGrowth {
				within++
			}
			if growth <= benchGrowthMost {
				most++
			}
			b.print("%6.2f %8.2f %8.2f  %s", growth, milliseconds(before[i].ours), milliseconds(f.ours), f.filter.name())
		}
		b.print("%d of %d within %.1fx, %d within %.0fx.", within, of, benchGrowth, most, benchGrowthMost)
	}
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
