package postgres

import (
	"assay/store/filter"
	"assay/store/rollup"
)

// anySegment is met by traces that are counted, once they are, under at least one of these values of a field.
type anySegment struct {
	field  string
	values []string // as package rollup writes them
}

func (anySegment) drives() {}

// ofSegments drives from the counts of a field that equals one of some constants, if each of them can be a segment.
func ofSegments(x filter.Expr, items []filter.Expr) []indexDriver {
	p, ok := x.(*filter.Path)
	if !ok || p.Field == nil {
		return nil
	}
	s := anySegment{}
	for _, item := range items {
		lit, ok := item.(*filter.Literal)
		if !ok {
			return nil
		}
		field, value, ok := segmentOf(p, lit)
		if !ok {
			return nil
		}
		s.field, s.values = field, append(s.values, value)
	}
	return []indexDriver{s}
}

// segmentOf is the segment that a trace is counted in whose field equals a constant. Of numbers there is none, as of terms.
func segmentOf(p *filter.Path, lit *filter.Literal) (field, value string, ok bool) {
	switch {
	case lit.Kind == filter.LitString:
		value, ok = rollup.TextOf(lit.Text)
	case lit.Kind == filter.LitBool:
		value, ok = rollup.TextOf(lit.Bool)
	}
	switch {
	case p.Field.Kind == filter.KindMetadata:
		if len(p.Keys) != 1 || p.Keys[0].IsIndex {
			return "", "", false
		}
		field = rollup.FieldOf(p.Key())
	case lit.Kind != filter.LitString || len(p.Keys) > 0:
		return "", "", false
	case p.Field.Kind == filter.KindName:
		field = rollup.NameField
	case p.Field.Kind == filter.KindTags:
		field = rollup.TagsField
	}
	return field, value, ok && field != "" && len(field) <= rollup.LongestText
}
