package web

import (
	"context"
	"strconv"

	"assay/store"
	"assay/store/adding"
	"assay/store/assistant"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"
	"assay/views/plan"

	"github.com/labstack/echo/v4"
)

// assistantRows is how many rows the preview of a plan shows.
const assistantRows = 10

// plannedTraces names the traces of a turn before sampling: those selected, or those its filter matches as of when it was asked.
func (s *Server) plannedTraces(ctx context.Context, project store.ProjectID, t assistant.Turn) (postgres.Query, error) {
	options, err := s.filterOptionsOf(ctx, project, filter.Vocabulary{})
	if err != nil {
		return postgres.Query{}, err
	}
	options.Now = t.Asked
	q := postgres.Query{Project: project, Options: options, At: t.At}
	if q.Filter, _, err = filter.Read(t.Plan.Filter, options); err != nil {
		return q, err
	}
	if t.Plan.Selected {
		q.Only, q.At = t.Context.Traces, 0
	}
	return q, nil
}

// steps carries a plan as far as it goes without writing anything, or as far as one part of the page needs; what is left to come
// is at an address.
func (s *Server) steps(c echo.Context, t assistant.Turn, part, rest string) (*plan.Steps, error) {
	ctx, w := c.Request().Context(), who(c)
	if w.blind && t.Plan.Verb != assistant.Explain {
		return &plan.Steps{Failed: "A blind queue waits for your answers. Until it is complete the assistant shows no counts and no rows, because they would tell what others said."}, nil
	}
	q, err := s.plannedTraces(ctx, w.project.ID, t)
	if err != nil {
		return &plan.Steps{Failed: "The filter does not read any more. Correct it and plan again."}, nil
	}
	if t.Plan.Verb == assistant.Similar {
		return s.similarSteps(c, t, q)
	}
	v := &plan.Steps{CountURL: views.LogsURL(w.project.Name, views.LogsQuery{Filter: t.Plan.Filter}), ByHand: t.Plan.Selected, RowsNoun: "traces"}
	if part != "assistant-rows" {
		count, err := s.countToAdd(c, q)
		if err != nil {
			return nil, err
		}
		v.Count = count.CountView
	}
	switch t.Plan.Verb {
	case assistant.Queue:
		if w.role.Includes(store.Curator) {
			v.QueueURL = views.NewQueueURL(w.project.Name, t.Plan.Target, t.Plan.Filter, queuedByHand(t))
		}
	case assistant.Chart:
		v.Chart, v.ChartURL = t.Plan.Chart, views.QueryURL(w.project.Name, t.Plan.Chart, "")
		return v, nil
	case assistant.Themes:
		return v, s.themeSteps(ctx, w.project, q, v)
	case assistant.Explain:
		return v, nil
	}
	if part == "assistant-steps" {
		v.RowsURL = rest
		return v, nil
	}
	return v, s.previewSteps(ctx, w.project, t, v)
}

// mostQueued is how many traces an address of a queue can name one by one.
const mostQueued = 50

// queuedByHand are the traces that are named one by one, where the plan is about those that were selected.
func queuedByHand(t assistant.Turn) []store.TraceID {
	if !t.Plan.Selected || t.Plan.Filter != "" {
		return nil
	}
	return t.Context.Traces[:min(len(t.Context.Traces), mostQueued)]
}

// previewSteps shows the first rows as they would be written, and what is known of duplicates.
func (s *Server) previewSteps(ctx context.Context, project store.Project, t assistant.Turn, v *plan.Steps) error {
	target, err := s.targetOf(ctx, project.ID, t)
	if err != nil {
		return err
	}
	r, err := s.addRequestOf(ctx, project.ID, t)
	if err != nil {
		return err
	}
	r.Dataset = target.ID
	p, err := s.DB.PreviewAdd(ctx, r, assistantRows, s.Now())
	if err != nil {
		return err
	}
	v.Taken, v.Whole = p.Report.Taken, p.Whole
	for _, row := range p.Rows {
		v.Rows = append(v.Rows, plan.Row{TraceURL: views.TraceURL(project.Name, row.OriginTrace, views.TraceQuery{}), From: row.ExpectedFrom, Present: row.Kind != adding.NotYet,
			Input: store.Preview(string(row.Input), listedRunes), Expected: store.Preview(string(row.Expected), listedRunes)})
	}
	if t.Plan.Verb == assistant.Dataset {
		v.Reports = duplicateReports(p)
	}
	return nil
}

// duplicateReports says what of a plan the dataset has in some way already, or what is twice in the plan itself.
func duplicateReports(p postgres.AddPreview) []string {
	about := "all of them"
	if !p.Whole {
		about = "the first " + strconv.Itoa(len(p.Rows))
	}
	out := []string{}
	for _, kind := range adding.Kinds {
		tally := p.Report.Tally[kind]
		if tally.Found == 0 {
			continue
		}
		said := map[adding.Kind]string{adding.Origin: "come from traces that the dataset has rows of", adding.Content: "have an input that is there already", adding.Near: "say nearly the same as another row"}[kind]
		done := ""
		for _, part := range []struct {
			n    int
			says string
		}{{tally.Skipped, "left out"}, {tally.Merged, "merged"}, {tally.Inserted, "written all the same"}} {
			if part.n > 0 {
				done += ", " + views.Thousands(int64(part.n)) + " " + part.says
			}
		}
		out = append(out, views.Thousands(int64(tally.Found))+" "+said+done+".")
	}
	if len(out) == 0 {
		near := ""
		if p.Compared {
			near = ", nor nearly"
		}
		out = append(out, "Looked at "+about+": none is there twice"+near+".")
	}
	return out
}

// targetOf is the dataset that a plan names, the zero one where it is not there yet.
func (s *Server) targetOf(ctx context.Context, project store.ProjectID, t assistant.Turn) (store.Dataset, error) {
	list, err := s.DB.Datasets(ctx, project)
	if err != nil {
		return store.Dataset{}, err
	}
	for _, d := range list {
		if d.Name == t.Plan.Target {
			return d, nil
		}
	}
	return store.Dataset{}, nil
}
