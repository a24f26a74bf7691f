package llm

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/web/llm/standin"

	"github.com/stretchr/testify/require"
)

func TestAModelIsToldLittleOfThemesAndAskedOnce(t *testing.T) {
	t.Parallel()
	var themes []Theme
	for i := range mostThemes + 2 {
		themes = append(themes, Theme{ID: fmt.Sprint("t", i), Name: fmt.Sprint("theme ", i), Terms: strings.Fields(strings.Repeat("term ", 20)), Quotes: []string{strings.Repeat("ü", 900), "2", "3", "4", "5", "the sixth"}})
	}
	s := standin.New(standin.Reply{Tool: namesTool, Arguments: fmt.Sprintf(`{"names":[{"id":"t0","name":"Theme %d"},{"id":"t1","name":"Free"},{"id":"t2","name":"Taken"},{"id":"t%d","name":"Unasked"}]}`, mostThemes+1, mostThemes)})
	t.Cleanup(s.Close)
	names, err := New(Config{BaseURL: s.URL, Key: key, Model: "m", In: 1, Out: 10}).Names(t.Context(), themes, []string{"taken"})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"t1": "Free"}, names.Names, "neither the name of a theme it was not told of, nor one that is taken, nor a name for a stranger")
	require.Equal(t, 1000, names.Made.Tokens)
	require.Len(t, s.Asked(), 1)
	require.NotContains(t, s.Asked()[0], strings.Repeat("ü", longestQuote+1))
	require.NotContains(t, s.Asked()[0], "the sixth")
	require.NotContains(t, s.Asked()[0], "t30")
}

func TestNonsenseNamesNothing(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]standin.Reply{
		"text":              {Text: "Refund wrong."},
		"another tool":      {Tool: toolName, Arguments: good},
		"no JSON":           {Tool: namesTool, Arguments: `{"names":`},
		"another shape":     {Tool: namesTool, Arguments: `{"names":{"t0":"Refund"}}`},
		"an endless answer": {Endless: true},
		"an error":          {Status: 500, Text: key},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := standin.New(reply)
			t.Cleanup(s.Close)
			names, err := New(Config{BaseURL: s.URL, Key: key, Model: "m", Timeout: 5 * time.Second}).Names(t.Context(), []Theme{{ID: "t0", Name: "refund"}}, nil)
			var failed *Failure
			require.ErrorAs(t, err, &failed)
			require.NotContains(t, failed.Says, key)
			require.Empty(t, names.Names)
		})
	}
}

func FuzzNamesOfAModel(f *testing.F) {
	f.Add(namesTool, `{"names":[{"id":"t0","name":"Refund wrong"}]}`)
	f.Add(namesTool, `{"names":[{"id":"t0","name":"\u202eRefund"},{"id":"t1","name":"\ud800"}]}`)
	f.Fuzz(func(t *testing.T, tool, arguments string) {
		names, _ := readNames(tool, arguments)
		for id, name := range usable(names, []Theme{{ID: "t0", Name: "a"}, {ID: "t1", Name: "b"}}, []string{"c"}) {
			require.Contains(t, []string{"t0", "t1"}, id)
			require.True(t, proper(name))
			require.Equal(t, strings.TrimSpace(name), name)
			require.NotContains(t, []string{"a", "b", "c"}, strings.ToLower(name))
		}
	})
}
