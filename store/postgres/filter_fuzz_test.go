package postgres

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// FuzzCompile runs whatever reads as a filter: it compiles, all of its values are bound, and the database answers.
func FuzzCompile(f *testing.F) {
	for _, field := range filter.Fields() {
		f.Add(field.Example)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 100 {
		g := generator{r: r}
		f.Add(g.condition(2))
	}
	w := newFilterWorld(f, generatedSpans(r, 8))
	f.Fuzz(func(t *testing.T, text string) {
		e, _, err := filter.Read(text, w.options)
		if err != nil || len(text) > 2000 {
			return
		}
		args := &arguments{}
		args.add(w.project)
		sql, err := compileFilter(e, w.options, args)
		require.NoError(t, err)
		sql = "SELECT count(*) FROM trace t WHERE t.project_id = $1 AND " + sql
		requireAllBound(t, sql, args)
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		var n int
		if err := w.db.x.GetContext(ctx, &n, sql, args.values...); ctx.Err() == nil {
			require.NoError(t, err, sql)
		}
	})
}
