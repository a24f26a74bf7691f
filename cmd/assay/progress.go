package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress draws one line on a terminal while something long goes on. Elsewhere it stays silent, so that logs do.
type progress struct {
	w       io.Writer
	total   int64
	read    int64
	written int
	drawn   time.Time
}

// progressEvery keeps drawing from costing more than the work.
const progressEvery = 100 * time.Millisecond

// newProgress draws on w if that is a terminal. total is in bytes, 0 when unknown.
func newProgress(w io.Writer, total int64) *progress {
	p := &progress{total: total}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.w = w
		}
	}
	return p
}

// count counts what is read through it.
func (p *progress) count(r io.Reader) io.Reader { return io.TeeReader(r, countingWriter{p}) }

type countingWriter struct{ p *progress }

func (c countingWriter) Write(b []byte) (int, error) {
	c.p.read += int64(len(b))
	return len(b), nil
}

func (p *progress) spans(n int) {
	p.written = n
	if p.w == nil || time.Since(p.drawn) < progressEvery {
		return
	}
	p.drawn = time.Now()
	if p.total > 0 {
		fmt.Fprintf(p.w, "\r\033[K%3d %%  %d spans", p.read*100/p.total, n)
		return
	}
	fmt.Fprintf(p.w, "\r\033[K%d spans, %d MB", n, p.read>>20)
}

func (p *progress) clear() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\033[K")
	}
}
