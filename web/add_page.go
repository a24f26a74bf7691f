package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"
	"assay/store/schema"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// defaultPlan is what the page opens with.
var defaultPlan = adding.Default()

// previewRows is how many rows the page shows as they would be written.
const previewRows = 10

// countToAdd counts the traces of a query, and tells what kind of number that is.
func (s *Server) countToAdd(c echo.Context, q postgres.Query) (views.AddCount, error) {
	n, err := s.DB.Counted(c.Request().Context(), q)
	return addCount(n), err
}

func addCount(n postgres.Counted) views.AddCount {
	return views.AddCount{CountView: views.CountView{N: n.N, More: n.Kind != postgres.CountExact}, Timed: n.Kind == postgres.CountTimed}
}

func (s *Server) addPage(c echo.Context, status int, sel selection, wrong store.Invalid) error {
	w := who(c)
	p := views.AddPage{Shell: s.shell(c, "Add to a dataset", "Datasets"), Filter: sel.filter, At: sel.query.At, Traces: sel.traces, Job: jobID(c),
		Back: localPath(c.FormValue("return_to"), ""), Chosen: typed(c, "dataset"), NewName: strings.TrimSpace(typed(c, "new")),
		Note: typed(c, "note"), Recipe: typed(c, "recipe"), Wrong: wrong}
	p.BackURL = cmp.Or(p.Back, views.LogsURL(w.project.Name, views.LogsQuery{Filter: sel.filter}))
	p.Shell.Styles = []string{"css/dataset_file.css"}
	var err error
	if p.Form, err = addFormOf(c, defaultPlan); err != nil {
		return err
	}
	target, err := s.fillTarget(c, &p)
	if err != nil {
		return err
	}
	r := sel.request(c, postgres.AddRequest{Asked: s.Now(), Project: target.ID, Dataset: targetID(p), Fit: c.FormValue("fit") != ""})
	if p.Preview, p.Count, err = s.preview(c, r, p.Form, target.Name, cmp.Or(p.NewName, p.Chosen)); err != nil {
		return err
	}
	return render(c, status, views.Add(p), "preview", "add-target")
}

// fillTarget lists the places that the rows may go to. A dataset of another project is not one of this.
func (s *Server) fillTarget(c echo.Context, p *views.AddPage) (store.Project, error) {
	ctx := c.Request().Context()
	target, _ := s.targetProject(c)
	p.Project = target.Name
	for _, project := range who(c).projects {
		if project.Role.Includes(store.Curator) {
			p.Projects = append(p.Projects, project.Name)
		}
	}
	var err error
	if p.Datasets, err = s.DB.Datasets(ctx, target.ID); err != nil {
		return target, err
	}
	slices.SortStableFunc(p.Datasets, func(a, b store.Dataset) int { return cmp.Compare(b.Changed.UnixNano(), a.Changed.UnixNano()) })
	known := slices.ContainsFunc(p.Datasets, func(d store.Dataset) bool { return d.Name == p.Chosen })
	if !known && len(p.Datasets) > 0 && p.Wrong["dataset"] == "" {
		p.Chosen = p.Datasets[0].Name
	}
	if id := targetID(*p); id != 0 {
		p.Splits, err = s.DB.Splits(ctx, target.ID, id)
	}
	return target, err
}

// targetID is the dataset that the preview compares with; 0 for one that is not there yet.
func targetID(p views.AddPage) int {
	name := cmp.Or(p.NewName, p.Chosen)
	for _, d := range p.Datasets {
		if d.Name == name {
			return d.ID
		}
	}
	return 0
}

// preview shows what a request would do with the choices of a form. Choices that make no sense have no preview, and neither has
// what would take too long.
func (s *Server) preview(c echo.Context, r postgres.AddRequest, form views.AddForm, project, dataset string) (views.AddPreviewView, views.AddCount, error) {
	var v views.AddPreviewView
	plan, err := planOf(form)
	var wrong store.Invalid
	if errors.As(err, &wrong) {
		v.Failed = "There is no preview yet. " + sentences(wrong)
		q, err := s.DB.QueryOf(c.Request().Context(), r)
		if err != nil {
			return v, views.AddCount{}, err
		}
		count, err := s.countToAdd(c, q)
		return v, count, err
	}
	r.Plan = plan
	p, err := s.DB.PreviewAdd(c.Request().Context(), r, previewRows, s.Now())
	if err != nil {
		return v, views.AddCount{}, err
	}
	v.Whole, v.Compared = p.Whole, p.Compared
	v.Report = addReport(who(c).project.Name, project, dataset, p.Report, form)
	v.Unfit = unfitTraces(p.Report.Unfit, r, who(c).project.Name, project, dataset)
	v.Unfit.Part, v.Unfit.Offer = !p.Whole, p.Held && !p.Whole
	for _, row := range p.Rows {
		v.Rows = append(v.Rows, addLine(who(c).project.Name, project, dataset, row))
	}
	if len(p.Rows) > 0 {
		v.Paths = s.pathsOf(c.Request().Context(), r.Source, p.Rows[0])
	}
	return v, addCount(p.Count), nil
}

