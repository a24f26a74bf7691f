package web

import (
	"net/http"
	"strings"
	"testing"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// TestFilterHelpTellsEverything: every field, operator and function of the tables stands on the page, and every example leads
// to a list.
func TestFilterHelpTellsEverything(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	page := c.get("/p/demo/filter-help")
	require.Equal(t, http.StatusOK, page.status)
	names := func(section string) string { return " " + page.text(section+" .help-name") + " " }
	for _, f := range filter.Fields() {
		require.Contains(t, page.text("#field-"+f.Name), f.Help)
		for _, alias := range f.Aliases {
			require.Contains(t, page.text("#field-"+f.Name+" dt"), alias)
		}
		for _, op := range f.Operators() {
			require.Contains(t, page.text("#field-"+f.Name+" .help-takes"), op)
		}
	}
	for _, f := range filter.Functions() {
		require.Contains(t, page.text("#function-"+f.Name), f.Help)
	}
	operators := strings.Join(page.texts("#operators .help-name"), "\n")
	for _, op := range filter.Operators() {
		require.Contains(t, strings.Split(operators, "\n"), op.Name)
	}
	require.NotEmpty(t, names("#rules"))
	rows := page.doc.Find(".help-row").Length()
	require.Equal(t, len(filter.Fields())+len(filter.Functions())+len(filter.Operators())+len(filter.Rules()), rows)

	examples := page.attributes(".help-examples a", "href")
	require.Len(t, examples, rows, "each has one in SQL")
	require.Equal(t, rows, page.doc.Find(".help-examples code").Length(), "and in BTQL")
	for i, href := range examples {
		r := c.get(href)
		require.Equal(t, http.StatusOK, r.status, "%s: %s", href, r.text(".filter-error"))
		btql := page.doc.Find(".help-examples code").Eq(i).Text()
		require.Equal(t, http.StatusOK, c.get(logs(btql)).status, btql)
	}
}

func (r result) texts(selector string) []string {
	var all []string
	for i := range r.doc.Find(selector).Nodes {
		all = append(all, strings.Join(strings.Fields(r.doc.Find(selector).Eq(i).Text()), " "))
	}
	return all
}
