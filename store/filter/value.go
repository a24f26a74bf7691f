package filter

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The evaluator's values are nil (NULL), bool, float64, json.Number (a number from JSON, its digits kept for its text),
// string, time.Time, Interval, []any and map[string]any (JSON), []string (a whole list) and document.

// document is a whole payload, which is text beside texts and JSON beside everything else.
type document struct {
	raw  string
	json any
}

// decode reads JSON, keeping numbers as written; nil for nothing, for null and for what is not JSON.
func decode(raw json.RawMessage) any {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var x any
	if d.Decode(&x) != nil {
		return nil
	}
	return x
}

// beside turns a document into what it is in a comparison with a value of the given type.
func beside(x any, other Type) any {
	switch other {
	case TypeString, TypeDocument, TypeList, TypeNull:
		return as(x, TypeString)
	}
	return as(x, TypeJSON)
}

// as turns a document into text or JSON where the expression it is part of has that type.
func as(x any, t Type) any {
	d, ok := x.(document)
	switch {
	case ok && t == TypeString:
		s, _ := textOf(d)
		return s
	case ok && t == TypeJSON:
		return d.json
	}
	return x
}

// floatOf returns the number in a value. A number beyond the range of a double is none.
func floatOf(x any) (float64, bool) {
	switch x := x.(type) {
	case float64:
		return x, true
	case json.Number:
		f, err := x.Float64()
		return f, err == nil
	}
	return 0, false
}

// textOf returns the text of a value: a string as it is, other JSON as Postgres prints jsonb. False for NULL.
func textOf(x any) (string, bool) {
	switch x := x.(type) {
	case nil:
		return "", false
	case string:
		return x, true
	case document:
		if s, ok := x.json.(string); ok {
			return s, true
		}
		return x.raw, true
	}
	var b strings.Builder
	writeJSON(&b, x)
	return b.String(), true
}

// equal compares two values of any types: values of different types are not equal, NULL with anything is unknown.
func equal(a, b any) Truth {
	if a == nil || b == nil {
		return Unknown
	}
	if sign, ok := order(a, b); ok {
		return truthOf(sign == 0)
	}
	switch x := a.(type) {
	case bool:
		y, ok := b.(bool)
		return truthOf(ok && x == y)
	case []any:
		y, ok := b.([]any)
		return truthOf(ok && slices.EqualFunc(x, y, sameJSON))
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return False
		}
		for k, e := range x {
			if f, there := y[k]; !there || !sameJSON(e, f) {
				return False
			}
		}
		return True
	}
	return False
}

// sameJSON compares below the top, where null is a value like others.
func sameJSON(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return equal(a, b) == True
}

// order says which of two values is greater; false where there is no order: NULL, different types, booleans, JSON arrays
// and objects. Texts go by their bytes.
func order(a, b any) (sign int, ok bool) {
	if x, isNumber := floatOf(a); isNumber {
		y, ok := floatOf(b)
		return cmp.Compare(x, y), ok
	}
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return cmp.Compare(x, y), ok
	case time.Time:
		y, ok := b.(time.Time)
		return x.Compare(y), ok
	case Interval:
		y, ok := b.(Interval)
		return cmp.Compare(x.Seconds(), y.Seconds()), ok
	}
	return 0, false
}

// writeJSON prints a value as Postgres prints jsonb: a space after commas and colons, short keys first, numbers without
// exponent.
func writeJSON(b *strings.Builder, x any) {
	switch x := x.(type) {
	case bool:
		b.WriteString(strconv.FormatBool(x))
	case float64:
		b.WriteString(strconv.FormatFloat(x, 'f', -1, 64))
	case json.Number:
		b.WriteString(plainNumber(x.String()))
	case string:
		writeJSONString(b, x)
	case []any:
		b.WriteByte('[')
		for i, e := range x {
			if i > 0 {
				b.WriteString(", ")
			}
			writeJSON(b, e)
		}
		b.WriteByte(']')
	case map[string]any:
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b string) int {
			return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
		})
		b.WriteByte('{')
		for i, k := range keys {
			if i > 0 {
				b.WriteString(", ")
			}
			writeJSONString(b, k)
			b.WriteString(": ")
			writeJSON(b, x[k])
		}
		b.WriteByte('}')
	default:
		b.WriteString("null")
	}
}

func writeJSONString(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch i := strings.IndexRune("\"\\\b\f\n\r\t", r); {
		case i >= 0:
			b.WriteByte('\\')
			b.WriteByte(`"\bfnrt`[i])
		case r < ' ':
			b.WriteString(`\u00`)
			b.WriteByte("0123456789abcdef"[r>>4])
			b.WriteByte("0123456789abcdef"[r&15])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}

// plainNumber writes a JSON number without its exponent, keeping the zeros that were written.
func plainNumber(s string) string {
	mantissa, exponent, found := strings.Cut(strings.ToLower(s), "e")
	if !found {
		if strings.Trim(s, "-0.") == "" {
			return strings.TrimPrefix(s, "-")
		}
		return s
	}
	e, err := strconv.Atoi(exponent)
	r, ok := new(big.Rat).SetString(mantissa)
	if err != nil || !ok || e > 1000 || e < -1000 {
		return s
	}
	_, fraction, _ := strings.Cut(mantissa, ".")
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(e, -e))), nil))
	if e < 0 {
		r.Quo(r, scale)
	} else {
		r.Mul(r, scale)
	}
	return r.FloatString(max(0, len(fraction)-e))
}
