package export

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"
)

// Format is a kind of file.
type Format string

// The formats of a dataset.
const (
	FormatJSONL Format = "jsonl"
	FormatCSV   Format = "csv"
)

// ParseFormat reads the name of a format, "" being JSON lines; anything else is an Invalid naming the field "format".
func ParseFormat(s string) (Format, error) {
	switch f := Format(s); f {
	case "":
		return FormatJSONL, nil
	case FormatJSONL, FormatCSV:
		return f, nil
	}
	return "", store.Invalid{"format": "Choose jsonl or csv."}
}

// ContentType is the media type of a file of the format.
func (f Format) ContentType() string {
	if f == FormatCSV {
		return "text/csv; charset=utf-8; header=present"
	}
	return "application/jsonl; charset=utf-8"
}

// FileName names the file of a version of a dataset, such as "golden-1000080592252960775.jsonl". A dataset that was never
// written has no version to name.
func FileName(dataset string, version store.Version, f Format) string {
	if version == 0 {
		return dataset + "." + string(f)
	}
	return dataset + "-" + strconv.FormatInt(int64(version), 10) + "." + string(f)
}

// Rows writes rows one by one and what is left at Close.
type Rows interface {
	Write(r store.DatasetRow) error
	Close() error
}

// NewRows returns the writer for a format.
func NewRows(w io.Writer, f Format) Rows {
	if f == FormatCSV {
		return NewCSV(w)
	}
	return NewJSONL(w)
}

// Version settles which version of d an export is of: the newest for 0. A version after the newest is ErrNotFound, because
// what it will hold is not known yet, so its file would not stay the same.
func Version(d store.Dataset, asked store.Version) (store.Version, error) {
	if asked == 0 {
		return d.Version, nil
	}
	if asked < store.VersionAt(0) || asked > d.Version { // what is below the first is no version of anything
		return 0, store.ErrNotFound
	}
	return asked, nil
}

// ParseVersion reads a version as URLs and the command line spell it; "" is 0, the newest. Anything else is an Invalid
// naming the field "version".
func ParseVersion(s string) (store.Version, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n <= 0 {
		return 0, store.Invalid{"version": "A version is a number of 19 digits, as the dataset's page lists them."}
	}
	return store.Version(n), nil
}

// bufferSize is how much is collected before it is sent: an export that fails at once has sent nothing.
const bufferSize = 32 << 10

// Dataset writes a dataset as of a version, 0 being the newest, in the order in which its rows were inserted. When it
// returns an error, w may hold the beginning of a file.
func Dataset(ctx context.Context, db *postgres.DB, w io.Writer, project store.ProjectID, d store.Dataset, version store.Version, f Format) error {
	version, err := Version(d, version)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, bufferSize)
	rows, n := NewRows(buffered, f), 0
	err = db.EachDatasetRow(ctx, project, d.ID, version, func(r store.DatasetRow) error {
		n++
		return rows.Write(r)
	})
	if err == nil {
		err = rows.Close()
	}
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return fmt.Errorf("export %s after %d rows: %w", d.Name, n, err)
	}
	return nil
}
