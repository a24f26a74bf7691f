package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/jmoiron/sqlx"
)

// Facet is how the traces of a query differ in one field.
type Facet struct {
	Name   string       // as the filter language writes the field
	Field  *filter.Path // nil of a facet that is none of a field alone
	Values []FacetValue // the most frequent first
	Groups int          // how many values there are, those that are not in Values included
	Many   bool         // a trace may be counted under several values
}

// FacetValue is one value, with the traces that have it.
type FacetValue struct {
	Label     string
	Value     any // nil where the traces have none
	N         int
	Condition filter.Expr // what a filter says to have these traces only; nil where it has no words for it
}

// Facets are the facets of a query.
type Facets struct {
	Facets []Facet
	N      int // the traces that were looked at
	Coverage
}

// The bounds of facets: how long the statement may take, how many values of one are read, and how many keys of metadata and scores
// have one.
const (
	facetTime    = 3 * time.Second
	FacetValues  = 200
	facetKeys    = 6
	facetScores  = 5
	scoreBuckets = 4
)

// Facets counts the values of the fields that people narrow lists by, over the newest SampleSize traces of a query. scores are the
// names to count, the most wanted first.
func (db *DB) Facets(ctx context.Context, q Query, scores []string) (Facets, error) {
	n, err := db.newest(ctx, q, store.Cursor{}, SampleSize)
	if err != nil {
		return Facets{}, err
	}
	out, err := db.facets(ctx, q, n, scores)
	if timedOut(err) && ctx.Err() == nil && n.Looked > SampleSize/10 {
		n.places, n.Partial = n.places[:SampleSize/10], true
		n.Looked, n.Back = len(n.places), n.places[len(n.places)-1].Created
		return db.facets(ctx, q, n, scores)
	}
	return out, err
}

func (db *DB) facets(ctx context.Context, q Query, n newest, scores []string) (Facets, error) {
	q.Only = n.ids()
	out := Facets{N: n.Looked, Coverage: n.Coverage}
	if n.Looked == 0 {
		return out, nil
	}
	err := db.bounded(ctx, facetTime, func(tx *sqlx.Tx) error {
		keys, err := facetKeysOf(ctx, tx, q, n.Looked)
		if err != nil {
			return err
		}
		out.Facets, err = countFacets(ctx, tx, q, facetsOf(keys, scores))
		return err
	})
	if err != nil {
		return Facets{}, fmt.Errorf("count facets: %w", translate(err))
	}
	return out, nil
}

// facetKeysOf finds the keys of metadata that tell traces apart into a few groups, the most frequent first: a key that has another
// value in every trace is an id, and no one narrows by it without knowing which.
func facetKeysOf(ctx context.Context, tx *sqlx.Tx, q Query, looked int) ([]string, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	sql := `SELECT m.key FROM (SELECT t.metadata ` + relation + `) t, jsonb_each(t.metadata) AS m
WHERE jsonb_typeof(m.value) IN ('string', 'number', 'boolean') AND m.key NOT IN ('model', 'user', 'user_id') AND length(m.key) <= 100
GROUP BY m.key HAVING count(*) >= ` + args.add(max(looked/50, 1)) + ` AND count(DISTINCT m.value) <= ` + args.add(FacetValues) + ` AND (count(DISTINCT m.value) <= 12 OR count(DISTINCT m.value) * 2 <= count(*))
ORDER BY count(*) DESC, m.key LIMIT ` + strconv.Itoa(facetKeys)
	var keys []string
	err = tx.SelectContext(ctx, &keys, sql, args.values...)
	return keys, err
}

// wantedFacet is a facet before it is counted.
type wantedFacet struct {
	Facet
	by     string // the value that traces are grouped by
	bucket bool   // by is a bucket of the score Field, and stands in for the values of the facet before it where those are many
}

// facetsOf lists what is counted, in the order of the page.
func facetsOf(keys, scores []string) []wantedFacet {
	var out []wantedFacet
	field := func(name string, path ...any) {
		p := filter.At(name, path...)
		out = append(out, wantedFacet{Facet: Facet{Name: filter.Format(p), Field: p, Many: p.Field.Multi}, by: filter.Format(p)})
	}
	for _, name := range scores[:min(len(scores), facetScores)] {
		field("scores", name)
		p := filter.At("scores", name)
		s := filter.Format(p)
		by := s
		for i := scoreBuckets; i > 0; i-- {
			end := " < "
			if i == scoreBuckets {
				end = " <= "
			}
			by = fmt.Sprintf("(%s%s%v ? %d : %s)", s, end, float64(i)/scoreBuckets, i-1, by)
		}
		out = append(out, wantedFacet{Facet: Facet{Name: s, Field: p}, by: by, bucket: true})
	}
	field("tags")
	field("error")
	field("name")
	field("type")
	field("metadata", "model")
	field("user")
	for _, key := range keys {
		field("metadata", key)
	}
	return out
}

