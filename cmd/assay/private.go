package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"assay/store/pgserver"
)

// private is the private Postgres while a command uses it. One that crashes or is killed is started again, so that pages
// come back by themselves.
type private struct {
	config pgserver.Config
	log    io.Writer
	end    context.CancelFunc
	ended  sync.WaitGroup
	server *pgserver.Server
}

const lookEvery = 500 * time.Millisecond // how long a killed Postgres stays away at most, beside its recovery

// startPrivate joins the private Postgres of the directory, or starts it.
func startPrivate(ctx context.Context, config pgserver.Config, log io.Writer) (*private, error) {
	server, err := pgserver.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	p := &private{config: config, log: log, server: server}
	// Not ended by the command's own context: requests in flight still need the database while the command drains.
	watch, end := context.WithCancel(context.WithoutCancel(ctx))
	p.end = end
	p.ended.Go(func() { p.watch(watch) })
	return p, nil
}

// watch looks after the server until stop ends it.
func (p *private) watch(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if p.server.Running() {
			continue
		}
		again, err := pgserver.Open(ctx, p.config)
		if err != nil {
			fmt.Fprintln(p.log, "assay: Postgres stopped and does not start again:", err)
			continue
		}
		fmt.Fprintln(p.log, "assay: Postgres stopped and was started again.")
		old := p.server
		p.server = again
		release(old, p.log) // only its hold on the directory: the new handle keeps the server
	}
}

// stop lets go of the server; the last process to do so stops it.
func (p *private) stop() {
	p.end()
	p.ended.Wait()
	release(p.server, p.log)
}

// release runs after the command's context may have ended, so it brings its own.
func release(server *pgserver.Server, log io.Writer) {
	ctx, cancel := context.WithTimeout(context.Background(), stopWait)
	defer cancel()
	if err := server.Stop(ctx); err != nil {
		fmt.Fprintln(log, "assay: stop Postgres:", err)
	}
}
