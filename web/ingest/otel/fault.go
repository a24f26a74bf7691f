package otel

import (
	"strings"

	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// fault is the error of a span as one text: message, blank line, stack. A span failed when its status says so, or when an
// exception was recorded and nobody set a status; a status of OK means that the exception was dealt with.
func (r *reading) fault() string {
	status := r.span.Status()
	if status.Code() == ptrace.StatusCodeOk {
		return r.complaint
	}
	message, stack, thrown := r.exception()
	if status.Code() != ptrace.StatusCodeError && !thrown {
		return r.complaint
	}
	if said := strings.TrimSpace(jsonl.CleanText(status.Message())); said != "" {
		message = said
	}
	firstText(&message, r.complaint)
	firstText(&message, jsonl.CleanText(r.peek("error.type")))
	firstText(&message, "The span ended with the status ERROR and no message.")
	if stack == "" {
		return message
	}
	return message + "\n\n" + stack
}

// exception is the last one recorded: earlier ones led to it, or were caught, and stay among the events.
func (r *reading) exception() (message, stack string, found bool) {
	last := -1
	for i, e := range r.span.Events().All() {
		if e.Name() == "exception" {
			last = i
		}
	}
	if last < 0 {
		return "", "", false
	}
	a := &r.events[last]
	kind, message := a.text("exception.type"), a.text("exception.message")
	if message == "" {
		message = kind
	} else if kind != "" && !strings.HasPrefix(message, kind) {
		message = kind + ": " + message
	}
	return message, strings.TrimSpace(a.text("exception.stacktrace")), true
}
