package views

import (
	"slices"
	"time"

	"assay/store"
	"assay/store/remark"
	"assay/views/content"
)

// PersonView is someone whom comments may speak to.
type PersonView struct {
	Handle string // behind the @
	Name   string
}

// NewPeople lists people as comments name them.
func NewPeople(accounts []store.Account) []PersonView {
	handles := remark.Handles(accounts)
	people := make([]PersonView, len(accounts))
	for i, a := range accounts {
		people[i] = PersonView{Handle: handles[a.ID], Name: a.Called()}
	}
	return people
}

// Stamp writes when something was said, as lists do.
func Stamp(t time.Time) string { return stamp(t) }

// QuoteView is the passage that a comment is about.
type QuoteView struct {
	Field string
	Text  string
	Shown bool // the value stands on the page
	Gone  bool // the passage is not in it any more
	Nth   int  // which of the equal passages it is, from 0
}

// quoted is what a comment quotes; nil: nothing.
func (v TraceView) quoted(c store.Comment) *QuoteView {
	a := c.About.Anchor
	if a == nil || !slices.Contains(store.AnchorFields, a.Field) {
		return nil
	}
	q := &QuoteView{Field: a.Field, Text: a.Quote}
	if c.SpanID != v.Span.ID || v.Sheet != nil {
		return q
	}
	for _, value := range v.Span.Values {
		if value.field() != a.Field {
			continue
		}
		q.Shown = true
		if q.Nth = remark.Nth(content.Plain(value.Value.JSON), a.Quote, a.At); q.Nth < 0 {
			q.Nth = 0
			// One that was never found as it was written, or that lies behind what is shown, is not known to have gone.
			q.Gone = a.At >= 0 && !value.Value.Partial()
		}
	}
	return q
}
