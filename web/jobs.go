package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// jobID is the id of the job that a form starts: the one that the form was made with, so that sending it twice starts one.
func jobID(c echo.Context) store.EventID {
	if id := c.FormValue("job"); store.IsKey(id) {
		return store.EventID(id)
	}
	return store.NewEventID()
}

// startJob puts in a job of a project for the person who asks, and shows it.
func (s *Server) startJob(c echo.Context, project store.Project, j store.Job) error {
	account := who(c).account
	j.Project, j.ID, j.AccountID, j.Author, j.Created = project.ID, jobID(c), account.ID, account.Email, s.Now()
	j, err := s.DB.StartJob(c.Request().Context(), j)
	if err != nil {
		return err
	}
	if s.Wake != nil {
		s.Wake()
	}
	return leaveTo(c, views.JobURL(project.Name, j.ID))
}

// jobsListed is how many jobs the list shows.
const jobsListed = 50

// listJobs is the list of a project's jobs.
func (s *Server) listJobs(c echo.Context) error {
	w := who(c)
	jobs, err := s.DB.Jobs(c.Request().Context(), w.project.ID, jobsListed)
	if err != nil {
		return err
	}
	p := views.JobListPage{Shell: s.shell(c, "Jobs", "Datasets")}
	for _, j := range jobs {
		p.Jobs = append(p.Jobs, views.JobLine{Job: j, URL: views.JobURL(w.project.Name, j.ID)})
	}
	return render(c, http.StatusOK, views.JobList(p))
}

// showJob is the page of a job.
func (s *Server) showJob(c echo.Context) error {
	w := who(c)
	j, err := s.DB.Job(c.Request().Context(), w.project.ID, store.EventID(c.Param("job")))
	if err != nil {
		return err
	}
	p := views.JobPage{Shell: s.shell(c, j.Title, "Datasets"), Job: j, URL: views.JobURL(w.project.Name, j.ID), CanCancel: mayCancel(w, j)}
	p.Shell.Styles = []string{"css/dataset_file.css"}
	if j.State == store.JobDone {
		if p.Result, err = s.jobResult(c, j); err != nil {
			return err
		}
	}
	return render(c, http.StatusOK, views.Job(p), "job")
}

// mayCancel reports whether someone may cancel a job: their own, or any as a curator.
func mayCancel(w *identity, j store.Job) bool {
	return j.AccountID == w.account.ID || w.role.Includes(store.Curator)
}

// cancelJob asks for a job to be cancelled.
func (s *Server) cancelJob(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	j, err := s.DB.Job(ctx, w.project.ID, store.EventID(c.Param("job")))
	if err != nil {
		return err
	}
	f := flash{Say: "Whoever started it may cancel it, and curators."}
	if mayCancel(w, j) {
		if j, err = s.DB.CancelJob(ctx, w.project.ID, j.ID, s.Now()); err != nil {
			return err
		}
		f.Say = "It will be cancelled."
		if j.State.Over() && j.State != store.JobCancelled {
			f.Say = "It was over already."
		}
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, views.JobURL(w.project.Name, j.ID))
}

// jobResult puts into words what came of a job that is done.
func (s *Server) jobResult(c echo.Context, j store.Job) (views.JobResult, error) {
	switch j.Kind {
	case postgres.JobAdd:
		return s.addResult(c, j)
	case postgres.JobUpload:
		return s.uploadResult(c, j)
	case postgres.JobCopy:
		return s.copyResult(c, j)
	case postgres.JobUndo, postgres.JobRestore:
		var r postgres.UndoRequest
		var done store.DatasetVersion
		if err := readJob(j, &r, &done); err != nil {
			return views.JobResult{}, err
		}
		result, err := s.datasetResult(c, r.Dataset)
		result.Says = undoneSentence(done)
		if j.Kind == postgres.JobRestore && done.Version != 0 {
			result.Says = "Restored: " + versionSentence(done) + "."
		}
		return result, err
	}
	return views.JobResult{Says: "Done."}, nil
}

func readJob(j store.Job, request, result any) error {
	if err := json.Unmarshal(j.Request, request); err != nil {
		return fmt.Errorf("read request of job: %w", err)
	}
	if err := json.Unmarshal(j.Result, result); err != nil {
		return fmt.Errorf("read result of job: %w", err)
	}
	return nil
}

// datasetResult links to a dataset of the project, unless it is gone.
func (s *Server) datasetResult(c echo.Context, id int) (views.JobResult, error) {
	w := who(c)
	datasets, err := s.DB.Datasets(c.Request().Context(), w.project.ID)
	if err != nil {
		return views.JobResult{}, err
	}
	for _, d := range datasets {
		if d.ID == id {
			return views.JobResult{Link: views.DatasetURL(w.project.Name, d.Name, 0, 0), Label: "Open " + d.Name,
				UndoURL: views.DatasetActionURL(w.project.Name, d.Name, "undo", 0)}, nil
		}
	}
	return views.JobResult{}, nil
}

// addResult is what came of an add, or of looking what one would do.
func (s *Server) addResult(c echo.Context, j store.Job) (views.JobResult, error) {
	w := who(c)
	var r postgres.AddRequest
	var report adding.Report
	if err := readJob(j, &r, &report); err != nil {
		return views.JobResult{}, err
	}
	result, err := s.datasetResult(c, r.Dataset)
	if err != nil {
		return result, err
	}
	form := addFormOfPlan(r.Plan)
	source := projectNamed(w, r.Source)
	dataset := ""
	if d, err := s.DB.DatasetName(c.Request().Context(), w.project.ID, r.Dataset); err == nil {
		dataset = d
	}
	shown := addReport(source, w.project.Name, dataset, report, form)
	result.Says, result.Report = views.AddedWords(report, r.Dry), &shown
	result.Unfit = unfitTraces(report.Unfit, r, source, w.project.Name, dataset)
	result.Unfit.Told, result.Unfit.Leave = true, false
	canUndo := w.role.Includes(store.Curator)
	switch {
	case r.Dry && source != "" && canUndo:
		result.GoOn, result.GoOnForm = views.AddURL(source, "", 0, nil), goOnForm(r, form, w.project.Name, dataset)
	case report.Version != 0 && canUndo:
		result.Undo = versionText(report.Version)
	}
	return result, nil
}

// projectNamed is the name of a project that the person is a member of, or empty.
func projectNamed(w *identity, id store.ProjectID) string {
	for _, p := range w.projects {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}

// goOnForm carries the choices of a look on to the page that adds.
func goOnForm(r postgres.AddRequest, form views.AddForm, project, dataset string) []views.FormField {
	v := formValues(form)
	v.Set("filter", r.Filter)
	v.Set("at", strconv.FormatInt(r.At, 10))
	v.Set("project", project)
	v.Set("dataset", dataset)
	v.Set("new", r.Name)
	v.Set("note", r.Note)
	for _, t := range r.Only {
		v.Add("trace", string(t))
	}
	var fields []views.FormField
	for _, name := range slices.Sorted(maps.Keys(v)) {
		for _, value := range v[name] {
			fields = append(fields, views.FormField{Name: name, Value: value})
		}
	}
	return fields
}
