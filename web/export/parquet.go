package export

import (
	"encoding/json"
	"io"

	"assay/store"

	"github.com/parquet-go/parquet-go"
)

// rowGroupBytes is how much of the rows is in memory before it is written, and so about how large a row group is.
const rowGroupBytes = 16 << 20

// parquetColumns are the columns of a file, in order. Values are JSON text, as they can be of any shape.
type parquetColumns struct {
	ID           string   `parquet:"id,plain"`
	Input        *string  `parquet:"input,optional,plain,json"`
	Expected     *string  `parquet:"expected,optional,plain,json"`
	Metadata     *string  `parquet:"metadata,optional,plain,json"`
	Tags         []string `parquet:"tags,list" parquet-element:",plain"`
	Split        *string  `parquet:"split,optional,plain"`
	ExpectedFrom string   `parquet:"expected_from,plain"`
	OriginTrace  *string  `parquet:"origin_trace_id,optional,plain"`
	OriginRoot   *string  `parquet:"origin_root_span_id,optional,plain"`
	Created      int64    `parquet:"created,plain,timestamp(microsecond)"`
	Xact         string   `parquet:"_xact_id,plain"`
}

// Parquet writes rows as a file of Apache Parquet. Pages are neither compressed nor encoded with a dictionary, and the file names
// no version of a program: what compressors and their releases do differently must not change the bytes.
//
// The values of a row are put into their columns here: the library writes null for a pointer to the text of a JSON column.
type Parquet struct {
	w    *parquet.GenericWriter[any]
	row  parquet.Row
	held int
}

// NewParquet returns a writer of a Parquet file to w.
func NewParquet(w io.Writer) *Parquet {
	return &Parquet{w: parquet.NewGenericWriter[any](w, parquet.SchemaOf(parquetColumns{}), parquet.Compression(&parquet.Uncompressed),
		parquet.CreatedBy("assay", "1", "0"), parquet.DataPageStatistics(false))}
}

// Write writes one row.
func (p *Parquet) Write(r store.DatasetRow) error {
	p.row = p.row[:0]
	var trace, root string
	if o := originOf(r); o != nil {
		trace, root = string(o.TraceID), o.RootSpanID
	}
	column := 0
	always := func(v parquet.Value) { p.row = append(p.row, v.Level(0, 0, column)); column++ }
	maybe := func(text string, there bool) {
		v := parquet.NullValue().Level(0, 0, column)
		if there {
			v = parquet.ByteArrayValue([]byte(text)).Level(0, 1, column)
		}
		p.row = append(p.row, v)
		column++
	}
	text := func(s string) { always(parquet.ByteArrayValue([]byte(s))) }
	text(r.ID)
	for _, value := range []json.RawMessage{r.Input, r.Expected, r.Metadata} {
		maybe(string(oneLine(value)), len(value) > 0)
	}
	p.list(r.Tags, column)
	column++
	maybe(r.Split, r.Split != "")
	text(string(r.ExpectedFrom))
	maybe(trace, trace != "")
	maybe(root, root != "")
	always(parquet.Int64Value(r.Created.UTC().UnixMicro()))
	text(xact(r))
	if _, err := p.w.WriteRows([]parquet.Row{p.row}); err != nil {
		return err
	}
	if p.held += len(r.Input) + len(r.Expected) + len(r.Metadata) + 200; p.held < rowGroupBytes {
		return nil
	}
	p.held = 0
	return p.w.Flush()
}

// list puts a list of texts into a column.
func (p *Parquet) list(texts []string, column int) {
	if len(texts) == 0 {
		p.row = append(p.row, parquet.NullValue().Level(0, 0, column))
	}
	for i, s := range texts {
		p.row = append(p.row, parquet.ByteArrayValue([]byte(s)).Level(min(i, 1), 1, column))
	}
}

// Close writes what is left and the index of the file.
func (p *Parquet) Close() error { return p.w.Close() }
