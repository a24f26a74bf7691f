package web

import (
	"context"
	"strconv"

	"assay/store"
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
func (s *Server) plannedTraces(project store.ProjectID, t assistant.Turn) (postgres.Query, error) {
	options := s.filterOptions(filter.Vocabulary{})
	options.Now = t.Asked
	q := postgres.Query{Project: project, Options: options, At: t.At}
	var err error
	if q.Filter, _, err = filter.Read(t.Plan.Filter, options); err != nil {
		return q, err
	}
	if t.Plan.Selected {
		q.Only, q.At = t.Context.Traces, 0
	}
	return q, nil
}

// takenOf names the traces of a turn after sampling.
func (s *Server) takenOf(ctx context.Context, project store.ProjectID, t assistant.Turn) (postgres.Query, error) {
	q, err := s.plannedTraces(project, t)
	if err != nil || t.Plan.Sample.Kind == assistant.All {
		return q, err
	}
	ids, err := s.DB.SampleTraces(ctx, q, t.Plan.Sample)
	if err != nil {
		return q, err
	}
	if ids == nil {
		ids = []store.TraceID{}
	}
	return postgres.Query{Project: project, Options: q.Options, Only: ids}, nil
}

// steps carries a plan as far as it goes without writing anything.
func (s *Server) steps(c echo.Context, t assistant.Turn) (*plan.Steps, error) {
	ctx, w := c.Request().Context(), who(c)
	if w.blind && t.Plan.Verb != assistant.Explain {
		return &plan.Steps{Failed: "A blind queue waits for your answers. Until it is complete the assistant shows no counts and no rows, because they would tell what others said."}, nil
	}
	q, err := s.plannedTraces(w.project.ID, t)
	if err != nil {
		return &plan.Steps{Failed: "The filter does not read any more. Correct it and plan again."}, nil
	}
	v := &plan.Steps{CountURL: views.LogsURL(w.project.Name, views.LogsQuery{Filter: t.Plan.Filter}), CountedAs: "match", RowsNoun: "traces"}
	if v.Count.N, v.Count.More, err = s.DB.Count(ctx, q, store.Cursor{}); err != nil {
		return nil, err
	}
	if t.Plan.Selected {
		v.CountedAs = "of those you selected"
	}
	taken, err := s.takenOf(ctx, w.project.ID, t)
	if err != nil {
		return nil, err
	}
	v.Taken = len(taken.Only)
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
	case assistant.Dataset:
		if err := s.reportDuplicates(ctx, w.project, t, taken, v); err != nil {
			return nil, err
		}
	}
	return v, s.previewSteps(ctx, w.project, t, taken, v)
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

// previewSteps shows the first rows as they would be written.
func (s *Server) previewSteps(ctx context.Context, project store.Project, t assistant.Turn, q postgres.Query, v *plan.Steps) error {
	target, err := s.targetOf(ctx, project.ID, t)
	if err != nil {
		return err
	}
	list, err := s.DB.PreviewAdd(ctx, q, target.ID, mappingOf(t.Plan), assistantRows)
	if err != nil {
		return err
	}
	for _, r := range list {
		v.Rows = append(v.Rows, plan.Row{TraceURL: views.TraceURL(project.Name, r.OriginTrace, views.TraceQuery{}), From: r.ExpectedFrom, Present: r.ID != "",
			Input: store.Preview(string(r.Input), listedRunes), Expected: store.Preview(string(r.Expected), listedRunes)})
	}
	return nil
}

// mappingOf says where the rows of a plan take their expected value from.
func mappingOf(p assistant.Plan) postgres.ExpectedChoice {
	switch p.Expected {
	case assistant.ByUser:
		return postgres.UserExpected
	case assistant.Output:
		return postgres.OutputExpected
	}
	return postgres.BestExpected
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

// reportDuplicates says which of the traces the dataset has already, and which of the newest are nearly the same.
func (s *Server) reportDuplicates(ctx context.Context, project store.Project, t assistant.Turn, q postgres.Query, v *plan.Steps) error {
	target, err := s.targetOf(ctx, project.ID, t)
	if err != nil {
		return err
	}
	if target.ID != 0 {
		in := filter.Equal(filter.At("dataset"), target.Name)
		already := q
		already.Filter = filter.And(q.Filter, in)
		n, more, err := s.DB.Count(ctx, already, store.Cursor{})
		if err != nil {
			return err
		}
		v.Reports = append(v.Reports, target.Name+" has "+views.CountView{N: n, More: more}.String()+" of them already; they are left as they are.")
		if n > 0 && q.Only == nil {
			v.ReportURL = views.LogsURL(project.Name, views.LogsQuery{Filter: filter.Format(already.Filter)})
		}
	}
	same, err := s.nearDuplicates(ctx, q)
	if err != nil {
		return err
	}
	if same.groups > 0 {
		v.Reports = append(v.Reports, strconv.Itoa(same.rows)+" of the newest "+strconv.Itoa(same.read)+" ask nearly the same as another one, in "+strconv.Itoa(same.groups)+" groups.")
	} else if same.read > 1 {
		v.Reports = append(v.Reports, "No two of the newest "+strconv.Itoa(same.read)+" ask nearly the same.")
	}
	return nil
}
