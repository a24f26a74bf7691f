package otel

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"assay/store/jsonl"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// parsing says which text is taken for JSON.
type parsing int

const (
	asText    parsing = iota // none
	documents                // objects, lists and text in quotes
	anything                 // whatever parses
)

// maxNesting is how deep a structured attribute may be; what lies below is cut off.
const maxNesting = 200

// jsonOf returns a value as JSON that Postgres takes. An empty value is nil.
func jsonOf(v pcommon.Value, p parsing) json.RawMessage {
	if v.Type() == pcommon.ValueTypeEmpty {
		return nil
	}
	if v.Type() == pcommon.ValueTypeStr {
		return textJSON(v.Str(), p)
	}
	return encode(plain(v, 0))
}

// textJSON returns text as JSON: parsed when it is what p asks for, else quoted.
func textJSON(s string, p parsing) json.RawMessage {
	s = jsonl.CleanText(s)
	trimmed := strings.TrimSpace(s)
	if p == asText || trimmed == "" || p == documents && !strings.ContainsRune(`{["`, rune(trimmed[0])) {
		return encode(s)
	}
	if !json.Valid([]byte(trimmed)) {
		return encode(s)
	}
	clean, err := jsonl.CleanJSON(json.RawMessage(trimmed))
	if err != nil { // nested beyond measure: it stays what it was sent as, text
		return encode(s)
	}
	return jsonl.Unescape(clean)
}

// plain turns a value into what encoding/json writes.
func plain(v pcommon.Value, depth int) any {
	if depth > maxNesting {
		return "…"
	}
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return jsonl.CleanText(v.Str())
	case pcommon.ValueTypeBool:
		return v.Bool()
	case pcommon.ValueTypeInt:
		return v.Int()
	case pcommon.ValueTypeDouble:
		if f := v.Double(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
		return strconv.FormatFloat(v.Double(), 'g', -1, 64) // JSON has no word for these
	case pcommon.ValueTypeBytes:
		return base64.StdEncoding.EncodeToString(v.Bytes().AsRaw())
	case pcommon.ValueTypeSlice:
		list := make([]any, 0, v.Slice().Len())
		for _, item := range v.Slice().All() {
			list = append(list, plain(item, depth+1))
		}
		return list
	case pcommon.ValueTypeMap:
		return plainMap(v.Map(), depth)
	}
	return nil
}

func plainMap(m pcommon.Map, depth int) map[string]any {
	object := make(map[string]any, m.Len())
	for key, item := range m.All() {
		object[jsonl.CleanText(key)] = plain(item, depth+1)
	}
	return object
}

// encode writes what is made of plain values and of JSON that was checked before, so it cannot fail.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return json.RawMessage("null")
	}
	return json.RawMessage(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// numberOf reads a number, which some instruments write as text.
func numberOf(v pcommon.Value) (float64, bool) {
	var f float64
	switch v.Type() {
	case pcommon.ValueTypeInt:
		f = float64(v.Int())
	case pcommon.ValueTypeDouble:
		f = v.Double()
	case pcommon.ValueTypeStr:
		var err error
		if f, err = strconv.ParseFloat(strings.TrimSpace(v.Str()), 64); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	return f, !math.IsNaN(f) && !math.IsInf(f, 0)
}

// membersOf reads an object; nil when raw is none.
func membersOf(raw json.RawMessage) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &members) != nil {
		return nil
	}
	return members
}

// textOf returns JSON text as what it says, and anything else as it stands.
func textOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}
