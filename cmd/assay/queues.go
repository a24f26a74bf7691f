package main

import (
	"context"
	"log/slog"
	"time"

	"assay/store/postgres"
)

// queuePace is how soon a trace that a rule asks for is in its queue.
const queuePace = 2 * time.Second

// keepQueues lets rules take what came, and gives back what nobody works on any more, until the context ends. A failure is tried
// again at the next turn.
func keepQueues(ctx context.Context, db *postgres.DB, log *slog.Logger) error {
	tick := time.NewTicker(queuePace)
	defer tick.Stop()
	for {
		now := time.Now()
		if _, err := db.RunRules(ctx, now); err != nil && ctx.Err() == nil {
			log.Error("run rules of queues", "error", err.Error())
		}
		if err := db.ExpireAll(ctx, now); err != nil && ctx.Err() == nil {
			log.Error("give back idle items", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
