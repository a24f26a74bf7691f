package filter

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func seeds(f *testing.F, add func(text string)) {
	f.Helper()
	for _, text := range examples() {
		add(text)
	}
	for _, text := range []string{
		"", "(", "name = 'a\\", `"a".b["c"][-1] <!=> - -5`, "a ? b ? c : d : e", "x NOT BETWEEN 1 AND (2 AND 3)", "interval '1 day 2 hours'",
		"-(5) = -(-x)", "a - -5 -- b", "名前.値 = '値' OR `a``b` IS NOT TRUE", "lower(a, NOT b OR c) IN [1, NULL, (a IN (1))]",
		`name LIKE '\\%\%' ESCAPE '\'`, "coalesce(created, '2026-01-01') > (is_root ? now() : '2026-01-01 10:00')", "a.1b = 1e5 AND .5 < 5.",
	} {
		add(text)
	}
}

// FuzzParse: no text makes the parser crash; what Format writes is read back to the same; rows of a form show it as it is;
// and neither Check nor Eval crash on what was read.
func FuzzParse(f *testing.F) {
	seeds(f, func(text string) { f.Add(text) })
	row := sampleRow()
	o := Options{Now: time.Unix(1_800_000_000, 0)}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			checkError(t, err, text)
			return
		}
		formatted := Format(e)
		again, err := Parse(formatted)
		if len(formatted) > MaxBytes {
			return
		}
		require.NoError(t, err, "%q was written as %q", text, formatted)
		require.Equal(t, formatted, Format(again), "from %q", text)
		o := o
		o.Text = text
		if _, err := Check(e, o); err != nil {
			checkError(t, err, text)
			return
		}
		require.Equal(t, formatted, Format(e), "Check keeps the text")
		_, err = Check(again, o)
		require.NoError(t, err, "%q passes and %q does not", text, formatted)
		rows, errs := NewForm(e).Expr(Options{})
		require.Empty(t, errs, "%q as rows", text)
		require.Equal(t, formatted, Format(rows), "rows write what they show")
		if len(text) < 500 {
			require.Equal(t, Eval(e, row, o), Eval(again, row, o))
		}
	})
}

func checkError(t *testing.T, err error, text string) {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	require.NotEmpty(t, e.Message)
	require.True(t, 0 <= e.Pos && e.Pos <= e.End && e.End <= len(text), "%q: %d to %d", text, e.Pos, e.End)
	line, offset := e.Caret()
	require.LessOrEqual(t, offset, utf8.RuneCountInString(line)+1)
	require.GreaterOrEqual(t, e.Width(), 1)
	_ = e.Error()
}

// FuzzComplete: no text and no place make it crash, and what it replaces holds the cursor.
func FuzzComplete(f *testing.F) {
	seeds(f, func(text string) {
		f.Add(text, len(text))
		f.Add(text, len(text)/2)
	})
	vocab := Vocabulary{Scores: []string{"a b", "x"}, MetadataKeys: []string{"k"}, Tags: []string{"t"}, Datasets: []string{"d"}, Census: sampleCensus()}
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		for _, s := range Complete(text, cursor, vocab) {
			at := clamp(cursor, len(text))
			require.True(t, 0 <= s.Pos && s.Pos <= at && s.End <= len(text) && s.Pos <= s.End, "%d to %d at %d", s.Pos, s.End, at)
			require.NotEmpty(t, s.Text)
		}
	})
}
