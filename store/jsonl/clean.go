package jsonl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// What Postgres takes in jsonb is narrower than JSON: no U+0000, no lone surrogates, numbers that fit numeric, and nesting
// that fits its stack. The limits here are far inside its own and far outside of what people log.
const (
	maxDepth    = 500
	maxNumber   = 400 // characters of one number
	maxExponent = 400
)

// CleanText replaces U+0000, which no text column holds, by the visible "␀", and invalid bytes by U+FFFD.
func CleanText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "␀")
}

// CleanJSON makes valid JSON acceptable to jsonb without touching anything else, the digits of numbers included: the escape
// of U+0000 becomes "␀", an escaped lone surrogate U+FFFD. Its error tells what jsonb could not hold at all: a number beyond
// any use or nesting beyond 500 levels. raw is returned itself when there is nothing to change and is never written to.
func CleanJSON(raw json.RawMessage) (json.RawMessage, error) {
	var out []byte // stays nil until something changes
	done, depth := 0, 0
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '"':
			end := stringEnd(raw, i)
			if clean := cleanString(raw[i:end]); clean != nil {
				out = append(append(out, raw[done:i]...), clean...)
				done = end
			}
			i = end
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return nil, fmt.Errorf("is nested deeper than %d levels; store that part as text", maxDepth)
			}
			i++
		case c == '}' || c == ']':
			depth--
			i++
		case c == '-' || c >= '0' && c <= '9':
			end := i + 1
			for end < len(raw) && strings.IndexByte("0123456789+-.eE", raw[end]) >= 0 {
				end++
			}
			if number := raw[i:end]; !fits(number) {
				return nil, fmt.Errorf("holds the number %s, which is out of range; write it as text", excerpt(number))
			}
			i = end
		default:
			i++
		}
	}
	if out == nil {
		return raw, nil
	}
	return append(out, raw[done:]...), nil
}

// stringEnd is the index after the closing quote of the string that begins at i.
func stringEnd(raw []byte, i int) int {
	for i++; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(raw)
}

// cleanString returns the quoted string s with its bad escapes replaced, or nil when it has none.
func cleanString(s []byte) []byte {
	var out []byte
	done := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		code, ok := escaped(s[i:])
		low, paired := escaped(s[min(i+6, len(s)):])
		switch {
		case !ok:
			i++ // the escaped character, which may be a backslash
		case code == 0:
			out = append(append(out, s[done:i]...), "␀"...)
			done, i = i+6, i+5
		case utf16.IsSurrogate(code) && paired && utf16.DecodeRune(code, low) != '\uFFFD':
			i += 11
		case utf16.IsSurrogate(code):
			out = append(append(out, s[done:i]...), "\uFFFD"...)
			done, i = i+6, i+5
		default:
			i += 5
		}
	}
	if out == nil {
		return nil
	}
	return append(out, s[done:]...)
}

// escaped reads the \uXXXX at the beginning of s.
func escaped(s []byte) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	code, err := strconv.ParseUint(string(s[2:6]), 16, 16)
	return rune(code), err == nil
}

func fits(number []byte) bool {
	if len(number) > maxNumber {
		return false
	}
	e := bytes.IndexAny(number, "eE")
	if e < 0 {
		return true
	}
	exponent, err := strconv.Atoi(string(number[e+1:]))
	return err == nil && exponent >= -maxExponent && exponent <= maxExponent
}
