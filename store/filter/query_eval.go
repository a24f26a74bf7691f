package filter

import (
	"cmp"
	"crypto/md5" // for a number by chance, not for a secret
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
)

// refs are the values of what a query makes itself, for the row or group at hand.
type refs struct {
	dimensions []any
	key, item  any
	measures   map[string]any // by how Format writes the Aggregate
}

func (r *refs) of(n *Ref) any {
	switch n.To {
	case RefKey:
		return r.key
	case RefItem:
		return r.item
	}
	return r.dimensions[n.Index]
}

// Compute returns the value of a checked expression for one row, as an answer shows it: of a path with several values a list of
// them, or the only one.
func Compute(e Expr, row *Row, o Options) any {
	return (&evaluator{o: o, row: row}).shown(e)
}

// Answer answers a checked query over plain rows. It is the reference that the SQL is tested against, and what answers where there
// is no SQL to be had. Rows are spans where the query is about spans, and traces with their spans otherwise; each needs its Key
// if the query has a sample. Without an order of its own the answer keeps that of the rows, and groups have theirs.
func Answer(q *Query, rows []Row, o Options) Table {
	answers := rowsOf(q, rows, o)
	t := Table{Columns: ColumnsOf(q)}
	var out []answered
	if q.Grouped {
		out = groupRows(q, answers, o)
	} else {
		out = showRows(q, answers)
	}
	if len(q.Pivot) > 0 {
		for _, r := range out {
			t.Rows, t.Groups = append(t.Rows, r.values), append(t.Groups, r.group)
		}
		t, _ = Pivoted(q, t)
		return t
	}
	if q.Limit >= 0 {
		out = out[:min(q.Limit, len(out))]
	}
	for _, r := range out {
		t.Rows = append(t.Rows, r.values)
		if q.Grouped {
			t.Groups = append(t.Groups, r.group)
		}
	}
	return t
}

// rowsOf are the rows that the query means, each as an evaluator that stands on it.
func rowsOf(q *Query, rows []Row, o Options) []*evaluator {
	var out []*evaluator
	for i := range rows {
		if Eval(q.Filter, &rows[i], o) != True {
			continue
		}
		if q.Source.Shape != ShapeTraces {
			out = append(out, &evaluator{o: o, row: &rows[i]})
			continue
		}
		for _, span := range rows[i].Spans {
			span.Spans = rows[i].Spans // ANY_SPAN is about all of the trace, from every one of them
			if Eval(q.Narrow, &span, o) == True {
				out = append(out, &evaluator{o: o, row: &span})
			}
		}
	}
	if q.Sample != nil {
		out = q.Sample.of(out)
	}
	if q.Unpivot == nil {
		return out
	}
	var made []*evaluator
	for _, v := range out {
		made = append(made, v.unpivot(q.Unpivot)...)
	}
	return made
}

// SampleHash is the number by which a sample takes or leaves the row of a key: whole, from 0 to 2³¹-1.
func SampleHash(key string, seed int64) int64 {
	sum := md5.Sum([]byte(key + "/" + strconv.FormatInt(seed, 10)))
	return int64(binary.BigEndian.Uint32(sum[:4]) & (1<<31 - 1))
}

// Below is what SampleHash of a row has to be below for a sample by share.
func (s *Sample) Below() int64 { return int64(s.Percent / 100 * (1 << 31)) }

func (s *Sample) of(rows []*evaluator) []*evaluator {
	if s.Percent > 0 {
		return slices.DeleteFunc(rows, func(v *evaluator) bool { return SampleHash(v.row.Key, s.Seed) >= s.Below() })
	}
	byHash := slices.Clone(rows)
	slices.SortFunc(byHash, func(a, b *evaluator) int {
		return cmp.Or(cmp.Compare(SampleHash(a.row.Key, s.Seed), SampleHash(b.row.Key, s.Seed)), cmp.Compare(a.row.Key, b.row.Key))
	})
	taken := byHash[:min(s.Rows, len(byHash))]
	return slices.DeleteFunc(rows, func(v *evaluator) bool { return !slices.Contains(taken, v) })
}

