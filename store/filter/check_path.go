package filter

import (
	"slices"
	"strconv"
	"strings"
)

// path checks that the field exists and that the path below it leads somewhere.
func (c *checker) path(p *Path) *Error {
	if p.Field == nil {
		return c.unknownField(p)
	}
	f := p.Field
	if len(p.Keys) == 0 {
		return nil
	}
	if !f.Dynamic() {
		err := typeError(p, "%s is %s and has nothing inside", f.Name, f.Type)
		if len(f.Sources) > 0 {
			err.Message = f.Name + " is told apart only by " + strings.Join(f.Sources, " and ")
			err.Suggestion = f.Name + "." + nearestOf(p.Key(), f.Sources)
		}
		return err
	}
	switch f.Kind {
	case KindScores, KindMetrics, KindDisagreement, KindSettled:
		if err := oneKey(p); err != nil {
			return err
		}
	}
	if f.Kind != KindInput && f.Kind != KindOutput && f.Kind != KindExpected && p.Keys[0].IsIndex {
		return typeError(p, "%s is told apart by names, not by numbers", f.Name)
	}
	c.known(p)
	return nil
}

// oneKey refuses scores.a.b, which is most often a score whose name has a dot.
func oneKey(p *Path) *Error {
	if len(p.Keys) == 1 {
		return nil
	}
	err := typeError(p, "%s.%s has nothing inside; a name with a dot needs quotes", p.Field.Name, p.Key())
	whole := *p
	var names []string
	for _, k := range p.Keys {
		if k.IsIndex {
			return err
		}
		names = append(names, k.Key)
	}
	whole.Keys = []Segment{{Key: strings.Join(names, ".")}}
	err.Suggestion = Format(&whole)
	return err
}

// known doubts a score or a metadata key that no trace has.
func (c *checker) known(p *Path) {
	what, words := "score", c.o.Vocabulary.Scores
	switch p.Field.Kind {
	case KindScores:
	case KindMetadata:
		what, words = "metadata key", c.o.Vocabulary.MetadataKeys
	default:
		return
	}
	if len(words) == 0 || slices.Contains(words, p.Key()) {
		return
	}
	suggestion := ""
	if near := nearest(p.Key(), words); near != "" {
		fixed := *p
		fixed.Keys = slices.Clone(p.Keys)
		fixed.Keys[0].Key = near
		suggestion = Format(&fixed)
	}
	c.warn(p.Range, suggestion, "no trace has a %s %s yet", what, p.Key())
}

// unknownField explains a field that does not exist, with the likeliest one meant.
func (c *checker) unknownField(p *Path) *Error {
	return &Error{Pos: p.Pos, End: p.End, Code: CodeUnknownField, Message: "unknown field " + show(p), Suggestion: c.meant(p)}
}

// meant guesses what an unknown path should have been: a bare score or metadata key, scores_user for scores.user, or a slip
// of the finger.
func (c *checker) meant(p *Path) string {
	v := c.o.Vocabulary
	under := func(field, key string) string {
		f, _ := Lookup(field)
		return Format(&Path{Name: field, Field: f, Keys: append([]Segment{{Key: key}}, p.Keys...)})
	}
	if slices.Contains(v.Scores, p.Name) {
		return under("scores", p.Name)
	}
	if slices.Contains(v.MetadataKeys, p.Name) {
		return under("metadata", p.Name)
	}
	lower := strings.ToLower(p.Name)
	for _, f := range Fields() {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			if rest, ok := strings.CutPrefix(lower, name+"_"); ok && f.Dynamic() && rest != "" {
				return under(f.Name, p.Name[len(name)+1:])
			}
		}
	}
	if near := nearest(lower, fieldNames()); near != "" {
		f, _ := Lookup(near)
		fixed := Path{Name: near, Keys: p.Keys}
		if resolve(&fixed); f.Dynamic() || len(p.Keys) == 0 {
			return Format(&fixed)
		}
		return f.Name
	}
	if near := nearest(p.Name, v.Scores); near != "" {
		return under("scores", near)
	}
	if near := nearest(p.Name, v.MetadataKeys); near != "" {
		return under("metadata", near)
	}
	return ""
}

func fieldNames() []string {
	var names []string
	for _, f := range Fields() {
		names = append(names, f.Name)
		for _, a := range f.Aliases {
			if !strings.Contains(a, ".") {
				names = append(names, a)
			}
		}
	}
	return names
}

// warnScale doubts a score compared with a number above 1, which is meant as a percentage.
func (c *checker) warnScale(score, constant Expr) {
	lit, ok := constant.(*Literal)
	if !ok || lit.Kind != LitNumber || TypeOf(score) != TypeScore || lit.Number <= 1 {
		return
	}
	suggestion := ""
	if lit.Number <= 100 {
		suggestion = strconv.FormatFloat(lit.Number/100, 'f', -1, 64)
	}
	c.warn(lit.Range, suggestion, "a score is a number from 0 to 1")
}
