package web

import (
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestBTQLAnswersInGroupsAndShapes(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.ReadAccess, a.project.ID)
	logs := "project_logs('" + a.project.UID + "')"
	for query, want := range map[string][]object{
		"dimensions: type | measures: count(1) as n, avg(tokens) as tokens | from: " + logs:                                    {{"type": "task", "n": 4.0, "tokens": 120.0}, {"type": "tool", "n": 1.0, "tokens": nil}},
		"SELECT day(created) AS day, count(*) FROM " + logs + " summary GROUP BY 1":                                            {{"day": "2026-05-20T00:00:00Z", "count(*)": 4.0}},
		"SELECT count(*) AS n, count(error) AS failed FROM " + logs + " summary":                                               {{"n": 4.0, "failed": 1.0}},
		"SELECT count(*) AS n FROM " + logs + " WHERE name = 'nobody'":                                                         {{"n": 0.0}},
		"SELECT name, count(*) AS n FROM " + logs + " WHERE name = 'nobody' GROUP BY name":                                     {},
		"SELECT tag, count(*) AS n FROM " + logs + " UNPIVOT tags AS tag GROUP BY tag HAVING n > 1":                            {{"tag": "billing", "n": 3.0}},
		"SELECT type, error IS NULL AS fine, count(*) AS n FROM " + logs + " GROUP BY type, fine PIVOT fine":                   {{"type": "task", "true": 4.0, "false": nil}, {"type": "tool", "true": nil, "false": 1.0}},
		"SELECT id, lower(name) AS n, user, metadata.model FROM " + logs + " WHERE is_root ORDER BY created LIMIT 2":           {{"id": "trace-liked", "n": "answer", "user": "ada", "model": "small"}, {"id": "trace-disliked", "n": "answer", "user": "bob", "model": "small"}},
		"SELECT id, name FROM " + logs + " traces WHERE error IS NOT NULL":                                                     {{"id": "trace-failed", "name": "answer"}, {"id": "span-tool", "name": "cancel_order"}},
		"SELECT id FROM " + logs + " traces WHERE error IS NOT NULL AND FILTER_SPANS(type = 'tool')":                           {{"id": "span-tool"}},
		"SELECT id, error, tags FROM " + strings.Replace(logs, "')", "', shape => 'summary')", 1) + " WHERE error IS NOT NULL": {{"id": "trace-failed", "error": "order 7 is not known", "tags": []any{"billing"}}},
	} {
		got := a.btql(token, query, nil).Data
		require.Equal(t, want, got, query)
	}

	whole := a.btql(token, "select: * | from: "+logs+" summary | limit: 3", nil)
	require.Equal(t, "trace-hostile trace-failed trace-disliked", whole.ids())
	require.Equal(t, object{"thumbs": 0.0}, whole.Data[2]["scores"])
	require.Equal(t, "Can I return shoes?", whole.Data[2]["input"])
	rest := a.btql(token, "select: * | from: "+logs+" summary | limit: 3 | cursor: '"+*whole.Cursor+"'", nil)
	require.Equal(t, "trace-liked", rest.ids())
	require.Nil(t, rest.Cursor)

	traces := a.btql(token, "select: id | from: "+logs+" traces | limit: 2", nil)
	require.Equal(t, "trace-hostile trace-failed span-tool", traces.ids(), "the limit counts traces")
	require.Equal(t, "trace-disliked trace-liked", a.btql(token, "select: id | from: "+logs+" traces | limit: 2 | cursor: '"+*traces.Cursor+"'", nil).ids())

	east := a.btql(token, "SELECT day(created) AS day, count(*) AS n FROM "+logs+" summary GROUP BY day", object{"tz_offset": -16 * 60})
	require.Equal(t, []object{{"day": "2026-05-20T08:00:00Z", "n": 4.0}}, east.Data[len(east.Data)-1:], "days begin where the reader is")
}

func TestBTQLComputesOverDatasets(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess)
	id := a.registered(token, "demo", "golden")
	a.send(token, object{"id": "r1", "dataset_id": id, "input": "one two", "tags": []string{"t1", "t2"}, "metadata": object{"n": 1}},
		object{"id": "r2", "dataset_id": id, "input": "three", "tags": []string{"t1"}, "metadata": object{"n": 3}}, object{"id": "r3", "dataset_id": id, "input": "four"})
	set := " FROM dataset('" + id + "') "
	for query, want := range map[string][]object{
		"SELECT count(*) AS n, sum(metadata.n) AS s, percentile(metadata.n, 0.5) AS p" + set:           {{"n": 3.0, "s": 4.0, "p": 2.0}},
		"SELECT tags, count(*) AS n" + set + "GROUP BY tags ORDER BY tags":                             {{"tags": "t1", "n": 2.0}, {"tags": "t2", "n": 1.0}, {"tags": nil, "n": 1.0}},
		"SELECT id, len(input) AS len" + set + "WHERE metadata.n IS NOT NULL ORDER BY _pagination_key": {{"id": "r1", "len": 7.0}, {"id": "r2", "len": 5.0}},
	} {
		require.Equal(t, want, a.btql(token, query, nil).Data, query)
	}
}
