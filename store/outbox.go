package store

import "time"

// OutboxChannel is a way in which a message travels.
type OutboxChannel string

const (
	WebhookChannel OutboxChannel = "webhook"
	MailChannel    OutboxChannel = "mail"
)

// MessageKind is what a message is about.
type MessageKind string

const (
	AssignedMessage  MessageKind = "assigned"  // items of a queue were assigned to the account
	MentionedMessage MessageKind = "mentioned" // a comment on an item of a queue mentions the account
)

// Message is one that waits to be delivered.
type Message struct {
	ID       EventID
	Channel  OutboxChannel
	Kind     MessageKind
	Project  Project
	Queue    Queue
	To       Account
	Items    int
	Trace    TraceID // that a comment mentions the account on; of the comment a message tells no word
	Comment  EventID
	By       string // who wrote it, an address
	Created  time.Time
	Attempts int // before this one
}
