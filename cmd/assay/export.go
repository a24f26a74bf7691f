package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/web/export"
)

type exportCmd struct {
	Project string `required:"" help:"Project to export from."`
	Dataset string `help:"Dataset to write." xor:"what" required:""`
	Filter  string `help:"Write the root spans of the traces that match, with their feedback, in the form import reads." xor:"what" required:""`
	Version int64  `help:"Version of the dataset; the newest when not given."`
	Format  string `default:"jsonl" enum:"jsonl,csv" help:"One of jsonl, csv."`
}

// Run writes to standard output. When it fails half-way, the exit code says that the file is not whole.
func (c *exportCmd) Run(ctx context.Context, d *database, s *streams) error {
	if c.Dataset == "" && c.Version != 0 {
		return usage("--version is for datasets; --filter writes the traces as they are")
	}
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	project, err := db.Project(ctx, c.Project)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no project %s", c.Project)
	}
	if err != nil {
		return err
	}
	if c.Dataset != "" {
		return c.dataset(ctx, db, project.ID, s.out)
	}
	return c.traces(ctx, db, project.ID, s)
}

func (c *exportCmd) dataset(ctx context.Context, db *postgres.DB, project store.ProjectID, out io.Writer) error {
	dataset, err := db.Dataset(ctx, project, c.Dataset)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no dataset %s in %s", c.Dataset, c.Project)
	}
	if err != nil {
		return err
	}
	format, err := export.ParseFormat(c.Format)
	if err != nil {
		return err
	}
	err = export.Dataset(ctx, db, out, project, dataset, store.Version(c.Version), format)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%s has no version %d; its page lists those it has", c.Dataset, c.Version)
	}
	return err
}

func (c *exportCmd) traces(ctx context.Context, db *postgres.DB, project store.ProjectID, s *streams) error {
	derived, err := db.Derived(ctx, project)
	if err != nil {
		return err
	}
	options := filter.Options{Now: time.Now(), Location: time.UTC, Derived: derived}
	expr, _, err := filter.Read(c.Filter, options)
	if err != nil {
		return usage(err.Error())
	}
	format, err := export.ParseFormat(c.Format)
	if err != nil {
		return err
	}
	met, err := export.Traces(ctx, db, s.out, postgres.Query{Project: project, Filter: expr, Options: options}, format)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%d traces written.\n", met.Written)
	if met.Deeper > 0 {
		fmt.Fprintf(s.err, "%d of them have more spans than the root; those are not in the file.\n", met.Deeper)
	}
	if met.Rootless > 0 {
		fmt.Fprintf(s.err, "%d more match, but their root span has not arrived.\n", met.Rootless)
	}
	return nil
}
