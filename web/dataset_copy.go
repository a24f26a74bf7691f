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
	"assay/store/adding"
	"assay/store/draft"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/store/schema"
	"assay/views"
	"assay/views/copying"

	"github.com/labstack/echo/v4"
)

// showCopy asks where rows of a dataset are copied to.
func (s *Server) showCopy(c echo.Context) error {
	return s.copyPage(c, http.StatusOK, nil)
}

// copyRows copies the rows when the form says step=copy. Without that it asks: the page of the dataset posts its selection here, and
// the page its choices for another preview.
func (s *Server) copyRows(c echo.Context) error {
	if c.FormValue("step") != "copy" {
		return s.copyPage(c, http.StatusOK, nil)
	}
	err := s.writeCopy(c)
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.copyPage(c, http.StatusUnprocessableEntity, invalid)
	}
	return err
}

// copyTarget is where copies go. A dataset that is not there yet has no id.
type copyTarget struct {
	project store.Project
	dataset store.Dataset
}

// copyPlaces lists the projects where the person may curate, with their datasets but the one of the rows.
func (s *Server) copyPlaces(c echo.Context, d store.Dataset) ([]copying.Place, map[string]copyTarget, error) {
	var places []copying.Place
	known := map[string]copyTarget{}
	for _, p := range who(c).projects {
		if !p.Role.Includes(store.Curator) {
			continue
		}
		datasets, err := s.DB.Datasets(c.Request().Context(), p.ID)
		if err != nil {
			return nil, nil, err
		}
		datasets = slices.DeleteFunc(datasets, func(o store.Dataset) bool { return o.UID == d.UID })
		places = append(places, copying.Place{Project: p.Name, Datasets: datasets})
		for _, o := range datasets {
			known[o.UID], known["in "+p.Name+"/"+o.Name] = copyTarget{p.Project, o}, copyTarget{p.Project, o}
		}
		known["in "+p.Name] = copyTarget{project: p.Project}
	}
	here := who(c).project.Name
	slices.SortStableFunc(places, func(a, b copying.Place) int { // this project first
		return cmp.Compare(map[bool]int{true: 0, false: 1}[a.Project == here], map[bool]int{true: 0, false: 1}[b.Project == here])
	})
	return places, known, nil
}

// copyForm reads what was chosen.
func copyForm(c echo.Context, places []copying.Place) copying.Form {
	f := copying.Form{To: c.FormValue("to"), Project: cmp.Or(c.FormValue("project"), who(c).project.Name), New: strings.TrimSpace(typed(c, "new")),
		Splits: cmp.Or(c.FormValue("splits"), "keep"), Split: strings.TrimSpace(typed(c, "into")), Note: typed(c, "note"),
		Origin: cmp.Or(c.FormValue("origin"), string(adding.Skip)), Content: cmp.Or(c.FormValue("content"), string(adding.Skip))}
	if form, err := c.FormParams(); err == nil && !form.Has("to") && len(places) > 0 && len(places[0].Datasets) > 0 {
		f.To = places[0].Datasets[0].UID
	}
	return f
}

// copyRequest reads which rows are copied, how, and where to: a dataset that is not there yet is named in the target.
func (s *Server) copyRequest(c echo.Context, d store.Dataset, version store.Version, form copying.Form, known map[string]copyTarget) (postgres.CopyRequest, copyTarget, error) {
	w := who(c)
	q, err := s.copied(c)
	if err != nil {
		return postgres.CopyRequest{}, copyTarget{}, err
	}
	text := q.Filter
	if q.Split != "" {
		expr, _, err := filter.Read(q.Filter, filter.Options{Now: s.Now()})
		if err != nil {
			return postgres.CopyRequest{}, copyTarget{}, err
		}
		text = filter.Format(filter.And(expr, filter.Equal(filter.At("split"), q.Split)))
	}
	params, err := c.FormParams()
	if err != nil {
		return postgres.CopyRequest{}, copyTarget{}, err
	}
	note := []rune(strings.TrimSpace(form.Note))
	r := postgres.CopyRequest{Source: w.project.ID, From: d.ID, Version: version, Filter: text, Asked: s.Now(), Fit: c.FormValue("fit") != "",
		Note: cmp.Or(string(note[:min(len(note), views.MaxNote)]), "Copied from "+d.Name), Account: w.account.ID, Author: w.account.Email,
		Duplicates: adding.Duplicates{Origin: adding.Action(form.Origin), Content: adding.Action(form.Content)}}
	if c.FormValue("all") == "" {
		if r.Rows, r.Filter = params["row"], ""; len(r.Rows) == 0 {
			return r, copyTarget{}, store.Invalid{"row": "No row was selected. Select rows with the boxes before them, or with x."}
		}
	}
	to, ok := known[form.To]
	if form.To == "" || form.New != "" {
		to, ok = known["in "+form.Project+"/"+form.New]
		if !ok {
			to, ok = known["in "+form.Project]
			to.dataset.Name = form.New
		}
	}
	r.Project, r.Dataset = to.project.ID, to.dataset.ID
	err = copyMistakes(&r, form, ok)
	if err == nil && r.Project == r.Source && to.dataset.Name == d.Name {
		err = store.Invalid{"new": "The rows are of this dataset. To double a row in it, duplicate the row on its own page."}
	}
	return r, to, err
}

