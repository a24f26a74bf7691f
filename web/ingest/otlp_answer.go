package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// signal is a kind of telemetry, and what its answers call what they refuse.
type signal struct{ name, rejected string }

var (
	traceSignal = signal{"traces", "rejectedSpans"}
	logSignal   = signal{"logs", "rejectedLogRecords"}
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

func writeExport(w http.ResponseWriter, e encoding, status int, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", e.contentType())
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("send answer: %w", err)
	}
	return nil
}
