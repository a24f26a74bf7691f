package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
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

// request is the selection as something to add.
func (sel selection) request(c echo.Context, now postgres.AddRequest) postgres.AddRequest {
	account := who(c).account
	now.Source, now.Filter, now.At, now.Only = sel.query.Project, sel.filter, sel.query.At, sel.query.Only
	now.Account, now.Author = account.ID, account.Email
	return now
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
	var do func(echo.Context, selection) error
	switch c.FormValue("do") {
	case "add":
		do = s.add
	case "check":
		do = s.checkAdd
	case "recipe":
		do = s.keepRecipe
	default:
		return s.addPage(c, http.StatusOK, sel, nil)
	}
	err = do(c, sel)
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.addPage(c, http.StatusUnprocessableEntity, sel, invalid)
	}
	return err
}

// add writes at once what someone can wait for, and starts a job for more.
func (s *Server) add(c echo.Context, sel selection) error {
	if typed(c, "recipe") != "" {
		return store.Invalid{"recipe": "This is the name of a recipe. Press “Save the recipe” to keep one, or clear the name to add the traces now."}
	}
	r, count, err := s.addRequest(c, sel)
	if err != nil {
		return err
	}
	target, d, err := s.addTarget(c, true)
	if err != nil {
		return err
	}
	r.Project, r.Dataset = target.ID, d.ID
	if r.Note == "" && sel.filter != "" && len(sel.traces) == 0 {
		r.Note = "All that match " + sel.filter
	}
	if isLong(count, r) {
		title := "Add " + count.String() + " " + count.Noun() + " to " + d.Name
		return s.startAdd(c, target, title, r)
	}
	report, err := s.DB.Add(c.Request().Context(), r, s.Now())
	if err != nil {
		return err
	}
	own := views.DatasetURL(target.Name, d.Name, 0, 0)
	to, f := localPath(c.FormValue("return_to"), own), flash{Say: views.AddedWords(report, false)}
	if to != own {
		f.Say = d.Name + ": " + f.Say
	}
	if report.Version != 0 {
		f.Undo, f.UndoURL, f.Back = versionText(report.Version), views.DatasetActionURL(target.Name, d.Name, "undo", 0), to
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, to)
}

// checkAdd starts a job that looks for duplicates of all traces and writes nothing.
func (s *Server) checkAdd(c echo.Context, sel selection) error {
	r, count, err := s.addRequest(c, sel)
	if err != nil {
		return err
	}
	target, d, err := s.addTarget(c, false)
	if err != nil {
		return err
	}
	r.Project, r.Dataset, r.Name, r.Dry = target.ID, d.ID, strings.TrimSpace(typed(c, "new")), true
	title := "Look for duplicates of " + count.String() + " " + count.Noun() + " in " + cmp.Or(d.Name, r.Name)
	return s.startAdd(c, target, title, r)
}

// addRequest reads what the form says of the traces and of how they become rows. A selection without traces is an Invalid.
func (s *Server) addRequest(c echo.Context, sel selection) (postgres.AddRequest, views.AddCount, error) {
	form, err := addFormOf(c, defaultPlan)
	if err != nil {
		return postgres.AddRequest{}, views.AddCount{}, err
	}
	plan, err := planOf(form)
	if err != nil {
		return postgres.AddRequest{}, views.AddCount{}, err
	}
	count, err := s.countToAdd(c, sel.query)
	if err != nil {
		return postgres.AddRequest{}, count, err
	}
	if count.N == 0 && !count.More {
		return postgres.AddRequest{}, count, store.Invalid{"trace": "None of these traces is there any more."}
	}
	note := []rune(strings.TrimSpace(typed(c, "note")))
	return sel.request(c, postgres.AddRequest{Asked: s.Now(), Plan: plan, Fit: c.FormValue("fit") != "", Note: string(note[:min(len(note), views.MaxNote)])}), count, nil
}

// waitable is how many traces are added while someone waits: under a second's worth.
const waitable = 1000

// isLong reports whether an add is a job. How many spans of a name there are only adding tells.
func isLong(count views.AddCount, r postgres.AddRequest) bool {
	return count.More || count.N > waitable || r.Plan.Span.Every && count.N > waitable/10
}

// startAdd starts the job of a request and shows it.
func (s *Server) startAdd(c echo.Context, target store.Project, title string, r postgres.AddRequest) error {
	request, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write request of job: %w", err)
	}
	lane := postgres.DatasetLane
	if r.Dry {
		lane = ""
	}
	return s.startJob(c, target, store.Job{Kind: postgres.JobAdd, Title: title, Lane: lane, Request: request})
}

// addTarget returns the dataset that the form names, with its project, making it when it is new and make says so: else that one
// has no id yet.
func (s *Server) addTarget(c echo.Context, make bool) (store.Project, store.Dataset, error) {
	ctx := c.Request().Context()
	target, ok := s.targetProject(c)
	if !ok {
		return target, store.Dataset{}, store.Invalid{"project": "You are no curator of this project. Choose another one."}
	}
	if name := strings.TrimSpace(typed(c, "new")); name != "" {
		name, err := store.CheckDatasetName(name)
		var d store.Dataset
		switch {
		case err != nil:
		case make:
			d, err = s.DB.CreateDataset(ctx, target.ID, name, "")
		default:
			if d, err = s.DB.Dataset(ctx, target.ID, name); errors.Is(err, store.ErrNotFound) {
				err = nil
			}
		}
		var invalid store.Invalid
		if errors.As(err, &invalid) {
			return target, d, store.Invalid{"new": invalid["dataset"]}
		}
		return target, d, err
	}
	name := typed(c, "dataset")
	if name == "" {
		return target, store.Dataset{}, store.Invalid{"new": "Name the dataset that these traces go to."}
	}
	d, err := s.DB.Dataset(ctx, target.ID, name)
	if errors.Is(err, store.ErrNotFound) {
		return target, d, store.Invalid{"dataset": "This dataset is not there any more. Choose another one."}
	}
	return target, d, err
}

// targetProject is the project of the dataset: the one named, if the person may curate it, else the one of the page.
func (s *Server) targetProject(c echo.Context) (store.Project, bool) {
	w := who(c)
	name := c.FormValue("project")
	if name == "" {
		return w.project, true
	}
	for _, p := range w.projects {
		if p.Name == name && p.Role.Includes(store.Curator) {
			return p.Project, true
		}
	}
	return w.project, false
}
