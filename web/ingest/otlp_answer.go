package ingest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// signal is a kind of telemetry: what its answers call what they refuse.
type signal struct{ rejected string }

var (
	traceSignal = signal{"rejectedSpans"}
	logSignal   = signal{"rejectedLogRecords"}
)

// mostReasons is how many reasons for refusing an answer names.
const mostReasons = 5

// refusal is why one span or record is not taken. It is no failure of the request: the others are.
type refusal string

func (r refusal) Error() string { return string(r) }

// refusals collects what of a request is not taken, and why. Sending it again would not help.
type refusals struct {
	asked, refused, misdirected int
	reasons                     []string
	first                       error
}

func (r *refusals) add(err error) {
	r.refused++
	p := ProblemOf(err)
	reason := p.Message
	if p.Status >= http.StatusInternalServerError { // no problem of the machine API, but one with this span
		reason = err.Error()
	} else if r.misdirected++; r.first == nil {
		r.first = err
	}
	for _, known := range r.reasons {
		if known == reason {
			return
		}
	}
	if len(r.reasons) < mostReasons {
		r.reasons = append(r.reasons, reason)
	}
}

// ours reports whether a failure is not about what was sent, so that sending it again may work.
func ours(err error) bool {
	var r refusal
	return !errors.As(err, &r) && ProblemOf(err).Status >= http.StatusInternalServerError
}

// whole is the error of a request of which nothing had a place to go: its sender has set something wrong and should hear so,
// which exporters do not tell about a part.
func (r *refusals) whole() error {
	if r.refused > 0 && r.misdirected == r.asked {
		return r.first
	}
	return nil
}

// acceptExport answers 200: with an empty message when all was taken, else with how much was not and why.
func acceptExport(w http.ResponseWriter, e encoding, s signal, refused refusals) error {
	if refused.refused == 0 {
		if e.protobuf {
			return writeExport(w, e, http.StatusOK, nil)
		}
		return writeExport(w, e, http.StatusOK, []byte("{}"))
	}
	why := strings.Join(refused.reasons, "; ")
	if e.protobuf {
		partial := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(refused.refused))
		partial = protowire.AppendString(protowire.AppendTag(partial, 2, protowire.BytesType), why)
		return writeExport(w, e, http.StatusOK, protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), partial))
	}
	answer := map[string]any{"partialSuccess": map[string]string{s.rejected: strconv.Itoa(refused.refused), "errorMessage": why}}
	b, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return writeExport(w, e, http.StatusOK, b)
}

// rpcCodes are the gRPC codes of the statuses that exports end with, for the body of an error.
var rpcCodes = map[int]uint64{http.StatusBadRequest: 3, http.StatusRequestEntityTooLarge: 3, http.StatusUnsupportedMediaType: 3, http.StatusNotFound: 5,
	http.StatusForbidden: 7, http.StatusTooManyRequests: 8, http.StatusUnauthorized: 16, http.StatusServiceUnavailable: 14}

// refuseExport answers with an error as a google.rpc.Status and returns it. Exporters send again after 503 and never after 500
// or 400; so whatever is not the sender's fault is a 503.
func refuseExport(w http.ResponseWriter, e encoding, err error) error {
	p := ProblemOf(err)
	if p.Status >= http.StatusInternalServerError {
		p.Status = http.StatusServiceUnavailable
	}
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		p.After = max(p.After, exportPause)
		w.Header().Set("Retry-After", strconv.Itoa(int((p.After+time.Second-1)/time.Second)))
	}
	code := rpcCodes[p.Status]
	if code == 0 {
		code = 2 // unknown
	}
	var body []byte
	if e.protobuf {
		body = protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), code)
		body = protowire.AppendString(protowire.AppendTag(body, 2, protowire.BytesType), p.Message)
	} else {
		body = encodeStatus(code, p.Message)
	}
	if sent := writeExport(w, e, p.Status, body); sent != nil {
		return errors.Join(err, sent)
	}
	return err
}

func encodeStatus(code uint64, message string) []byte {
	b, err := json.Marshal(struct {
		Code    uint64 `json:"code"`
		Message string `json:"message"`
	}{code, message})
	if err != nil {
		return []byte("{}")
	}
	return b
}

func writeExport(w http.ResponseWriter, e encoding, status int, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", e.contentType())
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}
