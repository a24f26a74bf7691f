package web

import (
	"bufio"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/views/trends"
	"assay/web/notify"

	"github.com/stretchr/testify/require"
)

// mailServer speaks SMTP as RFC 5321 has it, strictly in its order, and refuses the first so many letters for the time being.
type mailServer struct {
	net.Listener
	busy    int
	letters chan string
	wrong   chan string // what a client may not say
}

func newMailServer(t *testing.T, busy int) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	m := &mailServer{Listener: l, busy: busy, letters: make(chan string, 9), wrong: make(chan string, 99)}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for n := 0; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			m.talk(conn, n < busy)
		}
	}()
	return m
}

func (m *mailServer) talk(conn net.Conn, busy bool) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(conn, format+"\r\n", args...) }
	say("220 mail.example.org ESMTP")
	for state := 0; ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		word, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		switch {
		case word == "EHLO" && state == 0 && rest != "":
			state = 1
			say("250-mail.example.org greets %s", rest)
			say("250-8BITMIME")
			say("250 SIZE 1000000")
		case word == "MAIL" && state == 1 && strings.HasPrefix(rest, "FROM:<assay@example.org>"):
			state = 2
			say("250 2.1.0 sender ok")
		case word == "RCPT" && state == 2 && rest == "TO:<ada@example.org>":
			if busy {
				say("451 4.2.1 the mailbox is busy, try again")
				continue
			}
			state = 3
			say("250 2.1.5 addressee ok")
		case word == "DATA" && state == 3:
			say("354 end with a dot on a line of its own")
			m.letters <- letter(in)
			state = 1
			say("250 2.0.0 taken")
		case word == "QUIT", word == "RSET":
			say("221 2.0.0 bye")
			return
		default:
			m.wrong <- line
			say("503 5.5.1 not now: %s", word)
		}
	}
}

// letter reads up to the dot that stands alone, and takes the dots off that the client put before others.
func letter(in *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

func TestAlertsMailArrivesAndIsTriedAgain(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	ctx, server := t.Context(), newMailServer(t, 1)
	id, err := a.db.SaveAlert(ctx, a.project.ID, store.Alert{Name: ".Too many\r\nBcc: eve@example.org", Filter: "name IS NOT NULL", Window: 30 * 24 * time.Hour, Threshold: 1, Cooldown: time.Hour, Mail: "ada@example.org",
		Owner: a.people[store.Curator].ID, Created: a.clock.now()})
	require.NoError(t, err)
	_, err = a.db.TestAlert(ctx, a.project.ID, id, a.clock.now())
	require.NoError(t, err)
	sender, err := notify.New("https://assay.example.org", "smtp://"+server.Addr().String()+"?from=assay@example.org")
	require.NoError(t, err)
	deliver := func() bool {
		any, err := a.db.DeliverAlert(ctx, a.clock.now(), func(m store.AlertMessage) error { return sender.SendAlert(ctx, m, a.clock.now()) })
		require.NoError(t, err)
		return any
	}
	page := func() string { return a.as(store.Curator).get(trends.AlertURL("demo", id)).text("main") }

	require.True(t, deliver(), "there is one message")
	require.Empty(t, server.letters)
	require.Contains(t, page(), "451", "the log says why it did not arrive")
	require.Contains(t, page(), "will be again")
	require.False(t, deliver(), "it waits before the next try")
	a.clock.pass(time.Hour)
	require.True(t, deliver())
	require.Contains(t, page(), "delivered")
	a.clock.pass(24 * time.Hour)
	require.False(t, deliver(), "once")

	got, err := mail.ReadMessage(strings.NewReader(<-server.letters))
	require.NoError(t, err)
	require.Empty(t, got.Header.Get("Bcc"), "names add no headers")
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	require.NoError(t, err)
	require.Contains(t, subject, "Too many")
	body, err := io.ReadAll(quotedprintable.NewReader(got.Body))
	require.NoError(t, err)
	require.Contains(t, string(body), "https://assay.example.org/p/demo/logs?filter=")
	require.NotEmpty(t, got.Header.Get("Message-Id"))
	require.NotEmpty(t, got.Header.Get("Date"))
	require.Empty(t, server.wrong, "the client keeps to the protocol")
}
