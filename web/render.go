package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// render answers with the whole page, or with the one offered fragment that htmx is about to swap. A fragment's name is the
// DOM id it stands under.
func render(c echo.Context, status int, page templ.Component, fragments ...string) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	ctx, name := c.Request().Context(), wantedFragment(c.Request(), fragments)
	var err error
	if name == "" {
		err = page.Render(ctx, buf)
	} else {
		err = templ.RenderFragments(ctx, buf, page, name)
	}
	if err != nil {
		return fmt.Errorf("render: %w", err)
	}
	if buf.Len() == 0 { // templ writes nothing for a name the page lacks
		return fmt.Errorf("render: the page has no fragment %q", name)
	}
	h := c.Response().Header()
	h.Add(echo.HeaderVary, "HX-Request-Type, HX-Target")
	h.Set(echo.HeaderCacheControl, "no-store")
	return c.HTMLBlob(status, buf.Bytes())
}

// wantedFragment decides on HX-Request-Type only: back, forward, reload and restored tabs ask for the full page.
func wantedFragment(r *http.Request, offered []string) string {
	if !isPartial(r) {
		return ""
	}
	_, id, _ := strings.Cut(r.Header.Get("HX-Target"), "#") // htmx 4 sends tag#id
	if slices.Contains(offered, id) {
		return id
	}
	return ""
}

func isPartial(r *http.Request) bool { return r.Header.Get("HX-Request-Type") == "partial" }

// leaveTo sends the browser to another page after a form: 303 for a plain one, so that reload does not post again, and a
// header for htmx, which would follow a redirect inside the page.
func leaveTo(c echo.Context, to string) error {
	if isPartial(c.Request()) {
		c.Response().Header().Set("HX-Redirect", to)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// localPath returns to if it is a path of ours, else fallback: a form's "back" field must not lead to another site.
func localPath(to, fallback string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return fallback
	}
	return to
}
