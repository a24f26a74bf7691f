package content

import "strings"

// stretchBytes is about how much of a long text a browser lays out at once: some screens of it.
const stretchBytes = 2000

// stretches cuts a long text behind line feeds into pieces of about stretchBytes, of which a browser lays out only those near the
// screen. A line is never cut, since joining its halves again would be seen. Together the pieces are the text, byte for byte.
func stretches(s string) []string {
	var pieces []string
	for len(s) > 2*stretchBytes {
		end := strings.IndexByte(s[stretchBytes:], '\n')
		if end < 0 {
			break
		}
		end += stretchBytes + 1
		pieces = append(pieces, s[:end])
		s = s[end:]
	}
	return append(pieces, s)
}
