package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"assay/store/postgres"
)

// countPace is how often is looked for what came to the logs and is not counted yet.
const countPace = 2 * time.Second

// counter keeps the counts by the hour that pages of figures read.
type counter struct {
	db  *postgres.DB
	log io.Writer
}

// run counts at its pace, until the context ends. What fails is tried again at the next turn.
func (k *counter) run(ctx context.Context) error {
	tick := time.NewTicker(countPace)
	defer tick.Stop()
	for {
		if err := k.turn(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintf(k.log, "assay: count traces: %v\n", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// turn counts all there is.
func (k *counter) turn(ctx context.Context) error {
	behind, err := k.db.RollupsBehind(ctx)
	if err != nil {
		return err
	}
	for _, project := range behind {
		if err := k.db.FoldRollups(ctx, project); err != nil {
			return err
		}
	}
	return nil
}
