package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store"

	"github.com/lib/pq"
)

// SummaryCap is how many of a query's newest traces a summary looks at.
const SummaryCap = 10_000

// Summary is what the newest traces of a query have of some scores.
type Summary struct {
	Traces int // looked at
	// Bounded tells that there are more traces, or may be because time was over. Since is the time of the oldest one looked at.
	Bounded bool
	Since   time.Time
	Scores  []store.ScoreSummary // as asked for
}

// Summarize looks at the SummaryCap newest traces of the query and returns what they have of the wanted scores, of which only
// Name and Source are read.
func (db *DB) Summarize(ctx context.Context, q Query, wanted []store.ScoreSummary) (Summary, error) {
	found, err := db.places(ctx, q, store.Cursor{}, SummaryCap)
	if err != nil {
		return Summary{}, fmt.Errorf("find traces to summarize: %w", err)
	}
	sum := Summary{Traces: len(found.Traces), Bounded: found.Partial || !found.Next.IsZero(), Scores: slices.Clone(wanted)}
	if sum.Traces == 0 {
		return sum, nil
	}
	sum.Since = found.Traces[sum.Traces-1].Created
	ids, names, sources := make([]store.TraceID, len(found.Traces)), make([]string, len(wanted)), make([]string, len(wanted))
	for i, t := range found.Traces {
		ids[i] = t.ID
	}
	for i, s := range wanted {
		names[i], sources[i] = storable(s.Name), string(s.Source)
	}
	const statement = `
SELECT w.place - 1 AS place, CASE WHEN s.value IS NOT NULL THEN width_bucket(s.value, '{0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9}'::float8[]) ELSE -1 END AS bin,
  CASE WHEN s.value IS NULL THEN COALESCE(s.category, '') ELSE '' END AS category,
  count(*) AS n, COALESCE(sum(s.value), 0) AS sum, COALESCE(sum(s.value * s.value), 0) AS squares
FROM unnest($2::uuid[]) AS m (id)
  JOIN trace_score s ON s.project_id = $1 AND s.trace_id = m.id
  JOIN unnest($3::text[], $4::text[]) WITH ORDINALITY AS w (name, source, place) ON w.name = s.name AND w.source = s.source
GROUP BY 1, 2, 3`
	var rows []summaryRow
	if err := db.x.SelectContext(ctx, &rows, statement, q.Project, uuids(ids), pq.Array(names), pq.Array(sources)); err != nil {
		return Summary{}, fmt.Errorf("summarize scores: %w", translate(err))
	}
	for _, r := range rows {
		r.addTo(&sum.Scores[r.Place])
	}
	for i := range sum.Scores {
		slices.SortFunc(sum.Scores[i].Categories, func(a, b store.CategoryCount) int {
			return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Category, b.Category))
		})
	}
	return sum, nil
}

// summaryRow counts the values of one score in one bin, or of one category.
type summaryRow struct {
	Place, Bin   int
	Category     string
	N            int
	Sum, Squares float64
}

func (r summaryRow) addTo(s *store.ScoreSummary) {
	switch {
	case r.Bin >= 0:
		s.N, s.Sum, s.Squares = s.N+r.N, s.Sum+r.Sum, s.Squares+r.Squares
		s.Bins[min(r.Bin, store.Bins-1)] += r.N
	case r.Category == "":
		s.Split += r.N
	default:
		s.Categories = append(s.Categories, store.CategoryCount{Category: r.Category, N: r.N})
	}
}

// places is Page for the places of traces alone, of which far more can be read: of each trace only ID and Created are set.
func (db *DB) places(ctx context.Context, q Query, after store.Cursor, limit int) (TracePage, error) {
	s := &search{db: db, q: q, limits: defaultLimits, want: limit + 1, cursor: after}
	return s.pageBy(ctx, func(ctx context.Context, l *leg) ([]traceRow, *store.Cursor, error) {
		return s.readBy(ctx, l, s.onlyPlaces)
	})
}

// onlyPlaces selects the places of a leg's traces. The scores are there to be read like those of a list.
func (s *search) onlyPlaces(l *leg) string {
	return "SELECT m.id, m.created, m.created AS place, m.hit, '{}'::jsonb AS scores, '{}'::jsonb AS source_scores FROM (" + s.union(l) + ") m"
}
