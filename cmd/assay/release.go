package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"assay/store"
)

// releaseCmd marks when a version of the application went out.
type releaseCmd struct {
	Project string `required:"" help:"Project whose charts show it."`
	Name    string `required:"" help:"What the release is called, such as v2.4."`
	At      string `help:"When it went out: 2026-05-31 or 2026-05-31T15:04:05Z; now when not given." placeholder:"TIME"`
}

// Run marks the release.
func (r *releaseCmd) Run(ctx context.Context, d *database, s *streams) error {
	name, err := store.CheckReleaseName(r.Name)
	if err != nil {
		return err
	}
	at := time.Now()
	if r.At != "" {
		if at, err = releaseTime(r.At); err != nil {
			return err
		}
	}
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	p, err := db.Project(ctx, r.Project)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no project %q", r.Project)
	}
	if err != nil {
		return err
	}
	if err := db.SaveRelease(ctx, p.ID, name, at); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "Marked %s at %s in %s.\n", name, at.UTC().Format(time.RFC3339), p.Name)
	return err
}

// releaseTime reads a day, which begins at midnight UTC, or a time.
func releaseTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, usage("--at is a time such as 2026-05-31 or 2026-05-31T15:04:05Z, not " + text)
}
