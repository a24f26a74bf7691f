package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/remark"
	"assay/views"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// aboutOf reads what the comment of a form points at: whom it mentions, and the passage that it quotes from a value of the span, as far
// as the lens shows that.
func (s *Server) aboutOf(c echo.Context, span store.SpanID, comment string, through lens) (store.About, error) {
	var about store.About
	if comment == "" {
		return about, nil
	}
	people, err := s.mentionable(c.Request().Context(), who(c))
	if err != nil {
		return about, err
	}
	about.Mentions = remark.Mentions(comment, people)
	about.Anchor, err = s.anchorOf(c, span, through)
	return about, err
}

// anchorOf reads the quoted passage; nil: there is none. One that is not in the value stays a quote all the same: whoever wrote it down
// by hand may have shortened it.
func (s *Server) anchorOf(c echo.Context, span store.SpanID, through lens) (*store.Anchor, error) {
	a := store.Anchor{Field: c.FormValue("quote_field"), Quote: plainText(strings.TrimSpace(c.FormValue("quote")))}
	switch {
	case a.Quote == "":
		return nil, nil
	case len(a.Quote) > store.MaxQuote:
		return nil, store.Invalid{"quote": "A quoted passage has at most 2,000 bytes."}
	case !slices.Contains(store.AnchorFields, a.Field):
		return nil, store.Invalid{"quote_field": "Choose input or output."}
	}
	p, err := s.DB.Payload(c.Request().Context(), who(c).project.ID, span)
	if err != nil {
		return nil, err
	}
	p = through.payload(p)
	value := map[string]string{"input": p.Input, "output": p.Output}[a.Field]
	nth, _ := strconv.Atoi(c.FormValue("quote_nth")) // what is no number is the first
	a.At = remark.At(content.Plain(value), a.Quote, nth)
	return &a, nil
}

// mentionable are the people of the project whom the asker may mention. One who is confined to queues learns of nobody.
func (s *Server) mentionable(ctx context.Context, w *identity) ([]store.Account, error) {
	if w.confined {
		return nil, nil
	}
	members, err := s.DB.Members(ctx, w.project.ID)
	var people []store.Account
	for _, m := range members {
		if !m.Disabled {
			people = append(people, m.Account)
		}
	}
	return people, err
}

// mostOffered is how many people a page lists for completion; others can be written out.
const mostOffered = 500

// offered lists whom comments on a page may mention.
func (s *Server) offered(c echo.Context) ([]views.PersonView, error) {
	people, err := s.mentionable(c.Request().Context(), who(c))
	list := views.NewPeople(people)
	return list[:min(len(list), mostOffered)], err
}
