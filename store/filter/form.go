package filter

import (
	"slices"
	"strings"
)

// Form is a filter as the point-and-click tab shows it: rows of which all, or any one, must hold. NewForm reads one from a
// filter and Expr writes it back; for what NewForm gives the two are exact.
type Form struct {
	Any  bool // one row is enough
	Rows []FormRow
}

// FormRow is one condition of a form. All of it is text as it stands in the fields of the form, so that a half-filled row keeps
// what was typed.
type FormRow struct {
	// Field is a path as Format writes it, SearchField, or "" where none was chosen yet.
	Field    string
	Operator string // of Operators, or Within
	Value    string // for OperandList several, with commas between
	To       string // the second value of OperandTwo
	Anywhere bool   // some span of the trace, not only its root
	// Written is a whole condition that fields, operators and values cannot show. The rest of the row is empty then.
	Written string
}

// SearchField stands for search(): words anywhere in what a trace says. It takes MATCH and NOT MATCH.
const SearchField = "search()"

// Within is the operator of forms that says "in the last": created WITHIN 7 day is created > now() - interval 7 day.
const Within = "WITHIN"

// FormError is what is wrong with a row of a form. Part names its field: "field", "operator", "value", "to" or "written".
type FormError struct {
	Row     int
	Part    string
	Message string // one sentence without a full stop
}

// Blank reports whether nothing was entered in the row.
func (r FormRow) Blank() bool { return r.Field == "" && r.Written == "" }

// NewForm shows a filter as rows. A condition that a row cannot show stands in it as text.
func NewForm(e Expr) Form {
	var f Form
	terms := Conjuncts(e)
	if l, ok := e.(*Logic); ok && l.Op == OpOr {
		f.Any, terms = true, l.Terms
	}
	for _, t := range terms {
		f.Rows = append(f.Rows, rowOf(t))
	}
	return f
}

// Written counts the rows that are shown as text.
func (f Form) Written() int {
	n := 0
	for _, r := range f.Rows {
		if r.Written != "" {
			n++
		}
	}
	return n
}

// rowOf shows one condition. It tries what the row would write, so that no condition is ever shown as another.
func rowOf(e Expr) FormRow {
	text := Format(e)
	row := FormRow{}
	inner := e
	if a, ok := e.(*AnySpan); ok {
		row.Anywhere, inner = true, a.X
	}
	if row.show(inner) {
		if back, err := row.expr(Options{}); err == nil && Format(back) == text {
			return row
		}
	}
	return FormRow{Written: text}
}

// show fills a row from a condition; false where it has no place for it.
func (r *FormRow) show(e Expr) bool {
	switch n := e.(type) {
	case *Compare:
		return r.showCompare(n)
	case *Between:
		r.Operator = "BETWEEN"
		return !n.Not && r.path(n.X) && r.values(&r.Value, n.Low) && r.values(&r.To, n.High)
	case *In:
		r.Operator = not(n.Not, "IN")
		return r.path(n.X) && r.values(&r.Value, n.Items...)
	case *IsNull:
		r.Operator = "IS NULL"
		if n.Not {
			r.Operator = "IS NOT NULL"
		}
		return r.path(n.X)
	case *IsBool:
		r.Operator = "IS FALSE"
		if n.Value {
			r.Operator = "IS TRUE"
		}
		return !n.Not && r.path(n.X)
	case *Like:
		r.Operator = not(n.Not, "LIKE")
		if n.ILike {
			r.Operator = not(n.Not, "ILIKE")
		}
		return n.Escape == `\` && r.path(n.X) && r.values(&r.Value, n.Pattern)
	case *Match:
		r.Operator = not(n.Not, "MATCH")
		return r.path(n.X) && r.values(&r.Value, n.Query)
	case *Includes:
		r.Operator = not(n.Not, "INCLUDES")
		return !n.List && r.path(n.X) && r.values(&r.Value, n.Items[0])
	case *Call:
		return r.showSearch(n, "MATCH")
	case *Not:
		c, ok := n.X.(*Call)
		return ok && r.showSearch(c, "NOT MATCH")
	}
	return false
}

func not(is bool, operator string) string {
	if is {
		return "NOT " + operator
	}
	return operator
}

func (r *FormRow) showCompare(n *Compare) bool {
	r.Operator = n.Op.String()
	if since, ok := n.Right.(*Arith); ok && n.Op == OpGreater && since.Op == OpSubtract {
		call, isCall := since.Left.(*Call)
		lit, isLit := since.Right.(*Literal)
		if isCall && isLit && call.Func != nil && call.Func.Kind == FuncNow && lit.Kind == LitInterval {
			r.Operator, r.Value = Within, strings.Trim(lit.Interval.String(), "'")
			return r.path(n.Left)
		}
	}
	return r.path(n.Left) && r.values(&r.Value, n.Right)
}

func (r *FormRow) showSearch(c *Call, operator string) bool {
	if c.Func == nil || c.Func.Kind != FuncSearch || len(c.Args) != 1 {
		return false
	}
	r.Field, r.Operator = SearchField, operator
	return r.values(&r.Value, c.Args[0])
}

func (r *FormRow) path(e Expr) bool {
	p, ok := e.(*Path)
	if ok {
		r.Field = Format(p)
	}
	return ok && p.Field != nil
}

// values writes constants as they are typed into a field: bare where that reads back as the same, else quoted.
func (r *FormRow) values(into *string, exprs ...Expr) bool {
	var parts []string
	for _, e := range exprs {
		lit, ok := e.(*Literal)
		if !ok || lit.Kind == LitNull || lit.Kind == LitInterval {
			return false
		}
		parts = append(parts, r.typed(lit, len(exprs) > 1 || strings.HasSuffix(r.Operator, "IN")))
	}
	*into = strings.Join(parts, ", ")
	return !strings.ContainsAny(*into, "\r\n")
}

// typed is a constant as one types it. In a list a comma ends a value, so that a text with one is quoted.
func (r *FormRow) typed(lit *Literal, list bool) string {
	text := Format(lit)
	if lit.Kind != LitString && lit.Kind != LitTime {
		return text
	}
	bare := lit.Text
	if bare == "" || strings.TrimSpace(bare) != bare || strings.ContainsAny(bare[:1], `'"`) || list && strings.Contains(bare, ",") {
		return text
	}
	if e, ok := r.constant(bare).(*Literal); !ok || e.Kind != LitString && e.Kind != LitTime || e.Text != bare {
		return text
	}
	return bare
}

