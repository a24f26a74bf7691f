package ingest

import (
	"encoding/json"
	"net/http"

	"google.golang.org/protobuf/encoding/protowire"
)

// langfuseBase is below what exporters of Langfuse find OTLP.
const langfuseBase = "/api/public/otel"

// isExport reports whether a request is for OTLP, whichever signal it carries, and whether we take that one or not.
func isExport(r *http.Request) bool {
	for _, base := range []string{"", "/otel", langfuseBase} {
		switch r.URL.Path {
		case base + "/v1/traces", base + "/v1/logs", base + "/v1/metrics":
			return true
		}
	}
	return false
}

// rpcCodes are the gRPC codes of the statuses that exports end with.
var rpcCodes = map[int]uint64{http.StatusBadRequest: 3, http.StatusRequestEntityTooLarge: 3, http.StatusUnsupportedMediaType: 3, http.StatusNotFound: 5,
	http.StatusForbidden: 7, http.StatusTooManyRequests: 8, http.StatusMethodNotAllowed: 12, http.StatusServiceUnavailable: 14, http.StatusUnauthorized: 16}

// rpcUnknown is the gRPC code of everything else.
const rpcUnknown = 2

// exportProblem is a problem as exporters have to hear it: they send again after 429, 502, 503 and 504 and drop what ends with
// another status, 408 and 500 too. So whatever is not in what was sent is a 503.
func exportProblem(p Problem) Problem {
	if p.Status >= http.StatusInternalServerError || p.Status == http.StatusRequestTimeout {
		p.Status = http.StatusServiceUnavailable
	}
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		p.After = max(p.After, exportPause)
	}
	return p
}

// refuseExport answers an export with a google.rpc.Status in the request's encoding, as the OTLP specification asks under
// "Failures"; a 400 about one field names it in a google.rpc.BadRequest within.
func refuseExport(w http.ResponseWriter, r *http.Request, p Problem) error {
	e, _ := encodingOf(r) // in JSON to what names none
	code, known := rpcCodes[p.Status]
	if !known {
		code = rpcUnknown
	}
	if e.protobuf {
		return writeExport(w, e, p.Status, statusProtobuf(code, p))
	}
	b, err := statusJSON(code, p)
	if err != nil {
		return err
	}
	return writeExport(w, e, p.Status, b)
}

const badRequestType = "type.googleapis.com/google.rpc.BadRequest"

func statusProtobuf(code uint64, p Problem) []byte {
	text := func(to []byte, field protowire.Number, s string) []byte {
		return protowire.AppendString(protowire.AppendTag(to, field, protowire.BytesType), s)
	}
	status := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), code)
	status = text(status, 2, p.Message)
	if p.Field == "" {
		return status
	}
	violation := text(text(nil, 1, p.Field), 2, p.Message)
	detail := text(text(nil, 1, badRequestType), 2, string(text(nil, 1, string(violation))))
	return text(status, 3, string(detail))
}

func statusJSON(code uint64, p Problem) ([]byte, error) {
	type violation struct {
		Field       string `json:"field"`
		Description string `json:"description"`
	}
	type badRequest struct {
		Type       string      `json:"@type"`
		Violations []violation `json:"fieldViolations"`
	}
	status := struct {
		Code    uint64       `json:"code"`
		Message string       `json:"message"`
		Details []badRequest `json:"details,omitempty"`
	}{Code: code, Message: p.Message}
	if p.Field != "" {
		status.Details = []badRequest{{badRequestType, []violation{{p.Field, p.Message}}}}
	}
	return json.Marshal(status)
}
