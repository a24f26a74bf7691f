package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/web/export"
)

type exportCmd struct {
	Project string  `required:"" help:"Project to export from."`
	Dataset string  `help:"Dataset to write."`
	Filter  *string `help:"With a dataset, write the rows of it that match. Without, write the root spans of the traces that match, with their feedback, in the form import reads."`
	Version string  `help:"Version of the dataset: its number, or the name of a snapshot or an environment; the newest when not given."`
	Format  string  `default:"jsonl" enum:"jsonl,csv,parquet,openai-evals,openai-finetune" help:"One of jsonl, csv, and for datasets parquet, openai-evals, openai-finetune."`

	Manifest string `help:"Also write what the file of a dataset holds, with its SHA-256, to this file." placeholder:"FILE"`
}

// Run writes to standard output. When it fails half-way, the exit code says that the file is not whole.
func (c *exportCmd) Run(ctx context.Context, d *database, s *streams) error {
	if c.Dataset == "" && c.Filter == nil {
		return usage("say what to write: --dataset NAME, or --filter '' for all traces")
	}
	if c.Dataset == "" && (c.Version != "" || c.Manifest != "") {
		return usage("--version and --manifest are for datasets; --filter alone writes the traces as they are")
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
		return c.dataset(ctx, db, project.ID, s)
	}
	return c.traces(ctx, db, project.ID, s)
}

func (c *exportCmd) dataset(ctx context.Context, db *postgres.DB, project store.ProjectID, s *streams) error {
	dataset, err := db.Dataset(ctx, project, c.Dataset)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no dataset %s in %s", c.Dataset, c.Project)
	}
	if err != nil {
		return err
	}
	format, err := export.ParseDatasetFormat(c.Format)
	if err != nil {
		return err
	}
	q := postgres.RecordQuery{Project: project, Dataset: dataset, Options: filter.Options{Now: time.Now(), Location: time.UTC}}
	if q.Filter, err = c.condition(q.Options); err != nil {
		return err
	}
	asked, err := db.VersionNamed(ctx, project, dataset.ID, c.Version)
	if err != nil {
		return err
	}
	q.Version, err = export.Version(dataset, asked)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%s has no version %s; its page lists those it has", c.Dataset, c.Version)
	}
	if err != nil {
		return err
	}
	written, err := export.Dataset(ctx, db, s.out, q, format)
	if err != nil {
		return err
	}
	if written.LeftOut > 0 {
		fmt.Fprintf(s.err, "%d rows have no expected value and are not in the file.\n", written.LeftOut)
	}
	if c.Manifest == "" {
		return nil
	}
	return writeManifest(c.Manifest, export.NewManifest(c.Project, q, format, written))
}

// condition is what is written has to meet; nil: everything is written.
func (c *exportCmd) condition(o filter.Options) (filter.Expr, error) {
	if c.Filter == nil {
		return nil, nil
	}
	expr, _, err := filter.Read(*c.Filter, o)
	if err != nil {
		return nil, usage(err.Error())
	}
	return expr, nil
}

func writeManifest(path string, m export.Manifest) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	err = m.Encode(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return nil
}

func (c *exportCmd) traces(ctx context.Context, db *postgres.DB, project store.ProjectID, s *streams) error {
	derived, err := db.Derived(ctx, project)
	if err != nil {
		return err
	}
	options := filter.Options{Now: time.Now(), Location: time.UTC, Derived: derived}
	expr, err := c.condition(options)
	if err != nil {
		return err
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
