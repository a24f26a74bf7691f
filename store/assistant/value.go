package assistant

import (
	"slices"
	"strings"

	"assay/store/filter"
)

// values2 takes values of two words and more, and those that stand beside their key: nothing else can be meant by them.
func (p *planner) values2(i int) int {
	if n := p.keyAndValue(i); n > 0 {
		return n
	}
	list := p.at(i, valueName, tagName, labelName)
	if len(list) == 0 || list[0].n < 2 && p.list[i].kind != quoted {
		return 0
	}
	return p.takeValue(i, list)
}

// keyAndValue takes "segment is business", "feature chat-widget", "neutral tone", "language: not English".
func (p *planner) keyAndValue(i int) int {
	for _, key := range p.at(i, keyName, scoreName) {
		n := key.n
		n += phrases("is", "are", "was", "=", ":", "equals|equal to?", "of", "in", "being", "named|called").at(p.list, i+n)
		not := wordsNot.at(p.list, i+n)
		for _, v := range p.at(i+n+not, valueName, mutedName) {
			if key.kind != keyName || filter.Format(v.path) != filter.Format(key.path) {
				continue
			}
			if not > 0 {
				return p.must(i, n+not+v.n, filter.Exclude(v.path, v.text))
			}
			return p.must(i, n+not+v.n, equal(v))
		}
		if v, ok := p.partial(i+n, key); ok && not == 0 {
			return p.must(i, n+v.n, v.cond)
		}
	}
	list := p.at(i, valueName)
	for _, v := range list {
		if key, ok := p.keyed(i + v.n); ok && filter.Format(key.path) == filter.Format(v.path) {
			return p.must(i, v.n+key.n, equal(v))
		}
	}
	return 0
}

// value takes a value that stands alone. Where two keys have it, or a trace is called that, the person may choose.
func (p *planner) value(i int) int {
	if list := p.at(i, valueName, tagName); len(list) > 0 && !p.lexical(i) {
		return p.takeValue(i, list)
	}
	if v, ok := p.partial(i, found{}); ok && !p.lexical(i) {
		return p.must(i, v.n, v.cond)
	}
	return 0
}

// anyValue takes a value that is also a word of the rules, where no rule had a use for it.
func (p *planner) anyValue(i int) int {
	if fillers.at(p.list, i) > 0 || wordsAnd.at(p.list, i) > 0 || wordsOr.at(p.list, i) > 0 || wordsNot.at(p.list, i) > 0 {
		return 0
	}
	if list := p.at(i, valueName, tagName); len(list) > 0 {
		return p.takeValue(i, list)
	}
	return 0
}

// takeValue takes the first of some names that cover equally much, and asks about the others.
func (p *planner) takeValue(i int, list []found) int {
	best := list[0]
	var options []Option
	var conds []filter.Expr
	for _, f := range append(slices.Clone(list), p.at(i, spanName)...) {
		if f.n != best.n || len(options) == 6 {
			continue
		}
		cond := equalTo(f)
		key := filter.Format(cond)
		if !slices.ContainsFunc(options, func(o Option) bool { return o.Key == key }) {
			options, conds = append(options, Option{Key: key, Label: key}), append(conds, cond)
		}
	}
	word := p.part(i, best.n).Text
	chosen := p.ask(i, best.n, "value:"+strings.ToLower(word), "What is “"+word+"”?", options...)
	for at, o := range options {
		if o.Key == chosen {
			return p.must(i, best.n, conds[at])
		}
	}
	return p.must(i, best.n, conds[0])
}

func equalTo(f found) filter.Expr {
	switch f.kind {
	case labelName:
		return &filter.Compare{Op: filter.OpEqual, Left: f.score.path(), Right: filter.Value(f.text)}
	case spanName:
		return filter.Equal(filter.At("name"), f.text)
	}
	return equal(f)
}

// partial is what a word means that values of one key begin with: mistfall is mistfall-8b, aurora all models of that name.
type partial struct {
	cond filter.Expr
	n    int
}

