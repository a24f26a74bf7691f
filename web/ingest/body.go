package ingest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// body reads a whole request, unpacked. Bodies above MaxBody, packed or unpacked, are a 413; what is no gzip although it says
// so is a 400.
func (a *API) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	packed := http.MaxBytesReader(w, r.Body, a.MaxBody)
	var unpacked io.Reader = packed
	switch encoding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(packed)
		if err != nil {
			return nil, unreadable(err)
		}
		defer func() { _ = z.Close() }()
		unpacked = z
	default:
		return nil, say(errMediaType, "Content-Encoding %q is not taken here; send gzip or nothing.", encoding)
	}
	var b bytes.Buffer
	if n := r.ContentLength; n > 0 && n <= a.MaxBody {
		b.Grow(int(n) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(unpacked, a.MaxBody+1))
	if err != nil {
		return nil, unreadable(err)
	}
	if n > a.MaxBody {
		return nil, say(errTooLarge, "%s", tooLarge(a.MaxBody))
	}
	return b.Bytes(), nil
}

// unreadable sorts failures of reading: too large keeps its own meaning, a client that broke off or packed wrongly is a 400.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
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

// read reads a request's JSON body into a value. An empty body is an error; see readOptional.
func (a *API) read(w http.ResponseWriter, r *http.Request, into any) error {
	b, err := a.body(w, r)
	if err != nil {
		return err
	}
	return decode(b, into)
}

// readOptional is read for requests that mean something without a body: an empty one leaves the value as it is.
func (a *API) readOptional(w http.ResponseWriter, r *http.Request, into any) error {
	b, err := a.body(w, r)
	if err != nil || len(bytes.TrimSpace(b)) == 0 {
		return err
	}
	return decode(b, into)
}

// decode reads JSON. Its error says where the text stops being JSON, or which member has the wrong type.
func decode(b []byte, into any) error {
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

// position turns an offset after the offending byte into a line and a column, both counted from 1.
func position(b []byte, offset int64) (line, column int) {
	before := b[:max(0, min(int64(len(b)), offset)-1)]
	line = 1 + bytes.Count(before, []byte("\n"))
	column = len(before) - bytes.LastIndexByte(before, '\n')
	return line, column
}
