package content

import (
	"reflect"
	"strings"
)

const (
	// ThreadLimit is how much of a value a thread reads, in bytes: calls of a model repeat what was said before, and what is
	// new stands at the end.
	ThreadLimit = 1 << 20
	// threadShown is how much of what one call adds is shown, in bytes.
	threadShown = DefaultLimit
)

// Exchange is one call of a model: what went in and what came out, as stored JSON.
type Exchange struct{ Input, Output string }

// Step is what a call adds to the conversation.
type Step struct {
	Known int // messages of its input that were said before, and are not repeated
	Left  int // messages that are not shown for their length
	turns []turn
}

// Empty reports whether the call says nothing that was not said before.
func (s Step) Empty() bool { return len(s.turns) == 0 && s.Left == 0 }

// Thread makes one conversation of the calls of a trace, in order: each step has the messages that its call does not share
// with the one before. A call that begins anew repeats nothing and shows all.
func Thread(calls []Exchange) []Step {
	steps := make([]Step, len(calls))
	var said []turn
	for i, c := range calls {
		in, out := turnsIn(c.Input, "user"), turnsIn(c.Output, "assistant")
		known := knownOf(in, said)
		steps[i].Known = known
		steps[i].show(append(append([]turn{}, in[known:]...), out...))
		said = append(append([]turn{}, in...), out...)
	}
	return steps
}

// knownOf is how many messages a call repeats: those that began the last call, and behind them the last ones that were said,
// as a program sends that leaves out what lies between.
func knownOf(in, said []turn) int {
	known := 0
	for known < len(in) && known < len(said) && reflect.DeepEqual(in[known], said[known]) {
		known++
	}
	for last := min(len(in)-known, len(said)-known); last > 0; last-- {
		if reflect.DeepEqual(in[known:known+last], said[len(said)-last:]) {
			return known + last
		}
	}
	return known
}

// show takes as many messages as there is room for; the first of them is cut where it alone is too long.
func (s *Step) show(turns []turn) {
	room := threadShown
	for i, t := range turns {
		if room -= t.size(); room < 0 && i > 0 {
			s.Left = len(turns) - i
			return
		}
		s.turns = append(s.turns, shortened(t))
	}
}

// shortened is a message of which no text is longer than a step may be.
func shortened(t turn) turn {
	parts := make([]part, len(t.parts))
	for i, p := range t.parts {
		if len(p.text) > threadShown {
			p.text = cutText(p.text, threadShown) + " …"
		}
		parts[i] = p
	}
	t.parts = parts
	return t
}

// turnsIn reads a value as messages: those it holds, else the whole of it as one that a role says.
func turnsIn(text, role string) []turn {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" || trimmed == "null" {
		return nil
	}
	if s, _, ok := stringPrefix(trimmed, ThreadLimit); ok {
		return []turn{{role: role, parts: []part{{kind: partSay, text: s}}}}
	}
	root, _, err := parse(trimmed, ThreadLimit)
	if err != nil {
		return []turn{{role: role, parts: []part{{kind: partSay, text: cutText(trimmed, ThreadLimit)}}}}
	}
	if root.container() {
		if turns, _, ok := conversation(root); ok {
			return turns
		}
	}
	return []turn{{role: role, parts: []part{{kind: partOther, body: root}}}}
}
