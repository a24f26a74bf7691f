package export

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"
)

// Format is a kind of file.
type Format string

// The formats of a dataset. Traces and answers to queries have the first two.
const (
	FormatJSONL   Format = "jsonl"
	FormatCSV     Format = "csv"
	FormatParquet Format = "parquet"
	FormatEvals   Format = "openai-evals"    // samples, as JSON lines
	FormatTune    Format = "openai-finetune" // examples of chats, as JSON lines
)

// Formats are those of a dataset, in the order in which pages offer them.
var Formats = []Format{FormatJSONL, FormatCSV, FormatParquet, FormatEvals, FormatTune}

// ParseFormat reads the name of a format, "" being JSON lines; anything but that and CSV is an Invalid naming the field "format".
func ParseFormat(s string) (Format, error) {
	switch f := Format(s); f {
	case "":
		return FormatJSONL, nil
	case FormatJSONL, FormatCSV:
		return f, nil
	}
	return "", store.Invalid{"format": "Choose jsonl or csv."}
}

// ParseDatasetFormat reads the name of a format that datasets have, "" being JSON lines.
func ParseDatasetFormat(s string) (Format, error) {
	if s == "" {
		return FormatJSONL, nil
	}
	if f := Format(s); slices.Contains(Formats, f) {
		return f, nil
	}
	return "", store.Invalid{"format": "Choose jsonl, csv, parquet, openai-evals or openai-finetune."}
}

// ContentType is the media type of a file of the format.
func (f Format) ContentType() string {
	switch f {
	case FormatCSV:
		return "text/csv; charset=utf-8; header=present"
	case FormatParquet:
		return "application/vnd.apache.parquet"
	}
	return "application/jsonl; charset=utf-8"
}

// extension is what the name of a file of the format ends with.
func (f Format) extension() string {
	if f == FormatEvals || f == FormatTune {
		return string(f) + ".jsonl"
	}
	return string(f)
}

// FileName names the file of a version of a dataset, such as "golden-1000080592252960775.jsonl", or that of the rows of it which
// match a filter, "golden-1000080592252960775-part.jsonl". A dataset that was never written has no version to name.
func FileName(q postgres.RecordQuery, f Format) string {
	name := q.Dataset.Name
	if version := cmp.Or(q.Version, q.Dataset.Version); version != 0 {
		name += "-" + strconv.FormatInt(int64(version), 10)
	}
	if q.Filter != nil {
		name += "-part"
	}
	return name + "." + f.extension()
}

// Rows writes rows one by one and what is left at Close.
type Rows interface {
	Write(r store.DatasetRow) error
	Close() error
}

// NewRows returns the writer for a format.
func NewRows(w io.Writer, f Format) Rows {
	switch f {
	case FormatCSV:
		return NewCSV(w)
	case FormatParquet:
		return NewParquet(w)
	case FormatEvals, FormatTune:
		return NewOpenAI(w, f == FormatTune)
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

// Dataset writes the rows that a query names, in the order in which they were inserted, and says what it wrote: those of a version, 0
// being the newest, that match its filter. When it returns an error, w may hold the beginning of a file.
func Dataset(ctx context.Context, db *postgres.DB, w io.Writer, q postgres.RecordQuery, f Format) (Written, error) {
	var err error
	if q.Version, err = Version(q.Dataset, q.Version); err != nil {
		return Written{}, err
	}
	counted := newCounter(w)
	buffered := bufio.NewWriterSize(counted, bufferSize)
	rows, n := NewRows(buffered, f), 0
	err = eachRow(ctx, db, q, func(r store.DatasetRow) error {
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
		return Written{}, fmt.Errorf("export %s after %d rows: %w", q.Dataset.Name, n, err)
	}
	left := 0
	if some, ok := rows.(interface{ Left() int }); ok {
		left = some.Left()
	}
	return Written{Rows: n - left, LeftOut: left, Bytes: counted.n, SHA256: counted.hex()}, nil
}

// eachRow reads the rows of a file. What the API shows beside a row's content is read only where a filter may ask for it.
func eachRow(ctx context.Context, db *postgres.DB, q postgres.RecordQuery, yield func(store.DatasetRow) error) error {
	if q.Filter == nil {
		return db.EachDatasetRow(ctx, q.Project, q.Dataset.ID, q.Version, yield)
	}
	q.Sort, q.After, q.Content = postgres.RecordSort{By: "position", Ascending: true}, nil, true
	return db.EachDatasetRecord(ctx, q, func(rec store.DatasetRecord) (bool, error) { return true, yield(rec.DatasetRow) })
}
