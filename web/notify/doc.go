// Package notify delivers the messages of the outbox: as signed webhooks and as mail. It knows how a message is spelled and sent;
// when it is tried again, and that it is not lost, package postgres sees to.
package notify
