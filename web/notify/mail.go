package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/url"
	"strconv"
	"strings"
	"time"

	"assay/store"
)

// mailer sends through one mail server.
type mailer struct {
	host, address string
	direct        bool // TLS from the first byte; else STARTTLS where the server offers it
	auth          smtp.Auth
	from          string
}

func newMailer(address string) (*mailer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("a mail server is named as smtp://user:password@host:port?from=assay@example.org, or with smtps")
	}
	m := &mailer{host: u.Hostname(), direct: u.Scheme == "smtps", from: u.Query().Get("from")}
	port := u.Port()
	if port == "" {
		port = map[bool]string{true: "465", false: "587"}[m.direct]
	}
	m.address = net.JoinHostPort(m.host, port)
	if m.from == "" {
		m.from = "assay@" + m.host
	}
	if _, err := mail.ParseAddress(m.from); err != nil {
		return nil, fmt.Errorf("read the sender %q: %w", m.from, err)
	}
	if u.User != nil {
		password, _ := u.User.Password()
		m.auth = smtp.PlainAuth("", u.User.Username(), password, m.host) // refuses to send a password without TLS
	}
	return m, nil
}

// send delivers one message to the mail server, which takes it from there.
func (m *mailer) send(ctx context.Context, msg store.Message, place string, now time.Time) error {
	text, err := m.letter(msg, place, now)
	if err != nil {
		return err
	}
	return m.deliver(ctx, msg.To.Email, text)
}

// deliver hands a letter to the mail server.
func (m *mailer) deliver(ctx context.Context, to string, text []byte) error {
	dialer := &net.Dialer{}
	conn, err := dialer.DialContext(ctx, "tcp", m.address)
	if err != nil {
		return fmt.Errorf("reach mail server: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			return fmt.Errorf("bound the talk with the mail server: %w", err)
		}
	}
	if m.direct {
		conn = tls.Client(conn, &tls.Config{ServerName: m.host})
	}
	c, err := smtp.NewClient(conn, m.host)
	if err != nil {
		return fmt.Errorf("greet mail server: %w", err)
	}
	return m.talk(c, to, text)
}

func (m *mailer) talk(c *smtp.Client, to string, text []byte) error {
	if ok, _ := c.Extension("STARTTLS"); ok && !m.direct {
		if err := c.StartTLS(&tls.Config{ServerName: m.host}); err != nil {
			return fmt.Errorf("start TLS: %w", err)
		}
	}
	if m.auth != nil {
		if err := c.Auth(m.auth); err != nil {
			return fmt.Errorf("sign in to mail server: %w", err)
		}
	}
	if err := c.Mail(m.from); err != nil {
		return fmt.Errorf("name the sender: %w", err)
	}
	if err := c.Rcpt(to); err != nil {
		return fmt.Errorf("name the addressee: %w", err)
	}
	w, err := c.Data()
	if err != nil {
		return fmt.Errorf("begin the letter: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("send the letter: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("end the letter: %w", err)
	}
	return c.Quit()
}

// letter writes the message as RFC 5322 has it. Names of ours stand encoded in its headers, so that they cannot add others.
func (m *mailer) letter(msg store.Message, place string, now time.Time) ([]byte, error) {
	if msg.Kind == store.MentionedMessage {
		by := store.Account{Email: msg.By}.Called()
		text := by + " mentioned you in a comment on an item of the queue " + msg.Queue.Name + " of the project " + msg.Project.Name + "."
		return m.write(string(msg.ID), msg.To.Email, by+" mentioned you in "+msg.Project.Name, text+"\r\n\r\n"+place+"\r\n", now)
	}
	items := strconv.Itoa(msg.Items) + " items"
	if msg.Items == 1 {
		items = "1 item"
	}
	text := items + " were assigned to you in the queue " + msg.Queue.Name + " of the project " + msg.Project.Name + "."
	if msg.Items == 1 {
		text = strings.Replace(text, " were ", " was ", 1)
	}
	if !msg.Queue.Due.IsZero() {
		text += " They are due on " + msg.Queue.Due.Format("2 January 2006") + "."
	}
	return m.write(string(msg.ID), msg.To.Email, items+" to review in "+msg.Queue.Name, text+"\r\n\r\n"+place+"\r\n", now)
}

// write makes a letter of plain text.
func (m *mailer) write(id, to, subject, text string, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", (&mail.Address{Name: "Assay", Address: m.from}).String()}, {"To", (&mail.Address{Address: to}).String()},
		{"Subject", mime.QEncoding.Encode("utf-8", subject)},
		{"Date", now.UTC().Format(time.RFC1123Z)}, {"Message-ID", "<" + id + "@" + m.host + ">"},
		{"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", "quoted-printable"},
	} {
		b.WriteString(h[0] + ": " + strings.NewReplacer("\r", " ", "\n", " ").Replace(h[1]) + "\r\n")
	}
	b.WriteString("\r\n")
	q := quotedprintable.NewWriter(&b)
	if _, err := q.Write([]byte(text)); err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	if err := q.Close(); err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	return b.Bytes(), nil
}
