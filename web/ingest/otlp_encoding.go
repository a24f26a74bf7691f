package ingest

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// encoding is how an OTLP request is written, and its answer. Its zero value answers in JSON.
type encoding struct{ protobuf bool }

func (e encoding) contentType() string {
	if e.protobuf {
		return "application/x-protobuf"
	}
	return "application/json"
}

// encodingOf is what the request's Content-Type says.
func encodingOf(r *http.Request) (encoding, error) {
	said := r.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(said)
	switch {
	case err == nil && kind == "application/json":
		return encoding{}, nil
	case err == nil && (kind == "application/x-protobuf" || kind == "application/protobuf"):
		return encoding{protobuf: true}, nil
	}
	return encoding{}, say(errMediaType, "Content-Type %q is not OTLP over HTTP; send application/x-protobuf or application/json.", clip(said))
}

// The unmarshalers of pdata follow nesting by calling themselves, and Go ends the program that runs out of stack. So what is
// nested beyond any use is refused before: in JSON by json.Valid, which gives up at 10,000 levels, in protobuf by nestedMost.

func (e encoding) traces(body []byte) (ptrace.Traces, error) {
	return unmarshal(e, body, traceSignal, tracesShape, (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces, (&ptrace.JSONUnmarshaler{}).UnmarshalTraces)
}

func (e encoding) logs(body []byte) (plog.Logs, error) {
	return unmarshal(e, body, logSignal, logsShape, (&plog.ProtoUnmarshaler{}).UnmarshalLogs, (&plog.JSONUnmarshaler{}).UnmarshalLogs)
}

// unmarshal reads a message of a signal, once it is known to be safe for the decoder of its encoding.
func unmarshal[T any](e encoding, body []byte, s signal, nested shape, fromProtobuf, fromJSON func([]byte) (T, error)) (T, error) {
	var none T
	decode := fromJSON
	if e.protobuf {
		if tooDeep(body, nested, 0) {
			return none, errDeep
		}
		decode = fromProtobuf
	} else if err := checkJSON(body); err != nil {
		return none, err
	}
	data, err := decode(body)
	if err != nil {
		return none, undecodable(err, s)
	}
	return data, nil
}

// checkJSON refuses what the lenient reader of pdata would take, such as a body that goes on after its end.
func checkJSON(body []byte) error {
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 || trimmed[0] != '{' {
		return say(errMalformed, "The body is no JSON object.")
	}
	if err := checkUTF8(body); err != nil {
		return err
	}
	if !json.Valid(trimmed) {
		var into json.RawMessage
		return decode(trimmed, &into) // says where
	}
	return nil
}

// undecodable is a 400 that repeats what the decoder says, without the piece of the body that it quotes.
func undecodable(err error, s signal) error {
	cause, _, _ := strings.Cut(err.Error(), ", error found in")
	return say(errMalformed, "The body is no OTLP %s: %s.", s.name, clip(jsonl.CleanText(cause)))
}
