package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"assay/store"
	"assay/store/filter"
	"assay/views"
	"assay/views/trends"

	"github.com/labstack/echo/v4"
)

// listThemes is the page where people decide about themes.
func (s *Server) listThemes(c echo.Context) error {
	return s.showThemes(c, http.StatusOK, trends.ThemesPage{})
}

func (s *Server) showThemes(c echo.Context, status int, p trends.ThemesPage) error {
	ctx, w := c.Request().Context(), who(c)
	p.Shell, p.CanEdit = s.shell(c, "Themes", "Trends"), w.role.Includes(store.Curator)
	p.Shell.Styles = []string{"css/trends.css"}
	themes, err := s.DB.Themes(ctx, w.project.ID)
	if err != nil {
		return err
	}
	run, ran, err := s.DB.ThemeRun(ctx, w.project.ID)
	if err != nil {
		return err
	}
	if ran {
		p.Run = "Found in " + views.Thousands(int64(run.Comments)) + " comments at " + run.At.UTC().Format("2006-01-02 15:04 UTC") + "; " + views.Thousands(int64(run.Other)) + " are of no theme."
	}
	if p.Names, err = s.themeNaming(ctx, w.project.ID); err != nil {
		return err
	}
	for _, t := range themes {
		p.Themes = append(p.Themes, themeForm(w.project.Name, t, themes))
	}
	return render(c, status, trends.Themes(p))
}

func themeForm(project string, t store.Theme, all []store.Theme) trends.ThemeForm {
	text := filter.Format(ofTheme(t.Name))
	f := trends.ThemeForm{ID: t.ID, Name: t.Name, Quote: lineOf(t.Quote, 240), Terms: strings.Join(t.Terms, ", "), Comments: t.Comments, Named: t.Named, Pinned: t.Pinned, Excluded: t.Excluded, Proposed: t.Proposed, ProposedBy: t.ProposedBy,
		URL: views.LogsURL(project, views.LogsQuery{Filter: text}), ReviewURL: views.ReviewURL(project, views.ReviewQuery{Filter: text})}
	if t.QuotedIn != "" {
		f.QuoteURL = views.TraceURL(project, t.QuotedIn, views.TraceQuery{Back: trends.ThemesURL(project)})
	}
	for _, o := range all {
		switch {
		case o.ID == t.Into:
			f.Into = o.Name
		case o.ID != t.ID && o.Into == "" && !o.Excluded:
			f.Others = append(f.Others, trends.Choice{Name: o.Name, URL: o.ID})
		}
	}
	return f
}

// findThemes looks for themes now.
func (s *Server) findThemes(c echo.Context) error {
	w := who(c)
	if err := s.DB.FindThemes(c.Request().Context(), w.project.ID, s.Now()); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Looked for themes in all comments."}); err != nil {
		return err
	}
	return leaveTo(c, trends.ThemesURL(w.project.Name))
}

// changeTheme notes what someone decided about a theme.
func (s *Server) changeTheme(c echo.Context) error {
	w, id := who(c), c.Param("theme")
	change, said, err := themeChange(c)
	var act store.EventID
	if err == nil {
		act, err = s.DB.ChangeTheme(c.Request().Context(), w.project.ID, plainText(strings.ToValidUTF8(id, "")), w.account.ID, change, s.Now())
	}
	var wrong store.Invalid
	if errors.As(err, &wrong) {
		return s.showThemes(c, http.StatusUnprocessableEntity, trends.ThemesPage{Wrong: wrong, WrongID: id, Typed: c.FormValue("name")})
	}
	if err != nil {
		return err
	}
	back := trends.ThemesURL(w.project.Name) + "#theme-" + id
	if err := s.say(c, flash{Say: said, Undo: string(act), UndoURL: trends.ThemesUndoURL(w.project.Name), Back: back}); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// themeChange reads what the form wants, and says it in words.
func themeChange(c echo.Context) (store.ThemeChange, string, error) {
	yes, no, itself := true, false, ""
	switch c.FormValue("do") {
	case "rename":
		name := strings.TrimSpace(plainText(c.FormValue("name")))
		if name == "" || len([]rune(name)) > store.LongestThemeName {
			return store.ThemeChange{}, "", store.Invalid{"name": "Name the theme in 1 to 100 characters."}
		}
		return store.ThemeChange{Name: &name}, "Renamed.", nil
	case "merge":
		into := plainText(c.FormValue("into"))
		return store.ThemeChange{Into: &into}, "Merged.", mustChoose(into)
	case "split":
		return store.ThemeChange{Into: &itself}, "Taken out again.", nil
	case "pin":
		return store.ThemeChange{Pinned: &yes}, "Pinned.", nil
	case "unpin":
		return store.ThemeChange{Pinned: &no}, "Unpinned.", nil
	case "exclude":
		return store.ThemeChange{Excluded: &yes}, "Excluded.", nil
	case "include":
		return store.ThemeChange{Excluded: &no}, "Included again.", nil
	}
	return store.ThemeChange{}, "", store.Invalid{"do": "Say what to do: rename, merge, split, pin, unpin, exclude or include."}
}

func mustChoose(into string) error {
	if into == "" {
		return store.Invalid{"into": "Choose the theme it is merged into."}
	}
	return nil
}

// undoTheme takes back what the person decided about a theme.
func (s *Server) undoTheme(c echo.Context) error {
	w := who(c)
	back := localPath(c.FormValue("back"), trends.ThemesURL(w.project.Name))
	say := "Took it back."
	switch err := s.DB.UndoTheme(c.Request().Context(), w.project.ID, w.account.ID, store.EventID(c.FormValue("submission")), s.Now()); {
	case errors.Is(err, store.ErrNotFound):
		say = "There is nothing left to take back."
	case err != nil:
		return err
	}
	if err := s.say(c, flash{Say: say}); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// lineOf is a text as one line, cut to so many characters.
func lineOf(text string, most int) string {
	b, err := json.Marshal(text)
	if err != nil {
		return text // a text always has a JSON form
	}
	return store.Preview(string(b), most)
}
