package sample

import (
	"slices"
	"strings"
)

// write makes the question, the conversation before it and the answer.
func (s *scene) write() {
	d, voice := s.dice, speeches[s.language]
	question := s.ask.text
	if d.chance(0.3) && s.visit.feature != "search-answers" {
		if !strings.HasSuffix(question, "?") && !strings.HasSuffix(question, ".") {
			question += pick(d, []string{".", "\n", " ..."})
		}
		question += " " + pick(d, voice.contexts)
	}
	s.question = s.fill(typed(d, question))
	s.answer = s.dress(s.core())
	switch {
	case s.visit.feature == "search-answers":
		return
	case s.quality == good && s.visit.feature != "email-reply" && len(s.talk.then) > 0 && d.chance(0.3):
		then := pick(d, s.talk.then)
		s.history = append(s.history, message{"user", s.question}, message{"assistant", s.answer})
		s.question, s.answer = s.fill(typed(d, then.ask)), s.fill(then.answer)
	case s.ordered() && s.visit.feature != "email-reply" && !strings.Contains(s.ask.text, "{order}") && d.chance(0.6):
		s.history = append(s.history, message{"user", s.question}, message{"assistant", s.fill(pick(d, voice.whichOrder))})
		s.question = pick(d, []string{s.facts.order, s.facts.order + " ", strings.ToLower(s.facts.order), s.facts.order + " 👍"})
	}
	if _, known := threadSentences[s.language]; known && s.visit.feature == "email-reply" && d.chance(0.12) {
		s.thread = thread(d, s.facts, s.language)
	}
}

func (s *scene) fill(text string) string { return s.facts.fill(text, s.language) }

// core is the answer without the manners of its channel, in the language of the answer, its slots filled.
func (s *scene) core() string {
	d, language := s.dice, s.tongue()
	voice := speeches[language]
	talk, fits, misses := s.talk, s.ask.good, s.ask.bad
	if language != s.language {
		talk, fits = voice.talks[s.intent], s.ask.en
		if fits == nil {
			fits = usualEnglish[s.intent]
		}
	}
	right := pickAt(d, talk.good, fits)
	text := right
	switch s.quality {
	case vague:
		text = pick(d, voice.vague)
	case wrong:
		text = pickAt(d, talk.wrong, misses)
	case stale:
		text = pick(d, talk.stale)
	case lengthy:
		if s.visit.feature == "email-reply" {
			break // which is padded anyway
		}
		paragraphs := []string{right}
		for _, i := range d.Perm(len(voice.padding))[:min(4, len(voice.padding))] {
			paragraphs = append(paragraphs, voice.padding[i])
		}
		d.Shuffle(len(paragraphs), func(i, j int) { paragraphs[i], paragraphs[j] = paragraphs[j], paragraphs[i] })
		text = strings.Join(paragraphs, "\n\n")
	case refused:
		text = pick(d, voice.refusals)
	case invented:
		text = right + "\n\n" + pick(d, voice.invented)
	case down:
		text = pick(d, voice.unreachable)
	}
	return s.facts.fill(text, language)
}

// dress gives the answer the manners of its channel.
func (s *scene) dress(core string) string {
	d, language := s.dice, s.tongue()
	voice := speeches[language]
	switch s.visit.feature {
	case "email-reply":
		parts := []string{pick(d, voice.dear)}
		order := d.Perm(len(voice.padding))
		parts = append(parts, voice.padding[order[0]], core)
		for _, i := range order[1:min(3, len(order))] {
			parts = append(parts, voice.padding[i])
		}
		return s.facts.fill(strings.Join(append(parts, pick(d, voice.kind)), "\n\n"), language)
	case "search-answers":
		var b strings.Builder
		b.WriteString(core)
		b.WriteString("\n\n---\n**Sources**\n")
		for i, a := range s.found() {
			if i == 2 {
				break
			}
			b.WriteString(string(rune('1'+i)) + ". [" + a.title + "](https://help.tarnfell.example/" + a.slug + ")\n")
		}
		return strings.TrimSpace(b.String())
	case "order-bot":
		return core
	}
	if s.quality == refused || s.quality == down {
		return core
	}
	hello := s.facts.fill(pick(d, voice.hello), language)
	if strings.HasPrefix(core, "|") || strings.HasPrefix(core, "1.") {
		hello = ""
	}
	return hello + core + s.facts.fill(pick(d, voice.bye), language)
}

// found are the documents that retrieval finds: the page about the intent first, then whatever is near. In BadRelease the
// forgotten promotion comes first for everything about returns.
func (s *scene) found() []article {
	var fitting, others []article
	firsts := 0
	for _, a := range articles[:len(articles)-1] {
		switch slices.Index(a.intents, s.intent) {
		case -1:
			others = append(others, a)
		case 0:
			fitting = slices.Insert(fitting, firsts, a)
			firsts++
		default:
			fitting = append(fitting, a)
		}
	}
	if s.quality == stale {
		return append([]article{staleArticle}, fitting[:min(2, len(fitting))]...)
	}
	// Not random: the same question finds the same pages.
	near := others[len(s.intent)%len(others)]
	return append(fitting, near)[:min(3, len(fitting)+1)]
}
