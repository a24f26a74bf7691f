package filter

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFormShowsConditionsAsRows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want FormRow
	}{
		{"name = 'a b'", FormRow{Field: "name", Operator: "=", Value: "a b"}},
		{"metadata.x = 12", FormRow{Field: "metadata.x", Operator: "=", Value: "12"}},
		{"metadata.x = '12'", FormRow{Field: "metadata.x", Operator: "=", Value: "'12'"}},
		{"name = '12'", FormRow{Field: "name", Operator: "=", Value: "12"}},
		{"metadata.x = true", FormRow{Field: "metadata.x", Operator: "=", Value: "true"}},
		{"metadata.x <!=> 'true'", FormRow{Field: "metadata.x", Operator: "<!=>", Value: "'true'"}},
		{"name = ' a'", FormRow{Field: "name", Operator: "=", Value: "' a'"}},
		{"name = ''", FormRow{Field: "name", Operator: "=", Value: "''"}},
		{"name = 'it''s'", FormRow{Field: "name", Operator: "=", Value: "it's"}},
		{"name = '''tis'", FormRow{Field: "name", Operator: "=", Value: "'''tis'"}},
		{"scores.user.rating >= 0.50", FormRow{Field: "scores.user.rating", Operator: ">=", Value: "0.50"}},
		{"scores.tone = 'good'", FormRow{Field: "scores.tone", Operator: "=", Value: "good"}},
		{"created BETWEEN '2026-01-01' AND '2026-01-31'", FormRow{Field: "created", Operator: "BETWEEN", Value: "2026-01-01", To: "2026-01-31"}},
		{"created > now() - interval 7 day", FormRow{Field: "created", Operator: Within, Value: "7 day"}},
		{"type NOT IN ('a', 'b, c', 'd''e')", FormRow{Field: "type", Operator: "NOT IN", Value: "a, 'b, c', d'e"}},
		{"metadata.x IN ('a')", FormRow{Field: "metadata.x", Operator: "IN", Value: "a"}},
		{"tags INCLUDES 'a, b'", FormRow{Field: "tags", Operator: "INCLUDES", Value: "a, b"}},
		{"input MATCH '12'", FormRow{Field: "input", Operator: "MATCH", Value: "12"}},
		{"name NOT ILIKE '%a%'", FormRow{Field: "name", Operator: "NOT ILIKE", Value: "%a%"}},
		{"comment IS NOT NULL", FormRow{Field: "comment", Operator: "IS NOT NULL"}},
		{"is_reviewed IS FALSE", FormRow{Field: "is_reviewed", Operator: "IS FALSE"}},
		{"search('refund policy')", FormRow{Field: SearchField, Operator: "MATCH", Value: "refund policy"}},
		{"NOT search('x')", FormRow{Field: SearchField, Operator: "NOT MATCH", Value: "x"}},
		{`ANY_SPAN(metadata."a b"[0] = 1)`, FormRow{Field: `metadata."a b"[0]`, Operator: "=", Value: "1", Anywhere: true}},
		{"is_reviewed", FormRow{Written: "is_reviewed"}},
		{"duration > tokens", FormRow{Written: "duration > tokens"}},
		{"metadata.x = NULL", FormRow{Written: "metadata.x = NULL"}},
		{"created > day(now())", FormRow{Written: "created > day(now())"}},
		{"NOT name = 'a'", FormRow{Written: "NOT name = 'a'"}},
		{"tags INCLUDES ['a', 'b']", FormRow{Written: "tags INCLUDES ['a', 'b']"}},
		{"name LIKE 'a' ESCAPE '!'", FormRow{Written: "name LIKE 'a' ESCAPE '!'"}},
		{"unknown = 1", FormRow{Written: "unknown = 1"}},
		{"name = 'a\nb'", FormRow{Written: `name = 'a\nb'`}},
		{"ANY_SPAN(is_root AND type = 'tool')", FormRow{Written: "ANY_SPAN(is_root AND type = 'tool')"}},
	}
	for _, tt := range tests {
		e, err := Parse(tt.in)
		require.NoError(t, err)
		require.Equal(t, Form{Rows: []FormRow{tt.want}}, NewForm(e), tt.in)
	}
}

func TestFormJoinsRows(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Form{
		"":                            {},
		"name = 'a' AND duration > 1": {Rows: []FormRow{{Field: "name", Operator: "=", Value: "a"}, {Field: "duration", Operator: ">", Value: "1"}}},
		"name = 'a' OR duration > 1":  {Any: true, Rows: []FormRow{{Field: "name", Operator: "=", Value: "a"}, {Field: "duration", Operator: ">", Value: "1"}}},
		"(name = 'a' OR name = 'b') AND duration > 1":  {Rows: []FormRow{{Written: "name = 'a' OR name = 'b'"}, {Field: "duration", Operator: ">", Value: "1"}}},
		"name = 'a' AND name = 'b' OR is_root IS TRUE": {Any: true, Rows: []FormRow{{Written: "name = 'a' AND name = 'b'"}, {Field: "is_root", Operator: "IS TRUE"}}},
	} {
		e, err := Parse(in)
		require.NoError(t, err)
		f := NewForm(e)
		require.Equal(t, want, f)
		back, errs := f.Expr(Options{})
		require.Empty(t, errs)
		require.Equal(t, Format(e), Format(back))
	}
}