// countFacets counts all facets in one statement over the rows of the traces, which are read once.
func countFacets(ctx context.Context, tx *sqlx.Tx, q Query, facets []wantedFacet) ([]Facet, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	parts := make([]string, len(facets))
	queries := make([]*filter.Query, len(facets))
	for i, f := range facets {
		text := "SELECT " + f.by + " AS value, count(*) AS n FROM logs GROUP BY value"
		if queries[i], _, err = filter.ReadQuery(text, filter.QueryOptions{Options: q.Options, Shape: filter.ShapeSummary}); err != nil {
			return nil, fmt.Errorf("facet %s: %w", f.Name, err)
		}
		s := &statement{ask: Ask{Query: queries[i], Options: q.Options}, args: args, from: "FROM base t", c: &compiler{args: args, o: q.Options, scope: scope{alias: "t"}}}
		groups, dimensions := s.gather()
		if s.c.err != nil {
			return nil, s.c.err
		}
		d := dimensions[0]
		parts[i] = fmt.Sprintf("(SELECT %d AS facet, jsonb_build_array(%s) AS value, g.m0 AS n, count(*) OVER () AS groups FROM (%s) g ORDER BY %s IS NOT NULL, g.m0 DESC, %s LIMIT %d)",
			i, sent(d.sql, d.rep), groups, d.sql, s.c.ordered(d, false), FacetValues)
	}
	sql := "WITH base AS MATERIALIZED (SELECT " + traceColumns + " " + relation + ") " + strings.Join(parts, " UNION ALL ")
	var rows []facetRow
	if err := tx.SelectContext(ctx, &rows, sql, args.values...); err != nil {
		return nil, err
	}
	for _, r := range rows {
		f := &facets[r.Facet]
		f.Groups = r.Groups
		v, err := r.value(queries[r.Facet], f, q.Options)
		if err != nil {
			return nil, err
		}
		f.Values = append(f.Values, v)
	}
	return chosenFacets(facets), nil
}

type facetRow struct {
	Facet  int
	Value  string
	N      float64
	Groups int
}

func (r facetRow) value(q *filter.Query, f *wantedFacet, o filter.Options) (FacetValue, error) {
	group, err := decodeArray(r.Value)
	if err != nil {
		return FacetValue{}, err
	}
	x := received(group[0], filter.TypeOf(q.Dimensions[0]))
	v := FacetValue{Value: x, Label: filter.CellText(x), N: int(r.N)}
	if i, err := strconv.Atoi(v.Label); f.bucket && err == nil && i < scoreBuckets { // categories are texts that stand for themselves
		if _, text := x.(string); !text {
			low, high := float64(i)/scoreBuckets, float64(i+1)/scoreBuckets
			v.Label, v.Condition = fmt.Sprintf("%.2f to %.2f", low, high), during(f.Field, low, high)
			return v, nil
		}
	}
	if f.bucket {
		if x == nil {
			v.Condition = filter.Equal(f.Field, nil)
		} else {
			v.Condition = filter.Equal(f.Field, x)
		}
		return v, nil
	}
	v.Condition, _ = q.Matching([]any{x}, nil, o)
	return v, nil
}

// during is the condition that a score lies in a bucket; the last one has both its ends.
func during(p *filter.Path, low, high float64) filter.Expr {
	end := filter.OpLess
	if high == 1 {
		end = filter.OpLessEqual
	}
	below := &filter.Compare{Op: end, Left: p, Right: filter.Value(high)}
	if low == 0 {
		return below
	}
	return filter.And(&filter.Compare{Op: filter.OpGreaterEqual, Left: p, Right: filter.Value(low)}, below)
}

// fewScores is how many different values of a score are shown one by one and not in buckets.
const fewScores = 6

// chosenFacets leaves out what does not tell traces apart, and takes for each score its values or their buckets.
func chosenFacets(facets []wantedFacet) []Facet {
	var out []Facet
	for i, f := range facets {
		slices.SortStableFunc(f.Values, func(a, b FacetValue) int {
			return cmp.Or(cmp.Compare(missing(a), missing(b)), cmp.Compare(b.N, a.N))
		})
		next := i+1 < len(facets) && facets[i+1].bucket
		switch {
		case len(f.Values) == 0, len(f.Values) == 1 && f.Values[0].Value == nil:
		case next && f.Groups > fewScores, f.bucket && facets[i-1].Groups <= fewScores:
		default:
			if f.Field.Field.Kind == filter.KindScores {
				slices.SortStableFunc(f.Values, byValue)
			}
			out = append(out, f.Facet)
		}
	}
	return out
}

// byValue puts numbers and buckets from low to high, categories behind them, and none last.
func byValue(a, b FacetValue) int {
	return cmp.Or(cmp.Compare(missing(a), missing(b)), cmp.Compare(category(a), category(b)), cmp.Compare(a.Label, b.Label))
}

func missing(v FacetValue) int {
	if v.Value == nil {
		return 1
	}
	return 0
}

func category(v FacetValue) int {
	if _, text := v.Value.(string); text {
		return 1
	}
	return 0
}
