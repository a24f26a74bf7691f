package postgres

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"assay/store"

	"golang.org/x/sync/errgroup"
)

// benchPageTime is one page that a client of the measurement asked for.
type benchPageTime struct {
	filter *benchFilter
	took   time.Duration
}

// pageCursor is where the page of a filter begins.
func (f *benchFilter) pageCursor() store.Cursor {
	if f.deep {
		return store.Cursor{Created: benchStart.AddDate(0, 0, benchDays/2), ID: store.TraceKey("middle")}
	}
	return store.Cursor{}
}

// page asks for the page of a filter once.
func (b *bench) page(ctx context.Context, f *benchFilter) (benchPageTime, error) {
	q, err := b.query(f.text)
	if err != nil {
		return benchPageTime{}, err
	}
	took, err := timed(func() error {
		_, err := b.db.Page(ctx, q, f.pageCursor(), benchLimit)
		return err
	})
	return benchPageTime{f, took}, err
}

// measureClients asks for the pages of all filters with one client and with sixteen, and with one while traces are logged.
func (b *bench) measureClients(ctx context.Context) error {
	b.heading("Pages of all filters at once: each client asks for all of them, in an order of its own")
	b.print("clients  pages/s   median      p95    worst ms")
	if _, err := b.askAll(ctx, "", 1, 3); err != nil {
		return err
	}
	if _, err := b.askAll(ctx, "", 16, 1); err != nil {
		return err
	}
	return b.askDuringIngest(ctx)
}

// askAll lets clients ask for the pages of all filters some times over.
func (b *bench) askAll(ctx context.Context, beside string, clients, rounds int) (time.Duration, error) {
	var mu sync.Mutex
	var times []benchPageTime
	group, asking := errgroup.WithContext(ctx)
	whole, err := timed(func() error {
		for k := range clients {
			group.Go(func() error {
				r := rand.New(rand.NewPCG(uint64(k), 5))
				for range rounds {
					for _, i := range r.Perm(len(benchFilters)) {
						t, err := b.page(asking, &benchFilters[i])
						if err != nil {
							return fmt.Errorf("filter %q: %w", benchFilters[i].text, err)
						}
						mu.Lock()
						times = append(times, t)
						mu.Unlock()
					}
				}
				return nil
			})
		}
		return group.Wait()
	})
	if err != nil {
		return 0, fmt.Errorf("ask with %d clients: %w", clients, err)
	}
	slices.SortFunc(times, func(x, y benchPageTime) int { return int(x.took - y.took) })
	worst := times[len(times)-1]
	b.print("%7d %8.0f %8.2f %8.2f %8.2f  %s%s", clients, float64(len(times))/whole.Seconds(), milliseconds(times[len(times)/2].took),
		milliseconds(times[len(times)*95/100].took), milliseconds(worst.took), worst.filter.name(), beside)
	return whole, nil
}

// askDuringIngest is askAll with one client while another logs traces to a server as fast as it takes them.
func (b *bench) askDuringIngest(ctx context.Context) error {
	p, err := b.db.Project(ctx, benchProject)
	if err != nil {
		return fmt.Errorf("measure during ingest: %w", err)
	}
	server, err := b.start(ctx, p)
	if err != nil {
		return fmt.Errorf("measure during ingest: %w", err)
	}
	defer server.Stop()
	sending, stop := context.WithCancel(ctx)
	var sent atomic.Int64
	ended := make(chan error, 1)
	go func() {
		for sending.Err() == nil {
			packed, err := server.Pack(b.unsaid(200))
			if err == nil {
				err = server.Send(sending, packed)
			}
			if err != nil {
				ended <- err
				return
			}
			sent.Add(200)
		}
		ended <- nil
	}()
	whole, err := b.askAll(ctx, ", while traces are logged", 1, 3)
	stop()
	if failed := <-ended; err == nil && failed != nil && sending.Err() == nil {
		err = failed
	}
	if err != nil {
		return fmt.Errorf("measure during ingest: %w", err)
	}
	b.print("%.0f spans a second were logged meanwhile.", float64(sent.Load())/whole.Seconds())
	return nil
}

// measureCold asks for the page of each filter right after the database was started with nothing in its memory.
func (b *bench) measureCold(ctx context.Context) error {
	if b.cold == nil {
		b.print("\nCold pages are measured on a private Postgres only, which can be started anew.")
		return nil
	}
	b.heading("Cold: the first page after a start of the database, with nothing of it in memory")
	b.print("    cold     warm ms")
	for i := range b.figures {
		f := &b.figures[i]
		db, err := b.cold(ctx)
		if err != nil {
			return fmt.Errorf("start the database anew: %w", err)
		}
		b.db = db
		t, err := b.page(ctx, f.filter)
		if err != nil {
			return fmt.Errorf("filter %q: %w", f.filter.text, err)
		}
		f.cold = t.took
		b.print("%8.2f %8.2f  %s", milliseconds(f.cold), milliseconds(f.ours), f.filter.name())
	}
	return nil
}
