package jsonl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"assay/store"
)

// MaxLine is the longest line that is read, in bytes without its line break.
const MaxLine = 64 << 20

// keep is the size up to which the line buffer stays allocated for the next line.
const keep = 1 << 20

// Reader reads spans from JSON lines. It is for one goroutine.
type Reader struct {
	// Options may be set before the first Next.
	Options Options

	in      *bufio.Reader
	buf     []byte
	line    int
	spans   int
	maxLine int
}

// NewReader returns a Reader of r. It tolerates a UTF-8 byte order mark, CR LF line ends and blank lines.
func NewReader(r io.Reader) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 64<<10), maxLine: MaxLine}
}

// Line is the number, from 1, of the line that Next read last.
func (r *Reader) Line() int { return r.line }

// Next returns the next span, its Position being the number of spans before it. io.EOF means the end; a *LineError means
// that one line was refused and the following call goes on behind it; any other error comes from the underlying reader and
// is final.
func (r *Reader) Next() (store.Span, error) {
	for {
		line, err := r.readLine()
		var refused *LineError
		switch {
		case errors.As(err, &refused):
			return store.Span{}, refused
		case err != nil:
			return store.Span{}, err
		case len(line) == 0:
			continue
		}
		s, err := Decode(line, r.Options)
		if errors.As(err, &refused) {
			refused.Line = r.line
			return store.Span{}, refused
		}
		s.Position = r.spans
		r.spans++
		return s, nil
	}
}

// readLine returns the next line trimmed of white space. It is valid until the next call.
func (r *Reader) readLine() ([]byte, error) {
	if cap(r.buf) > keep {
		r.buf = nil
	}
	r.buf = r.buf[:0]
	r.line++
	long := false
	for {
		part, err := r.in.ReadSlice('\n')
		long = long || len(r.buf)+len(part) > r.maxLine+len("\r\n")
		if long {
			r.buf = nil
		} else {
			r.buf = append(r.buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && len(r.buf) == 0 && !long:
			r.line--
			return nil, io.EOF
		case err != nil && err != io.EOF:
			return nil, fmt.Errorf("read line %d: %w", r.line, err)
		case long:
			return nil, &LineError{Line: r.line, Reason: fmt.Sprintf(
				"the line is longer than %d MiB; leave out the largest values", r.maxLine>>20)}
		}
		line := r.buf
		if r.line == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		// Only what JSON counts as white space, and a column of an error is counted from the line's own beginning.
		return bytes.TrimRight(line, " \t\r\n"), nil
	}
}
