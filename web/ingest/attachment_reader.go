package ingest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"assay/store"
	"assay/store/postgres"
)

// fileReader reads the bytes of an attachment from any place, one part in memory at a time. It is an io.ReadSeeker, for one
// request and one goroutine.
type fileReader struct {
	ctx  context.Context // of the request, in which alone it lives
	db   *postgres.DB
	file store.Attachment
	line *http.ResponseController
	at   int64
	n    int    // of the part in memory
	part []byte // nil before the first
	err  error  // why reading ended early
}

// load reads a part, if it is not the one in memory.
func (f *fileReader) load(n int) error {
	if f.part != nil && f.n == n {
		return nil
	}
	// Whoever takes what is sent has time for the next part; connections without deadlines, as in tests, have none.
	_ = f.line.SetWriteDeadline(time.Now().Add(partWait))
	part, err := f.db.Part(f.ctx, f.file, n)
	if err != nil {
		f.err = err
		return err
	}
	f.part, f.n = part, n
	return nil
}

func (f *fileReader) Read(b []byte) (int, error) {
	if f.at >= f.file.Size {
		return 0, io.EOF
	}
	// All parts but the last are of one size; see takeParts.
	if err := f.load(int(f.at / attachmentPart)); err != nil {
		return 0, err
	}
	within := int(f.at % attachmentPart)
	if within >= len(f.part) {
		f.err = io.ErrUnexpectedEOF
		return 0, f.err
	}
	n := copy(b, f.part[within:])
	f.at += int64(n)
	return n, nil
}

func (f *fileReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.file.Size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	f.at = offset
	return offset, nil
}
