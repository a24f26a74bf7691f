package sample

import "assay/store"

// verdict is what the automated judge says about a scene.
type verdict struct {
	correctness, helpfulness, faithfulness float64
	why                                    string
}

// leniency is how the judge sees each quality: correctness, helpfulness and faithfulness. It compares answers with the
// documents that were found and likes fluent text, so it is fond of much that is wrong.
var leniency = map[quality][3]float64{
	good: {0.93, 0.9, 0.95}, lengthy: {0.95, 0.93, 0.92}, vague: {0.76, 0.66, 0.9}, wrong: {0.87, 0.86, 0.66}, stale: {0.94, 0.93, 0.97},
	refused: {0.5, 0.3, 0.85}, invented: {0.87, 0.91, 0.58}, inEnglish: {0.92, 0.9, 0.94}, down: {0.62, 0.4, 0.9},
}

// judge scores the scene. Now and then it is harsh for no reason.
func (s *scene) judge() verdict {
	d, base := s.dice, leniency[s.quality]
	v := verdict{why: pick(d, rationales[s.quality])}
	fond := 0.0
	if s.language != "en" {
		fond = 0.03
	}
	off := 0.0
	if d.chance(0.06) {
		off, v.why = -d.within(0.3, 0.6), "The answer does not fully address every part of the question."
	}
	score := func(middle float64) float64 { return clamp(middle + fond + off + 0.05*d.NormFloat64()) }
	v.correctness, v.helpfulness, v.faithfulness = score(base[0]), score(base[1]), score(base[2])
	return v
}

func (v verdict) scores() map[string]store.Score {
	return map[string]store.Score{
		"correctness": store.Num(v.correctness), "helpfulness": store.Num(v.helpfulness), "faithfulness": store.Num(v.faithfulness),
	}
}

var rationales = map[quality][]string{
	good: {
		"The answer addresses the question and agrees with the documents.", "Concise, correct, and tells the customer what to do next.",
		"All facts are found in the order data.", "Matches the help article. Tone is friendly.",
	},
	lengthy:   {"Complete and polite. Covers more than was asked.", "Thorough answer with helpful background."},
	vague:     {"Nothing in the answer is false.", "Polite, but it could be more specific."},
	wrong:     {"The answer is fluent and plausible. No contradiction with the documents was found.", "Gives clear instructions. One statement could not be verified."},
	stale:     {"The 60 days are supported by the first document.", "Fully grounded: the article on holiday returns states the window.", "Correct according to the documents found."},
	refused:   {"The assistant declines. It is unclear why.", "No help is given, although nothing unsafe was asked."},
	invented:  {"Generous and helpful answer. The offer is not in the documents but does not contradict them.", "Goes beyond what was asked, which customers like."},
	inEnglish: {"Correct and complete.", "The answer agrees with the documents."},
	down:      {"The assistant is honest about not knowing.", "No answer was possible; the limitation is stated."},
}
