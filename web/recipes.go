package web

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// runsListed is how many runs the page of a recipe shows.
const runsListed = 50

// listRecipes is the list of a dataset's recipes.
func (s *Server) listRecipes(c echo.Context) error { return s.recipeListPage(c, http.StatusOK, nil) }

func (s *Server) recipeListPage(c echo.Context, status int, wrong store.Invalid) error {
	w := who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	recipes, err := s.DB.Recipes(c.Request().Context(), w.project.ID, d.ID)
	if err != nil {
		return err
	}
	p := views.RecipeListPage{Shell: s.shell(c, "Recipes of "+d.Name, "Datasets"), Dataset: d, Name: typed(c, "recipe"), Filter: typed(c, "filter"), Wrong: wrong}
	for _, r := range recipes {
		p.Recipes = append(p.Recipes, views.RecipeLine{RecipeHead: r.RecipeHead, URL: views.RecipeURL(w.project.Name, d.Name, r.ID),
			Source: sourceName(w, r), Does: views.RecipeWords(addFormOfPlan(r.Plan))})
	}
	return render(c, status, views.RecipeList(p))
}

// sourceName is the project whose traces a recipe takes, as far as the person may know it.
func sourceName(w *identity, r postgres.Recipe) string {
	return cmp.Or(projectNamed(w, r.Source), "a project that you are no member of")
}

// createRecipe makes a recipe for the traces of the dataset's own project, to be filled in on its page.
func (s *Server) createRecipe(c echo.Context) error {
	w := who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	id, err := s.saveRecipe(c, postgres.Recipe{Plan: defaultPlan, RecipeHead: store.RecipeHead{Project: w.project.ID, Dataset: d.ID, Name: typed(c, "recipe"),
		Source: w.project.ID, Filter: strings.TrimSpace(typed(c, "filter"))}})
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.recipeListPage(c, http.StatusUnprocessableEntity, invalid)
	}
	if err != nil {
		return err
	}
	return leaveTo(c, views.RecipeURL(w.project.Name, d.Name, id))
}

// saveRecipe keeps a recipe whose filter can be read.
func (s *Server) saveRecipe(c echo.Context, r postgres.Recipe) (int, error) {
	_, _, err := filter.Read(r.Filter, filter.Options{Now: s.Now()})
	var syntax *filter.Error
	if errors.As(err, &syntax) {
		return 0, store.Invalid{"filter": "The filter cannot be read: " + syntax.Message + "."}
	}
	if err != nil {
		return 0, err
	}
	r.Author = who(c).account.Email
	return s.DB.SaveRecipe(c.Request().Context(), r, who(c).account.ID, s.Now())
}

// keepRecipe saves what the page that adds shows as a recipe of the dataset, and writes nothing.
func (s *Server) keepRecipe(c echo.Context, sel selection) error {
	if len(sel.traces) > 0 {
		return store.Invalid{"trace": "A recipe takes what matches a filter, not single traces."}
	}
	if _, err := store.CheckRecipeName(typed(c, "recipe")); err != nil {
		return err
	}
	form, err := addFormOf(c, defaultPlan)
	if err != nil {
		return err
	}
	plan, err := planOf(form)
	if err != nil {
		return err
	}
	target, d, err := s.addTarget(c, true)
	if err != nil {
		return err
	}
	id, err := s.saveRecipe(c, postgres.Recipe{Plan: plan, RecipeHead: store.RecipeHead{Project: target.ID, Dataset: d.ID, Name: typed(c, "recipe"),
		Source: sel.query.Project, Filter: sel.filter}})
	if err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Recipe saved. Nothing was added yet: run it from here."}); err != nil {
		return err
	}
	return leaveTo(c, views.RecipeURL(target.Name, d.Name, id))
}

// recipeOf finds the recipe of the path.
func (s *Server) recipeOf(c echo.Context) (store.Dataset, postgres.Recipe, error) {
	d, _, err := s.datasetOf(c)
	if err != nil {
		return d, postgres.Recipe{}, err
	}
	id, err := strconv.ParseInt(pathParam(c, "recipe"), 10, 32)
	if err != nil {
		return d, postgres.Recipe{}, store.ErrNotFound
	}
	r, err := s.DB.Recipe(c.Request().Context(), who(c).project.ID, d.ID, int(id))
	return d, r, err
}

// showRecipe is the page of a recipe, with what a run would add now.
func (s *Server) showRecipe(c echo.Context) error {
	d, r, err := s.recipeOf(c)
	if err != nil {
		return err
	}
	return s.recipePage(c, http.StatusOK, d, r, nil)
}

func (s *Server) recipePage(c echo.Context, status int, d store.Dataset, r postgres.Recipe, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	p := views.RecipePage{Shell: s.shell(c, r.Name, "Datasets"), Dataset: d, Recipe: r.RecipeHead, Source: sourceName(w, r), MayRun: mayTake(w, r.Source),
		Name: r.Name, Filter: r.Filter, Job: jobID(c), Wrong: wrong}
	p.Shell.Styles = []string{"css/dataset_file.css"}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if form.Has("plan") {
		p.Name, p.Filter = typed(c, "recipe"), typed(c, "filter")
	}
	if p.Form, err = addFormOf(c, r.Plan); err != nil {
		return err
	}
	if p.MayRun {
		if p.At, err = s.recipePosition(c, r); err != nil {
			return err
		}
		if err := s.previewRecipe(c, &p, r); err != nil {
			return err
		}
	}
	runs, err := s.DB.RecipeRuns(ctx, w.project.ID, r.ID, runsListed)
	if err != nil {
		return err
	}
	for _, run := range runs {
		line := views.RunLine{At: run.At, Author: run.Author, Says: views.AddedWords(run.Report, false), Version: run.Version}
		if run.Version != 0 {
			line.VersionURL = views.DatasetURL(w.project.Name, d.Name, run.Version, 0)
		}
		p.Runs = append(p.Runs, line)
	}
	return render(c, status, views.RecipeShow(p), "preview")
}