func (p *planner) partial(i int, key found) (partial, bool) {
	if i >= len(p.list) || p.list[i].kind != word || len(p.list[i].norm) < 4 {
		return partial{}, false
	}
	var path *filter.Path
	var values []filter.Expr
	for _, v := range p.names {
		if v.kind != valueName || len(v.words) < 2 || v.words[0] != p.list[i].norm {
			continue
		}
		if key.path != nil && filter.Format(key.path) != filter.Format(v.path) {
			continue
		}
		if path == nil {
			path = v.path
		}
		if filter.Format(path) == filter.Format(v.path) {
			values = append(values, filter.Value(v.text))
		}
	}
	cond := oneOf(path, values)
	return partial{cond, 1}, cond != nil
}

// flags takes keys that are true or false: beta users.
func (p *planner) flags(i int) int {
	for _, key := range p.at(i, keyName) {
		if key.hold.Type() != filter.TypeBool || key.n == 1 && p.lexical(i) {
			continue
		}
		n, value := key.n, true
		m := phrases("is|=|equals").at(p.list, i+n)
		if yes := phrases("true|yes|on").at(p.list, i+n+m); yes > 0 {
			n += m + yes
		} else if no := phrases("false|no|off").at(p.list, i+n+m); no > 0 {
			n, value = n+m+no, false
		}
		return p.must(i, n, filter.Equal(key.path, value))
	}
	return 0
}

// languages and countries by the codes that metadata has for them.
var languages = map[string]string{"english": "en", "german": "de", "french": "fr", "spanish": "es", "portuguese": "pt", "italian": "it", "dutch": "nl", "arabic": "ar", "japanese": "ja", "chinese": "zh",
	"korean": "ko", "russian": "ru", "turkish": "tr", "polish": "pl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs", "greek": "el", "hindi": "hi", "hebrew": "he",
	"ukrainian": "uk", "vietnamese": "vi", "thai": "th", "indonesian": "id"}

var countries = map[string]string{"germany": "DE", "austria": "AT", "switzerland": "CH", "france": "FR", "spain": "ES", "portugal": "PT", "italy": "IT", "netherlands": "NL", "belgium": "BE", "ireland": "IE",
	"denmark": "DK", "sweden": "SE", "norway": "NO", "finland": "FI", "poland": "PL", "japan": "JP", "china": "CN", "india": "IN", "brazil": "BR", "mexico": "MX", "canada": "CA", "uk": "GB", "britain": "GB",
	"usa": "US", "america": "US", "morocco": "MA", "jordan": "JO", "singapore": "SG", "taiwan": "TW", "australia": "AU", "korea": "KR", "turkey": "TR", "russia": "RU", "ukraine": "UA"}

// nationality takes languages and countries by their names where metadata has codes of them.
func (p *planner) nationality(i int) int {
	t := p.list[i]
	if t.kind != word {
		return 0
	}
	if code := languages[t.norm]; code != "" {
		if v, ok := p.coded([]string{"language", "lang", "locale"}, code, t.norm); ok {
			return p.must(i, 1, equal(v))
		}
	}
	if code := countries[t.norm]; code != "" {
		if v, ok := p.coded([]string{"country", "country_code", "region", "market", "locale"}, code, t.norm); ok {
			return p.must(i, 1, equal(v))
		}
	}
	return 0
}

// coded finds a value that is a code, alone or with a region, or the name itself.
func (p *planner) coded(keys []string, code, name string) (found, bool) {
	for _, key := range keys {
		for _, v := range p.names {
			if v.kind != valueName || v.path.Keys[len(v.path.Keys)-1].Key != key {
				continue
			}
			base, _, _ := strings.Cut(strings.ReplaceAll(v.text, "_", "-"), "-")
			if strings.EqualFold(v.text, code) || strings.EqualFold(base, code) || strings.EqualFold(v.text, name) {
				return found{v, 1}, true
			}
		}
	}
	return found{}, false
}

// view takes a saved view: the view "unhappy business".
func (p *planner) view(i int) int {
	n := phrases("the? saved? view").at(p.list, i)
	list := p.at(i+n, viewName)
	if n == 0 || len(list) == 0 {
		return 0
	}
	for _, v := range p.k.Views {
		if v.Name == list[0].text {
			e, _, err := filter.Read(v.Filter, p.o)
			if err != nil || e == nil {
				return 0
			}
			return p.must(i, n+list[0].n, e)
		}
	}
	return 0
}
