package export_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/web/export"

	"github.com/stretchr/testify/require"
)

// row is a row with nothing special about it.
func row(change func(*store.DatasetRow)) store.DatasetRow {
	r := store.DatasetRow{ID: "r1", Since: store.VersionAt(7), Input: []byte(`"question"`), Expected: []byte(`{"b": 1,  "a": 2}`), ExpectedFrom: store.FromReviewer,
		Metadata: []byte(`{"z": 1, "a": 12345678901234567890}`), Tags: []string{"t"}, OriginTrace: store.TraceKey("root"),
		Provenance: []byte(`[{"trace":"` + string(store.TraceKey("root")) + `","root_span_id":"root","row_id":"row"}]`),
		Created:    time.Date(2026, 5, 20, 11, 0, 0, 123456000, time.FixedZone("", 2*3600))}
	if change != nil {
		change(&r)
	}
	return r
}

func written(t *testing.T, f export.Format, rows ...store.DatasetRow) string {
	t.Helper()
	var b strings.Builder
	w := export.NewRows(&b, f)
	for _, r := range rows {
		require.NoError(t, w.Write(r))
	}
	require.NoError(t, w.Close())
	return b.String()
}

func TestJSONLines(t *testing.T) {
	t.Parallel()

	t.Run("a row is one line with its members in a fixed order", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, `{"id":"r1","input":"question","expected":{"b":1,"a":2},"metadata":{"z":1,"a":12345678901234567890},"tags":["t"],`+
			`"expected_from":"review","origin":{"trace_id":"`+string(store.TraceKey("root"))+`","root_span_id":"root","row_id":"row"},`+
			`"created":"2026-05-20T09:00:00.123456Z","_xact_id":"1000080592252960775"}`+"\n", written(t, export.FormatJSONL, row(nil)))
	})

	t.Run("what a row does not have is null", func(t *testing.T) {
		t.Parallel()
		got := written(t, export.FormatJSONL, row(func(r *store.DatasetRow) {
			r.Input, r.Expected, r.ExpectedFrom, r.Tags, r.OriginTrace = nil, nil, store.FromNothing, nil, ""
		}))
		require.Contains(t, got, `"input":null,"expected":null`)
		require.Contains(t, got, `"tags":[],"expected_from":"","origin":null`)
	})

	for name, stored := range map[string]string{
		"indented JSON":      "{\n  \"a\": [\n 1.50, 2e400]\n}",
		"line feeds in text": `"one\ntwo\r\n\u2028three"`,
		"markup":             `"<script>alert(1)</script>&amp;"`,
		"no JSON":            "not\njson \"at\" all",
		"broken UTF-8":       "\xff\xfe",
	} {
		t.Run(name+" stays one line of JSON", func(t *testing.T) {
			t.Parallel()
			got := written(t, export.FormatJSONL, row(func(r *store.DatasetRow) { r.Input, r.Expected = []byte(stored), []byte(stored) }))
			require.Equal(t, 1, strings.Count(got, "\n"))
			require.True(t, json.Valid([]byte(got)), got)
		})
	}

	t.Run("numbers keep their digits and markup its characters", func(t *testing.T) {
		t.Parallel()
		got := written(t, export.FormatJSONL, row(func(r *store.DatasetRow) { r.Input = []byte(`[1.50, 2e400, "<b>&"]`) }))
		require.Contains(t, got, `"input":[1.50,2e400,"<b>&"]`)
	})
}

func TestCSV(t *testing.T) {
	t.Parallel()

	t.Run("a dataset without rows is its header", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, "id,input,expected,metadata,tags,expected_from,origin_trace_id,origin_root_span_id,created,_xact_id\r\n", written(t, export.FormatCSV))
	})

	t.Run("text is text and other values are JSON", func(t *testing.T) {
		t.Parallel()
		records := read(t, written(t, export.FormatCSV, row(nil)))
		require.Equal(t, []string{"r1", "question", `{"b":1,"a":2}`, `{"z":1,"a":12345678901234567890}`, `["t"]`, "review",
			string(store.TraceKey("root")), "root", "2026-05-20T09:00:00.123456Z", "1000080592252960775"}, records[1])
	})

	for name, c := range map[string]struct{ text, want string }{
		"a formula":                     {`=HYPERLINK("http://evil.test")`, `'=HYPERLINK("http://evil.test")`},
		"a plus":                        {"+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"},
		"a minus that is no number":     {"-2+3", "'-2+3"},
		"an at sign":                    {"@SUM(1)", "'@SUM(1)"},
		"a tab":                         {"\t=1", "'\t=1"},
		"a carriage return":             {"\r=1", "'\r=1"},
		"a line feed":                   {"\n=1", "'\n=1"},
		"a full-width equals sign":      {"＝1", "'＝1"},
		"a negative number":             {"-2.5", "-2.5"},
		"quotes, commas and line feeds": {"a \"b\", c\nd", "a \"b\", c\nd"},
		"an equals sign further on":     {"a=1", "a=1"},
	} {
		t.Run(name+" is harmless and survives", func(t *testing.T) {
			t.Parallel()
			input, err := json.Marshal(c.text)
			require.NoError(t, err)
			file := written(t, export.FormatCSV, row(func(r *store.DatasetRow) { r.Input, r.ID = input, c.text }))
			records := read(t, file)
			require.Equal(t, c.want, records[1][1])
			require.Equal(t, c.want, records[1][0], "in every column")
			require.True(t, strings.HasSuffix(file, "\r\n"))
		})
	}
}

// read parses a file; a CR LF inside a cell would come back as a line feed, which is why no test has one.
func read(t *testing.T, file string) [][]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	require.NoError(t, err)
	return records
}

func TestVersionsAndNames(t *testing.T) {
	t.Parallel()
	d := store.Dataset{Version: store.VersionAt(7)}
	for _, c := range []struct {
		asked, want store.Version
		err         error
	}{{0, store.VersionAt(7), nil}, {store.VersionAt(3), store.VersionAt(3), nil}, {store.VersionAt(8), 0, store.ErrNotFound}, {-1, 0, store.ErrNotFound}} {
		got, err := export.Version(d, c.asked)
		require.ErrorIs(t, err, c.err)
		require.Equal(t, c.want, got)
	}
	require.Equal(t, "golden-1000080592252960775.jsonl", export.FileName(postgres.RecordQuery{Dataset: store.Dataset{Name: "golden"}, Version: store.VersionAt(7)}, export.FormatJSONL))
	require.Equal(t, "golden.csv", export.FileName(postgres.RecordQuery{Dataset: store.Dataset{Name: "golden"}}, export.FormatCSV))
	for _, bad := range []string{"x", "-1", "0", "1e3"} {
		_, err := export.ParseVersion(bad)
		require.True(t, errors.As(err, &store.Invalid{}), bad)
	}
	_, err := export.ParseFormat("xlsx")
	require.Error(t, err)
}
