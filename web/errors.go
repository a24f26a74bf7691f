package web

import (
	"context"
	"errors"
	"net/http"

	"assay/store"
	"assay/store/filter"
	"assay/views"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// statusClientGone is what the log shows when nobody waits for the answer any more; nobody receives it.
const statusClientGone = 499

// problem says what a failure means to the person asking. The cause goes to the log, never to the page.
func problem(err error) (status int, message string) {
	var invalid store.Invalid
	var syntax *filter.Error
	var large *http.MaxBytesError
	var he *echo.HTTPError
	switch {
	case errors.Is(err, store.ErrNotFound):
		return http.StatusNotFound, "There is nothing at this address, or you are not a member of its project."
	case errors.Is(err, store.ErrForbidden):
		return http.StatusForbidden, "Your role in this project does not allow this. An admin can change it under Settings, People."
	case errors.Is(err, store.ErrHandedOn):
		return http.StatusConflict, "The item went to someone else, because nobody gave a sign of life for too long or the page was left, and it wants no further answer. Nothing was recorded."
	case errors.Is(err, store.ErrBlind):
		return http.StatusForbidden, "This would tell what others said, and a blind queue waits for your own answers. It opens to you when that queue is complete."
	case errors.Is(err, store.ErrConflict):
		return http.StatusConflict, "Someone else changed this while you were working on it. Nothing was overwritten: go back, reload and try again."
	case errors.As(err, &invalid):
		return http.StatusUnprocessableEntity, sentence(invalid)
	case errors.As(err, &syntax):
		return http.StatusBadRequest, "The filter cannot be read: " + syntax.Message + "."
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, "This is more than 16 MB, the most a form can carry."
	case errors.Is(err, store.ErrBusy):
		return http.StatusServiceUnavailable, "Many rows are being written to this dataset just now, which the page Jobs shows. Nothing was changed: try again when that is done."
	case errors.Is(err, store.ErrUnavailable):
		return http.StatusServiceUnavailable, "The database does not answer. Nothing you saved is lost: try again in a moment."
	case errors.Is(err, context.Canceled):
		return statusClientGone, ""
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "This took longer than 30 seconds and was stopped. A narrower filter may be quicker."
	case errors.As(err, &he): // errors.As, not a type assertion: wrapped ones count too
		if he.Code == http.StatusNotFound {
			return he.Code, "There is nothing at this address."
		}
		return he.Code, http.StatusText(he.Code) + "."
	}
	return http.StatusInternalServerError, "Something broke on our side. It has been logged."
}

// sentence joins what is wrong with several fields, for pages that have no place beside them.
func sentence(invalid store.Invalid) string {
	return invalid.Error()
}

// fail shows an error, once and in one place: as a page, as a notice when htmx asked for part of one, or as JSON to a machine.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if s.isMachine(c) {
		failMachine(err, c)
		return
	}
	status, message := problem(err)
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Del(echo.HeaderContentType)
	var page templ.Component
	if isPartial(c.Request()) {
		h.Set("HX-Retarget", "#notices")
		h.Set("HX-Reswap", "innerHTML")
		page = views.Notice(message)
	} else {
		page = views.ErrorPage(views.ErrorView{Status: status, Title: errorTitle(status), Message: message, Back: "/"})
	}
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if page.Render(context.WithoutCancel(c.Request().Context()), buf) != nil {
		_ = c.HTMLBlob(status, s.broken)
		return
	}
	_ = c.HTMLBlob(status, buf.Bytes())
}

func brokenPage(ctx context.Context) ([]byte, error) {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	err := views.ErrorPage(views.ErrorView{Status: 500, Title: errorTitle(500), Message: "Something broke on our side. It has been logged.", Back: "/"}).Render(ctx, buf)
	return append([]byte(nil), buf.Bytes()...), err
}

// errorTitle is the heading of an error page.
func errorTitle(status int) string {
	switch status {
	case http.StatusNotFound:
		return "Nothing here"
	case http.StatusForbidden:
		return "Not allowed"
	case http.StatusServiceUnavailable:
		return "Not available just now"
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "This cannot be done"
	case http.StatusConflict:
		return "Changed meanwhile"
	}
	return "Something went wrong"
}
