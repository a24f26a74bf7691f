package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"assay/store"
)

// alertBody is what a webhook is told of an alert that went off.
type alertBody struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      alertData `json:"data"`
}

type alertData struct {
	Project   string    `json:"project"`
	Alert     string    `json:"alert"`
	Test      bool      `json:"test"`
	Kind      string    `json:"kind"` // count or rate
	Hits      int       `json:"hits"`
	N         int       `json:"n"`
	Threshold float64   `json:"threshold"`
	Filter    string    `json:"filter"`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Text      string    `json:"text"`
	URL       string    `json:"url"`
}

// SendAlert tells one receiver of an alert that went off. An error says why it did not arrive.
func (s *Sender) SendAlert(ctx context.Context, m store.AlertMessage, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	link := s.base + "/p/" + url.PathEscape(m.Project) + "/logs?" + url.Values{"filter": {m.Firing.Filter}}.Encode()
	text := alertText(m)
	switch m.Channel {
	case store.AlertWebhook:
		f := m.Firing
		body := alertBody{Type: "alert.fired", Timestamp: f.At.UTC(), Data: alertData{Project: m.Project, Alert: m.Alert.Name, Test: f.Test, Kind: "count", Hits: f.Hits, N: f.N,
			Threshold: m.Alert.Threshold, Filter: f.Filter, From: f.From.UTC(), To: f.To.UTC(), Text: text, URL: link}}
		if m.Alert.Rate {
			body.Data.Kind = "rate"
		}
		return s.postJSON(ctx, m, m.Secret, body, now)
	case store.AlertSlack:
		// The three characters that Slack's text gives a meaning stand as it asks for them.
		plain := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
		return s.postJSON(ctx, m, "", map[string]string{"text": plain + "\n<" + link + "|Show the traces>"}, now)
	case store.AlertMail:
		if s.mail == nil {
			return errors.New("no mail server is named: ASSAY_SMTP_URL")
		}
		letter, err := s.mail.write(string(m.ID), m.Target, subjectOf(m), text+"\r\n\r\n"+link+"\r\n", now)
		if err != nil {
			return err
		}
		return s.mail.deliver(ctx, m.Target, letter)
	}
	return fmt.Errorf("unknown channel %q", m.Channel)
}

func (s *Sender) postJSON(ctx context.Context, m store.AlertMessage, secret string, body any, now time.Time) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	return s.postSigned(ctx, m.Target, secret, string(m.ID), b, now)
}

func subjectOf(m store.AlertMessage) string {
	if m.Firing.Test {
		return "Test of the alert " + m.Alert.Name
	}
	return "Alert: " + m.Alert.Name
}

func alertText(m store.AlertMessage) string {
	return subjectOf(m) + " (" + m.Project + "). " + m.Firing.Says + "."
}