// copied is what all of a copy are: the rows that a filter and a split leave.
func (s *Server) copied(c echo.Context) (views.RowsQuery, error) {
	if c.FormValue("all") == "" {
		return views.RowsQuery{}, nil
	}
	return views.RowsQuery{Filter: typed(c, "filter"), Split: typed(c, "split")}, nil
}

// copyMistakes finds what makes no sense in a form, and takes its splits over.
func copyMistakes(r *postgres.CopyRequest, form copying.Form, known bool) error {
	wrong := store.Invalid{}
	if form.To == "" || form.New != "" {
		if _, err := store.CheckDatasetName(form.New); err != nil {
			wrong["new"] = "Name the new dataset with 1 to 200 characters, without / \\ ? # %."
		}
	}
	if !known {
		wrong["to"] = "This dataset is not there any more, or you are no curator of its project. Choose another one."
	}
	for _, action := range []adding.Action{r.Duplicates.Origin, r.Duplicates.Content} {
		if !slices.Contains(adding.Actions, action) {
			wrong["row"] = "Choose what happens to duplicates: skip, merge or insert."
		}
	}
	var invalid store.Invalid
	switch form.Splits {
	case "none":
		r.Split = new(string)
	case "into":
		split, err := draft.CheckSplit(form.Split)
		if errors.As(err, &invalid) {
			wrong["into"] = invalid["split"]
		} else if split == "" {
			wrong["into"] = "Name the split that the copies go into."
		}
		r.Split = &split
	}
	return wrong.OrNil()
}

// writeCopy copies at once what someone can wait for, and starts a job for more.
func (s *Server) writeCopy(c echo.Context) error {
	ctx := c.Request().Context()
	d, version, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	places, known, err := s.copyPlaces(c, d)
	if err != nil {
		return err
	}
	form := copyForm(c, places)
	r, to, err := s.copyRequest(c, d, version, form, known)
	if err != nil {
		return err
	}
	if to.dataset.ID == 0 {
		if to.dataset, err = s.DB.CreateDataset(ctx, to.project.ID, to.dataset.Name, ""); err != nil {
			return err
		}
		r.Dataset = to.dataset.ID
	}
	n, err := s.copyCount(c, d, r)
	if err != nil {
		return err
	}
	if n > waitable {
		request, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("write request of job: %w", err)
		}
		return s.startJob(c, to.project, store.Job{Kind: postgres.JobCopy, Title: "Copy rows of " + d.Name + " to " + to.dataset.Name, Lane: postgres.DatasetLane, Request: request})
	}
	report, err := s.DB.CopyRows(ctx, r, s.Now())
	if err != nil {
		return err
	}
	at := views.DatasetURL(to.project.Name, to.dataset.Name, 0, 0)
	f := flash{Say: copiedWords(report)}
	if report.Version != 0 {
		f.Undo, f.UndoURL, f.Back = versionText(report.Version), views.DatasetActionURL(to.project.Name, to.dataset.Name, "undo", 0), at
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, at)
}

// copiedWords say what came of a copy.
func copiedWords(r postgres.CopyReport) string {
	return copying.Words(r.Inserted, r.Merged, r.Skipped, false) + views.LeftOut(r.Unfit)
}

