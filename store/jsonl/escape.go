package jsonl

import (
	"bytes"
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"
)

// Unescape writes the characters of valid JSON that are escaped without need (RFC 8259, section 7) as themselves: clients that send
// ASCII only write 荷物 as \u8377\u7269, which nobody finds who searches for it. What JSON cannot hold as itself stays escaped: control
// characters, quotation marks, backslashes and lone surrogates. raw is returned itself when there is nothing to change and is never
// written to.
func Unescape(raw json.RawMessage) json.RawMessage {
	if !bytes.Contains(raw, []byte(`\u`)) {
		return raw
	}
	var out []byte // stays nil until something changes
	done := 0
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		code, ok := escaped(raw[i:])
		width := 6
		if ok && utf16.IsSurrogate(code) {
			low, _ := escaped(raw[min(i+6, len(raw)):])
			code, width = utf16.DecodeRune(code, low), 12
			ok = code != utf8.RuneError
		}
		switch {
		case !ok:
			i++ // the escaped character, which may be a backslash
		case code < ' ' || code == '"' || code == '\\' || code == 0x7f:
			i += width - 1
		default:
			out = utf8.AppendRune(append(out, raw[done:i]...), code)
			i += width - 1
			done = i + 1
		}
	}
	if out == nil {
		return raw
	}
	return append(out, raw[done:]...)
}
