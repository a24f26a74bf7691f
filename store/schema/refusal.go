package schema

import (
	"fmt"
	"strings"

	"assay/store"
)

// MaxMisfits is how many rows a Refusal names.
const MaxMisfits = 20

// Misfit is a row that does not fit a schema.
type Misfit struct {
	Row    string        // id
	Line   int           // of the file it is from; 0: from none
	Trace  store.TraceID // that it was made from; empty: from none
	Field  Field
	Faults []Fault // never empty
}

func (m Misfit) String() string {
	name := fmt.Sprintf("row %s", quoted(m.Row))
	switch {
	case m.Line > 0:
		name = fmt.Sprintf("line %d", m.Line)
	case m.Trace != "":
		name += fmt.Sprintf(" of trace %s", m.Trace)
	}
	return name + ", " + m.Words()
}

// Words say what does not fit, without the name of the row.
func (m Misfit) Words() string {
	parts := make([]string, len(m.Faults))
	for i, f := range m.Faults {
		parts[i] = string(m.Field)
		if f.Path != "" {
			parts[i] += " at " + short(f.Path)
		}
		parts[i] += " " + f.Says
	}
	return strings.Join(parts, "; ")
}

// Refusal is the error of a write that would leave rows in a dataset which do not fit its schemas. It unwraps to a store.Invalid
// naming the field "schema".
type Refusal struct {
	Rows    int      // that do not fit
	Written int      // that were to be written
	First   []Misfit // of the first of them
}

// Add counts a row that does not fit, in one or more fields; none for one that does.
func (r *Refusal) Add(misfits ...Misfit) {
	if len(misfits) == 0 {
		return
	}
	r.Rows++
	r.First = append(r.First, misfits...)
	r.First = r.First[:min(len(r.First), MaxMisfits)]
}

// Error is the whole message for the person or program that wrote.
func (r *Refusal) Error() string {
	var b strings.Builder
	noun := "rows do"
	if r.Rows == 1 {
		noun = "row does"
	}
	fmt.Fprintf(&b, "%d %s not fit the schema of this dataset, of %d to be written. Nothing was written. ", r.Rows, noun, r.Written)
	named := map[string]bool{}
	for i, m := range r.First {
		if i > 0 {
			b.WriteString(". ")
		}
		words := m.String()
		b.WriteString(strings.ToUpper(words[:1]) + words[1:])
		named[m.Row] = true
	}
	b.WriteByte('.')
	if more := r.Rows - len(named); more > 0 {
		fmt.Fprintf(&b, " %d more rows do not fit either.", more)
	}
	return b.String()
}

// Unwrap makes it a store.Invalid.
func (r *Refusal) Unwrap() error { return store.Invalid{"schema": r.Error()} }

// Lines names the rows by the lines that they are from.
func (r *Refusal) Lines(of map[string]int) {
	for i := range r.First {
		r.First[i].Line = of[r.First[i].Row]
	}
}
