package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"assay/store"
	"assay/store/postgres"
)

// Sender sends messages. Make one with New.
type Sender struct {
	base   string // address of the application, without a slash at the end
	client *http.Client
	mail   *mailer // nil: there is nobody to send mail
}

// timeout bounds one attempt, so that a receiver that never answers holds up nobody for long.
const timeout = 10 * time.Second

// New makes a sender. smtp is the address of a mail server, smtp://user:password@host:port?from=assay@example.org or smtps:// the
// same; empty: no mail is sent. base is where people reach the application.
func New(base, smtp string) (*Sender, error) {
	s := &Sender{base: base, client: &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if smtp == "" {
		return s, nil
	}
	var err error
	s.mail, err = newMailer(smtp)
	return s, err
}

// CanMail reports whether the sender has a mail server.
func (s *Sender) CanMail() bool { return s.mail != nil }

// Send delivers one message. An error says why it did not arrive.
func (s *Sender) Send(ctx context.Context, m store.Message, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	switch m.Channel {
	case store.WebhookChannel:
		return s.post(ctx, m, now)
	case store.MailChannel:
		if s.mail == nil {
			return errors.New("no mail server is named: ASSAY_SMTP_URL")
		}
		return s.mail.send(ctx, m, s.place(m), now)
	}
	return fmt.Errorf("unknown channel %q", m.Channel)
}

// place is the address where the addressee of a message finds what it is about.
func (s *Sender) place(m store.Message) string {
	project := s.base + "/p/" + url.PathEscape(m.Project.Name)
	if m.Kind == store.MentionedMessage {
		return project + "/t/" + url.PathEscape(string(m.Trace)) + "#comment-" + string(m.Comment)
	}
	return project + "/review/" + url.PathEscape(m.Queue.Slug)
}

// pause is how often the outbox is looked into.
const pause = 2 * time.Second

// Run delivers what is due until the context ends. Trouble with the database is logged and tried again.
func (s *Sender) Run(ctx context.Context, db *postgres.DB, log *slog.Logger) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		for more := true; more && ctx.Err() == nil; {
			now := time.Now()
			var err error
			more, err = db.Deliver(ctx, now, func(m store.Message) error { return s.Send(ctx, m, now) })
			if err != nil && ctx.Err() == nil {
				log.Error("deliver messages", "error", err.Error())
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
