package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/store/sample"
)

const (
	sampleProject = sample.Project
	sampleSeed    = 1
	sampleBatch   = 1000
)

// addSample makes the sample project with its traces and what its reviewers are asked, unless it is there.
func addSample(ctx context.Context, db *postgres.DB, out io.Writer) error {
	project, _, err := db.StartProject(ctx, sampleProject)
	if err != nil {
		return err
	}
	configs, err := db.ScoreConfigs(ctx, project.ID)
	if err != nil || len(configs) > len(store.StarterConfigs()) {
		return err
	}
	fmt.Fprintln(out, "Making the sample project …")
	now := time.Now().UTC()
	var batch []store.Span
	write := func() error {
		_, err := db.InsertSpans(ctx, project.ID, "sample", batch, now)
		batch = batch[:0]
		return err
	}
	for span := range sample.Spans(sampleSeed, now) {
		if batch = append(batch, span); len(batch) == sampleBatch {
			if err := write(); err != nil {
				return err
			}
		}
	}
	if err := write(); err != nil {
		return err
	}
	// The configs come last: they tell the next start that the sample is complete.
	for _, c := range sampleConfigs() {
		if _, err := db.SaveScoreConfig(ctx, project.ID, c, 0); err != nil {
			return err
		}
	}
	return nil
}

// sampleConfigs are what its reviewers are asked beside the starter configs.
func sampleConfigs() []store.ScoreConfig {
	return []store.ScoreConfig{
		{Name: "failure", Kind: store.Categorical, Options: []store.Option{{Label: "none"}, {Label: "wrong fact"}, {Label: "policy"}, {Label: "tone"}, {Label: "language"}, {Label: "incomplete"}},
			Rubric: "What went wrong first? Choose none for an answer that is fine."},
		{Name: "note", Kind: store.FreeText, Rubric: "Anything the next person should know. Filters find it as metadata.note."},
	}
}
