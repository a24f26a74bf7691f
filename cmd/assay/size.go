package main

import (
	"fmt"
	"strconv"
	"strings"
)

// byteSize is a number of bytes as people write it: 16MB, 1.5GiB, 4096. Units count by 1024, with or without an i.
type byteSize int64

var sizeUnits = map[string]float64{"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}

// UnmarshalText reads what String writes, and what people write.
func (s *byteSize) UnmarshalText(text []byte) error {
	word := strings.ToUpper(strings.TrimSpace(string(text)))
	at := strings.IndexFunc(word, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	if at < 0 {
		at = len(word)
	}
	unit := strings.Replace(strings.TrimSpace(word[at:]), "I", "", 1)
	if len(unit) == 1 && unit != "B" {
		unit += "B"
	}
	n, err := strconv.ParseFloat(word[:at], 64)
	factor, known := sizeUnits[unit]
	if err != nil || !known || n*factor > 1<<50 {
		return fmt.Errorf("%q is no size; write 16MB, 1.5GB or a number of bytes", text)
	}
	*s = byteSize(n * factor)
	return nil
}

// String is for messages: the largest unit that leaves a whole number.
func (s byteSize) String() string {
	for _, unit := range []string{"GB", "MB", "KB"} {
		if size := byteSize(sizeUnits[unit]); s >= size && s%size == 0 {
			return strconv.FormatInt(int64(s/size), 10) + unit
		}
	}
	return strconv.FormatInt(int64(s), 10)
}
