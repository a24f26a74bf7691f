package postgres

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
)

// BenchOptions say how large a Bench is.
type BenchOptions struct {
	Sizes []int                                                   // numbers of traces, each at least 10,000
	Runs  int                                                     // of each statement; medians are printed
	Only  string                                                  // lists, queue, trends, nearest, ingest or add; empty: all of them
	Place func(ctx context.Context, size int) (BenchPlace, error) // where the traces of a size are; called once for each
}

// BenchPlace is a database of traces of one size, empty at first, of no other use.
type BenchPlace struct {
	DB     *DB
	Cold   func(ctx context.Context) (*DB, error)                                // starts the database anew with nothing in memory; may be nil
	Server func(ctx context.Context, project store.Project) (BenchServer, error) // starts one that serves this database
}

// BenchServer is a running server that Bench logs to as clients do, from outside.
type BenchServer interface {
	Pack(spans []store.Span) ([]byte, error)       // the request that logs them; a client's work, and not measured
	Send(ctx context.Context, packed []byte) error // until it is acknowledged
	Memory() (int64, error)                        // most resident bytes so far
	Stop()
}

// benchProject is the project that Bench fills.
const benchProject = "assay-bench"

// bench measures on the made traces of one project.
type bench struct {
	db      *DB
	project store.ProjectID
	start   func(context.Context, store.Project) (BenchServer, error)
	cold    func(context.Context) (*DB, error)
	traces  int
	figures []benchFigure
	runs    int
	only    string
	made    *benchMaker
	options filter.Options
	w       io.Writer
	err     error // the first failure to print
}

// Bench fills empty databases with made traces and prints how long lists, counts, queues, ingest and dataset adds take on them
// as multiples of hand-written SQL in the same run: lists warm and cold, with one client and with many, and while traces are
// logged. Of several sizes each has a database of its own, and pages of two sizes are asked for in turns. Figures of different
// runs do not compare: the machine has other work too. A database that holds anything but the traces of an earlier Bench is
// refused.
func Bench(ctx context.Context, o BenchOptions, w io.Writer) error {
	for _, n := range o.Sizes {
		if n < 10_000 || o.Runs < 1 {
			return store.Invalid{"traces": "A measurement takes 10,000 traces or more."}
		}
	}
	var before *bench
	for i, n := range o.Sizes {
		p, err := o.Place(ctx, n)
		if err != nil {
			return err
		}
		b := &bench{db: p.DB, traces: n, runs: o.Runs, only: o.Only, start: p.Server, cold: p.Cold, made: newBenchMaker(n), w: w, options: filter.Options{Now: benchStart.AddDate(0, 0, benchDays)}}
		if err := b.measure(ctx, i+1 == len(o.Sizes)); err != nil {
			return err
		}
		if before != nil && b.wants("lists") {
			if err := b.measureGrowth(ctx, before); err != nil {
				return fmt.Errorf("measure growth: %w", err)
			}
		}
		before = b
	}
	return before.err
}

// measure makes the traces of one size and measures on them; what is written is measured at the last size.
func (b *bench) measure(ctx context.Context, last bool) error {
	if err := b.prepare(ctx); err != nil {
		return err
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
	}{
		{"lists", func(ctx context.Context) error { return b.db.FoldRollups(ctx, b.project) }},
		{"lists", b.measurePages},
		{"lists", b.measureCold},
		{"lists", b.measureClients},
		{"queue", b.measureQueue},
		{"trends", b.measureTrends},
		{"nearest", b.measureNearest},
		{"ingest", func(ctx context.Context) error { return b.measureIngest(ctx, fmt.Sprintf("%d traces", b.made.n)) }},
		{"add", b.measureAdd},
	} {
		if !b.wants(part.name) || part.name != "lists" && !last {
			continue
		}
		if err := part.measure(ctx); err != nil {
			return fmt.Errorf("measure %s: %w", part.name, err)
		}
	}
	return b.err
}

// wants reports whether a part is to be measured.
func (b *bench) wants(part string) bool { return b.only == "" || b.only == part }

// prepare makes the project and its traces, or finds those of an earlier run.
func (b *bench) prepare(ctx context.Context) error {
	var others, traces int
	const q = `SELECT (SELECT count(*) FROM project WHERE name <> $1) AS others,
  (SELECT count(*) FROM trace t JOIN project p ON p.id = t.project_id AND p.name = $1 WHERE t.created < $2) AS traces`
	if err := b.db.x.QueryRowContext(ctx, q, benchProject, b.options.Now).Scan(&others, &traces); err != nil {
		return fmt.Errorf("look for traces: %w", translate(err))
	}
	if others > 0 {
		return store.Invalid{"database": "The database holds other data. A measurement wants an empty one of its own."}
	}
	if traces > 0 && traces != b.traces {
		if err := b.wipe(ctx); err != nil {
			return err
		}
	}
	p, _, err := b.db.CreateProject(ctx, benchProject)
	if err != nil {
		return err
	}
	b.project = p.ID
	if traces == b.traces {
		if err := b.db.x.GetContext(ctx, &b.made.n, `SELECT count(*) FROM trace WHERE project_id = $1`, p.ID); err != nil {
			return fmt.Errorf("count traces: %w", err)
		}
		if _, err := b.db.x.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
			return fmt.Errorf("vacuum: %w", err)
		}
		return nil
	}
	if traces == 0 && b.wants("ingest") {
		if err := b.measureIngest(ctx, "empty tables"); err != nil {
			return err
		}
	}
	return b.load(ctx)
}

// print writes one line; the first failure to is kept and ends the measurement with an error.
func (b *bench) print(format string, a ...any) {
	if _, err := fmt.Fprintf(b.w, format+"\n", a...); b.err == nil {
		b.err = err
	}
}

// timed runs work and returns how long it took.
func timed(work func() error) (time.Duration, error) {
	started := time.Now()
	err := work()
	return time.Since(started), err
}

func median(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// heading prints a line and underlines it.
func (b *bench) heading(text string) {
	b.print("\n%s\n%s", text, strings.Repeat("-", len(text)))
}
