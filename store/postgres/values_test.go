package postgres

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// TestValuesAreThoseOfTheReference compares what the database evaluates for a column with filter.Values, for generated
// expressions over generated traces.
func TestValuesAreThoseOfTheReference(t *testing.T) {
	t.Parallel()
	seed := uint64(environment("ASSAY_SEED", 1))
	t.Logf("seed %d: run again with ASSAY_SEED=%d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 7))
	w := newFilterWorld(t, generatedSpans(r, propertyTraces))
	var ids []store.TraceID
	for id := range w.traces {
		ids = append(ids, store.TraceID(id))
	}
	filled := 0
	for n := 0; n < environment("ASSAY_FILTERS", 150); {
		g := generator{r: r}
		text := pick(r, []func() string{func() string { return g.number(2) }, func() string { return g.textual(2) }, g.json, g.score, g.path,
			func() string { return g.time(1) }, func() string { return g.condition(1) }, func() string { return "len(" + g.path() + ")" }})()
		e, _, err := filter.ReadValue(text, w.options)
		if err != nil {
			continue
		}
		n++
		got, err := w.db.Values(t.Context(), w.project, ids, []filter.Expr{e, filter.Value("constant")}, w.options)
		require.NoError(t, err, text)
		require.Len(t, got, len(w.traces), text)
		for id, row := range w.traces {
			values := got[store.TraceID(id)]
			require.Equal(t, []string{"constant"}, values[1])
			want := canonical(filter.Values(e, row, w.options))
			filled += len(want)
			if len(want) <= mostValues {
				require.Equal(t, want, recanonical(values[0]), "%s\nfor %s", text, inWords(row))
			}
		}
	}
	require.Greater(t, filled, 2000, "the expressions are worth asking")
}

// canonical spells values as Values does, but for numbers, which both sides spell as Go does.
func canonical(values []any) []string {
	set := map[string]bool{}
	for _, x := range values {
		switch x := x.(type) {
		case time.Time:
			set[x.UTC().Format("2006-01-02 15:04:05")] = true
		case []string:
			return nil // a bare list is one value at a time
		default:
			text, ok := filter.TextOf(x)
			if !ok {
				continue
			}
			if runes := []rune(text); len(runes) > valueRunes {
				text = string(runes[:valueRunes])
			}
			set[asNumber(text)] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func recanonical(texts []string) []string {
	set := map[string]bool{}
	for _, text := range texts {
		set[asNumber(text)] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func asNumber(text string) string {
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		return strconv.FormatFloat(f, 'g', 12, 64)
	}
	return text
}

func TestWhatIsNoValueIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	for text, at := range map[string]int{"": 0, "metadata": 0, "len(": 4, "1 + name": 4, "scores.x - ": 11, "nothing": 0, "input = 1 AND": 13} {
		_, _, err := filter.ReadValue(text, filter.Options{})
		wrong := new(filter.Error)
		require.ErrorAs(t, err, &wrong, text)
		require.Equal(t, at, wrong.Pos, "%s: %s", text, wrong.Message)
		require.Equal(t, text, wrong.Text)
	}
}
