package assistant

import (
	"strings"
	"unicode/utf8"

	"assay/store/filter"
)

// MaxBytes is the longest sentence that is read; the rest of a longer one is not understood.
const MaxBytes = 4000

// Make plans a sentence. The plan's filter and chart are valid whatever the sentence says; o.Now is what "today" means.
func Make(sentence string, k *Known, page Page, choices Choices, o filter.Options) Plan {
	if k == nil {
		k = &Known{}
	}
	text := strings.ToValidUTF8(sentence, " ")
	if len(text) > MaxBytes {
		text = text[:MaxBytes]
		for !utf8.ValidString(text) {
			text = text[:len(text)-1]
		}
	}
	p := &planner{k: k, page: page, choices: choices, o: o, text: text}
	if p.isFilter() {
		return p.plan
	}
	p.list = tokens(text)
	k.prepare()
	p.names = k.names
	p.correct()
	p.read()
	p.finish()
	p.verify()
	return p.plan
}

// planner reads one sentence.
type planner struct {
	k       *Known
	page    Page
	choices Choices
	o       filter.Options
	text    string
	list    []token
	names   []name
	items   []item
	plan    Plan

	named    bool // a noun such as traces stood there, so that "all traces" is understood
	onPage   bool // the sentence is about what the page shows
	count    int  // how many rows were asked for; 0: not said
	random   bool
	latest   bool
	by       string // the path that rows are counted by
	share    bool   // with By: as large a share
	each     bool   // with By: so many of each
	chart    chartWords
	noteSaid map[string]bool
}

// item is what the sentence says at one place.
type item struct {
	from, to int // tokens
	kind     itemKind
	cond     filter.Expr
}

type itemKind int

const (
	silent    itemKind = iota // understood, and nothing to do at this place
	condition                 // cond must hold
	joinOr
	joinAnd
	negation // the next condition must not hold
	unknown
)

// isFilter recognises a filter of the language, alone or after words that ask to explain it.
func (p *planner) isFilter() bool {
	text, explain := strings.TrimSpace(p.text), false
	for _, lead := range []string{"explain the filter", "explain filter", "explain this filter:", "explain", "what does", "what is", "describe"} {
		if len(text) > len(lead) && strings.EqualFold(text[:len(lead)], lead) {
			text, explain = strings.TrimLeft(text[len(lead):], " :"), true
			break
		}
	}
	text = strings.TrimRight(text, "? ")
	for _, tail := range []string{"mean", "do", "find", "select"} {
		if cut, ok := strings.CutSuffix(text, " "+tail); ok && explain {
			text = strings.TrimSpace(cut)
		}
	}
	text = strings.Trim(text, "`")
	e, _, err := filter.Read(text, p.o)
	if err != nil || e == nil || !written(e) {
		return false
	}
	p.plan = Plan{Verb: Logs, Filter: filter.Format(e)}
	if explain {
		p.plan.Verb = Explain
	}
	return true
}

// written reports whether an expression was meant as a filter: one word is a sentence too.
func written(e filter.Expr) bool {
	if call, ok := e.(*filter.Call); ok {
		return call.Func != nil
	}
	return filter.IsCondition(e)
}

// read goes through the tokens, the first rule that recognises something taking it.
func (p *planner) read() {
	for i := 0; i < len(p.list); {
		n := 0
		for _, r := range rules {
			if n = r(p, i); n > 0 {
				break
			}
		}
		if n == 0 {
			n = 1
			if p.list[i].kind != sign {
				p.add(i, 1, item{kind: unknown})
			}
		}
		i += n
	}
}

// add leaves an item for n tokens from the i-th on and returns n.
func (p *planner) add(i, n int, it item) int {
	it.from, it.to = i, i+n
	p.items = append(p.items, it)
	return n
}

// must leaves a condition. Without one, the tokens were understood and come to nothing here.
func (p *planner) must(i, n int, cond filter.Expr) int {
	if cond == nil {
		return p.add(i, n, item{kind: unknown})
	}
	return p.add(i, n, item{kind: condition, cond: cond})
}

// skip takes tokens without a condition.
func (p *planner) skip(i, n int) int { return p.add(i, n, item{}) }

// note says once how something was taken.
func (p *planner) note(says string) {
	if p.noteSaid == nil {
		p.noteSaid = map[string]bool{}
	}
	if !p.noteSaid[says] {
		p.noteSaid[says] = true
		p.plan.Notes = append(p.plan.Notes, says)
	}
}

// part is the stretch of n tokens from the i-th on.
func (p *planner) part(i, n int) Part {
	pos, end := p.list[i].pos, p.list[i+n-1].end
	return Part{Pos: pos, End: end, Text: p.text[pos:end]}
}

// ask offers options for n tokens from the i-th on and returns the key of the chosen one: what the person chose, or the first.
func (p *planner) ask(i, n int, key, says string, options ...Option) string {
	chosen := 0
	for at, o := range options {
		if o.Key == p.choices[key] {
			chosen = at
		}
	}
	if len(options) == 0 {
		return ""
	}
	answer := options[chosen].Key
	for _, known := range p.plan.Asks {
		if known.Key == key {
			return answer
		}
	}
	if len(options) > 1 {
		options[chosen].Chosen = true
		p.plan.Asks = append(p.plan.Asks, Ask{Part: p.part(i, n), Key: key, Says: says, Options: options})
	}
	return answer
}

// before reports whether a phrase ends right before the i-th token, signs aside.
func (p *planner) before(ph phrase, i int) bool {
	for start := max(0, i-6); start < i; start++ {
		if n := ph.at(p.list, start); n > 0 && start+n == i {
			return true
		}
	}
	return false
}

// anywhere reports whether a phrase stands somewhere in the sentence.
func (p *planner) anywhere(ph phrase) bool {
	for i := range p.list {
		if ph.at(p.list, i) > 0 {
			return true
		}
	}
	return false
}

// verify makes sure that what was made reads and checks, whatever the rules did.
func (p *planner) verify() {
	settled, err := Settle(p.plan, p.o)
	if err == nil {
		p.plan = settled
		return
	}
	whole := strings.TrimSpace(p.text)
	pos := strings.Index(p.text, whole)
	p.plan = Plan{Unclear: []Part{{Pos: pos, End: pos + len(whole), Text: whole}}}
}
