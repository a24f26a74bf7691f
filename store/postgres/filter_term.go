package postgres

import (
	"crypto/md5" // for a short number in an index, not for a secret
	"encoding/binary"
	"unicode/utf8"
)

// maxTerm is the longest term, in characters, that the folds keep; what is longer has no number to look for.
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
