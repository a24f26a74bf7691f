package web

import (
	"strings"

	"assay/store/assistant"
	"assay/store/filter"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// offerWords is the filter that a text comes to which is no filter but words; nil where it is neither, or a filter with a
// mistake in it.
func (s *Server) offerWords(c echo.Context, q views.LogsQuery) (*views.FilterOffer, error) {
	text := strings.TrimSpace(q.Filter)
	if !inWords(text) {
		return nil, nil
	}
	known, err := s.knownOf(c)
	if err != nil {
		return nil, err
	}
	options := s.filterOptions(filter.Vocabulary{})
	plan := assistant.Make(text, known, assistant.Page{}, nil, options)
	project := who(c).project.Name
	offer := &views.FilterOffer{AskURL: views.AssistantURL(project, 0, views.AssistantQuery{Ask: text})}
	for _, part := range plan.Unclear {
		offer.Unclear = append(offer.Unclear, part.Text)
	}
	if plan.Verb == assistant.None || plan.Filter == "" {
		return offer, nil
	}
	to := views.LogsQuery{Filter: plan.Filter, Columns: q.Columns, Rows: q.Rows, Sort: q.Sort, Group: q.Group, View: q.View, Zone: q.Zone}
	offer.Filter, offer.URL, offer.Says = plan.Filter, views.LogsURL(project, to), assistant.InWords(plan.Filter, options)
	return offer, nil
}

// inWords reports whether a text looks like a sentence: it has a letter, none of the signs that filters are made of, and is no
// condition that was refused for another reason.
func inWords(text string) bool {
	if e, err := filter.Parse(text); err == nil && filter.IsCondition(e) {
		return false
	}
	return len(text) <= assistant.MaxBytes && !strings.ContainsAny(text, "<>=()[]|{}") && strings.ContainsFunc(text, func(r rune) bool { return r >= 'A' })
}
