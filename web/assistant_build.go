package web

import (
	"errors"
	"net/http"
	"strings"

	"assay/store"
	"assay/store/assistant"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// buildFromThread writes the rows of a plan after the person approved it, as one version of a dataset.
func (s *Server) buildFromThread(c echo.Context) error {
	state, err := s.threadOf(c)
	if err != nil {
		return err
	}
	if state, err = s.ownThread(c, state.thread.ID); err != nil {
		return err
	}
	turn, err := s.changedTurn(c, state)
	if err != nil {
		return err
	}
	if state.form != nil {
		return s.assistantPage(c, http.StatusUnprocessableEntity, state)
	}
	if err := s.keepTurn(c, state, turn); err != nil {
		return err
	}
	turn.N = state.open
	err = s.buildDataset(c, state, turn)
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		known, kerr := s.knownOf(c)
		if kerr != nil {
			return kerr
		}
		form := formOfPlan(turn.Plan, known)
		form.Recipe = typed(c, "recipe")
		state.form, state.broken = &form, invalid
		return s.assistantPage(c, http.StatusUnprocessableEntity, state)
	}
	return err
}

// buildDataset writes the rows, or starts the job that does when they are many, remembers that in the thread, and leads to the
// dataset with the way back. Under a name for a recipe the plan is kept as one, and this is its first run.
func (s *Server) buildDataset(c echo.Context, state *threadState, turn assistant.Turn) error {
	ctx, w := c.Request().Context(), who(c)
	if w.blind {
		return store.Invalid{"new": "A blind queue waits for your answers first."}
	}
	q, err := s.plannedTraces(c.Request().Context(), w.project.ID, turn)
	if err != nil {
		return err
	}
	count, err := s.countToAdd(c, q)
	if err != nil {
		return err
	}
	if count.N == 0 && !count.More {
		return store.Invalid{"new": "No trace matches the plan, so there is nothing to write."}
	}
	r, d, err := s.approved(c, turn)
	if err != nil {
		return err
	}
	s.forget(w.project.ID)
	done := assistant.Done{Dataset: d.Name, By: w.account.Called(), At: s.Now()}
	if isLong(count, r) {
		done.Job = true
		if err := s.DB.FinishTurn(ctx, w.project.ID, state.thread.ID, turn.N, done); err != nil {
			return err
		}
		return s.startAdd(c, w.project, "Add "+count.String()+" "+count.Noun()+" to "+d.Name+" through the assistant", r)
	}
	report, err := s.DB.Add(ctx, r, s.Now())
	if err != nil {
		return err
	}
	done.Version, done.Rows, done.Already = report.Version, report.Inserted, report.Taken-report.Inserted
	if err := s.DB.FinishTurn(ctx, w.project.ID, state.thread.ID, turn.N, done); err != nil {
		return err
	}
	to := views.DatasetURL(w.project.Name, d.Name, 0, 0)
	f := flash{Say: views.AddedWords(report, false)}
	if report.Version != 0 {
		f.Undo, f.UndoURL, f.Back = versionText(report.Version), views.DatasetActionURL(w.project.Name, d.Name, "undo", 0), to
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, to)
}

// approved is a plan as a request, with its dataset and its recipe made.
func (s *Server) approved(c echo.Context, turn assistant.Turn) (postgres.AddRequest, store.Dataset, error) {
	ctx, w := c.Request().Context(), who(c)
	r, err := s.addRequestOf(ctx, w.project.ID, turn)
	if err != nil {
		return r, store.Dataset{}, err
	}
	name := strings.TrimSpace(typed(c, "recipe"))
	if name != "" {
		if name, err = store.CheckRecipeName(name); err != nil {
			return r, store.Dataset{}, err
		}
		if turn.Plan.Selected {
			return r, store.Dataset{}, store.Invalid{"recipe": "A recipe takes what a filter finds, and this plan takes traces that you selected."}
		}
	}
	d, err := s.targetOrNew(c, turn)
	if err != nil {
		return r, d, err
	}
	r.Dataset, r.Account, r.Author = d.ID, w.account.ID, w.account.Email
	if name != "" {
		head := store.RecipeHead{Project: w.project.ID, Dataset: d.ID, Name: name, Source: w.project.ID, Filter: turn.Plan.Filter, Author: w.account.Email}
		r.Recipe, err = s.DB.SaveRecipe(ctx, postgres.Recipe{RecipeHead: head, Plan: r.Plan}, w.account.ID, s.Now())
	}
	return r, d, err
}

// assistantNote is what the log says of a write: that it went through the assistant, and for which sentence.
func assistantNote(t assistant.Turn) string {
	note := []rune("Through the assistant: " + t.Sentence)
	if t.Made.Edited {
		note = append(note, []rune(" (changed by hand to: "+t.Plan.Filter+")")...)
	}
	return string(note[:min(len(note), views.MaxNote)])
}

// targetOrNew is the dataset of a plan, made where it is not there yet.
func (s *Server) targetOrNew(c echo.Context, t assistant.Turn) (store.Dataset, error) {
	ctx, project := c.Request().Context(), who(c).project.ID
	if t.Plan.Target == "" {
		return store.Dataset{}, store.Invalid{"new": "Name the dataset that these rows go to."}
	}
	d, err := s.targetOf(ctx, project, t)
	if err != nil || d.ID != 0 {
		return d, err
	}
	d, err = s.DB.CreateDataset(ctx, project, t.Plan.Target, "")
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return d, store.Invalid{"new": invalid["dataset"]}
	}
	return d, err
}
