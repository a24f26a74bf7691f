package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"assay/store/agreement"
	"assay/views"
)

// agreementSources are the works that the page's figures follow.
var agreementSources = []string{
	"Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 20 (1960) 37–46.",
	"Cohen J. Weighted kappa. Psychol Bull 70 (1968) 213–220.",
	"Fleiss JL. Measuring nominal scale agreement among many raters. Psychol Bull 76 (1971) 378–382.",
	"Landis JR, Koch GG. The measurement of observer agreement for categorical data. Biometrics 33 (1977) 159–174.",
	"Efron B, Tibshirani RJ. An Introduction to the Bootstrap. Chapman & Hall, 1993.",
	"Gwet KL. Computing inter-rater reliability and its variance in the presence of high agreement. Br J Math Stat Psychol 61 (2008) 29–48.",
	"Krippendorff K. Computing Krippendorff's alpha-reliability. University of Pennsylvania, 2011.",
}

var figureNames = map[agreement.Coefficient][2]string{
	agreement.Percent:   {"Percent agreement", "the share of pairs of answers that are equal; chance is not taken off"},
	agreement.Kappa:     {"Cohen's kappa", "two people, chance taken off; every difference counts the same"},
	agreement.Linear:    {"Cohen's kappa, linear", "the same with differences counted by how far apart"},
	agreement.Quadratic: {"Cohen's kappa, quadratic", "the same with far differences counted more"},
	agreement.Fleiss:    {"Fleiss' kappa", "any number of people, chance taken off"},
	agreement.Alpha:     {"Krippendorff's alpha", "any number of people with answers missing, on the scale of the question"},
	agreement.AC1:       {"Gwet's AC1", "chance taken off in a way that stays sensible where nearly all answers are the same"},
}

var scaleWords = map[agreement.Scale]string{
	agreement.Nominal:  "Answers are equal or not.",
	agreement.Ordinal:  "Answers have an order.",
	agreement.Interval: "Answers are numbers.",
}

// figureView puts a figure into what a cell shows.
func figureView(f agreement.Figure) views.Figure {
	name := figureNames[f.Coefficient]
	v := views.Figure{Name: name[0], Says: name[1], Items: f.Items, Words: f.Words()}
	if !f.OK() {
		return v
	}
	show := decimal
	if f.Coefficient == agreement.Percent {
		show = inPercent
	} else if !f.TooFew() {
		v.Tint = tint(f.Value)
	}
	v.Value = show(f.Value)
	if f.Bounded {
		v.Interval = show(f.Low) + " to " + show(f.High)
	}
	return v
}

// decimal is a figure with two digits and a real minus sign.
func decimal(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', 2, 64), "-", "−", 1)
}

// tint is the class of a cell's colour, from far below to well above what one hopes for.
func tint(v float64) string {
	return "tint-" + strconv.Itoa(int(math.Max(0, math.Min(4, math.Floor(v*5)))))
}

// baselineWords say what someone reaches who always gives one answer.
func baselineWords(q *askedQuestion) string {
	b := q.report.Baseline
	if q.Scale == agreement.Interval {
		return fmt.Sprintf("off by %.2f on average, people by %.2f", b.Distance, q.report.Distance)
	}
	return inPercent(b.Percent) + " with “" + q.Label(b.Guess) + "”"
}

func baselineLong(q *askedQuestion) string {
	b := q.report.Baseline
	if q.Scale == agreement.Interval {
		return fmt.Sprintf("Someone who always answers %s is off by %.2f on average; two people are %.2f apart.", q.Label(b.Guess), b.Distance, q.report.Distance)
	}
	return fmt.Sprintf("Someone who never looks and always answers “%s” agrees with %s of the answers. Agreement means something only above that.", q.Label(b.Guess), inPercent(b.Percent))
}

func leanWords(scale agreement.Scale, lean float64) string {
	unit := ""
	if scale == agreement.Ordinal {
		unit = " steps"
	}
	switch {
	case lean >= 0.005:
		return fmt.Sprintf("%.2f%s higher", lean, unit)
	case lean <= -0.005:
		return fmt.Sprintf("%.2f%s lower", -lean, unit)
	}
	return "neither way"
}
