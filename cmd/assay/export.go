package main

import (
	"context"
)

type exportCmd struct {
	Project string `required:"" help:"Project to export from."`
	Dataset string `help:"Dataset to write." xor:"what" required:""`
	Filter  string `help:"Write the traces that match, in the form import reads." xor:"what" required:""`
	Version int64  `help:"Version of the dataset; the newest when not given."`
	Format  string `default:"jsonl" enum:"jsonl,csv" help:"One of jsonl, csv."`
}

func (c *exportCmd) Run(ctx context.Context, d *database, s *streams) error { return nil }
