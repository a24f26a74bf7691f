package sample

import "math"

// delight is how content customers are with each quality, from 0 to 1, before everything else.
var delight = map[quality]float64{
	good: 0.9, lengthy: 0.5, vague: 0.34, wrong: 0.14, stale: 0.08, refused: 0.16, invented: 0.3, inEnglish: 0.22, down: 0.3,
}

// satisfaction is how content the customer is with the answer, which ratings and thumbs are drawn from.
func (s *scene) satisfaction() float64 {
	v := delight[s.quality]
	if s.visit.feature == "email-reply" {
		v -= 0.3
	}
	if s.slow > 1 {
		v -= 0.06
	}
	if s.failure == crash {
		v = 0.05
	}
	if s.intent == "complaint" {
		v -= 0.1
	}
	return v
}

// mood is what the customer writes about, if anything.
func (s *scene) mood(satisfied bool) mood {
	switch {
	case s.failure == crash || s.quality == down:
		return outage
	case s.slow > 1 && s.dice.chance(0.6):
		return slowness
	}
	if m, ok := map[quality]mood{
		wrong: falsehood, stale: staleness, vague: vagueness, refused: refusal, invented: fantasy, inEnglish: foreign, lengthy: length,
	}[s.quality]; ok && !satisfied {
		if s.intent == "invoice-vat" {
			return invoicing
		}
		return m
	}
	switch {
	case !satisfied && s.visit.feature == "email-reply":
		return length
	case satisfied && s.dice.chance(0.85):
		return praise
	}
	return shrug
}

// stars is one of 0, 0.25, 0.5, 0.75 and 1 near v.
func stars(d dice, v float64) float64 {
	return clamp(math.Round((v+0.17*d.NormFloat64())*4) / 4)
}
