package assistant

import (
	"slices"
	"strings"

	"assay/store/filter"
)

// nameKind says what a name of the project is.
type nameKind int

const (
	valueName   nameKind = iota // a value of a metadata key
	mutedName                   // a value that needs its key beside it, such as a version
	keyName                     // a metadata key
	tagName                     // a tag
	scoreName                   // a score
	labelName                   // a category of a score
	datasetName                 // a dataset
	viewName                    // a saved view
	personName                  // a reviewer
	userName                    // who gives feedback
	spanName                    // the name of a root span
)

// name is something of the project by the words it is made of.
type name struct {
	kind  nameKind
	words []string
	text  string       // of a value, tag, person, dataset or view as it is written
	path  *filter.Path // of a value or key
	hold  *filter.Holding
	score Score
	rows  int
}

// mostValues is how many values of one key are recognised, the most frequent ones.
const mostValues = 60

// namesOf lists the names of a project. The words of each are folded.
func namesOf(k *Known) []name {
	var out []name
	add := func(n name, text string) {
		n.words, n.text = namesWords(text), text
		if len(n.words) > 0 && len(n.words) <= 8 {
			out = append(out, n)
		}
	}
	k.Census.Places(false, func(p *filter.Path, h *filter.Holding) {
		if h.Type() == filter.TypeObject || len(p.Keys) > 3 {
			return
		}
		add(name{kind: keyName, path: p, hold: h, rows: h.Rows}, p.Keys[len(p.Keys)-1].Key)
		for _, v := range h.Values[:min(len(h.Values), mostValues)] {
			kind := mutedName
			if telling(v.Value.Text) {
				kind = valueName
			}
			if v.Value.Kind == filter.LitString {
				add(name{kind: kind, path: p, hold: h, rows: h.Rows}, v.Value.Text)
			}
		}
	})
	for _, v := range values(k.Census, "tags") {
		add(name{kind: tagName, rows: v.Rows}, v.Value.Text)
	}
	for _, v := range values(k.Census, "name") {
		add(name{kind: spanName, rows: v.Rows}, v.Value.Text)
	}
	for _, v := range values(k.Census, "user") {
		add(name{kind: userName, rows: v.Rows}, v.Value.Text)
	}
	for _, s := range k.Scores {
		add(name{kind: scoreName, score: s, rows: s.Traces}, s.Name)
		for _, c := range s.Categories {
			add(name{kind: labelName, score: s, rows: s.Traces}, c)
		}
	}
	for _, d := range k.Datasets {
		add(name{kind: datasetName}, d)
	}
	for _, v := range k.Views {
		add(name{kind: viewName}, v.Name)
	}
	for _, r := range k.Reviewers {
		add(name{kind: personName}, r)
	}
	return out
}

// telling reports whether a value can stand for itself in a sentence: a letter is in it.
func telling(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r > '9' }) && len(text) > 1
}

func values(c *filter.Census, field string) []filter.Count {
	h := c.At(filter.At(field), false)
	if h == nil {
		return nil
	}
	return h.Values[:min(len(h.Values), 200)]
}

// covers returns how many tokens from the i-th on the name covers, 0 if it does not stand there. The last word may be in the
// plural; a quoted text is a name as a whole.
func (n name) covers(list []token, i int) int {
	if i >= len(list) {
		return 0
	}
	if list[i].kind == quoted {
		if strings.EqualFold(list[i].norm, n.text) {
			return 1
		}
		return 0
	}
	if i+len(n.words) > len(list) {
		return 0
	}
	for at, w := range n.words {
		t := list[i+at]
		same := t.norm == w || at == len(n.words)-1 && t.kind == word && singular(t.norm) == singular(w)
		if !same || t.kind == sign || t.kind == quoted {
			return 0
		}
	}
	return len(n.words)
}

// at returns the names of some kinds that stand at the i-th token, those that cover most first, then those on most rows.
func (p *planner) at(i int, kinds ...nameKind) []found {
	var out []found
	for _, n := range p.names {
		if !slices.Contains(kinds, n.kind) {
			continue
		}
		if c := n.covers(p.list, i); c > 0 {
			out = append(out, found{n, c})
		}
	}
	slices.SortStableFunc(out, func(a, b found) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return b.rows - a.rows
	})
	return out
}

// found is a name and how many tokens it covers.
type found struct {
	name
	n int
}

// keyed finds the key that a noun names, such as languages for metadata.language.
func (p *planner) keyed(i int) (found, bool) {
	all := p.at(i, keyName)
	if len(all) == 0 {
		return p.keyedBySynonym(i)
	}
	return all[0], true
}

// synonyms are what people call common keys.
var synonyms = map[string][]string{
	"language": {"lang", "locale"}, "lang": {"language"}, "country": {"country_code", "region"}, "customer": {"user_id", "customer_id", "user"},
	"user": {"user_id", "user"}, "version": {"release", "prompt_version", "app_version"}, "release": {"version", "app_version"}, "topic": {"category", "intent"},
	"category": {"topic", "intent"}, "intent": {"category", "topic"}, "tier": {"plan", "segment"}, "plan": {"tier", "segment"}, "segment": {"plan", "tier"}, "session": {"session_id"},
	"llm": {"model"}, "prompt": {"prompt_version", "prompt_id"}, "environment": {"env"}, "env": {"environment"}, "company": {"organization", "org", "account"},
}

func (p *planner) keyedBySynonym(i int) (found, bool) {
	if i >= len(p.list) || p.list[i].kind != word {
		return found{}, false
	}
	for _, key := range synonyms[singular(p.list[i].norm)] {
		for _, n := range p.names {
			if n.kind == keyName && n.text == key {
				return found{n, 1}, true
			}
		}
	}
	return found{}, false
}
