package web

import (
	"errors"
	"net/http"
	"net/url"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// viewMenu prepares the saved views for the list.
func viewMenu(l openedList, w *identity) views.ViewMenu {
	menu := views.ViewMenu{Gone: l.gone, MayShare: w.role.Includes(store.Curator), All: views.LogsURL(w.project.Name, views.LogsQuery{})}
	if openingView(l.views) >= 0 {
		menu.All = views.LogsURL(w.project.Name, views.LogsQuery{View: store.AllTraces})
	}
	for _, v := range l.views {
		link := views.NewViewLink(w.project.Name, v, v.ID == l.current.ID)
		if link.Current {
			menu.Current, menu.MaySave = link, mayEdit(v, w)
		}
		if v.Shared {
			menu.Shared = append(menu.Shared, link)
		} else {
			menu.Own = append(menu.Own, link)
		}
	}
	return menu
}

// mayEdit reports whether someone may change a view: a shared one needs a curator, one's own only oneself.
func mayEdit(v store.View, w *identity) bool {
	return v.Shared && w.role.Includes(store.Curator) || !v.Shared && v.Owner == w.account.ID
}

// listViews is where views are named, shared and deleted.
func (s *Server) listViews(c echo.Context) error {
	return s.viewsPage(c, http.StatusOK, "", nil)
}

// viewsPage shows the views. wrong is what was wrong with the one of that slug, or with a new one.
func (s *Server) viewsPage(c echo.Context, status int, slug string, wrong store.Invalid) error {
	w := who(c)
	list, err := s.DB.Views(c.Request().Context(), w.project.ID, w.account.ID)
	if err != nil {
		return err
	}
	page := views.ViewListPage{Shell: s.shell(c, "Views", "Logs"), MayShare: w.role.Includes(store.Curator)}
	for _, v := range list {
		line := views.ViewLine{View: v, URL: views.LogsURL(w.project.Name, views.LogsQuery{View: v.Slug}), Says: views.StateWords(stateOf(v)),
			Mine: v.Owner == w.account.ID, MayEdit: mayEdit(v, w), Typed: v.Name}
		if v.Slug == slug && wrong != nil {
			line.Wrong, line.Typed = wrong, typed(c, "name")
		}
		page.Views = append(page.Views, line)
	}
	if wrong != nil && slug == "" {
		state, err := checkState(typed(c, "state"))
		if err != nil {
			return err
		}
		page.New = &views.NewView{Name: typed(c, "name"), State: state, Says: views.StateWords(stateOf(store.View{State: state})), Shared: c.FormValue("shared") != "", Wrong: wrong}
	}
	return render(c, status, views.ViewList(page))
}

// createView saves a list under a new name, shared only by those who may.
func (s *Server) createView(c echo.Context) error {
	w := who(c)
	state, err := checkState(typed(c, "state"))
	if err != nil {
		return err
	}
	v := store.View{State: state, Owner: w.account.ID, Shared: c.FormValue("shared") != "" && w.role.Includes(store.Curator)}
	if v.Name, err = store.CheckViewName(typed(c, "name")); err == nil {
		v, err = s.DB.CreateView(c.Request().Context(), w.project.ID, v)
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.viewsPage(c, http.StatusUnprocessableEntity, "", invalid)
	}
	if err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Saved the view “" + v.Name + "”."}); err != nil {
		return err
	}
	return leaveTo(c, views.LogsURL(w.project.Name, views.LogsQuery{View: v.Slug}))
}

// maxState bounds the state of a view, in bytes.
const maxState = 30_000

// checkState returns the state of a list as it is saved, or an Invalid naming the field "state".
func checkState(text string) (string, error) {
	values, err := url.ParseQuery(text)
	if err != nil || len(text) > maxState {
		return "", errors.Join(store.Invalid{"state": "The state of this list cannot be saved. Open the list again."}, err)
	}
	return savedState(values).State(), nil
}

// viewOf finds the view of the path. A deleted one is there for whoever may restore it.
func (s *Server) viewOf(c echo.Context) (store.View, error) {
	w := who(c)
	return s.DB.View(c.Request().Context(), w.project.ID, w.account.ID, pathParam(c, "view"))
}

// editableView is viewOf for a change that needs the right to it.
func (s *Server) editableView(c echo.Context) (store.View, error) {
	v, err := s.viewOf(c)
	if err == nil && !mayEdit(v, who(c)) {
		err = store.Invalid{"view": "Curators change shared views. Save it under a name of your own."}
	}
	return v, err
}

