package notify

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func message(channel store.OutboxChannel) store.Message {
	return store.Message{ID: "00000000-0000-8000-8000-000000000001", Channel: channel, Kind: store.AssignedMessage, Project: store.Project{Name: "shop & co"}, Items: 3,
		Queue:   store.Queue{Name: "Unhappy\r\nBcc: eve@example.org", Slug: "unhappy", Secret: "whsec_" + base64.StdEncoding.EncodeToString([]byte("0123456789abcdef01234567")), Due: time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC)},
		To:      store.Account{Email: "ada@example.org"},
		Created: time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)}
}

// TestSignature holds the signature against the worked example of the Standard Webhooks specification.
func TestSignature(t *testing.T) {
	t.Parallel()
	got := Signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", got)
}

func TestWebhookIsSignedAndSaysWhatHappened(t *testing.T) {
	t.Parallel()
	now, m := time.Date(2026, 5, 20, 9, 1, 0, 0, time.UTC), message(store.WebhookChannel)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("webhook-signature") != Signature(m.Queue.Secret, r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), body) {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		want := `{"type":"queue.assigned","timestamp":"2026-05-20T09:00:00Z","data":{"project":"shop & co","queue":"Unhappy\r\nBcc: eve@example.org","slug":"unhappy",` +
			`"account":"ada@example.org","items":3,"due":"2026-05-31","url":"http://assay.test/p/shop%20&%20co/review/unhappy"}}`
		if strings.ReplaceAll(string(body), `\u0026`, "&") != want {
			http.Error(w, string(body), http.StatusBadRequest)
		}
	}))
	t.Cleanup(hook.Close)
	s, err := New("http://assay.test", "")
	require.NoError(t, err)
	m.Queue.Webhook = hook.URL
	require.NoError(t, s.Send(t.Context(), m, now))
	m.Queue.Secret, m.Queue.Webhook = "whsec_AAAA", hook.URL
	other := message(store.WebhookChannel)
	other.Queue.Webhook, other.Queue.Secret = hook.URL, "another"
	require.ErrorContains(t, s.Send(t.Context(), other, now), "401")
}

func TestWebhookThatSendsElsewhereIsNotFollowed(t *testing.T) {
	t.Parallel()
	hook := httptest.NewServer(http.RedirectHandler("http://assay.test/elsewhere", http.StatusFound))
	t.Cleanup(hook.Close)
	s, err := New("http://assay.test", "")
	require.NoError(t, err)
	m := message(store.WebhookChannel)
	m.Queue.Webhook = hook.URL
	require.ErrorContains(t, s.Send(t.Context(), m, time.Now()), "302")
}

// postOffice takes one letter as a mail server does, and hands it out when it is whole.
func postOffice(t *testing.T) (address string, letter <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	letters := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		in := bufio.NewReader(conn)
		say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
		say("220 post office")
		var body strings.Builder
		for reading := false; ; {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			switch {
			case reading && line == ".\r\n":
				reading = false
				letters <- body.String()
				say("250 taken")
			case reading:
				body.WriteString(line)
			case strings.HasPrefix(line, "DATA"):
				reading = true
				say("354 go on")
			case strings.HasPrefix(line, "QUIT"):
				say("221 bye")
				return
			default:
				say("250 fine")
			}
		}
	}()
	return l.Addr().String(), letters
}

func TestMailIsOneLetterWithNothingAddedByNames(t *testing.T) {
	t.Parallel()
	address, letters := postOffice(t)
	s, err := New("http://assay.test", "smtp://"+address+"?from=assay@example.org")
	require.NoError(t, err)
	require.True(t, s.CanMail())
	require.NoError(t, s.Send(t.Context(), message(store.MailChannel), time.Now()))
	letter, err := mail.ReadMessage(strings.NewReader(<-letters))
	require.NoError(t, err)
	require.Equal(t, "<ada@example.org>", letter.Header.Get("To"))
	require.Empty(t, letter.Header.Get("Bcc"))
	subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	require.NoError(t, err)
	require.Contains(t, subject, "3 items to review in Unhappy")
	body, err := io.ReadAll(quotedprintable.NewReader(letter.Body))
	require.NoError(t, err)
	require.Contains(t, string(body), "http://assay.test/p/shop%20&%20co/review/unhappy")
	require.Contains(t, string(body), "due on 31 May 2026")
}

func TestAddressesOfMailServers(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"mail.example.org", "http://mail.example.org", "smtp://", "smtp://host?from=nobody", "smtp://%zz"} {
		_, err := New("", wrong)
		require.Error(t, err, wrong)
	}
	for address, want := range map[string]string{"smtp://host": "host:587", "smtps://host": "host:465", "smtp://u:p@host:2525": "host:2525"} {
		m, err := newMailer(address)
		require.NoError(t, err)
		require.Equal(t, want, m.address)
		require.Equal(t, "assay@host", m.from)
	}
	s, err := New("", "")
	require.NoError(t, err)
	require.Error(t, s.Send(t.Context(), message(store.MailChannel), time.Now()))
}

func TestMentionsAreToldWithoutWhatTheCommentSays(t *testing.T) {
	t.Parallel()
	m := message(store.WebhookChannel)
	m.Kind, m.Items, m.Trace, m.Comment, m.By = store.MentionedMessage, 0, "00000000-0000-8000-8000-00000000000a", "00000000-0000-8000-8000-00000000000b", "bob@example.org"
	const place = "http://assay.test/p/shop%20&%20co/t/00000000-0000-8000-8000-00000000000a#comment-00000000-0000-8000-8000-00000000000b"
	bodies := make(chan string, 1)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- strings.ReplaceAll(string(body), `\u0026`, "&")
	}))
	t.Cleanup(hook.Close)
	address, letters := postOffice(t)
	s, err := New("http://assay.test", "smtp://"+address+"?from=assay@example.org")
	require.NoError(t, err)
	m.Queue.Webhook = hook.URL
	require.NoError(t, s.Send(t.Context(), m, time.Now()))
	require.Equal(t, `{"type":"queue.mentioned","timestamp":"2026-05-20T09:00:00Z","data":{"project":"shop & co","queue":"Unhappy\r\nBcc: eve@example.org","slug":"unhappy",`+
		`"account":"ada@example.org","by":"bob@example.org","trace":"00000000-0000-8000-8000-00000000000a","url":"`+place+`"}}`, <-bodies)

	m.Channel = store.MailChannel
	require.NoError(t, s.Send(t.Context(), m, time.Now()))
	letter, err := mail.ReadMessage(strings.NewReader(<-letters))
	require.NoError(t, err)
	require.Empty(t, letter.Header.Get("Bcc"))
	require.Contains(t, letter.Header.Get("Subject"), "bob mentioned you in shop & co")
	body, err := io.ReadAll(quotedprintable.NewReader(letter.Body))
	require.NoError(t, err)
	require.Contains(t, string(body), "bob mentioned you in a comment on an item of the queue Unhappy")
	require.Contains(t, string(body), place)
}