// unpivot makes rows of the elements or members of a value.
func (v *evaluator) unpivot(u *Unpivot) []*evaluator {
	var out []*evaluator
	add := func(key, item any) {
		out = append(out, &evaluator{o: v.o, row: v.row, refs: refs{key: key, item: item}})
	}
	p := u.X.(*Path)
	if u.Key != "" {
		members := v.members(p)
		for _, k := range sortedKeys(members) {
			add(k, members[k])
		}
		return out
	}
	elements := v.elements(p)
	slices.SortStableFunc(elements, func(a, b any) int { return before(a, b, false) })
	for _, x := range elements {
		add(nil, x)
	}
	return out
}

// elements are the different elements of a list, or of all lists that a path ranges over.
func (v *evaluator) elements(p *Path) []any {
	values := []any{v.single(p)}
	if p.Field.Multi {
		values = v.values(p)
	}
	if p.Field.Multi && TypeOf(p) != TypeJSON {
		return distinct(values)
	}
	var all []any
	for _, x := range values {
		list, _ := as(x, TypeJSON).([]any)
		all = append(all, list...)
	}
	return distinct(slices.DeleteFunc(all, func(x any) bool { return x == nil }))
}

// members are the members of an object by name; those that are null, and metrics that are no numbers, are left out.
func (v *evaluator) members(p *Path) map[string]any {
	var x any
	switch {
	case TypeOf(p) != TypeObject && p.Field.Multi:
		x = nil
		for _, one := range v.values(p) {
			if _, ok := one.(map[string]any); ok && x == nil {
				x = one
			}
		}
	case TypeOf(p) != TypeObject:
		x = as(v.single(p), TypeJSON)
	case p.Field.Kind == KindScores:
		x = v.row.Scores[p.Source]
	default:
		x = decode(v.object(p))
	}
	out := map[string]any{}
	m, _ := x.(map[string]any)
	for k, e := range m {
		if _, number := floatOf(e); e != nil && (p.Field.Kind != KindMetrics || number) {
			out[k] = e
		}
	}
	return out
}

// object is a bare object as stored.
func (v *evaluator) object(p *Path) json.RawMessage {
	switch p.Field.Kind {
	case KindMetadata:
		return v.row.Metadata
	case KindMetrics:
		return v.row.Metrics
	case KindAttributes:
		return v.row.Attributes
	}
	return nil
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// spread returns the different values that an expression has for the values of its multi-valued paths, NULL left out.
func (v *evaluator) spread(e Expr) []any {
	if IsCondition(e) {
		return distinct([]any{v.asValue(v.truth(e))})
	}
	outer := v.bound
	defer func() { v.bound = outer }()
	var all []any
	v.choose(ValueRanges(e), map[*Path]any{}, func(bound map[*Path]any) {
		v.bound = bound
		all = append(all, as(v.value(e), plainType(TypeOf(e))))
	})
	return distinct(all)
}

// distinct leaves out NULL and what is there already.
func distinct(values []any) []any {
	var out []any
	seen := map[string]bool{}
	for _, x := range values {
		if key := keyOf(x); x != nil && !seen[key] {
			seen[key] = true
			out = append(out, Canonical(x))
		}
	}
	return out
}

// shown is the value of a column of a row.
func (v *evaluator) shown(e Expr) any {
	p, bare := e.(*Path)
	switch {
	case bare && TypeOf(p) == TypeObject && p.Field.Kind == KindScores:
		return Canonical(map[string]any(v.row.Scores[p.Source]))
	case bare && TypeOf(p) == TypeObject:
		if m, ok := decode(v.object(p)).(map[string]any); ok {
			return Canonical(m)
		}
		return map[string]any{}
	}
	return Shown(e, v.spread(e))
}

// Shown is what an answer shows of the different values that a checked expression has for one row: the only one, or a list of
// them in their order. Tags and datasets are a list in any case.
func Shown(e Expr, values []any) any {
	p, bare := e.(*Path)
	list := bare && TypeOf(p) == TypeList
	values = slices.DeleteFunc(values, func(x any) bool { return x == nil })
	slices.SortStableFunc(values, func(a, b any) int { return before(a, b, false) })
	switch {
	case len(values) == 1 && !list:
		return values[0]
	case len(values) == 0:
		return nil
	}
	return values
}
