package export

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"strconv"

	"assay/store/filter"
	"assay/store/postgres"
)

// Written is what an export of a dataset wrote.
type Written struct {
	Rows    int
	LeftOut int // rows that the format has no way to say
	Bytes   int64
	SHA256  string // in hex
}

// Manifest says what a file of a dataset holds, so that whoever gets it can tell whether it is whole and the right one. It is the
// same for ever, as the file is.
type Manifest struct {
	Project string   `json:"project"`
	Dataset string   `json:"dataset"`
	Version string   `json:"version"`
	Filter  string   `json:"filter,omitempty"` // which rows of the version; empty: all
	Format  Format   `json:"format"`
	File    string   `json:"file"`
	Rows    int      `json:"rows"`
	LeftOut int      `json:"rows_left_out"`
	Bytes   int64    `json:"bytes"`
	SHA256  string   `json:"sha256"`
	Schema  []Column `json:"schema"`
}

// Column is a member of a line or a column of a file.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// NewManifest describes a file that was written of a version.
func NewManifest(project string, q postgres.RecordQuery, f Format, w Written) Manifest {
	return Manifest{Project: project, Dataset: q.Dataset.Name, Version: strconv.FormatInt(int64(q.Version), 10), Filter: filter.Format(q.Filter), Format: f,
		File: FileName(q, f), Rows: w.Rows, LeftOut: w.LeftOut, Bytes: w.Bytes, SHA256: w.SHA256, Schema: f.schema()}
}

// Describe writes a file of a dataset to nowhere and says what it would hold. What is version 0 is the newest.
func Describe(ctx context.Context, db *postgres.DB, project string, q postgres.RecordQuery, f Format) (Manifest, error) {
	var err error
	if q.Version, err = Version(q.Dataset, q.Version); err != nil {
		return Manifest{}, err
	}
	w, err := Dataset(ctx, db, io.Discard, q, f)
	if err != nil {
		return Manifest{}, err
	}
	return NewManifest(project, q, f, w), nil
}

// Encode writes a manifest as indented JSON with a line feed at the end.
func (m Manifest) Encode(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(m)
}

// schema are the columns of a format, in order.
func (f Format) schema() []Column {
	switch f {
	case FormatCSV:
		out := make([]Column, len(csvHeader))
		for i, name := range csvHeader {
			out[i] = Column{name, "text"}
		}
		return out
	case FormatParquet:
		return []Column{{"id", "string"}, {"input", "json, optional"}, {"expected", "json, optional"}, {"metadata", "json, optional"}, {"tags", "list of string"}, {"split", "string, optional"},
			{"expected_from", "string"}, {"origin_trace_id", "string, optional"}, {"origin_root_span_id", "string, optional"}, {"created", "timestamp in microseconds, UTC"}, {"_xact_id", "string"}}
	case FormatEvals:
		return []Column{{"input", "list of messages"}, {"ideal", "string or list of strings"}, {"id", "string"}}
	case FormatTune:
		return []Column{{"messages", "list of messages"}, {"tools", "list, optional"}}
	}
	return []Column{{"id", "string"}, {"input", "any"}, {"expected", "any"}, {"metadata", "object"}, {"tags", "list of string"}, {"expected_from", "string"},
		{"origin", "object or null"}, {"created", "RFC 3339, UTC"}, {"_xact_id", "string"}}
}

// counter counts and hashes what goes through it.
type counter struct {
	w   io.Writer
	sum hash.Hash
	n   int64
}

func newCounter(w io.Writer) *counter { return &counter{w: w, sum: sha256.New()} }

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.sum.Write(b[:n]) // a hash has no errors
	c.n += int64(n)
	return n, err
}

func (c *counter) hex() string { return hex.EncodeToString(c.sum.Sum(nil)) }
