package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/views"
	"assay/web/ingest"

	"github.com/labstack/echo/v4"
)

func (s *Server) listKeys(c echo.Context) error {
	w := who(c)
	form := views.KeyForm{Access: store.WriteAccess}
	return s.keysPage(c, http.StatusOK, form, []string{w.project.Name}, nil)
}

// keysPage shows the keys and the form with the projects picked in it.
func (s *Server) keysPage(c echo.Context, status int, form views.KeyForm, picked []string, made *views.NewKey) error {
	w := who(c)
	keys, err := s.DB.Keys(c.Request().Context(), w.project.ID)
	if err != nil {
		return err
	}
	page := views.KeysPage{Shell: s.shell(c, "API keys", "Settings"), New: made, Form: form}
	page.Shell.Scripts = []string{"js/copy.js"}
	for _, k := range keys {
		page.Keys = append(page.Keys, s.keyLine(w, k))
	}
	page.Form.MayEvery = w.account.Owner
	for _, p := range w.projects {
		if p.Role == store.Admin {
			page.Form.Projects = append(page.Form.Projects, views.KeyProject{Name: p.Name, Picked: slices.Contains(picked, p.Name)})
		}
	}
	return render(c, status, views.Keys(page))
}

func (s *Server) keyLine(w *identity, k store.Key) views.KeyLine {
	line := views.KeyLine{ID: k.ID, Name: k.Name, Prefix: k.Prefix, Access: k.Access, Scope: scopeOf(w, k), Created: day(k.Created), MadeBy: k.MadeBy,
		Expires: "never", LastUsed: "never"}
	if !k.LastUsed.IsZero() {
		line.LastUsed = k.LastUsed.UTC().Format("2 Jan 2006 15:04")
	}
	if !k.Expires.IsZero() {
		line.Expires = day(k.Expires)
	}
	switch {
	case !k.Revoked.IsZero():
		line.Over = "revoked " + day(k.Revoked)
	case k.Expired(s.Now()):
		line.Over = "expired"
	case mayManage(w, k):
		line.Action = views.SettingsURL(w.project.Name, "keys", strconv.Itoa(k.ID), "revoke")
	}
	return line
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// scopeOf names the projects of a key that the person sees, and counts the others.
func scopeOf(w *identity, k store.Key) string {
	if !k.Scoped {
		return "every project"
	}
	var names []string
	for _, p := range w.projects {
		if k.Covers(p.ID) {
			names = append(names, p.Name)
		}
	}
	if hidden := len(k.Projects) - len(names); hidden > 0 {
		names = append(names, strconv.Itoa(hidden)+" more")
	}
	return strings.Join(names, ", ")
}

// mayManage reports whether the person may revoke a key: an admin of each of its projects, an owner for every key.
func mayManage(w *identity, k store.Key) bool {
	if w.account.Owner {
		return true
	}
	if !k.Scoped {
		return false
	}
	for _, id := range k.Projects {
		if !slices.ContainsFunc(w.projects, func(p store.ProjectRole) bool { return p.ID == id && p.Role == store.Admin }) {
			return false
		}
	}
	return true
}

// makeKey makes a key and shows it on the page itself: it exists nowhere else, not even in a cookie.
func (s *Server) makeKey(c echo.Context) error {
	w := who(c)
	values, err := c.FormParams()
	if err != nil {
		return err
	}
	form := views.KeyForm{Name: values.Get("name"), Access: store.Access(values.Get("access")), Expires: values.Get("expires"), Every: values.Get("every") != ""}
	key, err := s.typedKey(w, form, values["project"])
	var token string
	var hash []byte
	if err == nil {
		token, key.Prefix, hash = ingest.NewToken()
		key, err = s.DB.CreateKey(c.Request().Context(), key, hash, w.account.ID)
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		form.Wrong = invalid
		return s.keysPage(c, http.StatusUnprocessableEntity, form, values["project"], nil)
	}
	if err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	made := &views.NewKey{Name: key.Name, Token: token, Env: views.Environment(s.BaseURL, token)}
	return s.keysPage(c, http.StatusOK, views.KeyForm{Access: store.WriteAccess}, []string{w.project.Name}, made)
}

// typedKey is the key that the form asks for, when the person may give away what it allows.
func (s *Server) typedKey(w *identity, form views.KeyForm, projects []string) (store.Key, error) {
	bad := store.Invalid{}
	k := store.Key{Name: form.Name, Scoped: !form.Every, Created: s.Now()}
	var invalid store.Invalid
	var err error
	if k.Access, err = store.ParseAccess(string(form.Access)); errors.As(err, &invalid) {
		bad["access"] = invalid["access"]
	}
	if _, err := store.CheckKeyName(form.Name); errors.As(err, &invalid) {
		bad["name"] = invalid["name"]
	}
	lifetime := slices.IndexFunc(views.KeyLifetimes, func(l views.KeyLifetime) bool { return l.Value == form.Expires })
	if lifetime < 0 {
		bad["expires"] = "Choose one of the times."
	} else if days := views.KeyLifetimes[lifetime].Days; days > 0 {
		k.Expires = s.Now().AddDate(0, 0, days)
	}
	if form.Every {
		if !w.account.Owner {
			return k, store.ErrForbidden
		}
		return k, bad.OrNil()
	}
	for _, name := range projects {
		i := slices.IndexFunc(w.projects, func(p store.ProjectRole) bool { return p.Name == name && p.Role == store.Admin })
		if i < 0 {
			return k, store.ErrForbidden
		}
		k.Projects = append(k.Projects, w.projects[i].ID)
	}
	slices.Sort(k.Projects)
	if k.Projects = slices.Compact(k.Projects); len(k.Projects) == 0 {
		bad["project"] = "Choose at least one project."
	}
	return k, bad.OrNil()
}

// revokeKey ends a key at once. Programs that use it hear so.
func (s *Server) revokeKey(c echo.Context) error {
	key, err := s.endKey(c, s.Now())
	if err != nil {
		return fmt.Errorf("revoke key: %w", err)
	}
	project := who(c).project.Name
	back := views.SettingsURL(project, "keys")
	id := strconv.Itoa(key.ID)
	if err := s.say(c, flash{Say: "Revoked " + key.Name + ". Programs that use it are refused from now on.", Undo: id, UndoURL: views.SettingsURL(project, "keys", id, "restore"), Back: back}); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// restoreKey takes a revocation back.
func (s *Server) restoreKey(c echo.Context) error {
	key, err := s.endKey(c, time.Time{})
	if err != nil {
		return fmt.Errorf("restore key: %w", err)
	}
	if err := s.say(c, flash{Say: key.Name + " works again."}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(who(c).project.Name, "keys"))
}

// endKey revokes the key of the path at a time, or takes that back with a zero time.
func (s *Server) endKey(c echo.Context, at time.Time) (store.Key, error) {
	w, ctx := who(c), c.Request().Context()
	id, err := strconv.ParseInt(c.Param("key"), 10, 32)
	if err != nil {
		return store.Key{}, store.ErrNotFound
	}
	keys, err := s.DB.Keys(ctx, w.project.ID)
	if err != nil {
		return store.Key{}, err
	}
	i := slices.IndexFunc(keys, func(k store.Key) bool { return k.ID == int(id) })
	if i < 0 {
		return store.Key{}, store.ErrNotFound
	}
	if !mayManage(w, keys[i]) {
		return store.Key{}, store.ErrForbidden
	}
	return s.DB.RevokeKey(ctx, w.project.ID, int(id), at)
}
