package web

import (
	"assay/store"
	"assay/store/assistant"
	"assay/store/postgres"
	"assay/views"
	"assay/views/nearest"
	"assay/views/plan"

	"github.com/labstack/echo/v4"
)

// similarSteps finds the traces nearest to those of a plan: to the selected ones, of which the filter then says which are wanted,
// or to the newest that the filter finds.
func (s *Server) similarSteps(c echo.Context, t assistant.Turn, q postgres.Query) (*plan.Steps, error) {
	ctx, w := c.Request().Context(), who(c)
	to := views.SimilarQuery{To: t.Context.Traces, Filter: t.Plan.Filter}
	if !t.Plan.Selected {
		list, _, err := s.DB.Traces(ctx, q, store.Cursor{}, postgres.MostSources)
		if err != nil {
			return nil, err
		}
		to = views.SimilarQuery{}
		for _, trace := range list {
			to.To = append(to.To, trace.ID)
		}
		q.Filter = nil
	}
	to.To = to.To[:min(len(to.To), mostChosen)]
	if len(to.To) == 0 {
		return &plan.Steps{Failed: "No trace matches, so there is nothing that others could be similar to."}, nil
	}
	if err := s.DB.FoldPrints(ctx, w.project.ID, printsAhead); err != nil {
		return nil, err
	}
	found, err := s.DB.Nearest(ctx, postgres.NearestQuery{Query: postgres.Query{Project: q.Project, Filter: q.Filter, Options: q.Options}, Sources: to.To, Limit: assistantRows})
	if err != nil {
		return nil, err
	}
	v := &plan.Steps{Near: &plan.Near{URL: views.SimilarURL(w.project.Name, to), To: len(to.To), Selected: t.Plan.Selected}}
	ids := make([]store.TraceID, len(found.Traces))
	share := map[store.TraceID]float64{}
	for i, n := range found.Traces {
		ids[i], share[n.Trace] = n.Trace, n.Similarity
	}
	traces, err := s.listedTraces(c, ids)
	for _, trace := range traces {
		v.Near.Rows = append(v.Near.Rows, plan.NearRow{URL: views.TraceURL(w.project.Name, trace.ID, views.TraceQuery{}), Input: trace.Input, Share: nearest.Percent(share[trace.ID])})
	}
	return v, err
}
