package rollup_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"assay/store"
	"assay/store/rollup"

	"github.com/stretchr/testify/require"
)

func nothing(string) bool { return false }

func trace(r *rand.Rand) rollup.Trace {
	seconds, tokens, cost := r.ExpFloat64()*3, int64(r.IntN(5000)), r.Float64()/100
	score := float64(r.IntN(11)) / 10
	return rollup.Trace{Created: time.Date(2026, 1, 1, r.IntN(50), r.IntN(60), 0, 0, time.UTC), Name: "chat", Errors: r.IntN(2), Duration: &seconds, Tokens: &tokens, Cost: &cost,
		Tags: []string{"a", "b"}[:r.IntN(3)], Metadata: fmt.Appendf(nil, `{"n":%d.0,"deep":{"a":1}}`, r.IntN(3)), Feedback: []byte(`{"n":[1,"x"]}`),
		BySource: fmt.Appendf(nil, `{"user":{"rating":%v,"mood":"good","split":null}}`, score)}
}

func TestWhatIsTakenOutLeavesNothing(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	sums := rollup.Sums{}
	var all []rollup.Trace
	for range 300 {
		all = append(all, trace(r))
		sums.Put(all[len(all)-1], nothing)
	}
	require.Greater(t, len(sums), 100)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, x := range all {
		sums.Take(x, nothing)
	}
	sums.Drop()
	require.Empty(t, sums)
}

func TestATraceCountsForEveryValueOfAField(t *testing.T) {
	t.Parallel()
	sums := rollup.Sums{}
	x := rollup.Trace{Created: time.Date(1969, 12, 31, 23, 30, 0, 0, time.UTC), Metadata: []byte(`{"n":1.0}`), Feedback: []byte(`{"n":[1,"1",true,[2]]}`), Tags: []string{"a", "b", "a"},
		BySource: []byte(`{"user":{"mood":"bad"}}`)}
	sums.Put(x, func(field string) bool { return field == rollup.TagsField })
	edges := []time.Time{time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)}
	var values []string
	for _, p := range sums.Points(edges, "metadata.n") {
		if p.Measure == rollup.Traces {
			values = append(values, p.Value)
			require.Equal(t, 0, p.Bucket)
			require.EqualValues(t, 1, p.Cell.N)
		}
	}
	slices.Sort(values)
	require.Equal(t, []string{`"1"`, "1", "true"}, values)
	require.Empty(t, sums.Points(edges, rollup.TagsField))
	all := sums.Points(edges, "")
	require.Len(t, all, 2)
	require.Contains(t, all, rollup.Point{Series: rollup.Series{Measure: rollup.Category, Name: "mood", Source: store.User, Category: "bad"}, Cell: rollup.Cell{N: 1}})
}

func TestQuantilesAreATenthOffAtMost(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	sums, exact := rollup.Sums{}, []float64{}
	for range 5000 {
		seconds := 0.2 + r.ExpFloat64()*4
		exact = append(exact, seconds)
		sums.Put(rollup.Trace{Duration: &seconds}, nothing)
	}
	slices.Sort(exact)
	c := sums[rollup.Key{Series: rollup.Series{Measure: rollup.Duration}, Hour: rollup.HourOf(time.Time{})}]
	require.NotNil(t, c)
	for _, share := range []float64{0.1, 0.5, 0.95, 0.99} {
		got, ok := c.Quantile(share)
		require.True(t, ok)
		require.InEpsilon(t, exact[int(share*float64(len(exact)))], got, 0.1, "share %v", share)
	}
	_, ok := rollup.Cell{}.Quantile(0.5)
	require.False(t, ok)
}

func TestScoresFallIntoTenthsAsFiltersCompare(t *testing.T) {
	t.Parallel()
	sums := rollup.Sums{}
	for i := range 11 {
		sums.Put(rollup.Trace{BySource: fmt.Appendf(nil, `{"user":{"s":%v}}`, float64(i)/10)}, nothing)
	}
	c := sums[rollup.Key{Series: rollup.Series{Measure: rollup.Score, Name: "s", Source: store.User}, Hour: rollup.HourOf(time.Time{})}]
	require.Equal(t, []int64{1, 1, 1, 1, 1, 1, 1, 1, 1, 2}, c.Bins)
	require.EqualValues(t, 5, c.Below(5))
	require.InDelta(t, 0.5, c.Mean(rollup.Score), 1e-12)
	require.InDelta(t, 3.85, c.SumOfSquares(rollup.Score), 1e-12)
}

func TestEdgesAreMovedToHours(t *testing.T) {
	t.Parallel()
	kolkata := time.FixedZone("", 5*3600+1800)
	at := time.Date(2026, 1, 2, 0, 0, 0, 0, kolkata)
	require.Equal(t, []time.Time{time.Date(2026, 1, 1, 23, 30, 0, 0, kolkata)}, rollup.Align([]time.Time{at, at.Add(10 * time.Minute)}))
}

func TestAScoreOfUsersBesideOneOfAJudgeIsAPair(t *testing.T) {
	t.Parallel()
	sums := rollup.Sums{}
	x := rollup.Trace{Created: time.Date(2026, 1, 1, 0, 30, 0, 0, time.UTC), Name: "chat",
		BySource: []byte(`{"user":{"mood":"bad","split":null},"automated":{"judge":0.5,"tone":"curt"},"reviewer":{"mine":1}}`)}
	sums.Put(x, nothing)
	found := map[string]int64{}
	for k, c := range sums {
		if k.Measure == rollup.Pair {
			require.Empty(t, k.Field, "segments have no pairs")
			require.Equal(t, store.User, k.Source)
			found[k.Name+" "+k.Category] += c.N
		}
	}
	require.Equal(t, map[string]int64{"mood judge": 1, "mood tone": 1}, found)

	many := `"s0":0`
	for i := 1; i < 30; i++ {
		many += fmt.Sprintf(`,"s%d":0`, i)
	}
	x.BySource = fmt.Appendf(nil, `{"user":{%s},"automated":{%s}}`, many, many)
	full := rollup.Sums{}
	full.Put(x, nothing)
	n := 0
	for k := range full {
		if k.Measure == rollup.Pair {
			n++
		}
	}
	require.Equal(t, rollup.MostPairs, n)
	full.Take(x, nothing)
	full.Drop()
	require.Empty(t, full, "the same pairs are taken out that were put in")
}
