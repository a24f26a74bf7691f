package filter

import (
	"cmp"
	"maps"
	"slices"
)

// At returns what is known of a path, in a whole trace or, inside of ANY_SPAN, in one span; nil where nothing is. It may be
// called on a nil census.
func (c *Census) At(p *Path, inSpan bool) *Holding {
	if c == nil || p == nil || p.Field == nil {
		return nil
	}
	of := c.traces
	if inSpan && p.Field.Kind != KindUser {
		of = c.spans
	}
	h := of[p.Field.Kind]
	for _, k := range p.Keys {
		if h == nil || k.IsIndex {
			return nil
		}
		h = h.keys[k.Key]
	}
	return h
}

// of is how many rows were looked at, 0 where those are all there are.
func (c *Census) of(inSpan bool) int {
	switch {
	case inSpan:
		return c.Spans
	case c.Whole:
		return 0
	}
	return c.Traces
}

// Names returns the keys below a place, those that most rows have first.
func (h *Holding) Names() []string {
	if h == nil {
		return nil
	}
	names := slices.Sorted(maps.Keys(h.keys))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(h.keys[b].Rows, h.keys[a].Rows) })
	return names
}

// Key returns what is known of a key below a place, nil for nothing.
func (h *Holding) Key(name string) *Holding {
	if h == nil {
		return nil
	}
	return h.keys[name]
}

// Type is what the values at a place are: TypeJSON where they are of several types or nothing was seen.
func (h *Holding) Type() Type {
	if h == nil {
		return TypeJSON
	}
	found := TypeNull
	for t, n := range map[Type]int{TypeList: h.lists, TypeObject: h.objects} {
		if n > 0 {
			if found != TypeNull {
				return TypeJSON
			}
			found = t
		}
	}
	if found == TypeList {
		return TypeList
	}
	for t, n := range map[Type]int{TypeNumber: h.numbers, TypeString: h.texts, TypeBool: h.bools} {
		if n > 0 {
			if found != TypeNull {
				return TypeJSON
			}
			found = t
		}
	}
	if found == TypeNull {
		return TypeJSON
	}
	return found
}

// Places calls visit for the paths below metadata that hold values, those that most rows have first at each level, an object
// before what is in it. Inside of ANY_SPAN they are those of spans.
func (c *Census) Places(inSpan bool, visit func(p *Path, h *Holding)) {
	if c == nil {
		return
	}
	var down func(keys []any, h *Holding)
	down = func(keys []any, h *Holding) {
		for _, name := range h.Names() {
			path := append(slices.Clone(keys), name)
			below := h.keys[name]
			visit(At("metadata", path...), below)
			down(path, below)
		}
	}
	down(nil, c.At(At("metadata"), inSpan))
}
