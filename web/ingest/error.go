package ingest

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"assay/store"
	"assay/store/filter"
)

// said is a failure with the sentence that the client reads. Its cause decides the status.
type said struct {
	cause    error
	sentence string
	field    string
}

func (s *said) Error() string { return s.sentence }
func (s *said) Unwrap() error { return s.cause }

// say tells the client a sentence of ours about a failure; cause (store.ErrNotFound, ErrForbidden, ...) decides the status.
func say(cause error, format string, args ...any) error {
	return &said{cause: cause, sentence: fmt.Sprintf(format, args...)}
}

// sayOf is say about one field of the request.
func sayOf(field string, cause error, format string, args ...any) error {
	return &said{cause: cause, sentence: fmt.Sprintf(format, args...), field: field}
}

// What only machines can do wrong; the rest is in package store.
var (
	errMalformed  = errors.New("malformed request")      // 400
	errNoKey      = errors.New("not authenticated")      // 401
	errNotAllowed = errors.New("method not allowed")     // 405
	errSlow       = errors.New("body came too slowly")   // 408
	errTooLarge   = errors.New("request too large")      // 413
	errMediaType  = errors.New("unsupported media type") // 415
	errNotKept    = errors.New("not kept here")          // 501
)

// errBusy asks to come again after a while.
type errBusy struct{ after time.Duration }

func (e errBusy) Error() string { return "too many requests" }

// Problem is a failure as the client sees it.
type Problem struct {
	Status  int
	Message string
	Field   string        // member of the request that is wrong, or empty
	After   time.Duration // try again after this long; 0: not said
}

// statusClientGone is what the log shows when nobody waits for the answer any more; nobody receives it.
const statusClientGone = 499

// ProblemOf says what a failure means to a client. The cause goes to the log, never into the answer.
func ProblemOf(err error) Problem {
	p := problemOf(err)
	var s *said
	if errors.As(err, &s) && (p.Status < 500 || p.Status == http.StatusNotImplemented) {
		p.Message, p.Field = s.sentence, s.field
	}
	return p
}

func problemOf(err error) Problem {
	var invalid store.Invalid
	var syntax *filter.Error
	var large *http.MaxBytesError
	var busy errBusy
	switch {
	case errors.As(err, &invalid) && len(invalid) > 0:
		field := slices.Min(slices.Collect(maps.Keys(invalid)))
		return Problem{Status: http.StatusBadRequest, Message: invalid[field], Field: field}
	case errors.As(err, &syntax):
		return Problem{Status: http.StatusBadRequest, Message: "The filter cannot be read: " + syntax.Message + ".", Field: "filter"}
	case errors.As(err, &large):
		return Problem{Status: http.StatusRequestEntityTooLarge, Message: tooLarge(large.Limit)}
	case errors.As(err, &busy):
		return Problem{Status: http.StatusTooManyRequests, Message: "This key asks too often. Wait as long as Retry-After says.", After: busy.after}
	case errors.Is(err, errMalformed), errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return Problem{Status: http.StatusBadRequest, Message: "The request cannot be read."}
	case errors.Is(err, errNoKey):
		return Problem{Status: http.StatusUnauthorized, Message: "Send an API key: Authorization: Bearer ak-…"}
	case errors.Is(err, store.ErrForbidden):
		return Problem{Status: http.StatusForbidden, Message: "This API key may not do this."}
	case errors.Is(err, store.ErrNotFound):
		return Problem{Status: http.StatusNotFound, Message: "There is no such thing."}
	case errors.Is(err, errNotAllowed):
		return Problem{Status: http.StatusMethodNotAllowed, Message: "This address does not take this method."}
	case errors.Is(err, store.ErrConflict):
		return Problem{Status: http.StatusConflict, Message: "Someone else changed this first. Read it again, then repeat the change."}
	case errors.Is(err, errSlow):
		return Problem{Status: http.StatusRequestTimeout, Message: "The body of this request came too slowly. Send it again, or less at once."}
	case errors.Is(err, errFull):
		return Problem{Status: http.StatusServiceUnavailable, Message: "The server has as much in hand as it takes at once. Wait as long as Retry-After says.", After: fullPause}
	case errors.Is(err, errTooLarge):
		return Problem{Status: http.StatusRequestEntityTooLarge, Message: "This request is too large."}
	case errors.Is(err, errMediaType):
		return Problem{Status: http.StatusUnsupportedMediaType, Message: "This Content-Type or Content-Encoding is not taken here."}
	case errors.Is(err, errNotKept):
		return Problem{Status: http.StatusNotImplemented, Message: "This server does not keep such things yet."}
	case errors.Is(err, context.Canceled):
		return Problem{Status: statusClientGone}
	case errors.Is(err, store.ErrUnavailable):
		return Problem{Status: http.StatusServiceUnavailable, Message: "The database does not answer. Try again in a moment.", After: 2 * time.Second}
	case errors.Is(err, context.DeadlineExceeded):
		return Problem{Status: http.StatusServiceUnavailable, Message: "This took too long and was stopped. Send less at once.", After: 2 * time.Second}
	}
	return Problem{Status: http.StatusInternalServerError, Message: "Something broke on our side. It has been logged."}
}

// Fail answers with an error. It is the one place where machine errors become words on the wire.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	FailWith(w, r, ProblemOf(err))
}

// FailWith answers with a problem that is known already, such as a 404 of the router. Exporters of OTLP get theirs in the form
// and the encoding they read.
func FailWith(w http.ResponseWriter, r *http.Request, p Problem) {
	h, export := w.Header(), isExport(r)
	if export {
		p = exportProblem(p)
	}
	if p.After > 0 {
		h.Set("Retry-After", strconv.Itoa(max(1, int((p.After+time.Second-1)/time.Second))))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="assay"`) // never Basic: browsers would ask for a password
	}
	if export {
		_ = refuseExport(w, r, p) // when it cannot be sent, nobody is there to hear so
		return
	}
	body := struct {
		Error string `json:"error"`
		Field string `json:"field,omitempty"`
	}{p.Message, p.Field}
	_ = writeJSON(w, p.Status, body)
}

// writeJSON answers with a value as JSON.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = w.Write(append(b, '\n'))
	if err != nil {
		return fmt.Errorf("send answer: %w", err)
	}
	return nil
}

// ok answers 200 with a value as JSON.
func ok(w http.ResponseWriter, v any) error { return writeJSON(w, http.StatusOK, v) }
