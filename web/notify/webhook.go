package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/store"
)

// webhookBody is what a webhook is told.
type webhookBody struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      struct {
		Project string `json:"project"`
		Queue   string `json:"queue"`
		Slug    string `json:"slug"`
		Account string `json:"account"`
		Items   int    `json:"items,omitempty"`
		Due     string `json:"due,omitempty"`
		By      string `json:"by,omitempty"` // of a mention, with the trace that it is about
		Trace   string `json:"trace,omitempty"`
		URL     string `json:"url"`
	} `json:"data"`
}

// post sends a message as the Standard Webhooks specification has it: its id, which stays the same over attempts, the time of the
// attempt and a signature over both and the body in headers. Any answer of the 200s is a delivery.
func (s *Sender) post(ctx context.Context, m store.Message, now time.Time) error {
	body := webhookBody{Type: "queue." + string(m.Kind), Timestamp: m.Created.UTC()}
	body.Data.Project, body.Data.Queue, body.Data.Slug, body.Data.Account = m.Project.Name, m.Queue.Name, m.Queue.Slug, m.To.Email
	body.Data.Items, body.Data.By, body.Data.Trace, body.Data.URL = m.Items, m.By, string(m.Trace), s.place(m)
	if !m.Queue.Due.IsZero() && m.Kind == store.AssignedMessage {
		body.Data.Due = m.Queue.Due.Format(time.DateOnly)
	}
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	return s.postSigned(ctx, m.Queue.Webhook, m.Queue.Secret, string(m.ID), b, now)
}

// postSigned posts JSON, with a signature where there is a secret.
func (s *Sender) postSigned(ctx context.Context, to, secret, id string, b []byte, now time.Time) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	at := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Assay")
	if secret != "" {
		r.Header.Set("webhook-id", id)
		r.Header.Set("webhook-timestamp", at)
		r.Header.Set("webhook-signature", Signature(secret, id, at, b))
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return fmt.Errorf("post: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // lets the connection be used again
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("the webhook answered %s", answer.Status)
	}
	return nil
}

// Signature is the value of the header webhook-signature: version 1 of the Standard Webhooks specification, HMAC-SHA256 (RFC 2104)
// of id, timestamp and body joined by dots, in base64. The secret's part behind whsec_ is base64; one that is not counts as it is.
func Signature(secret, id, timestamp string, body []byte) string {
	text, _ := strings.CutPrefix(secret, "whsec_")
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		key = []byte(secret)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
