package web

import (
	"context"

	"assay/store"
	"assay/store/adding"
	"assay/store/assistant"
	"assay/store/filter"
	"assay/store/postgres"
)

// addRequestOf is a plan as something to be added, to a dataset that is yet to be named.
func (s *Server) addRequestOf(ctx context.Context, project store.ProjectID, t assistant.Turn) (postgres.AddRequest, error) {
	r := postgres.AddRequest{Source: project, Filter: t.Plan.Filter, Asked: t.Asked, At: t.At, Project: project, Plan: addingPlan(t.Plan), Note: assistantNote(t)}
	if !t.Plan.Selected {
		return r, nil
	}
	r.Only, r.At = t.Context.Traces, 0
	if t.Plan.Filter == "" {
		return r, nil
	}
	q, err := s.plannedTraces(ctx, project, t)
	if err != nil {
		return r, err
	}
	r.Only, err = s.eachTrace(ctx, q)
	return r, err
}

// eachTrace lists the traces of a query that is about a selection.
func (s *Server) eachTrace(ctx context.Context, q postgres.Query) ([]store.TraceID, error) {
	ids := []store.TraceID{}
	for at := (store.Cursor{}); ; {
		page, next, err := s.DB.Traces(ctx, q, at, 200)
		if err != nil {
			return nil, err
		}
		for _, trace := range page {
			ids = append(ids, trace.ID)
		}
		if at = next; at.IsZero() {
			return ids, nil
		}
	}
}

// addingPlan says in the words of package adding how the traces of a plan become rows. Only a plan of a dataset looks for
// duplicates.
func addingPlan(p assistant.Plan) adding.Plan {
	out := adding.Default()
	switch p.Expected {
	case assistant.ByUser:
		out.Expected = adding.ExpectedUser
	case assistant.Output:
		out.Expected = adding.ExpectedOutput
	}
	if p.Verb != assistant.Dataset {
		out.Duplicates = adding.Duplicates{Origin: adding.Insert, Content: adding.Insert, Near: adding.Insert}
	}
	kinds := map[assistant.SampleKind]adding.SampleKind{assistant.Newest: adding.Newest, assistant.Random: adding.Random, assistant.Each: adding.Quota, assistant.Shares: adding.Stratified}
	if kind, ok := kinds[p.Sample.Kind]; ok {
		out.Sample = adding.Sample{Kind: kind, Rows: p.Sample.Rows, Segment: segmentOf(p.Sample.By)}
	}
	if out.Sample.Segmented() && out.Sample.Segment.IsZero() {
		out.Sample = adding.Sample{Kind: adding.Random, Rows: p.Sample.Rows}
	}
	return out
}

// segmentOf is a path of the filter language as package adding has it; the zero Path for one that it has not.
func segmentOf(by string) adding.Path {
	e, err := filter.Parse(by)
	p, ok := e.(*filter.Path)
	if err != nil || !ok || p.Field == nil || p.Field.Kind != filter.KindMetadata {
		return adding.Path{}
	}
	path := adding.Path{Root: "metadata"}
	for _, k := range p.Keys {
		path.Steps = append(path.Steps, adding.Step{Key: k.Key, Index: k.Index, IsIndex: k.IsIndex})
	}
	if len(path.Steps) == 0 {
		return adding.Path{}
	}
	return path
}
