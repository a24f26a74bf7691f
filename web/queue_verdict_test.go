package web

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestQueueHasVerdictKeysOfItsOwn(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	verdict := a.asks(store.ScoreConfig{Name: "verdict", Kind: store.Categorical, Options: []store.Option{{Label: "good", Key: "y"}, {Label: "not so good"}}})
	a.makeQueue(nil)
	keys := func() []string {
		return a.as(store.Reviewer).enter("work").attributes("#item button[name=verdict]", "data-key")
	}
	require.Equal(t, []string{"y"}, keys(), "those of the project")

	p := &paper{client: a.as(store.Curator)}
	field := func(label string) string { return "verdict-" + strconv.Itoa(verdict.ID) + " " + label }
	p.open("/p/demo/queues/work/edit")
	require.Equal(t, "y", p.one(`[name="`+field("good")+`"]`).AttrOr("value", ""), "it begins with those of the project")
	typed := valuesOf(p.page.doc.Find("form.stack").Find("input[name], textarea[name], select[name]"))
	for key, says := range map[string]string{"c": "writes a comment", "zz": "one character", "y": "is that of"} {
		typed.Set("verdicts", "own")
		typed.Set(field("good"), "y")
		typed.Set(field("not so good"), key)
		r := p.post("/p/demo/queues/work/edit", typed)
		require.Equal(t, http.StatusUnprocessableEntity, r.status, key)
		require.Contains(t, r.text("#verdicts-error"), says)
		require.Equal(t, key, r.doc.Find(`[name="`+field("not so good")+`"]`).AttrOr("value", ""), "what was typed stays")
	}
	p.press("button[value=save]", url.Values{"verdicts": {"own"}, field("good"): {""}, field("not so good"): {"z"}})
	require.Equal(t, []string{"z"}, keys())
	q, err := a.db.Queue(t.Context(), a.project.ID, "work")
	require.NoError(t, err)
	require.Equal(t, map[int]map[string]string{verdict.ID: {"not so good": "z"}}, q.Verdicts)
	r := &paper{client: a.as(store.Reviewer)}
	r.open("/p/demo/review/work")
	r.press("#item button[name=verdict]", nil)
	require.Equal(t, 1, a.totals(q).Answered)

	p.open("/p/demo/queues/work/edit")
	p.press("button[value=save]", url.Values{"verdicts": {""}})
	require.Equal(t, []string{"y"}, keys(), "and those of the project again")
}
