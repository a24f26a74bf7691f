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

// themeTurns is after how many turns is looked for new comments.
const themeTurns = 15

// counter keeps the counts by the hour that pages of figures read, and what similar traces are found by.
type counter struct {
	db  *postgres.DB
	log io.Writer
}

// run counts at its pace, until the context ends. What fails is tried again at the next turn.
func (k *counter) run(ctx context.Context) error {
	tick := time.NewTicker(countPace)
	defer tick.Stop()
	for n := 0; ; n++ {
		if n%themeTurns == 2 {
			if err := k.themes(ctx, time.Now()); err != nil && ctx.Err() == nil {
				fmt.Fprintf(k.log, "assay: find themes: %v\n", err)
			}
		}
		if err := k.turn(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintf(k.log, "assay: count traces: %v\n", err)
		}
		if err := k.prints(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintf(k.log, "assay: read what traces say: %v\n", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// themeAge is how old themes may be while comments come.
const themeAge = 10 * time.Minute

// themes looks for themes where there are new comments, or somebody decided something about one.
func (k *counter) themes(ctx context.Context, now time.Time) error {
	behind, err := k.db.ThemesBehind(ctx, now.Add(-themeAge))
	if err != nil {
		return err
	}
	for _, project := range behind {
		if err := k.db.FindThemes(ctx, project, now); err != nil {
			return err
		}
	}
	return nil
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

// printTurn is how many steps of fingerprints a turn makes in a project, so that the counts do not wait for a long import.
const printTurn = 5

// prints makes what similar traces are found by.
func (k *counter) prints(ctx context.Context) error {
	behind, err := k.db.PrintsBehind(ctx)
	if err != nil {
		return err
	}
	for _, project := range behind {
		if err := k.db.FoldPrints(ctx, project, printTurn); err != nil {
			return err
		}
	}
	return nil
}
