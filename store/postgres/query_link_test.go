package postgres

import (
	"math/rand/v2"
	"testing"

	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// TestEveryGroupHasAFilterOfItsTraces counts the traces of the filter that a group's cell links to. The filter is read in UTC, as
// pages do, wherever the query was read.
func TestEveryGroupHasAFilterOfItsTraces(t *testing.T) {
	t.Parallel()
	seed := uint64(environment("ASSAY_SEED", 1))
	t.Logf("seed %d: run again with ASSAY_SEED=%d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 11))
	w := newFilterWorld(t, generatedSpans(r, propertyTraces))
	rows := w.plainRows(filter.ShapeSummary)
	elsewhere := filter.Options{Now: w.options.Now}
	linked, silent := 0, 0
	for n := 0; n < environment("ASSAY_QUERIES", 150); {
		g := &queryGenerator{generator: generator{r: r}}
		text := "SELECT " + g.dimension() + " AS a, " + g.dimension() + " AS b, count(*) AS n, count(" + pick(r, []string{"user", "comment", "tags", "metadata.k", "scores", "cost"}) +
			") AS some FROM logs WHERE " + g.condition(1) + " GROUP BY a, b" + pick(r, []string{"", "", " PIVOT b"})
		q, _, err := filter.ReadQuery(text, filter.QueryOptions{Options: w.options, Shape: filter.ShapeSummary})
		if err != nil {
			continue
		}
		n++
		got, err := w.db.Ask(t.Context(), Ask{Project: w.project, Query: q, Options: w.options})
		require.NoError(t, err, text)
		for i, row := range got.Rows {
			for k, c := range got.Columns {
				if !c.Measure || row[k] == nil {
					continue
				}
				link, ok := q.MatchingColumn(c, got.Groups[i], w.options)
				if !ok {
					silent++
					continue
				}
				linked++
				e, _, err := filter.Read(filter.Format(link), elsewhere)
				require.NoError(t, err, "%s\n%s", text, filter.Format(link))
				matches := 0.0
				for j := range rows {
					if filter.Eval(e, &rows[j], elsewhere) == filter.True {
						matches++
					}
				}
				require.Equal(t, row[k], matches, "%s\nrow %s, column %s\n%s", text, lineOf(got.Rows, i), c.Name, filter.Format(link))
			}
		}
	}
	t.Logf("%d cells with a filter, %d without", linked, silent)
	require.Greater(t, linked, 2000)
	require.Less(t, silent, linked/5)
}
