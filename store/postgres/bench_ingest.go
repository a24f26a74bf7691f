package postgres

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"assay/store"

	"golang.org/x/sync/errgroup"
)

// The budgets that ingest is held to, as fractions of the rows a second that a raw COPY of the same rows reaches.
var benchIngest = []struct {
	batch, clients, requests int // of one round, all clients together
	least                    float64
}{{100, 1, 10, 0.4}, {100, 8, 32, 0.4}, {1000, 1, 2, 0.6}, {1000, 8, 16, 0.6}}

const benchRounds = 7

// measureIngest logs batches of new traces to a server over HTTP and copies as many rows of the same kind into the same
// tables of the same project, in turns. Rows of either are no others' copies: keys hold once.
func (b *bench) measureIngest(ctx context.Context, into string) error {
	p, err := b.db.Project(ctx, benchProject)
	if err != nil {
		return fmt.Errorf("measure ingest: %w", err)
	}
	server, err := b.start(ctx, p)
	if err != nil {
		return fmt.Errorf("measure ingest: %w", err)
	}
	defer server.Stop()
	b.heading("Ingest over HTTP into " + into + ": rows a second as a fraction of a raw COPY of the same rows")
	b.print("ratio  spans/s     raw  batch  clients  budget")
	for _, size := range benchIngest {
		var ours, raw []time.Duration
		for round := range benchRounds {
			took, err := b.sendRound(ctx, server, size.clients, size.requests, size.batch)
			if err != nil {
				return fmt.Errorf("measure ingest: %w", err)
			}
			tookRaw, err := b.copyRound(ctx, size.clients, size.requests, size.batch)
			if err != nil {
				return fmt.Errorf("measure ingest: %w", err)
			}
			if round > 0 { // the first warms up
				ours, raw = append(ours, took), append(raw, tookRaw)
			}
		}
		ratio := float64(median(raw)) / float64(median(ours))
		mark := ""
		if ratio < size.least {
			mark = " UNDER"
		}
		rows := float64(size.requests * size.batch)
		b.print("%5.2f %8.0f %7.0f %6d %8d %7.1f%s", ratio, rows/median(ours).Seconds(), rows/median(raw).Seconds(), size.batch, size.clients, size.least, mark)
	}
	peak, err := server.Memory()
	if err != nil {
		return fmt.Errorf("measure ingest: %w", err)
	}
	b.print("The server held at most %d MB.", peak>>20)
	return nil
}

// unsaid makes traces for one batch, without feedback: that comes in requests of its own.
func (b *bench) unsaid(batch int) []store.Span {
	spans := b.made.traces(batch / 2)
	for i := range spans {
		spans[i].Feedback = nil
	}
	return spans
}

func (b *bench) sendRound(ctx context.Context, server BenchServer, clients, requests, batch int) (time.Duration, error) {
	packed := make([][]byte, requests)
	for i := range packed {
		var err error
		if packed[i], err = server.Pack(b.unsaid(batch)); err != nil {
			return 0, err
		}
	}
	return b.shared(ctx, clients, requests, func(ctx context.Context, i int) error { return server.Send(ctx, packed[i]) })
}

func (b *bench) copyRound(ctx context.Context, clients, requests, batch int) (time.Duration, error) {
	rows := make([]func() []freshTable, requests)
	for i := range rows {
		rows[i] = b.madeRows(b.unsaid(batch))
	}
	return b.shared(ctx, clients, requests, func(ctx context.Context, i int) error { return b.copyIn(ctx, rows[i]) })
}

// shared times work on requests that clients take from one pile.
func (b *bench) shared(ctx context.Context, clients, requests int, work func(ctx context.Context, i int) error) (time.Duration, error) {
	var next atomic.Int64
	return timed(func() error {
		group, ctx := errgroup.WithContext(ctx)
		for range clients {
			group.Go(func() error {
				for {
					i := int(next.Add(1)) - 1
					if i >= requests {
						return nil
					}
					if err := work(ctx, i); err != nil {
						return err
					}
				}
			})
		}
		return group.Wait()
	})
}
