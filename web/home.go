package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// home leads to the only project, or lists them all: asked for with all=1, and when there is a choice to make.
func (s *Server) home(c echo.Context) error {
	if projects := who(c).projects; len(projects) == 1 && c.QueryParam("all") == "" {
		return leaveTo(c, entrance(projects[0].Project, projects[0].Confined))
	}
	return s.homePage(c, http.StatusOK, nil)
}

func (s *Server) homePage(c echo.Context, status int, wrong store.Invalid) error {
	w := who(c)
	lines, err := s.projectLines(c)
	if err != nil {
		return err
	}
	slices.SortStableFunc(lines, func(a, b views.ProjectLine) int { return cmp.Compare(b.Newest.UnixNano(), a.Newest.UnixNano()) })
	return render(c, status, views.Home(views.HomePage{
		Shell: s.shell(c, "Projects", ""), Email: w.account.Email, Projects: lines, CanCreate: w.account.Owner, Name: c.FormValue("project"), Wrong: wrong,
	}))
}

// projectLines lists the projects of whoever asks, by name.
func (s *Server) projectLines(c echo.Context) ([]views.ProjectLine, error) {
	projects := who(c).projects
	newest, err := s.DB.NewestTraces(c.Request().Context(), projects)
	if err != nil {
		return nil, err
	}
	lines := make([]views.ProjectLine, len(projects))
	for i, p := range projects {
		lines[i] = views.ProjectLine{Name: p.Name, URL: entrance(p.Project, p.Confined), Role: string(p.Role), Newest: newest[p.ID]}
	}
	return lines, nil
}

// createProject makes an empty project. Only owners may: everyone else could not be found in it.
func (s *Server) createProject(c echo.Context) error {
	if !who(c).account.Owner {
		return store.ErrForbidden
	}
	p, made, err := s.DB.StartProject(c.Request().Context(), c.FormValue("project"))
	if err == nil && !made {
		err = store.Invalid{"project": "There is a project of this name already."}
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.homePage(c, http.StatusUnprocessableEntity, invalid)
	}
	if err != nil {
		return fmt.Errorf("create project: %w", err)
	}
	return leaveTo(c, views.LogsURL(p.Name, views.LogsQuery{}))
}
