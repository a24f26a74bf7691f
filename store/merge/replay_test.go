package merge_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"assay/store/merge"

	"github.com/stretchr/testify/require"
)

// TestReplaysEndTheSame applies random batches, each once or several times in a row as an unsure client does, and rows of
// other ids in between: what is stored at the end is what one delivery of each stores.
func TestReplaysEndTheSame(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		g := generator{rand.New(rand.NewPCG(seed, 1))}
		once, again := map[string]merge.Row{}, map[string]merge.Row{}
		var sent []string
		for range 1 + g.IntN(5) {
			batch := g.batch()
			sent = append(sent, batch...)
			deliver(t, once, batch)
			for range 1 + g.IntN(3) {
				deliver(t, again, batch)
			}
		}
		require.Equal(t, spelled(t, once), spelled(t, again), "seed %d: %v", seed, sent)
	}
}

// TestRowsOfDifferentIDsArriveInAnyOrder delivers the batches of two ids interleaved in two ways.
func TestRowsOfDifferentIDsArriveInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		g := generator{rand.New(rand.NewPCG(seed, 2))}
		var a, b []string
		for range 4 {
			a, b = append(a, g.row("a")), append(b, g.row("b"))
		}
		first, second := map[string]merge.Row{}, map[string]merge.Row{}
		deliver(t, first, append(append([]string{}, a...), b...))
		for len(a)+len(b) > 0 {
			next := &a
			if len(a) == 0 || len(b) > 0 && g.IntN(2) == 0 {
				next = &b
			}
			deliver(t, second, (*next)[:1])
			*next = (*next)[1:]
		}
		require.Equal(t, spelled(t, first), spelled(t, second), "seed %d", seed)
	}
}

func deliver(t testing.TB, stored map[string]merge.Row, batch []string) {
	t.Helper()
	for _, row := range batch {
		c := parse(t, row)
		stored[c.ID] = merge.Apply(stored[c.ID], c)
	}
}

// spelled writes rows with members in the order of their names: a list keeps its order, an object need not.
func spelled(t testing.TB, rows map[string]merge.Row) string {
	t.Helper()
	raw, err := json.Marshal(rows)
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(raw, &v))
	out, err := json.MarshalIndent(v, "", " ")
	require.NoError(t, err)
	return string(out)
}

// generator makes rows out of few names and values, so that they meet.
type generator struct{ *rand.Rand }

func (g generator) batch() []string {
	var batch []string
	for range 1 + g.IntN(4) {
		batch = append(batch, g.row([]string{"a", "b"}[g.IntN(2)]))
	}
	return batch
}

func (g generator) row(id string) string {
	switch g.IntN(8) {
	case 0:
		return fmt.Sprintf(`{"id":%q,"_object_delete":true}`, id)
	case 1:
		return fmt.Sprintf(`{"id":%q,"input":%s,"tags":%s,"created":"2024-01-0%dT00:00:00Z","span_id":"s%d"}`, id, g.value(3), g.tags(), 1+g.IntN(3), g.IntN(3))
	case 2:
		return fmt.Sprintf(`{"id":%q,"_is_merge":true,"_merge_paths":[["input","x"],["tags"]],"input":%s,"tags":%s}`, id, g.value(3), g.tags())
	case 3:
		return fmt.Sprintf(`{"id":%q,"_is_merge":true,"_array_delete":[{"path":["tags"],"delete":%s},{"path":["input","x"],"delete":[1]}]}`, id, g.tags())
	}
	return fmt.Sprintf(`{"id":%q,"_is_merge":true,"input":%s,"tags":%s,"created":"2025-01-01T00:00:00Z","metadata":%s}`, id, g.value(3), g.tags(), g.value(2))
}

func (g generator) tags() string {
	return []string{`[]`, `["a"]`, `["b","a"]`, `["c"]`, `null`}[g.IntN(5)]
}

func (g generator) value(depth int) string {
	if depth == 0 || g.IntN(3) == 0 {
		return []string{`1`, `"t"`, `null`, `[1,2]`, `{}`, `true`}[g.IntN(6)]
	}
	return fmt.Sprintf(`{"x":%s,"y":%s}`, g.value(depth-1), g.value(depth-1))
}

// FuzzApply merges anything into anything: the result is valid JSON, and applying it twice changes nothing more.
func FuzzApply(f *testing.F) {
	f.Add(`{"input":{"a":1}}`, `{"_is_merge":true,"input":{"b":[1]}}`)
	f.Add(`{"tags":["a","a"]}`, `{"_is_merge":true,"tags":["b"],"_array_delete":[{"path":["tags"],"delete":["a"]}]}`)
	f.Add(`{"input":{"a":{"a":{"a":1}}}}`, `{"_is_merge":true,"_merge_paths":[["input","a"]],"input":{"a":{"a":2}}}`)
	f.Add(`{"input":{"a":1,"a":2}}`, `{"_is_merge":true,"input":{"a":3,"\u0061":4}}`)
	f.Fuzz(func(t *testing.T, first, second string) {
		var stored merge.Row
		for _, text := range []string{first, second, second} {
			var row map[string]json.RawMessage
			if json.Unmarshal([]byte(text), &row) != nil {
				return
			}
			c, err := merge.Read(row)
			if err != nil {
				return
			}
			before := stored
			stored = merge.Apply(stored, c)
			if text == second && before != nil && stored != nil {
				require.Equal(t, spelled(t, map[string]merge.Row{"": stored}), spelled(t, map[string]merge.Row{"": merge.Apply(stored, c)}))
			}
			for name, value := range stored {
				require.True(t, json.Valid(value), "%s: %s", name, value)
			}
		}
	})
}
