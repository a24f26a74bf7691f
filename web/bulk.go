package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

const (
	// bulkAtOnce is how many traces a bulk action goes through while one waits; more of them get a page with progress.
	bulkAtOnce = 200
	// bulkIdle is how long nobody works on an action before it is taken for stopped: a step takes a second.
	bulkIdle = 15 * time.Second
)

// showBulk asks what to do with all traces that match.
func (s *Server) showBulk(c echo.Context) error {
	sel, err := s.selectionOf(c)
	if err != nil {
		return err
	}
	return s.bulkPage(c, http.StatusOK, sel, nil)
}

// startBulk does one thing to the selected traces, or asks for what is missing: a list sends its selection here with no more
// than what is wanted.
func (s *Server) startBulk(c echo.Context) error {
	sel, err := s.selectionOf(c)
	if err != nil {
		return err
	}
	action, asked, err := s.bulkAction(c)
	if err == nil && !asked {
		return s.bulkPage(c, http.StatusOK, sel, nil)
	}
	var b store.Bulk
	if err == nil {
		w, id := who(c), store.EventID(c.FormValue("submission"))
		if !store.IsKey(string(id)) {
			id = store.NewEventID()
		}
		b, err = s.DB.StartBulk(c.Request().Context(), sel.query, id, w.account.ID, action, s.Now())
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.bulkPage(c, http.StatusUnprocessableEntity, sel, invalid)
	}
	if err != nil {
		return err
	}
	return s.workOnBulk(c, b)
}

// bulkAction reads what to do; false when the form does not say all of it yet.
func (s *Server) bulkAction(c echo.Context) (action store.BulkAction, asked bool, err error) {
	form, err := c.FormParams()
	if err != nil {
		return action, false, err
	}
	action.Do = store.BulkDo(form.Get("do"))
	switch {
	case form.Has("score"):
		action.Do = store.BulkScore
		action.Answer, err = s.bulkAnswer(c)
		return action, true, err
	case action.Do == store.BulkFlag, action.Do == store.BulkUnflag:
		return action, true, nil
	case (action.Do == store.BulkTag || action.Do == store.BulkUntag) && form.Has("tags"):
		action.Tags, err = store.ParseTags(typed(c, "tags"))
		return action, true, err
	}
	return action, false, nil
}

// bulkAnswer reads the answer to the config whose button was pressed.
func (s *Server) bulkAnswer(c echo.Context) (store.Answer, error) {
	configs, err := s.askedOf(c, store.LogObjects)
	if err != nil {
		return store.Answer{}, err
	}
	for _, config := range configs {
		if strconv.Itoa(config.ID) == c.FormValue("score") {
			values, _ := fieldOf(c, config)
			answer, err := readAnswer(config, values)
			answer.Config.Options, answer.Config.Rubric = nil, "" // the version knows them
			return answer, err
		}
	}
	return store.Answer{}, store.Invalid{"trace": "This score is not asked any more. Reload the page."}
}

// workOnBulk does a small action at once and leaves a large one to go on by itself, with a page that shows how far it is.
func (s *Server) workOnBulk(c echo.Context, b store.Bulk) error {
	ctx, w := c.Request().Context(), who(c)
	back := localPath(c.FormValue("back"), views.LogsURL(w.project.Name, views.LogsQuery{}))
	if b.Total > bulkAtOnce {
		s.bulks.start(w.project.ID, b.ID)
		return leaveTo(c, views.BulkProgressURL(w.project.Name, b.ID, back))
	}
	var err error
	for err == nil && !b.Over() {
		b, err = s.DB.BulkStep(ctx, w.project.ID, b.ID, s.Now())
	}
	if err != nil {
		return err
	}
	f := flash{Say: views.BulkSays(b), Back: back}
	if b.State == store.BulkUndone {
		f.Say = "Took back: " + views.BulkWords(b) + "."
	} else if b.Changed > 0 {
		f.Undo, f.UndoURL = string(b.ID), views.UndoURL(w.project.Name)
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// undoBulk takes a bulk action back the way it was done.
func (s *Server) undoBulk(c echo.Context, id store.EventID) error {
	w := who(c)
	b, err := s.DB.UndoBulk(c.Request().Context(), w.project.ID, w.account.ID, id, s.Now())
	if err != nil {
		return err
	}
	return s.workOnBulk(c, b)
}

func (s *Server) bulkPage(c echo.Context, status int, sel selection, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	p := views.BulkPage{Shell: s.shell(c, "Many traces", "Logs"), Do: store.BulkDo(c.FormValue("do")), Filter: sel.filter, At: sel.query.At, Traces: sel.traces,
		Back:       localPath(c.FormValue("back"), views.LogsURL(w.project.Name, views.LogsQuery{Filter: sel.filter})),
		Submission: store.NewEventID(), Tags: typed(c, "tags"), CanExport: w.role.Includes(store.Curator), Wrong: wrong}
	var err error
	if p.Count.N, p.Count.More, err = s.DB.Count(ctx, sel.query, store.Cursor{}); err != nil {
		return err
	}
	names, err := s.names.project(ctx, w.project.ID)
	if err != nil {
		return err
	}
	p.Known = names.Tags
	configs, err := s.askedOf(c, store.LogObjects)
	if err != nil {
		return err
	}
	for _, config := range configs {
		if config.Expected { // each trace has an expected output of its own
			continue
		}
		q := views.NewQuestion(config, store.Answer{})
		if wrong != nil {
			q.Value = strings.TrimSpace(typed(c, q.Field))
		}
		p.Questions = append(p.Questions, q)
	}
	return render(c, status, views.Bulk(p))
}

// showBulkProgress tells how far a bulk action is.
func (s *Server) showBulkProgress(c echo.Context) error {
	w := who(c)
	b, err := s.bulkOf(c)
	if err != nil {
		return err
	}
	p := views.BulkProgressPage{Shell: s.shell(c, "Many traces", "Logs"), Bulk: b, Mine: b.AccountID == w.account.ID,
		Back: localPath(c.QueryParam("back"), views.LogsURL(w.project.Name, views.LogsQuery{}))}
	p.URL = views.BulkProgressURL(w.project.Name, b.ID, p.Back)
	p.Stalled = !b.Over() && !s.bulks.works(b.ID) && s.Now().Sub(b.Touched) > bulkIdle
	return render(c, http.StatusOK, views.BulkProgress(p), "progress")
}

// continueBulk goes on with an action that stopped.
func (s *Server) continueBulk(c echo.Context) error {
	b, err := s.bulkOf(c)
	if err != nil {
		return err
	}
	if !b.Over() {
		s.bulks.start(who(c).project.ID, b.ID)
	}
	return leaveTo(c, views.BulkProgressURL(who(c).project.Name, b.ID, localPath(c.QueryParam("back"), "")))
}

func (s *Server) bulkOf(c echo.Context) (store.Bulk, error) {
	return s.DB.Bulk(c.Request().Context(), who(c).project.ID, store.EventID(c.Param("bulk")))
}

// ResumeBulk goes on with the actions that a program left unfinished when it stopped.
func (s *Server) ResumeBulk(ctx context.Context) error {
	open, err := s.DB.OpenBulks(ctx, s.Now().Add(-bulkIdle))
	if err != nil {
		return err
	}
	for _, b := range open {
		s.bulks.start(b.Project, b.ID)
	}
	return nil
}
