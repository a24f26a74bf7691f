package ingest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
)

// place is what a cursor holds: where a page ended, and of which question it is a page.
type place struct {
	Query   string                `json:"q"`
	Version store.Version         `json:"v,omitempty"` // of the dataset, the same on all pages
	Record  *postgres.RecordPlace `json:"r,omitempty"`
	Span    *postgres.SpanPlace   `json:"s,omitempty"`
	Trace   *store.Cursor         `json:"t,omitempty"`
}

// fingerprint tells the questions apart that a cursor may belong to.
func (q query) fingerprint() string {
	shape := filter.ShapeDefault
	if q.Query != nil && !q.AboutSpans() {
		shape = q.Source.Shape
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s%s\x00%s\x00%v\x00%s", q.source.kind, q.source.id, shape, q.sort.By, q.sort.Ascending, q.text))
	return hex.EncodeToString(sum[:8])
}

// readCursor returns where the query's cursor points, nil without one.
func readCursor(q query) (*place, error) {
	if q.cursor == "" {
		return nil, nil
	}
	var p place
	raw, err := base64.RawURLEncoding.DecodeString(q.cursor)
	records, traces := q.source.kind == datasetRows, q.computed()
	if err != nil || json.Unmarshal(raw, &p) != nil || (p.Record != nil) != (records && !traces) || (p.Span != nil) != (!records && !traces) || (p.Trace != nil) != traces {
		return nil, store.Invalid{"cursor": "This is no cursor that was given out here."}
	}
	if p.Query != q.fingerprint() {
		return nil, store.Invalid{"cursor": "This cursor belongs to another query: from, filter and sort stay the same from page to page."}
	}
	if p.Span != nil && (!store.IsKey(string(p.Span.ID)) || p.Span.Trace != "" && !store.IsKey(string(p.Span.Trace))) || p.Trace != nil && !store.IsKey(string(p.Trace.ID)) {
		return nil, store.Invalid{"cursor": "This is no cursor that was given out here."}
	}
	return &p, nil
}

// pager fills a page row by row.
type pager struct {
	q     query
	rows  []any
	size  int
	last  place
	more  bool
	limit int
	full  func(place) bool // whether a row is one too many for another reason than their number; may be nil
	taken func(place)
}

func newPager(q query) *pager { return &pager{q: q, rows: []any{}, limit: q.limit} }

// add takes the next row, or notes that there is one more when the page is full; then it wants no more. computed has the values
// of the columns that are not found in the row.
func (p *pager) add(row any, computed []any, size int, at place) (more bool, err error) {
	if len(p.rows) >= p.limit || len(p.rows) > 0 && p.size+size > pageBytes || p.full != nil && p.full(at) {
		p.more = len(p.rows) > 0
		return false, nil
	}
	picked, err := pick(p.q.columns, row, computed)
	if err != nil {
		return false, err
	}
	if p.taken != nil {
		p.taken(at)
	}
	p.rows, p.size, p.last = append(p.rows, picked), p.size+size, at
	return true, nil
}

// page returns the rows and the cursor behind them, nil when there are no more.
func (p *pager) page() ([]any, *string, error) {
	if !p.more {
		return p.rows, nil, nil
	}
	cursor, err := writeCursor(p.q, p.last)
	return p.rows, cursor, err
}

// writeCursor packs the place behind a page of a query.
func writeCursor(q query, at place) (*string, error) {
	at.Query = q.fingerprint()
	raw, err := json.Marshal(at)
	if err != nil {
		return nil, fmt.Errorf("write cursor: %w", err)
	}
	cursor := base64.RawURLEncoding.EncodeToString(raw)
	return &cursor, nil
}