// mayTake reports whether the person may add traces of a project to datasets.
func mayTake(w *identity, project store.ProjectID) bool {
	for _, p := range w.projects {
		if p.ID == project {
			return p.Role.Includes(store.Curator)
		}
	}
	return false
}

// recipePosition is the position that a run asks as of: the one of the page, so that it adds what the page shows.
func (s *Server) recipePosition(c echo.Context, r postgres.Recipe) (int64, error) {
	at, err := number(c, "at")
	if err != nil || at > 0 {
		return at, err
	}
	return s.DB.LogPosition(c.Request().Context(), r.Source)
}

// previewRecipe shows what a run would add. A filter that cannot be read has no preview.
func (s *Server) previewRecipe(c echo.Context, p *views.RecipePage, r postgres.Recipe) error {
	r.Filter = strings.TrimSpace(p.Filter)
	var err error
	request := r.Request(p.At, s.Now())
	request.Fit = c.FormValue("fit") != ""
	p.Preview, p.Count, err = s.preview(c, request, p.Form, p.Shell.Project, p.Dataset.Name)
	var syntax *filter.Error
	if errors.As(err, &syntax) {
		p.Preview, err = views.AddPreviewView{Failed: "The filter cannot be read: " + syntax.Message + "."}, nil
	}
	return err
}

// changeRecipe saves, runs, deletes or restores a recipe, as the form says; without that it makes another preview.
func (s *Server) changeRecipe(c echo.Context) error {
	d, r, err := s.recipeOf(c)
	if err != nil {
		return err
	}
	switch c.FormValue("do") {
	case "delete", "restore":
		return s.deleteRecipe(c, d, r, c.FormValue("do") == "delete")
	case "save", "run", "check":
		err = s.editRecipe(c, d, &r)
	default:
		return s.recipePage(c, http.StatusOK, d, r, nil)
	}
	ran := err == nil && c.FormValue("do") != "save"
	if ran {
		err = s.runRecipe(c, d, r, c.FormValue("do") == "check")
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.recipePage(c, http.StatusUnprocessableEntity, d, r, invalid)
	}
	if err != nil || ran {
		return err
	}
	if err := s.say(c, flash{Say: "Saved."}); err != nil {
		return err
	}
	return leaveTo(c, views.RecipeURL(who(c).project.Name, d.Name, r.ID))
}

// editRecipe saves what the form says.
func (s *Server) editRecipe(c echo.Context, d store.Dataset, r *postgres.Recipe) error {
	form, err := addFormOf(c, r.Plan)
	if err != nil {
		return err
	}
	changed := *r
	if changed.Plan, err = planOf(form); err != nil {
		return err
	}
	if changed.Name, err = store.CheckRecipeName(typed(c, "recipe")); err != nil {
		return err
	}
	changed.Filter = strings.TrimSpace(typed(c, "filter"))
	if _, err := s.saveRecipe(c, changed); err != nil {
		return err
	}
	*r = changed
	return nil
}

// runRecipe adds what is new, as the page showed it: at once or as a job. Choices for single traces count for this run alone.
func (s *Server) runRecipe(c echo.Context, d store.Dataset, r postgres.Recipe, dry bool) error {
	w := who(c)
	if !mayTake(w, r.Source) || r.Deleted {
		return store.ErrForbidden
	}
	at, err := s.recipePosition(c, r)
	if err != nil {
		return err
	}
	request := r.Request(at, s.Now())
	request.Account, request.Author, request.Dry, request.Fit = w.account.ID, w.account.Email, dry, c.FormValue("fit") != ""
	q, err := s.DB.QueryOf(c.Request().Context(), request)
	if err != nil {
		return err
	}
	count, err := s.countToAdd(c, q)
	if err != nil {
		return err
	}
	if dry || isLong(count, request) {
		title := "Run recipe " + r.Name
		if dry {
			title = "Look what recipe " + r.Name + " would add"
		}
		return s.startAdd(c, w.project, title, request)
	}
	report, err := s.DB.Add(c.Request().Context(), request, s.Now())
	if err != nil {
		return err
	}
	back := views.RecipeURL(w.project.Name, d.Name, r.ID)
	f := flash{Say: views.AddedWords(report, false)}
	if report.Version != 0 {
		f = s.withUndo(c, d, store.DatasetVersion{Version: report.Version}, f.Say, back)
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// deleteRecipe takes a recipe off the list, or puts it back.
func (s *Server) deleteRecipe(c echo.Context, d store.Dataset, r postgres.Recipe, deleted bool) error {
	w := who(c)
	err := s.DB.DeleteRecipe(c.Request().Context(), w.project.ID, d.ID, r.ID, deleted, s.Now())
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.recipePage(c, http.StatusUnprocessableEntity, d, r, invalid)
	}
	if err != nil {
		return err
	}
	say, to := "Recipe “"+r.Name+"” restored.", views.RecipeURL(w.project.Name, d.Name, r.ID)
	if deleted {
		say, to = "Recipe “"+r.Name+"” deleted. What it wrote stays.", views.RecipesURL(w.project.Name, d.Name)
	}
	if err := s.say(c, flash{Say: say}); err != nil {
		return err
	}
	return leaveTo(c, to)
}
