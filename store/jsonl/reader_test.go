package jsonl

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"assay/store"
)

// readAll drains r and returns the spans and the refusals.
func readAll(t *testing.T, r *Reader) ([]store.Span, []*LineError) {
	t.Helper()
	var spans []store.Span
	var refused []*LineError
	for {
		s, err := r.Next()
		var line *LineError
		switch {
		case err == io.EOF:
			return spans, refused
		case errors.As(err, &line):
			refused = append(refused, line)
		default:
			require.NoError(t, err)
			spans = append(spans, s)
		}
	}
}

func TestReaderGoesOnAfterABadLine(t *testing.T) {
	t.Parallel()
	in := "\uFEFF{\"id\":\"a\"}\r\n\r\n   \n{\"id\":7}\n{\"id\":\"b\"\n{\"id\":\"c\",\"root_span_id\":\"a\",\"span_parents\":[\"a\"]}"
	for name, r := range map[string]io.Reader{
		"whole":        strings.NewReader(in),
		"byte by byte": iotest.OneByteReader(strings.NewReader(in)),
		"end of file together with the last bytes": iotest.DataErrReader(strings.NewReader(in)),
	} {
		t.Run(name, func(t *testing.T) {
			spans, refused := readAll(t, NewReader(r))
			require.Len(t, spans, 2)
			require.Equal(t, "a", spans[0].RowID)
			require.Equal(t, "a", spans[1].ParentSpanID)
			require.Equal(t, 1, spans[1].Position)
			require.Len(t, refused, 2)
			require.EqualError(t, refused[0], "line 4: id must be text in quotes, not a number")
			require.Equal(t, "id", refused[0].Field)
			require.Equal(t, 5, refused[1].Line)
		})
	}
}

func TestReaderSkipsALineBeyondTheLimit(t *testing.T) {
	t.Parallel()
	r := NewReader(strings.NewReader(`{"id":"a"}` + "\n" + strings.Repeat("x", 300<<10) + "\n" + `{"id":"b"}` + "\n"))
	r.maxLine = 100 << 10
	spans, refused := readAll(t, r)
	require.Len(t, spans, 2)
	require.Len(t, refused, 1)
	require.Equal(t, 2, refused[0].Line)
	require.Contains(t, refused[0].Reason, "longer than")
	require.Equal(t, 3, r.Line(), "the lines are counted on")
}

func TestReaderTakesALineOfExactlyTheLimit(t *testing.T) {
	t.Parallel()
	line := `{"id":"a","input":"` + strings.Repeat("x", 1000) + `"}`
	for _, end := range []string{"", "\n", "\r\n"} {
		r := NewReader(strings.NewReader(line + end))
		r.maxLine = len(line)
		spans, refused := readAll(t, r)
		require.Len(t, spans, 1)
		require.Empty(t, refused)
	}
}

func TestReaderTakesLinesOfMegabytes(t *testing.T) {
	t.Parallel()
	big := `{"id":"a","input":"` + strings.Repeat("ä", 2<<20) + `"}`
	spans, refused := readAll(t, NewReader(strings.NewReader(big+"\n"+`{"id":"b"}`)))
	require.Empty(t, refused)
	require.Len(t, spans, 2)
	require.Len(t, spans[0].Input, 4<<20+2)
}

func TestReaderPassesOnErrorsOfItsSource(t *testing.T) {
	t.Parallel()
	r := NewReader(io.MultiReader(strings.NewReader("{\"id\":\"a\"}\n{\"id\":"), iotest.ErrReader(io.ErrClosedPipe)))
	_, err := r.Next()
	require.NoError(t, err)
	_, err = r.Next()
	require.ErrorIs(t, err, io.ErrClosedPipe)
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(`{"id":"x","metadata":{"a":"\u0000\ud800"},"scores":{"s":0.5},"feedback":[{"user":3,"expected":null}]}`))
	f.Add([]byte("{\"id\":\"x\",\"created\":\"2026-01-31T09:30:00+23:59\",\"metrics\":{\"start\":1e3,\"n\":null}}\r\n[]\nnull"))
	f.Add([]byte("\xff\xfe{\x00\"id\"\n{\"id\":\"\xed\xa0\x80\",\"error\":{\"a\":[1]},\"tags\":[\"\"]}"))
	const good = `{"id":"good","input":1}`
	f.Fuzz(func(t *testing.T, data []byte) {
		in := good + "\n" + string(data) + "\n" + good
		spans, refused := readAll(t, NewReader(strings.NewReader(in)))
		require.GreaterOrEqual(t, len(spans), 2)
		require.Equal(t, "good", spans[0].RowID)
		require.Equal(t, "good", spans[len(spans)-1].RowID)
		for _, r := range refused {
			require.NotEmpty(t, r.Reason)
			require.Positive(t, r.Line)
		}
		for _, s := range spans {
			var once, twice bytes.Buffer
			require.NoError(t, Encode(&once, s))
			again, err := Decode(once.Bytes(), Options{})
			require.NoError(t, err, once.String())
			require.NoError(t, Encode(&twice, again))
			require.Equal(t, once.String(), twice.String())
		}
	})
}
