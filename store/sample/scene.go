package sample

import (
	"slices"
	"strings"
	"time"
)

// quality is what the answer of a scene is like. The scene knows it; spans do not say it, people and the judge guess.
type quality string

const (
	good      quality = "good"
	vague     quality = "vague"
	wrong     quality = "wrong"
	stale     quality = "stale" // the return window of an old promotion
	lengthy   quality = "lengthy"
	refused   quality = "refused"
	invented  quality = "invented"
	inEnglish quality = "english" // right, in the wrong language
	down      quality = "down"    // a tool did not answer and the agent said so
)

// failure is what broke on the way.
type failure string

const (
	nothing     failure = ""
	toolTimeout failure = "tool timeout" // the answer says it could not look
	rateLimit   failure = "rate limit"   // the model refused once and was asked again
	crash       failure = "crash"        // no answer at all
)

// message is one entry of a chat.
type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// scene is everything that one trace is about, before it is written as spans.
type scene struct {
	dice     dice
	visit    visit
	id       string
	release  Release
	model    model
	language string
	intent   string
	talk     talk
	ask      ask
	facts    facts
	quality  quality
	failure  failure
	slow     float64 // factor on durations
	question string
	subject  string // of an e-mail
	plain    bool   // a single question is logged as text, not as a list of messages
	edge     *edgeCase
	thread   string    // a pasted mail thread, call transcript or table, or nothing
	history  []message // earlier turns
	answer   string
}

// intentWeights says how often customers come with what; other than here only with a language's talks.
var intentWeights = []struct {
	intent string
	weight int
}{
	{"order-status", 13}, {"delivery-delay", 9}, {"returns", 13}, {"refunds", 9}, {"sizing", 8}, {"warranty", 6}, {"care-repair", 4},
	{"discount-code", 6}, {"account-login", 6}, {"product-comparison", 6}, {"cancel-order", 5}, {"address-change", 3},
	{"store-hours", 3}, {"gear-advice", 8}, {"availability", 4}, {"invoice-vat", 2}, {"complaint", 5},
}

// aboutOrders are the intents that order-bot takes, and for which the order is looked up.
var aboutOrders = []string{"order-status", "delivery-delay", "cancel-order", "address-change", "returns", "refunds"}

// personal are the intents that nobody types into a search field.
var personal = []string{"order-status", "delivery-delay", "cancel-order", "address-change", "refunds", "complaint", "invoice-vat"}

// newScene decides what happens in visit v.
func newScene(d dice, v visit, id string, now time.Time) *scene {
	s := &scene{dice: d, visit: v, id: id, release: releaseAt(Releases(now), v.at), language: v.who.language, slow: 1}
	s.model = models[d.weighted(modelWeights)]
	s.choose()
	s.facts = newFacts(d, v.who, v.at, s.kind(), s.ask.late)
	if s.intent == "refunds" && !s.ask.late { // placed is when the parcel came back, so it was delivered before
		s.facts.delivered = s.facts.placed.AddDate(0, 0, -d.between(6, 14))
	}
	s.quality = s.chooseQuality()
	if !v.at.Before(SpikeStart(now)) && v.at.Before(SpikeEnd(now)) {
		s.slow = d.within(3, 5.5)
	}
	s.breakSomething()
	s.subject, s.plain = pick(d, speeches[s.language].subjects), d.chance(0.35)
	s.write()
	return s
}

func (s *scene) kind() string {
	if s.ask.of == "" && s.intent == "sizing" {
		return pick(s.dice, worn)
	}
	return s.ask.of
}

// choose takes an intent and a question that suit the language, the feature and the customer.
func (s *scene) choose() {
	talks := speeches[s.language].talks
	weights := make([]int, len(intentWeights))
	for i, w := range intentWeights {
		_, spoken := talks[w.intent]
		switch {
		case !spoken,
			s.visit.feature == "order-bot" && !slices.Contains(aboutOrders, w.intent),
			s.visit.feature == "search-answers" && slices.Contains(personal, w.intent):
			continue
		}
		weights[i] = w.weight
		if s.release.Name == BadRelease && (w.intent == "returns" || w.intent == "refunds") {
			weights[i] *= 2 // people ask again
		}
		if w.intent == "invoice-vat" && s.visit.who.segment == "business" {
			weights[i] *= 14
		}
	}
	s.intent = intentWeights[s.dice.weighted(weights)].intent
	s.talk = talks[s.intent]
	// Who searches does not type order numbers, so try for a question without one.
	for range 6 {
		s.ask = pick(s.dice, s.talk.asks)
		if s.visit.feature != "search-answers" || !strings.Contains(s.ask.text, "{order}") {
			break
		}
	}
}

// chooseQuality holds the planted patterns; see the package comment.
func (s *scene) chooseQuality() quality {
	d := s.dice
	if s.release.Name == BadRelease && s.ask.window && d.chance(0.88) {
		return stale
	}
	if s.language == "de" && s.model.name == englishModel && d.chance(0.85) {
		return inEnglish
	}
	if s.intent == "invoice-vat" && (d.chance(0.4) || s.visit.who.segment == "business" && d.chance(0.5)) {
		return wrong
	}
	kinds := []quality{good, vague, wrong, lengthy, refused, invented, inEnglish}
	weights := []int{72, 7, 6, 5, 3, 4, 0}
	if s.language != "en" {
		weights = []int{60, 8, 13, 4, 4, 5, 4}
	}
	if s.language == "de" {
		weights[6] = 0 // aurora answers German in German
	}
	return kinds[d.weighted(weights)]
}

// breakSomething makes about 3 % of scenes fail, more of them while everything is slow.
func (s *scene) breakSomething() {
	p := 0.03
	if s.slow > 1 {
		p = 0.1
	}
	if !s.dice.chance(p) {
		return
	}
	s.failure = []failure{toolTimeout, rateLimit, crash}[s.dice.weighted([]int{45, 30, 25})]
	if s.failure == toolTimeout && s.visit.feature == "search-answers" {
		s.failure = rateLimit // it calls no tools that need an order
	}
	if s.failure == toolTimeout {
		s.quality = down
	}
}

// tongue is the language of the answer.
func (s *scene) tongue() string {
	if s.quality == inEnglish {
		return "en"
	}
	return s.language
}

// ordered reports whether the trace looks up an order.
func (s *scene) ordered() bool {
	return s.visit.feature != "search-answers" && (s.failure == toolTimeout || slices.Contains(aboutOrders, s.intent))
}