// changeView changes what the form names of a view: its state, its name, who sees it, for whom the list opens with it.
func (s *Server) changeView(c echo.Context) error {
	w := who(c)
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if form.Has("own") {
		return s.openOwnWith(c)
	}
	v, err := s.editableView(c)
	if err != nil {
		return err
	}
	if form.Has("standard") {
		return s.openWith(c, v)
	}
	back, said := views.ViewsURL(w.project.Name), "Saved."
	if form.Has("state") {
		back, said = views.LogsURL(w.project.Name, views.LogsQuery{View: v.Slug}), "Saved the changes of “"+v.Name+"”."
	}
	err = applyToView(c, form, &v)
	var invalid store.Invalid
	if errors.As(err, &invalid) && invalid["name"] != "" {
		return s.viewsPage(c, http.StatusUnprocessableEntity, v.Slug, invalid)
	}
	if err == nil {
		err = s.DB.SaveView(c.Request().Context(), w.project.ID, v)
	}
	if err == nil {
		err = s.say(c, flash{Say: said})
	}
	if err != nil {
		return err
	}
	return leaveTo(c, back)
}

// applyToView reads the changed properties of a view.
func applyToView(c echo.Context, form url.Values, v *store.View) (err error) {
	if form.Has("state") {
		if v.State, err = checkState(typed(c, "state")); err != nil {
			return err
		}
	}
	if form.Has("name") {
		if v.Name, err = store.CheckViewName(typed(c, "name")); err != nil {
			return err
		}
	}
	if form.Has("shared") {
		w := who(c)
		share := form.Get("shared") == "yes"
		if !w.role.Includes(store.Curator) || !share && v.Owner != w.account.ID {
			return store.Invalid{"shared": "Curators share views, and only whoever saved one can make it theirs alone again."}
		}
		v.Shared = share
	}
	return nil
}

// openOwnWith makes a view what the list opens with for whoever asks, or no longer.
func (s *Server) openOwnWith(c echo.Context) error {
	w := who(c)
	v, err := s.viewOf(c)
	if err != nil {
		return err
	}
	id, said := v.ID, "Logs opens with “"+v.Name+"” for you."
	if c.FormValue("own") != "yes" {
		id, said = 0, "Logs no longer opens with “"+v.Name+"” for you."
	}
	if err := s.DB.OpenOwnWith(c.Request().Context(), w.project.ID, w.account.ID, id); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: said}); err != nil {
		return err
	}
	return leaveTo(c, views.ViewsURL(w.project.Name))
}

// openWith makes a shared view what the list opens with for everyone without a choice of their own, or no longer.
func (s *Server) openWith(c echo.Context, v store.View) error {
	w := who(c)
	if !v.Shared {
		return store.Invalid{"standard": "Share the view first: others cannot see it."}
	}
	id, said := v.ID, "Logs opens with “"+v.Name+"” for everyone."
	if c.FormValue("standard") != "yes" {
		id, said = 0, "Logs no longer opens with “"+v.Name+"” for everyone."
	}
	if err := s.DB.OpenWith(c.Request().Context(), w.project.ID, id); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: said}); err != nil {
		return err
	}
	return leaveTo(c, views.ViewsURL(w.project.Name))
}

// deleteView hides a view and offers to bring it back. Pressing it twice does nothing more.
func (s *Server) deleteView(c echo.Context) error {
	w := who(c)
	v, err := s.editableView(c)
	if err != nil {
		return err
	}
	if err := s.DB.DeleteView(c.Request().Context(), w.project.ID, v.ID, s.Now()); err != nil {
		return err
	}
	back := views.ViewsURL(w.project.Name)
	f := flash{Say: "Deleted the view “" + v.Name + "”.", Undo: v.Slug, UndoURL: views.ViewsURL(w.project.Name, v.Slug, "restore"), Back: back}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// restoreView brings a deleted view back.
func (s *Server) restoreView(c echo.Context) error {
	w := who(c)
	v, err := s.editableView(c)
	if err != nil {
		return err
	}
	if err := s.DB.RestoreView(c.Request().Context(), w.project.ID, v.ID); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "“" + v.Name + "” is back."}); err != nil {
		return err
	}
	return leaveTo(c, views.ViewsURL(w.project.Name))
}
