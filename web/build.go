package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// mostRows bounds a form: a filter of more conditions is written as text.
const mostRows = 50

// builder makes the point-and-click tab of one request.
type builder struct {
	words  filter.Vocabulary
	scores []postgres.ScoreName
	form   filter.Form
	asText map[int]bool // rows without a condition yet that want one as text
}

// built is what the tab shows, or where to go instead: to the list of the filter that the rows are.
type built struct {
	view   *views.BuildView
	status int // 422 for rows that cannot be a filter
	leave  string
}

// build shows the filter as rows, or the rows that the request brings. wrong is why the filter cannot be read.
func (s *Server) build(c echo.Context, q views.LogsQuery, f parsedFilter, wrong error) (built, error) {
	b, err := s.newBuilder(c)
	if err != nil {
		return built{}, err
	}
	params, do := c.QueryParams(), c.QueryParam("do")
	draft := params.Has("field.0")
	if draft {
		b.read(params)
	} else {
		b.form = filter.NewForm(f.expr)
	}
	focus := b.change(do)
	expr, errs := b.form.Expr(filter.Options{Now: s.Now(), Location: f.options.Location, Vocabulary: b.words})
	if do == "apply" && len(errs) == 0 {
		q.Filter, q.After, q.Before, q.Open = filter.Format(expr), store.Cursor{}, store.Cursor{}, ""
		return built{leave: views.LogsURL(who(c).project.Name, q)}, nil
	}
	v := b.view(expr)
	v.Draft, v.Open = draft, len(errs)
	if focus >= 0 {
		v.Rows[focus].Focus = true
	}
	if syntax := new(filter.Error); !draft && errors.As(wrong, &syntax) {
		v.Unreadable = syntax.Message
	}
	if do == "apply" {
		b.blame(v, errs)
		return built{view: v, status: http.StatusUnprocessableEntity}, nil
	}
	return built{view: v, status: http.StatusOK}, nil
}

func (s *Server) newBuilder(c echo.Context) (*builder, error) {
	ctx, w := c.Request().Context(), who(c)
	names, err := s.names.project(ctx, w.project.ID)
	if err != nil {
		return nil, err
	}
	b := &builder{scores: names.scores, asText: map[int]bool{}}
	b.words, err = s.words(ctx, w.project.ID)
	return b, err
}

// read takes the rows from the fields of the form, which are numbered.
func (b *builder) read(v url.Values) {
	b.form.Any = v.Get("join") == "any"
	for i := range mostRows {
		part := func(name string) string { return v.Get(name + "." + strconv.Itoa(i)) }
		if !v.Has("field." + strconv.Itoa(i)) {
			return
		}
		row := filter.FormRow{Field: part("field"), Operator: part("operator"), Value: part("value"), To: part("to"), Anywhere: part("where") != ""}
		if row.Field == views.AsTextField {
			b.asText[len(b.form.Rows)] = true
			row = filter.FormRow{Written: strings.TrimSpace(row.Value)}
		}
		b.form.Rows = append(b.form.Rows, row)
	}
}

// change adds or removes a row and says which one wants the cursor, -1 for none.
func (b *builder) change(do string) (focus int) {
	focus = -1
	what, number, _ := strings.Cut(do, ".")
	n, err := strconv.Atoi(number)
	switch {
	case what == "add" && len(b.form.Rows) < mostRows:
		b.form.Rows = append(b.form.Rows, filter.FormRow{})
		focus = len(b.form.Rows) - 1
	case what == "remove" && err == nil && n >= 0 && n < len(b.form.Rows):
		b.form.Rows = append(b.form.Rows[:n:n], b.form.Rows[n+1:]...)
		asText := map[int]bool{}
		for i := range b.asText {
			if i < n {
				asText[i] = true
			} else if i > n {
				asText[i-1] = true
			}
		}
		b.asText = asText
	}
	if len(b.form.Rows) == 0 {
		b.form.Rows = []filter.FormRow{{}}
	}
	return focus
}

func (b *builder) view(expr filter.Expr) *views.BuildView {
	v := &views.BuildView{Any: b.form.Any, Groups: b.groups(), Writes: filter.Format(expr), AsText: b.form.Written()}
	for i, r := range b.form.Rows {
		v.Rows = append(v.Rows, b.row(r, b.asText[i]))
	}
	return v
}

// row prepares one condition. An operator that does not fit the field, which another one was chosen for, gives way to the
// first that does.
func (b *builder) row(r filter.FormRow, asText bool) views.BuildRow {
	row := views.BuildRow{FormRow: r, AsText: asText || r.Written != ""}
	if row.AsText || r.Field == "" {
		return row
	}
	fits := false
	for _, name := range filter.FieldOperators(r.Field) {
		op := b.operator(r.Field, name)
		row.Operators = append(row.Operators, op)
		if name == r.Operator {
			fits, row.Operand = true, op.Operand
		}
	}
	if !fits {
		row.Operator, row.Operand = row.Operators[0].Name, row.Operators[0].Operand
	}
	if path := filter.PathOf(r.Field); path != nil {
		row.Type = filter.TypeOf(path)
		row.Values = b.values(path, row.Operator, r.Anywhere)
	}
	return row
}

// timeWords are how operators read of times.
var timeWords = map[string]string{"<": "is before", "<=": "is at or before", ">": "is after", ">=": "is at or after", filter.Within: "is in the last"}

func (b *builder) operator(field, name string) filter.Operator {
	op, ok := filter.LookupOperator(name)
	if !ok {
		op = filter.Operator{Name: name, Operand: filter.OperandOne}
	}
	if p := filter.PathOf(field); p != nil && filter.TypeOf(p) == filter.TypeTime {
		op.Words = cmp.Or(timeWords[name], op.Words)
	}
	return op
}

// values lists what the field is known to hold.
func (b *builder) values(path *filter.Path, operator string, inSpan bool) []string {
	if operator == filter.Within {
		return []string{"1 hour", "1 day", "7 days", "30 days"}
	}
	var values []string
	for _, known := range filter.Known(path, b.words, inSpan) {
		values = append(values, filter.Typed(path, operator, known))
		if len(values) == 50 {
			break
		}
	}
	return values
}

// blame puts what is wrong at its rows, and the cursor at the first of them.
func (b *builder) blame(v *views.BuildView, errs []filter.FormError) {
	for _, e := range errs {
		v.Rows[e.Row].Error, v.Rows[e.Row].Part = upperFirst(e.Message)+".", e.Part
	}
	v.Rows[errs[0].Row].Focus, v.Open = true, 0
}
