package postgres

import (
	"crypto/md5" // for a short number in an index, not for a secret
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxTerm is the longest term, in characters, that foldTracesSQL keeps; what is longer has no number to look for.
const maxTerm = 300

// term is the number under which an equality term stands in trace.terms. The SQL function of the same name computes it too.
func term(text string) int32 {
	sum := md5.Sum([]byte(text))
	return int32(binary.BigEndian.Uint32(sum[:4]))
}

// storedTerm is term, and false for a text that no row keeps.
func storedTerm(text string) (int32, bool) {
	return term(text), utf8.RuneCountInString(text) <= maxTerm
}

// jsonbText writes a text as the database prints a jsonb string. It differs from encoding/json, which also escapes the
// characters that are special in HTML.
func jsonbText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