// copyCount counts the rows of a request, one more than someone can wait for standing for any number above.
func (s *Server) copyCount(c echo.Context, d store.Dataset, r postgres.CopyRequest) (int, error) {
	if len(r.Rows) > 0 {
		return len(r.Rows), nil
	}
	ctx := c.Request().Context()
	if r.Filter == "" {
		return s.DB.CountDatasetRows(ctx, r.Source, r.From, r.Version)
	}
	q, err := s.recordQuery(c, d, r.Version, r.Filter)
	if err != nil {
		return 0, err
	}
	rows, _, err := s.DB.MatchingRows(ctx, q, waitable+1)
	return len(rows), err
}

// copyPage shows the page.
func (s *Server) copyPage(c echo.Context, status int, wrong store.Invalid) error {
	d, version, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	w := who(c)
	p := copying.Page{Shell: s.shell(c, "Copy rows", "Datasets"), Dataset: d.Name, Version: version, Old: version != d.Version, Job: jobID(c), Wrong: wrong, All: c.FormValue("all") != ""}
	p.Shell.Styles = []string{"css/dataset_file.css"}
	places, known, err := s.copyPlaces(c, d)
	if err != nil {
		return err
	}
	p.Places, p.Form = places, copyForm(c, places)
	if p.Query, err = s.copied(c); err != nil {
		return err
	}
	p.BackURL = views.RowsURL(w.project.Name, d.Name, p.Query)
	if p.Old {
		p.BackURL = views.DatasetURL(w.project.Name, d.Name, version, 0)
	}
	r, to, err := s.copyRequest(c, d, version, p.Form, known)
	var mistakes store.Invalid
	if err != nil && !errors.As(err, &mistakes) {
		return err
	}
	p.Rows = r.Rows
	if mistakes["row"] != "" {
		p.Wrong, p.Preview.Failed = mistakes, "There is nothing to copy yet."
		return render(c, max(status, http.StatusUnprocessableEntity), copying.Show(p), "copy-preview")
	}
	if p.Count, err = s.copyCount(c, d, r); err != nil {
		return err
	}
	if p.More = r.Filter != "" && p.Count > waitable; p.More {
		p.Count = waitable
	}
	if mistakes != nil {
		p.Preview.Failed = "There is no preview yet. " + sentences(mistakes)
	} else if p.Preview, err = s.previewCopy(c, r, to, p.More || p.Count > waitable); err != nil {
		return err
	}
	return render(c, status, copying.Show(p), "copy-preview")
}

// previewCopy shows what a copy would come to.
func (s *Server) previewCopy(c echo.Context, r postgres.CopyRequest, to copyTarget, part bool) (copying.Preview, error) {
	v := copying.Preview{Into: to.dataset.Name}
	if to.project.ID != r.Source {
		v.Into = to.project.Name + " / " + v.Into
	}
	report, trial, err := s.DB.TryCopy(c.Request().Context(), r, waitable, s.Now())
	if errors.Is(err, store.ErrBusy) {
		v.Failed = "There is no preview now: someone else is changing the dataset."
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Inserted, v.Tally, v.Locked = report.Inserted, report.Tally, trial.Locked
	if part {
		v.Part = waitable
	}
	v.Unfit = views.NewUnfit(trial.Unfit, r.Fit, views.SchemaURL(to.project.Name, to.dataset.Name, "", false), func(m schema.Misfit) (string, string) {
		from, err := s.DB.DatasetName(c.Request().Context(), r.Source, r.From)
		if err != nil {
			return m.Row, ""
		}
		return "row " + shortID(m.Row), views.RowURL(who(c).project.Name, from, m.Row, r.Version)
	})
	v.Unfit.Part, v.Unfit.Offer = part, part && trial.Held
	return v, nil
}

// copyResult is what came of a job about copies.
func (s *Server) copyResult(c echo.Context, j store.Job) (views.JobResult, error) {
	var r postgres.CopyRequest
	var report postgres.CopyReport
	if err := readJob(j, &r, &report); err != nil {
		return views.JobResult{}, err
	}
	result, err := s.datasetResult(c, r.Dataset)
	result.Says = copiedWords(report)
	if report.Version != 0 && who(c).role.Includes(store.Curator) {
		result.Undo = versionText(report.Version)
	}
	return result, err
}
