package web

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"assay/store"
	"assay/store/filter"
	"assay/views"
)

// groups lists the fields to choose from: those of every trace, the project's scores, what its metadata holds, and metrics.
func (b *builder) groups() []views.FieldGroup {
	fields := views.FieldGroup{Name: "Fields", Fields: []views.FieldChoice{{Path: filter.SearchField, Label: "any text"}}}
	for _, f := range filter.Fields() {
		if f.Type != filter.TypeObject {
			fields.Fields = append(fields.Fields, choice(filter.At(f.Name)))
		}
		if !f.Dynamic() {
			for _, source := range f.Sources {
				fields.Fields = append(fields.Fields, choice(filter.At(f.Name, source)))
			}
		}
	}
	metadata := views.FieldGroup{Name: "Metadata"}
	b.words.Census.Places(false, func(p *filter.Path, h *filter.Holding) {
		if h.Type() != filter.TypeObject {
			metadata.Fields = append(metadata.Fields, choice(p))
		}
	})
	for _, key := range b.words.MetadataKeys {
		if p := choice(filter.At("metadata", key)); b.words.Census.At(filter.At("metadata", key), false) == nil {
			metadata.Fields = append(metadata.Fields, p)
		}
	}
	metrics := views.FieldGroup{Name: "Metrics"}
	for _, name := range filter.KnownMetrics() {
		metrics.Fields = append(metrics.Fields, choice(filter.At("metrics", name)))
	}
	all := []views.FieldGroup{fields, b.scoreGroup(), metadata, metrics}
	return slices.DeleteFunc(all, func(g views.FieldGroup) bool { return len(g.Fields) == 0 })
}

// scoreGroup lists the scores, and where several sources give one, each of those.
func (b *builder) scoreGroup() views.FieldGroup {
	g := views.FieldGroup{Name: "Scores"}
	sources := map[string][]store.Source{}
	for _, s := range b.scores {
		sources[s.Name] = s.Sources
	}
	for _, name := range b.words.Scores {
		g.Fields = append(g.Fields, choice(filter.At("scores", name)))
		if len(sources[name]) > 1 {
			for _, source := range sources[name] {
				g.Fields = append(g.Fields, choice(filter.At("scores", string(source), name)))
			}
		}
	}
	return g
}

func choice(p *filter.Path) views.FieldChoice {
	text := filter.Format(p)
	return views.FieldChoice{Path: text, Label: text}
}

// upperFirst begins a sentence with a capital.
func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
