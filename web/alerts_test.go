package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"
	"assay/views/trends"

	"github.com/stretchr/testify/require"
)

// watched makes an alert on failures, and returns its id.
func (a *app) watched() int {
	a.t.Helper()
	id, err := a.db.SaveAlert(a.t.Context(), a.project.ID, store.Alert{Name: "Failures", Filter: "error IS NOT NULL", Window: 24 * 3600e9, Threshold: 0, Owner: a.people[store.Curator].ID, Created: a.clock.now()})
	require.NoError(a.t, err)
	return id
}

func TestAlertsAreMadeTestedAndTakenBackWithPlainForms(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	list := trends.AlertsURL("demo")
	require.Contains(t, c.get(list+"?filter=error+IS+NOT+NULL").body, `value="error IS NOT NULL"`, "the filter of the page it came from")
	form := url.Values{"name": {`<b>Unhappy`}, "filter": {"scores.user.thumbs < 0.5"}, "kind": {"rate"}, "of": {"scores.user.thumbs IS NOT NULL"}, "window": {"1440"}, "threshold": {"20"}, "least": {"2"},
		"cooldown": {"60"}, "webhook": {"https://hooks.example.org/x"}}
	made := c.post(list, form)
	require.Equal(t, http.StatusSeeOther, made.status, made.text("main"))
	page := c.get(made.location())
	secret, _ := page.doc.Find("#secret").Attr("value")
	require.Contains(t, secret, "whsec_", "what the webhook is told is signed without being asked")
	require.Equal(t, http.StatusSeeOther, c.post(made.location(), url.Values{"do": {"test"}}).status)
	require.NoError(t, a.db.CheckAlerts(t.Context(), a.clock.now()))
	page = c.get(made.location())
	require.Contains(t, page.text("main"), "50.0 % of 2 traces in 1 day (1); told when more than 20 %")
	require.Contains(t, page.text("main"), "test")
	require.Equal(t, 2, page.doc.Find("tbody tr").Length())
	href, _ := page.doc.Find(`tbody a[href*="/logs"]`).First().Attr("href")
	require.Equal(t, 1, a.listed(href), "the firing leads to its traces")

	for field, value := range map[string]string{"name": "", "filter": "nam ==", "of": "(", "threshold": "200", "window": "1", "webhook": "ftp://x", "slack": "x", "mail": "x", "least": "NaN", "cooldown": "-5"} {
		bad := url.Values{}
		for k, v := range form {
			bad[k] = v
		}
		bad.Set(field, value)
		wrong := c.post(list, bad)
		require.Equal(t, http.StatusUnprocessableEntity, wrong.status, field)
		require.NotEmpty(t, wrong.text("#"+field+"-error"), field)
	}

	require.Equal(t, http.StatusSeeOther, c.post(made.location(), url.Values{"do": {"pause"}}).status)
	require.Contains(t, c.get(list).text("main"), "paused")
	require.Equal(t, http.StatusSeeOther, c.post(made.location(), url.Values{"do": {"delete"}}).status)
	gone := c.get(list)
	require.Contains(t, gone.text(".empty"), "No alerts yet")
	undo, _ := gone.doc.Find("#notices form").Attr("action")
	require.Equal(t, http.StatusSeeOther, c.post(undo, url.Values{"submission": {"restore"}}).status)
	require.Contains(t, c.get(list).text("main"), "Unhappy")
	require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).post(list, form).status)
}
