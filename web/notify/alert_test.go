package notify

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestAlertIsToldSignedAndInTheFormatOfSlack(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	var body []byte
	var head http.Header
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		head = r.Header
		if r.URL.Path == "/broken" {
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	t.Cleanup(receiver.Close)
	s, err := New("https://assay.example.org", "")
	require.NoError(t, err)
	m := store.AlertMessage{ID: "m1", Channel: store.AlertWebhook, Target: receiver.URL, Secret: "whsec_eA==", Project: "shop & co", Alert: store.Alert{Name: "<Failures>", Threshold: 3},
		Firing: store.Firing{Hits: 5, N: 5, Says: "5 traces", Filter: "error IS NOT NULL", At: now}}
	require.NoError(t, s.SendAlert(t.Context(), m, now))
	require.Equal(t, Signature("whsec_eA==", "m1", head.Get("webhook-timestamp"), body), head.Get("webhook-signature"))
	var told alertBody
	require.NoError(t, json.Unmarshal(body, &told))
	require.Equal(t, "alert.fired", told.Type)
	require.Equal(t, 5, told.Data.Hits)
	require.Equal(t, "https://assay.example.org/p/shop%20&%20co/logs?filter=error+IS+NOT+NULL", told.Data.URL)

	m.Channel = store.AlertSlack
	require.NoError(t, s.SendAlert(t.Context(), m, now))
	require.Empty(t, head.Get("webhook-signature"))
	var slack map[string]string
	require.NoError(t, json.Unmarshal(body, &slack))
	require.Contains(t, slack["text"], "Alert: &lt;Failures&gt; (shop &amp; co). 5 traces.")
	require.Contains(t, slack["text"], "|Show the traces>")

	m.Target += "/broken"
	require.ErrorContains(t, s.SendAlert(t.Context(), m, now), "502")
	m.Channel = store.AlertMail
	require.ErrorContains(t, s.SendAlert(t.Context(), m, now), "ASSAY_SMTP_URL")
}
