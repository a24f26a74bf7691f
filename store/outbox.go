package store

import "time"

// OutboxChannel is a way in which a message travels.
type OutboxChannel string

const (
	WebhookChannel OutboxChannel = "webhook"
	MailChannel    OutboxChannel = "mail"
)

// Message is one that waits to be delivered: items of a queue were assigned to an account.
type Message struct {
	ID       EventID
	Channel  OutboxChannel
	Kind     string // "assigned"
	Project  Project
	Queue    Queue
	To       Account
	Items    int
	Created  time.Time
	Attempts int // before this one
}
