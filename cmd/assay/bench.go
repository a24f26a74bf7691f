package main

import "context"

type benchCmd struct{}

func (c *benchCmd) Run(ctx context.Context, d *database, s *streams) error { return nil }
