package web

import (
	"errors"
	"net/http"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// fillSessions reads one page of the sessions of the query's traces.
func (s *Server) fillSessions(c echo.Context, page *views.TraceListPage, q postgres.Query) error {
	ctx, w, state := c.Request().Context(), who(c), page.Query
	setting, err := s.DB.SessionKey(ctx, q.Project)
	if err != nil {
		return err
	}
	keys := store.SessionKeysOf(setting)
	found, err := s.DB.Sessions(ctx, q, keys, state.After, pageSize)
	if err != nil {
		return err
	}
	n, more, err := s.DB.Count(ctx, q, store.Cursor{})
	if err != nil {
		return err
	}
	page.Count, page.Empty = views.CountView{N: n, More: more}, n == 0 && q.Filter == nil
	list := &views.SessionList{Keys: keys, Loose: found.Loose, LooseURL: sessionURL(w.project.Name, state, looseCondition(keys))}
	if w.role.Includes(store.Admin) {
		list.Settings = views.SettingsURL(w.project.Name, "sessions")
	}
	for _, session := range found.Sessions {
		condition := postgres.SessionCondition(session, keys)
		line := views.SessionLine{Session: session, Name: store.Preview(string(session.Value), listedRunes), URL: sessionURL(w.project.Name, state, condition)}
		if session.Errors > 0 {
			failed := filter.And(condition, &filter.IsNull{X: filter.At("error"), Not: true})
			line.Bad = sessionURL(w.project.Name, state, failed)
		}
		list.Lines = append(list.Lines, line)
	}
	if found.Partial {
		list.Searched = found.Searched
	}
	page.Sessions = list
	state.Open = ""
	if !found.Next.IsZero() {
		next := state
		next.After = found.Next
		page.Next = views.LogsURL(page.Shell.Project, next)
	}
	if !state.After.IsZero() {
		state.After = store.Cursor{}
		page.Previous = views.LogsURL(page.Shell.Project, state)
	}
	return nil
}

// sessionURL is the list of the traces of a session that the list's filter matches, in the order in which they happened.
func sessionURL(project string, state views.LogsQuery, condition filter.Expr) string {
	text, err := filter.Append(state.Filter, condition)
	if err != nil {
		text = filter.Format(condition)
	}
	state.Filter, state.Group, state.Sort, state.After, state.Before, state.At, state.Open = text, "", views.SortOldest, store.Cursor{}, store.Cursor{}, 0, ""
	return views.LogsURL(project, state)
}

// looseCondition is met by traces that have none of the keys.
func looseCondition(keys []string) filter.Expr {
	var all []filter.Expr
	for _, key := range keys {
		all = append(all, &filter.IsNull{X: filter.At("metadata", key)})
	}
	return filter.And(all...)
}

// showSessionKey is the setting of what groups traces into sessions.
func (s *Server) showSessionKey(c echo.Context) error {
	key, err := s.DB.SessionKey(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return err
	}
	return s.sessionKeyPage(c, http.StatusOK, key, nil)
}

func (s *Server) sessionKeyPage(c echo.Context, status int, key string, wrong store.Invalid) error {
	names, err := s.names.project(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return err
	}
	return render(c, status, views.SessionSettings(views.SessionSettingsPage{Shell: s.shell(c, "Sessions", "Settings"), Key: key, Usual: store.SessionKeys,
		Known: names.MetadataKeys, Wrong: wrong}))
}

// saveSessionKey changes the setting.
func (s *Server) saveSessionKey(c echo.Context) error {
	w := who(c)
	key, err := store.CheckSessionKey(typed(c, "session_key"))
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.sessionKeyPage(c, http.StatusUnprocessableEntity, typed(c, "session_key"), invalid)
	}
	if err != nil {
		return err
	}
	if err := s.DB.SetSessionKey(c.Request().Context(), w.project.ID, key); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Saved. Sessions are grouped by it from now on."}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "sessions"))
}
