package store_test

import (
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestAlertFires(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		alert   store.Alert
		hits, n int
		want    bool
	}{
		"more than the threshold":              {store.Alert{Threshold: 5}, 6, 6, true},
		"as many as the threshold":             {store.Alert{Threshold: 5}, 5, 5, false},
		"fewer, when that is waited for":       {store.Alert{Threshold: 5, Below: true}, 4, 4, true},
		"none at all, when few are waited for": {store.Alert{Threshold: 1, Below: true}, 0, 0, true},
		"a share above":                        {store.Alert{Rate: true, Threshold: 0.2, Least: 10}, 3, 10, true},
		"a share of too few":                   {store.Alert{Rate: true, Threshold: 0.2, Least: 11}, 3, 10, false},
		"a share of nothing":                   {store.Alert{Rate: true, Threshold: 0.2, Below: true}, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, c.alert.Fires(c.hits, c.n))
		})
	}
}

func TestAlertIsChecked(t *testing.T) {
	t.Parallel()
	good := store.Alert{Name: "Failures", Window: time.Hour, Threshold: 3, Webhook: "https://hooks.example.org/x", Mail: "ada@example.org, bo@example.org"}
	require.NoError(t, good.Check())
	require.Equal(t, "4 traces in 1 hour; told when more than 3", good.Says(4, 4))
	rate := store.Alert{Rate: true, Threshold: 0.25, Window: 48 * time.Hour, Below: true}
	require.Equal(t, "10.0 % of 30 traces in 2 days (3); told when less than 25 %", rate.Says(3, 30))
	for field, change := range map[string]func(*store.Alert){
		"name":      func(a *store.Alert) { a.Name = " " },
		"window":    func(a *store.Alert) { a.Window = time.Minute },
		"threshold": func(a *store.Alert) { a.Rate, a.Threshold = true, 20 },
		"least":     func(a *store.Alert) { a.Least = -1 },
		"cooldown":  func(a *store.Alert) { a.Cooldown = -1 },
		"webhook":   func(a *store.Alert) { a.Webhook = "file:///etc/passwd" },
		"slack":     func(a *store.Alert) { a.Slack = "hooks.example.org" },
		"mail":      func(a *store.Alert) { a.Mail = "ada" },
	} {
		bad := good
		change(&bad)
		var wrong store.Invalid
		require.ErrorAs(t, bad.Check(), &wrong, field)
		require.Contains(t, wrong, field)
	}
}
