package postgres_test

import (
	"encoding/json"
	"testing"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// recipe saves one for the goldmine's dataset.
func (g *goldmine) recipe(name string, change func(*postgres.Recipe)) postgres.Recipe {
	g.t.Helper()
	r := postgres.Recipe{RecipeHead: store.RecipeHead{Project: g.project, Dataset: g.dataset, Name: name, Source: g.project, Filter: "tags INCLUDES 't'", Author: "ada@example.org"}, Plan: adding.Default()}
	if change != nil {
		change(&r)
	}
	id, err := g.db.SaveRecipe(g.t.Context(), r, 0, g.now)
	require.NoError(g.t, err)
	saved, err := g.db.Recipe(g.t.Context(), g.project, g.dataset, id)
	require.NoError(g.t, err)
	return saved
}

func (g *goldmine) run(r postgres.Recipe) adding.Report {
	g.t.Helper()
	at, err := g.db.LogPosition(g.t.Context(), g.project)
	require.NoError(g.t, err)
	return g.carryOut(r.Request(at, g.now))
}

func TestRecipesAreKept(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	r := g.recipe("weekly", func(r *postgres.Recipe) {
		r.Plan.Sample = adding.Sample{Kind: adding.Quota, Rows: 2, Segment: path("metadata.topic")}
		r.Plan.Choices = map[string]adding.Action{string(store.NewEventID()): adding.Skip}
	})
	require.Equal(t, "weekly", r.Name)
	require.Empty(t, r.Plan.Choices, "choices are about single traces")
	require.Equal(t, adding.Quota, r.Plan.Sample.Kind)
	r.Name, r.Filter = "monthly", ""
	_, err := g.db.SaveRecipe(ctx, r, 0, g.now)
	require.NoError(t, err)
	list, err := g.db.Recipes(ctx, g.project, g.dataset)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "monthly", list[0].Name)

	var wrong store.Invalid
	for field, change := range map[string]func(*postgres.Recipe){
		"recipe": func(r *postgres.Recipe) { r.Name = "monthly" }, "input": func(r *postgres.Recipe) { r.Name, r.Plan.Input = "other", adding.Path{} },
	} {
		again := r
		again.ID = 0
		change(&again)
		_, err = g.db.SaveRecipe(ctx, again, 0, g.now)
		require.ErrorAs(t, err, &wrong)
		require.Contains(t, wrong, field)
	}
	require.NoError(t, g.db.DeleteRecipe(ctx, g.project, g.dataset, r.ID, true, g.now))
	list, err = g.db.Recipes(ctx, g.project, g.dataset)
	require.NoError(t, err)
	require.Empty(t, list)
	g.recipe("monthly", nil)
	require.ErrorAs(t, g.db.DeleteRecipe(ctx, g.project, g.dataset, r.ID, false, g.now), &wrong, "its name is taken meanwhile")
	_, err = g.db.Recipe(ctx, g.project, g.dataset+1, r.ID)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.ErrorIs(t, g.db.DeleteRecipe(ctx, g.project, g.dataset+1, r.ID, false, g.now), store.ErrNotFound)
	_, err = g.db.SaveRecipe(ctx, postgres.Recipe{RecipeHead: store.RecipeHead{ID: 999, Project: g.project, Dataset: g.dataset, Name: "x", Source: g.project}, Plan: adding.Default()}, 0, g.now)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestRecipeIsRunAgainForWhatIsNew(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	g := newGoldmine(t)
	r := g.recipe("weekly", nil)
	for n := range 3 {
		g.trace(n, nil)
	}
	first := g.run(r)
	require.Equal(t, 3, first.Inserted)
	versions, err := g.db.DatasetVersions(ctx, g.project, g.dataset)
	require.NoError(t, err)
	require.Equal(t, "Recipe “weekly”", versions[0].Note)

	g.trace(7, nil)
	g.trace(8, func(s *store.Span) { s.Tags = nil })
	ask := r.Request(0, g.now)
	preview, err := g.db.PreviewAdd(ctx, ask, 10, g.now)
	require.NoError(t, err)
	require.Equal(t, 1, preview.Report.Inserted, "it shows what is new before it writes")
	require.Equal(t, 3, preview.Report.Tally[adding.Origin].Skipped)

	g.remove(g.rows(0)[0].ID) // by hand: it stays out
	second := g.run(r)
	require.Equal(t, 1, second.Inserted)
	require.Equal(t, 1, second.Removed)
	third := g.run(r)
	require.Zero(t, third.Version)

	runs, err := g.db.RecipeRuns(ctx, g.project, r.ID, 10)
	require.NoError(t, err)
	require.Len(t, runs, 3)
	require.Equal(t, []store.Version{0, second.Version, first.Version}, []store.Version{runs[0].Version, runs[1].Version, runs[2].Version})
	require.Equal(t, 3, runs[2].Report.Inserted)
	require.Positive(t, runs[1].Position)
	r, err = g.db.Recipe(ctx, g.project, g.dataset, r.ID)
	require.NoError(t, err)
	require.Equal(t, 3, r.Runs)
	require.True(t, g.now.Equal(r.LastRun))

	g.undo(second.Version) // the run was a mistake: its rows may come again
	require.Equal(t, 1, g.run(r).Inserted)
}

func TestRecipeRunsAsAJob(t *testing.T) {
	t.Parallel()
	g := newGoldmine(t)
	r := g.recipe("weekly", nil)
	g.trace(1, nil)
	request, err := json.Marshal(r.Request(0, g.now))
	require.NoError(t, err)
	g.job(func(j *store.Job) { j.Kind, j.Request = postgres.JobAdd, request })
	require.NoError(t, g.db.RunAdd(t.Context(), g.claimAdd(lease)))
	runs, err := g.db.RecipeRuns(t.Context(), g.project, r.ID, 10)
	require.NoError(t, err)
	require.Len(t, runs, 1)
	require.Equal(t, 1, runs[0].Report.Inserted)
	require.Len(t, g.rows(runs[0].Version), 1)
}