// TestFormsSayWhatTheyShow: rows write the filter they were made from, whatever it is.
func TestFormsSayWhatTheyShow(t *testing.T) {
	t.Parallel()
	for _, text := range examples() {
		e, _, err := Read(text, Options{Now: time.Unix(1_800_000_000, 0)})
		require.NoError(t, err, text)
		back, errs := NewForm(e).Expr(Options{})
		require.Empty(t, errs, text)
		require.Equal(t, Format(e), Format(back))
	}
}

func TestHalfFilledRowsSayWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		row  FormRow
		part string
		says string
	}{
		"no value":            {FormRow{Field: "name", Operator: "="}, "value", "enter a value"},
		"one end":             {FormRow{Field: "duration", Operator: "BETWEEN", Value: "1"}, "to", "enter the other value"},
		"no list":             {FormRow{Field: "name", Operator: "IN", Value: " , "}, "value", "commas"},
		"no operator":         {FormRow{Field: "name"}, "operator", "choose how to compare"},
		"no field":            {FormRow{Field: "a b", Operator: "="}, "field", "choose a field"},
		"an unknown field":    {FormRow{Field: "nam", Operator: "=", Value: "x"}, "field", "unknown field nam"},
		"no number":           {FormRow{Field: "duration", Operator: ">", Value: "long"}, "value", "duration is a number"},
		"no date":             {FormRow{Field: "created", Operator: ">", Value: "soon"}, "value", "not a date"},
		"no interval":         {FormRow{Field: "created", Operator: Within, Value: "soon"}, "value", "7 days"},
		"no unit":             {FormRow{Field: "created", Operator: Within, Value: "7 moons"}, "value", "no unit"},
		"no words":            {FormRow{Field: SearchField, Operator: "MATCH", Value: " "}, "value", "words"},
		"a damaged text":      {FormRow{Written: "name ="}, "written", "ends where"},
		"a text of nothing":   {FormRow{Written: "WHERE"}, "written", "write a condition"},
		"a whole query":       {FormRow{Written: "SELECT * FROM logs"}, "written", "only a condition"},
		"an operator too far": {FormRow{Field: "duration", Operator: "LIKE", Value: "x"}, "value", "works on texts"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			good := FormRow{Field: "type", Operator: "=", Value: "llm"}
			e, errs := Form{Rows: []FormRow{good, {}, tt.row}}.Expr(Options{})
			require.Equal(t, "type = 'llm'", Format(e), "the other rows count")
			require.Len(t, errs, 1)
			require.Equal(t, 2, errs[0].Row)
			require.Equal(t, tt.part, errs[0].Part)
			require.Contains(t, errs[0].Message, tt.says)
		})
	}
}

func TestFormsOfferWhatFits(t *testing.T) {
	t.Parallel()
	require.Equal(t, Within, FieldOperators("created")[0])
	require.Equal(t, []string{"=", "<!=>"}, FieldOperators("metadata.x")[:2])
	require.Equal(t, "INCLUDES", FieldOperators("tags")[0])
	require.Equal(t, []string{"MATCH", "NOT MATCH"}, FieldOperators(SearchField))
	require.NotEmpty(t, FieldOperators(""))
	for _, f := range Fields() {
		for _, op := range FieldOperators(f.Name) {
			_, known := LookupOperator(op)
			require.True(t, known || op == Within, op)
		}
	}
}

// FuzzForm: whatever is typed into the fields of a row, it stays one condition on the chosen field.
func FuzzForm(f *testing.F) {
	for _, text := range examples() {
		e, err := Parse(text)
		require.NoError(f, err)
		for _, r := range NewForm(e).Rows {
			f.Add(r.Field, r.Operator, r.Value, r.To, r.Anywhere)
		}
	}
	f.Add("name", "=", "a' OR 'b' = 'b", "", false)
	f.Add("metadata.x", "IN", `"a, b", 1, 'c`, "", true)
	f.Fuzz(func(t *testing.T, field, operator, value, to string, anywhere bool) {
		row := FormRow{Field: field, Operator: operator, Value: value, To: to, Anywhere: anywhere}
		e, errs := Form{Rows: []FormRow{row}}.Expr(Options{})
		if len(errs) > 0 || e == nil {
			require.NotEqual(t, row.Blank(), len(errs) > 0)
			return
		}
		shown := NewForm(e)
		require.Len(t, shown.Rows, 1)
		_, joined := e.(*Logic)
		require.False(t, joined, Format(e))
		if strings.ContainsAny(value+to, "\r\n") {
			return // no field of a page has two lines
		}
		if field != SearchField {
			require.Equal(t, Format(row.left()), shown.Rows[0].Field)
		}
		require.Equal(t, operator, shown.Rows[0].Operator)
		require.Equal(t, anywhere, shown.Rows[0].Anywhere)
	})
}