// constant reads a typed value as what the row's field holds: a text where it holds texts, else what it looks like.
func (r *FormRow) constant(text string) Expr {
	text = strings.TrimSpace(text)
	quoted := text != "" && strings.ContainsAny(text[:1], `'"`)
	if quoted || r.guesses() {
		// Right of a comparison a text in double quotes is no field.
		if e, err := Parse("id = " + text); err == nil {
			if c, ok := e.(*Compare); ok {
				if lit, ok := c.Right.(*Literal); ok && (lit.Kind == LitString || !quoted && (lit.Kind == LitNumber || lit.Kind == LitBool)) {
					return lit
				}
			}
		}
	}
	return Value(text)
}

// guesses reports whether a bare value may be a number or a boolean: in fields that hold such, and before operators that
// take such. The words of MATCH and the patterns of LIKE are always texts.
func (r *FormRow) guesses() bool {
	if op := r.Operator; strings.HasSuffix(op, "LIKE") || strings.HasSuffix(op, "MATCH") {
		return false
	}
	p := r.left()
	if p == nil {
		return false
	}
	switch TypeOf(p) {
	case TypeNumber, TypeScore, TypeBool, TypeJSON:
		return true
	}
	return false
}

// left reads the row's field; nil where it is none.
func (r *FormRow) left() *Path {
	e, err := Parse(r.Field)
	if err != nil {
		return nil
	}
	p, _ := e.(*Path)
	return p
}

// FieldOperators lists the operators a form offers for a field, as FormRow.Field names it, in the order it offers them.
func FieldOperators(field string) []string {
	if field == SearchField {
		return []string{"MATCH", "NOT MATCH"}
	}
	p := (&FormRow{Field: field}).left()
	if p == nil || p.Field == nil {
		return []string{"="}
	}
	t := TypeOf(p)
	offered := operatorsOf(t)
	if t == TypeTime {
		return append([]string{Within}, offered...)
	}
	if i := slices.Index(offered, "<!=>"); i > 1 { // "is" and "is not" belong together
		offered = slices.Insert(slices.Delete(slices.Clone(offered), i, i+1), 1, "<!=>")
	}
	return offered
}

// PathOf reads a path as FormRow.Field names it; nil where the text is none.
func PathOf(field string) *Path { return (&FormRow{Field: field}).left() }

// Typed is a constant as one types it into the value of a row.
func Typed(p *Path, operator string, value *Literal) string {
	r := FormRow{Field: Format(p), Operator: operator}
	op, _ := LookupOperator(operator)
	return r.typed(value, op.Operand == OperandList)
}
