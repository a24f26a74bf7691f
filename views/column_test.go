package views

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestColumnsSurviveTheirURL(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]Column{
		"input":                          {ID: "input", Label: "Input", Kind: "input"},
		"!320:input":                     {ID: "input", Label: "Input", Kind: "input", Width: 320, Pinned: true},
		"90:scores.user, rating":         {ID: "scores.user, rating", Label: "user, rating", Kind: "scores", Key: "user, rating", Width: 90},
		"metadata.12:30":                 {ID: "metadata.12:30", Label: "12:30", Kind: "metadata", Key: "12:30"},
		"=Length|len(output)":            {ID: "=Length|len(output)", Label: "Length", Kind: CustomColumn, Key: "len(output)"},
		"!60:=|name = 'a|b' ? 1 : 2":     {ID: "=|name = 'a|b' ? 1 : 2", Label: "name = 'a|b' ? 1 : 2", Kind: CustomColumn, Key: "name = 'a|b' ? 1 : 2", Width: 60, Pinned: true},
		"=12:00|scores.a - scores.\"b\"": {ID: "=12:00|scores.a - scores.\"b\"", Label: "12:00", Kind: CustomColumn, Key: "scores.a - scores.\"b\""},
	} {
		c, ok := ParseColumnToken(token)
		require.True(t, ok, token)
		require.Equal(t, want, c)
		require.Equal(t, token, c.Token())
	}
	for _, token := range []string{"", "!", "nothing", "scores.", "metadata", "12:", "=", "=label|", "=|", "=label| "} {
		_, ok := ParseColumnToken(token)
		require.False(t, ok, token)
	}
	c, ok := ParseColumnToken("7:input")
	require.True(t, ok)
	require.Equal(t, MinWidth, c.Width)
	c, _ = ParseColumnToken("=len(output)")
	require.Equal(t, "=|len(output)", c.Token(), "written by hand without a label")
}

func TestPinnedColumnsComeFirst(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"!output", "!tags", "input", "name"}, Tokens(ParseColumns([]string{"input", "!output", "name", "!tags", "input", "nothing"})))
	require.Equal(t, []string{"!output", "!tags", "!name", "input"}, Tokens(ParseColumns([]string{"!output", "!tags", "!name", "!input"})), "three at most")
	require.NotNil(t, Tokens(nil))
}

func TestColumnsAreMovedSizedPinnedAndHidden(t *testing.T) {
	t.Parallel()
	p := TraceListPage{Shell: Shell{Project: "p"}, Columns: ParseColumns([]string{"!created", "input", "200:output"})}
	urls := func(i int) map[string]string {
		all := map[string]string{}
		for _, m := range p.columnMoves(i) {
			all[m.Name] = m.URL
		}
		return all
	}
	list := func(columns ...string) string { return LogsURL("p", LogsQuery{Columns: columns}) }
	require.Equal(t, map[string]string{
		"right": list("!created", "200:output", "input"), "wider": list("!created", "380:input", "200:output"), "narrower": list("!created", "300:input", "200:output"),
		"pin": list("!created", "!input", "200:output"), "hide": list("!created", "200:output"),
	}, urls(1), "a pinned column is no neighbour")
	require.Equal(t, map[string]string{
		"wider": list("!156:created", "input", "200:output"), "narrower": list("!76:created", "input", "200:output"), "pin": list("created", "input", "200:output"),
		"hide": list("input", "200:output"),
	}, urls(0))
	require.Equal(t, list("!created", "input", "output"), urls(2)["auto"])
}

func TestStateOfAViewStaysOutOfItsURL(t *testing.T) {
	t.Parallel()
	q := LogsQuery{View: "low", Saved: "filter=a&rows=tall", Filter: "a", Rows: "tall"}
	require.False(t, q.Changed())
	require.Equal(t, "/p/x/logs?view=low", LogsURL("x", q))
	q.Rows = ""
	require.True(t, q.Changed())
	require.Equal(t, "/p/x/logs?edited=1&filter=a&view=low", LogsURL("x", q))
	q.Filter = ""
	require.Equal(t, "/p/x/logs?edited=1&view=low", LogsURL("x", q), "what was cleared stays so")
	require.Equal(t, "/p/x/logs?filter=a&view=all", LogsURL("x", LogsQuery{View: "all", Filter: "a"}))
}
