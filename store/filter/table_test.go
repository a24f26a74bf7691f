package filter

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// examples are the filters that the tables show to people, with those that they paste.
func examples() []string {
	all := append([]string(nil), documented...)
	for _, f := range Fields() {
		all = append(all, f.Example)
	}
	for _, f := range Functions() {
		all = append(all, f.Example)
	}
	for _, op := range Operators() {
		all = append(all, op.Example)
	}
	for _, r := range Rules() {
		all = append(all, r.Example)
	}
	return all
}

func TestEveryExampleOfTheTablesRuns(t *testing.T) {
	t.Parallel()
	for _, text := range examples() {
		e, warnings, err := Read(text, Options{Now: time.Unix(1_800_000_000, 0)})
		require.NoError(t, err, text)
		require.NotNil(t, e)
		require.Empty(t, warnings, text)
	}
}

// TestEveryExampleSurvivesItsOtherSpelling: what the help page shows as BTQL is read as the same filter.
func TestEveryExampleSurvivesItsOtherSpelling(t *testing.T) {
	t.Parallel()
	for _, text := range examples() {
		e, err := Parse(text)
		require.NoError(t, err)
		btql := FormatBTQL(e)
		again, err := Parse("filter: " + btql)
		require.NoError(t, err, btql)
		require.Equal(t, Format(e), Format(again), btql)
	}
	e, err := Parse(`tags IN ('a "b"', 'c') AND NOT name IS NOT NULL AND x LIKE '1' ESCAPE '!'`)
	require.NoError(t, err)
	require.Equal(t, `tags in ["a ""b""", "c"] and not name is not null and x like "1" escape "!"`, FormatBTQL(e))
}

func TestEveryOperatorIsInTheTable(t *testing.T) {
	t.Parallel()
	for _, f := range Fields() {
		for _, op := range f.Operators() {
			row, ok := LookupOperator(op)
			require.True(t, ok, "%s of %s", op, f.Name)
			require.NotEmpty(t, row.Words)
		}
	}
	for _, op := range Operators() {
		require.NotEmpty(t, op.Help)
		e, err := Parse(op.Example)
		require.NoError(t, err)
		require.True(t, strings.Contains(Format(e), op.Name), "%s shows %s", op.Example, op.Name)
	}
	for _, f := range Functions() {
		require.Contains(t, f.Example, f.Name+"(", "the example of %s", f.Name)
	}
	for _, f := range Fields() {
		require.Contains(t, f.Example, f.Name, "the example of %s", f.Name)
	}
}
