package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// body reads a whole request, unpacked. Bodies above MaxBody, packed or unpacked, are a 413; what is no gzip although it says
// so is a 400. It waits while the bodies of others leave no room.
func (a *API) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	b, err := a.unpacked(w, r)
	var large *http.MaxBytesError
	if errors.Is(err, errFull) || errors.Is(err, errTooLarge) || errors.As(err, &large) {
		drain(r)
	}
	return b, err
}

// mostDrained is how much of a refused body is read and dropped.
const mostDrained = 64 << 20

// drain reads what is left of a refused body and drops it. Most clients send all before they read the answer, and those would
// see a broken connection in its place, without a word of why.
func drain(r *http.Request) {
	if r.Header.Get("Expect") == "" { // who waits to be asked need not send anything
		_, _ = io.CopyN(io.Discard, r.Body, mostDrained)
	}
}

func (a *API) unpacked(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	h, read := a.holdOf(r.Context())
	defer read()
	if r.ContentLength > a.MaxBody {
		return nil, say(errTooLarge, "%s", tooLarge(a.MaxBody))
	}
	packed := http.MaxBytesReader(w, r.Body, a.MaxBody)
	switch encoding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
		return a.fill(r.Context(), h, packed, max(r.ContentLength, 0))
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(packed)
		if err != nil {
			return nil, unreadable(err)
		}
		defer func() { _ = z.Close() }()
		return a.fill(r.Context(), h, z, 0)
	default:
		return nil, say(errMediaType, "Content-Encoding %q is not taken here; send gzip or nothing.", encoding)
	}
}

// firstRoom is what is taken for a body of unknown length before it is read; it doubles from there.
const firstRoom = 64 << 10

// fill reads all that comes, up to MaxBody, into room that it takes of the budget before. size is how much to expect; 0 when
// that is not known.
func (a *API) fill(ctx context.Context, h *hold, from io.Reader, size int64) ([]byte, error) {
	if size == 0 {
		size = min(firstRoom, a.MaxBody)
	}
	if err := h.grow(ctx, size); err != nil {
		return nil, err
	}
	b := make([]byte, 0, size)
	for {
		if len(b) == cap(b) { // full: what comes next tells whether that was all
			var next [1]byte
			n, err := io.ReadFull(from, next[:])
			switch {
			case errors.Is(err, io.EOF):
				return b, nil
			case err != nil:
				return nil, unreadable(err)
			case int64(len(b)) == a.MaxBody:
				return nil, say(errTooLarge, "%s", tooLarge(a.MaxBody))
			}
			size = min(2*size, a.MaxBody)
			if err := h.grow(ctx, size); err != nil {
				return nil, err
			}
			b = append(make([]byte, 0, size), b...)
			b = append(b, next[:n]...)
			continue
		}
		n, err := from.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case errors.Is(err, io.EOF):
			return b, nil
		case err != nil:
			return nil, unreadable(err)
		}
	}
}

// unreadable sorts failures of reading: too large keeps its own meaning, one that came too slowly is a 408, a client that broke
// off or packed wrongly is a 400.
func unreadable(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("%w: %w", errSlow, err)
	}
	return sayCause(err, "The body cannot be read to its end.")
}

// sayCause is a 400 that keeps the technical cause for the log.
func sayCause(cause error, sentence string) error {
	return &said{cause: fmt.Errorf("%w: %w", errMalformed, cause), sentence: sentence}
}

// tooLarge is what a 413 says.
func tooLarge(limit int64) string {
	size := strconv.FormatInt(limit, 10) + " bytes"
	if limit >= 1<<20 {
		size = strconv.FormatInt(limit>>20, 10) + " MiB"
	}
	return "This request is larger than " + size + " after unpacking, the most taken at once. Send it in parts."
}

// jsonBody is body for requests that are JSON. SDKs and people name that in many ways or not at all (curl calls it a form when
// it is told nothing), so only what is surely something else is a 415.
func (a *API) jsonBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	b, err := a.body(w, r)
	if err != nil || len(b) == 0 {
		return b, err
	}
	said := r.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(said)
	switch {
	case said == "", err == nil && strings.HasSuffix(kind, "json"):
		return b, nil
	case err == nil && slices.Contains([]string{"text/plain", "application/octet-stream", "application/x-www-form-urlencoded"}, kind):
		return b, nil
	}
	return nil, say(errMediaType, "Content-Type %q is not taken here; send application/json.", clip(said))
}

// read reads a request's JSON body into a value. An empty body is an error; see readOptional.
func (a *API) read(w http.ResponseWriter, r *http.Request, into any) error {
	b, err := a.jsonBody(w, r)
	if err != nil {
		return err
	}
	return decode(b, into)
}

// readOptional is read for requests that mean something without a body: an empty one leaves the value as it is.
func (a *API) readOptional(w http.ResponseWriter, r *http.Request, into any) error {
	b, err := a.jsonBody(w, r)
	if err != nil || len(bytes.TrimSpace(b)) == 0 {
		return err
	}
	return decode(b, into)
}

// decode reads JSON. Its error says where the text stops being JSON, or which member has the wrong type.
func decode(b []byte, into any) error {
	if err := checkUTF8(b); err != nil {
		return err
	}
	err := json.Unmarshal(b, into)
	if err == nil {
		return nil
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case len(bytes.TrimSpace(b)) == 0:
		return say(errMalformed, "The body is empty; send JSON.")
	case errors.As(err, &syntax):
		line, column := position(b, syntax.Offset)
		return say(errMalformed, "The body is no JSON: %s at line %d, column %d.", syntax.Error(), line, column)
	case errors.As(err, &kind):
		if kind.Field == "" {
			return say(errMalformed, "The body is a JSON %s, but another type is expected.", kind.Value)
		}
		return sayOf(kind.Field, errMalformed, "%s is a JSON %s, but another type is expected.", kind.Field, kind.Value)
	}
	return sayCause(err, "The body cannot be understood.")
}

// checkUTF8 refuses bytes that are no text. Package json would replace them, but only in some places, and whoever sent them
// would not know what became of their words.
func checkUTF8(b []byte) error {
	if utf8.Valid(b) {
		return nil
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	line, column := position(b, int64(at)+1)
	return say(errMalformed, "The body is no UTF-8: byte 0x%02x at line %d, column %d. JSON is UTF-8.", b[at], line, column)
}

// position turns an offset after the offending byte into a line and a column, both counted from 1.
func position(b []byte, offset int64) (line, column int) {
	before := b[:max(0, min(int64(len(b)), offset)-1)]
	line = 1 + bytes.Count(before, []byte("\n"))
	column = len(before) - bytes.LastIndexByte(before, '\n')
	return line, column
}
