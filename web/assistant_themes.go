package web

import (
	"context"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/store/theme"
	"assay/views"
	"assay/views/plan"
)

const (
	// readComments is how many comments themes are looked for in: some hundred milliseconds' worth.
	readComments = 5000
	// mostThemes is how many are shown, and mostLinked how many traces a link can name one by one.
	mostThemes = 12
	mostLinked = 150
)

// themeSteps says what comments on the traces are about.
func (s *Server) themeSteps(ctx context.Context, project store.Project, q postgres.Query, v *plan.Steps) error {
	comments, err := s.DB.SaidComments(ctx, q, readComments)
	if err != nil {
		return err
	}
	texts, of := make([]theme.Text, len(comments)), make(map[string]postgres.SaidComment, len(comments))
	for i, c := range comments {
		texts[i], of[c.ID] = theme.Text{ID: c.ID, Body: c.Body}, c
	}
	found := theme.Find(texts, theme.Options{Most: mostThemes})
	for _, t := range found.Themes {
		line := plan.Theme{Name: t.Name}
		seen, rows := map[store.TraceID]bool{}, []filter.Expr{}
		for _, m := range t.Members {
			c := of[m.ID]
			if line.Quote == "" {
				line.Quote = store.Preview(c.Body, listedRunes)
			}
			if !seen[c.Trace] {
				seen[c.Trace] = true
				rows = append(rows, filter.Value(c.Row))
			}
		}
		line.N = len(seen)
		if len(rows) > 0 && len(rows) <= mostLinked {
			line.URL = views.LogsURL(project.Name, views.LogsQuery{Filter: filter.Format(&filter.In{X: filter.At("id"), Items: rows})})
		}
		v.Themes = append(v.Themes, line)
	}
	v.Other = len(found.Other)
	return nil
}
