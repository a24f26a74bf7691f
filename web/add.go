package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// selection is what the page adds to a dataset: the traces that were chosen one by one, or else all that match a filter as of
// a position, which the page carries so that its count and what is written agree.
type selection struct {
	query  postgres.Query
	filter string
	traces []store.TraceID
}

// selectionOf reads a selection from the URL or the form. Traces chosen by hand are taken whether or not they still match.
func (s *Server) selectionOf(c echo.Context) (selection, error) {
	form, err := c.FormParams()
	if err != nil {
		return selection{}, err
	}
	sel := selection{filter: strings.TrimSpace(c.FormValue("filter"))}
	for _, id := range form["trace"] {
		if !store.IsKey(id) {
			return selection{}, store.Invalid{"trace": "One of the chosen traces has no valid id. Choose them again in Logs."}
		}
		sel.traces = append(sel.traces, store.TraceID(id))
	}
	if len(sel.traces) > 0 {
		slices.Sort(sel.traces)
		sel.traces = slices.Compact(sel.traces)
		sel.query = postgres.Query{Project: who(c).project.ID, Only: sel.traces}
		return sel, nil
	}
	if sel.filter == "" && !form.Has("at") { // the list sent its boxes and none was ticked: that is not "all traces"
		sel.query = postgres.Query{Project: who(c).project.ID, Only: []store.TraceID{}}
		return sel, nil
	}
	if sel.query, err = s.query(c); err != nil {
		return selection{}, err
	}
	if sel.query.At == 0 {
		sel.query.At, err = s.DB.LogPosition(c.Request().Context(), sel.query.Project)
	}
	return sel, err
}

// showAdd asks where the selected traces go.
func (s *Server) showAdd(c echo.Context) error {
	sel, err := s.selectionOf(c)
	if err != nil {
		return err
	}
	return s.addPage(c, http.StatusOK, sel, nil)
}

// addToDataset writes the selected traces into a dataset when the form says do=add. Without that it asks: a list posts its
// selection here, because many ids do not fit into a URL, and the page posts its choices for another preview.
func (s *Server) addToDataset(c echo.Context) error {
	sel, err := s.selectionOf(c)
	if err != nil {
		return err
	}
	if c.FormValue("do") != "add" {
		return s.addPage(c, http.StatusOK, sel, nil)
	}
	d, err := s.addTarget(c, sel)
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.addPage(c, http.StatusUnprocessableEntity, sel, invalid)
	}
	if err != nil {
		return err
	}
	write := s.writing(c, d)
	if write.Note == "" && sel.filter != "" && len(sel.traces) == 0 {
		write.Note = "All that match " + sel.filter
	}
	added, err := s.DB.AddTraces(c.Request().Context(), sel.query, write, expectedChoice(c))
	if err != nil {
		return err
	}
	to := views.DatasetURL(who(c).project.Name, d.Name, 0, 0)
	if err := s.say(c, s.addedFlash(c, d, added, to)); err != nil {
		return err
	}
	return leaveTo(c, to)
}

func (s *Server) addedFlash(c echo.Context, d store.Dataset, added postgres.Added, back string) flash {
	already := added.Matched - added.Inserted
	switch {
	case added.Inserted == 0:
		return flash{Say: "Nothing was added: the dataset had all of them already."}
	case already == 1:
		return s.undoable(c, d, added.DatasetVersion, "Added "+rows(added.Inserted)+", 1 was in it already.", back)
	case already > 1:
		return s.undoable(c, d, added.DatasetVersion, "Added "+rows(added.Inserted)+", "+views.Thousands(int64(already))+" were in it already.", back)
	}
	return s.undoable(c, d, added.DatasetVersion, "Added "+rows(added.Inserted)+".", back)
}

// addTarget returns the dataset that the form names, making it when it is new. A selection without traces makes none.
func (s *Server) addTarget(c echo.Context, sel selection) (store.Dataset, error) {
	ctx, project := c.Request().Context(), who(c).project.ID
	n, _, err := s.DB.Count(ctx, sel.query, store.Cursor{})
	if err != nil {
		return store.Dataset{}, err
	}
	if n == 0 {
		return store.Dataset{}, store.Invalid{"trace": "None of these traces is there any more."}
	}
	if name := strings.TrimSpace(typed(c, "new")); name != "" {
		d, err := s.DB.CreateDataset(ctx, project, name, "")
		var invalid store.Invalid
		if errors.As(err, &invalid) {
			return d, store.Invalid{"new": invalid["dataset"]}
		}
		return d, err
	}
	name := typed(c, "dataset")
	if name == "" {
		return store.Dataset{}, store.Invalid{"new": "Name the dataset that these traces go to."}
	}
	d, err := s.DB.Dataset(ctx, project, name)
	if errors.Is(err, store.ErrNotFound) {
		return d, store.Invalid{"dataset": "This dataset is not there any more. Choose another one."}
	}
	return d, err
}

// expectedOptions are the ways to choose the expected value, as the page offers them.
var expectedOptions = []views.ExpectedOption{
	{Value: string(postgres.BestExpected), Label: "Best available",
		Hint: "The approved value, else a reviewer's correction, else the logged value, else a user's correction. A row without any of them has no expected value."},
	{Value: string(postgres.UserExpected), Label: "Users' corrections first",
		Hint: "What a user said the answer should have been, else the best available."},
	{Value: string(postgres.OutputExpected), Label: "Output where there is nothing better",
		Hint: "The best available, else the output becomes expected. Nobody has checked it, so these rows are marked “output, unchecked”."},
}

func expectedChoice(c echo.Context) postgres.ExpectedChoice {
	choice := c.FormValue("expected")
	if slices.ContainsFunc(expectedOptions, func(o views.ExpectedOption) bool { return o.Value == choice }) {
		return postgres.ExpectedChoice(choice)
	}
	return postgres.BestExpected
}

// previewRows is how many rows the page shows as they would be written.
const previewRows = 4

func (s *Server) addPage(c echo.Context, status int, sel selection, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	p := views.AddPage{Shell: s.shell(c, "Add to a dataset", "Datasets"), Filter: sel.filter, At: sel.query.At, Traces: sel.traces,
		BackURL: views.LogsURL(w.project.Name, views.LogsQuery{Filter: sel.filter}), Chosen: typed(c, "dataset"), NewName: strings.TrimSpace(typed(c, "new")),
		Expected: string(expectedChoice(c)), Options: expectedOptions, Note: typed(c, "note"), Wrong: wrong}
	var err error
	if p.Count.N, p.Count.More, err = s.DB.Count(ctx, sel.query, store.Cursor{}); err != nil {
		return err
	}
	if p.Datasets, err = s.DB.Datasets(ctx, w.project.ID); err != nil {
		return err
	}
	slices.SortStableFunc(p.Datasets, func(a, b store.Dataset) int { return cmp.Compare(b.Changed.UnixNano(), a.Changed.UnixNano()) })
	if p.Chosen == "" && len(p.Datasets) > 0 {
		p.Chosen = p.Datasets[0].Name
	}
	preview, err := s.DB.PreviewAdd(ctx, sel.query, targetID(p), expectedChoice(c), previewRows)
	if err != nil {
		return err
	}
	for _, r := range preview {
		p.Preview = append(p.Preview, views.AddLine{TraceURL: views.TraceURL(w.project.Name, r.OriginTrace, views.TraceQuery{}), From: r.ExpectedFrom,
			Input: store.Preview(string(r.Input), listedRunes), Expected: store.Preview(string(r.Expected), listedRunes), Present: r.ID != ""})
	}
	return render(c, status, views.Add(p), "preview")
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