// unfitTraces tells which traces would make rows that do not fit the schemas of a dataset.
func unfitTraces(unfit *schema.Refusal, r postgres.AddRequest, source, project, dataset string) views.UnfitView {
	return views.NewUnfit(unfit, r.Fit, views.SchemaURL(project, dataset, "", false), func(m schema.Misfit) (string, string) {
		if m.Trace == "" {
			return "row " + shortID(m.Row), views.RowURL(project, dataset, m.Row, 0)
		}
		return "trace " + shortID(string(m.Trace)), views.TraceURL(source, m.Trace, views.TraceQuery{})
	})
}

// shortID is the beginning of an id, enough to tell a few apart.
func shortID(id string) string { return store.Preview(id, 9) }

// sentences are what is wrong, without the names of the fields that say so themselves.
func sentences(wrong store.Invalid) string {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(wrong)) {
		all = append(all, wrong[field])
	}
	return strings.Join(all, " ")
}

func addLine(source, project, dataset string, r postgres.AddPreviewRow) views.AddLine {
	line := views.AddLine{TraceURL: views.TraceURL(source, r.OriginTrace, views.TraceQuery{}), From: r.ExpectedFrom, Kind: r.Kind, Action: r.Action, Similarity: r.Similarity,
		Input: store.Preview(string(r.Input), listedRunes), Expected: store.Preview(string(r.Expected), listedRunes)}
	line.OtherURL = otherURL(source, project, dataset, r.ID, r.Twin)
	return line
}

// otherURL is where to see what a trace is a duplicate of.
func otherURL(source, project, dataset, row string, twin store.TraceID) string {
	switch {
	case row != "":
		return views.RowURL(project, dataset, row, 0)
	case twin != "":
		return views.TraceURL(source, twin, views.TraceQuery{})
	}
	return ""
}

// addReport puts links to a report.
func addReport(source, project, dataset string, r adding.Report, form views.AddForm) views.AddReport {
	v := views.AddReport{Report: r, Split: form.Split}
	byKind := map[adding.Kind]string{adding.Origin: form.Origin, adding.Content: form.Content, adding.Near: form.Near}
	for _, pair := range r.Pairs {
		id := cmp.Or(string(pair.Span), string(pair.Trace))
		v.Pairs = append(v.Pairs, views.PairLine{Pair: pair, ID: id, TraceURL: views.TraceURL(source, pair.Trace, views.TraceQuery{}),
			OtherURL: otherURL(source, project, dataset, pair.Row, pair.Twin), ByKind: adding.Action(byKind[pair.Kind]), Choice: form.Choices[id]})
	}
	return v
}

// mostPaths is how many paths a field offers, and pathDepth how deep they reach.
const (
	mostPaths = 60
	pathDepth = 4
)

// pathsOf lists paths that lead to something in the span of a row.
func (s *Server) pathsOf(ctx context.Context, project store.ProjectID, r postgres.AddPreviewRow) []string {
	var paths []string
	for _, root := range adding.Roots() {
		paths = append(paths, root.Name)
	}
	payload, err := s.DB.Payload(ctx, project, r.OriginSpan)
	if err == nil {
		paths = pathsInto(paths, adding.Path{Root: "input"}, []byte(payload.Input))
		paths = pathsInto(paths, adding.Path{Root: "output"}, []byte(payload.Output))
	}
	return pathsInto(paths, adding.Path{Root: "metadata"}, r.Metadata)
}

// pathsInto adds the paths below one in a value.
func pathsInto(paths []string, at adding.Path, text []byte) []string {
	var value any
	if json.Unmarshal(text, &value) != nil {
		return paths
	}
	var walk func(p adding.Path, value any)
	walk = func(p adding.Path, value any) {
		if len(p.Steps) > pathDepth || len(paths) >= mostPaths {
			return
		}
		if len(p.Steps) > 0 {
			paths = append(paths, p.String())
		}
		switch v := value.(type) {
		case map[string]any:
			keys := make([]string, 0, len(v))
			for key := range v {
				keys = append(keys, key)
			}
			slices.Sort(keys)
			for _, key := range keys {
				walk(adding.Path{Root: p.Root, Steps: append(slices.Clone(p.Steps), adding.Step{Key: key})}, v[key])
			}
		case []any:
			if len(v) > 0 { // lists of messages end with what was asked
				walk(adding.Path{Root: p.Root, Steps: append(slices.Clone(p.Steps), adding.Step{Index: -1, IsIndex: true})}, v[len(v)-1])
			}
		}
	}
	walk(at, value)
	return paths
}

func versionText(v store.Version) string { return strconv.FormatInt(int64(v), 10) }
