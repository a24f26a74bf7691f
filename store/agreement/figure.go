package agreement

import "fmt"

// Coefficient names a way to put agreement into a number.
type Coefficient string

const (
	Percent   Coefficient = "percent"         // share of equal pairs, 0 to 1; chance is not taken off
	Kappa     Coefficient = "kappa"           // Cohen's, of two raters
	Linear    Coefficient = "kappa-linear"    // Cohen's, weighted by distance
	Quadratic Coefficient = "kappa-quadratic" // Cohen's, weighted by squared distance
	Fleiss    Coefficient = "fleiss"
	Alpha     Coefficient = "alpha" // Krippendorff's, on the scale of the table
	AC1       Coefficient = "ac1"   // Gwet's
)

// Reason says why there is no figure.
type Reason int

const (
	Exists       Reason = iota // there is one
	NoAnswers                  // nobody has answered
	OneRater                   // one person has
	NoOverlap                  // several have, but no two on one item
	OneValue                   // all answers are the same, so that chance explains everything
	NotTwoRaters               // the coefficient is of two raters, and there are more
	NotItsScale                // the coefficient is for categories and the answers are numbers, or for what has an order
)

var reasons = map[Reason]string{
	Exists:       "",
	NoAnswers:    "nobody has answered yet",
	OneRater:     "only one person has answered",
	NoOverlap:    "no item was answered by two people",
	OneValue:     "all answers are the same, so nothing is left to agree on beyond chance",
	NotTwoRaters: "this figure compares two people",
	NotItsScale:  "this figure is not made for answers of this kind",
}

// String is the reason in plain words, empty where there is a figure.
func (r Reason) String() string { return reasons[r] }

// Figure is one coefficient over some items. Its numbers mean something only where OK.
type Figure struct {
	Coefficient Coefficient
	// Value is 1 where all agree. 0 is what chance gives, or for Percent no agreement at all. Below 0 is worse than chance.
	Value float64
	// Low and High enclose the value in Confidence of all resamples. They mean something only where Bounded.
	Low, High, Confidence float64
	// Bounded tells that there is an interval; there is none where a quarter of the resamples have a Reason not to give a figure.
	Bounded bool
	// Items is how many items have two answers or more: the n of the figure.
	Items int
	// Reason is why there is no figure.
	Reason Reason
}

// OK tells whether there is a figure.
func (f Figure) OK() bool { return f.Reason == Exists }

// Band is a range of a coefficient that takes chance off, with a word for it.
type Band struct {
	From float64 // the band ends where the next begins
	Word string
}

// Bands are those of Landis and Koch 1977, page 165, whose first is called "poor" there.
var Bands = []Band{
	{-1, "worse than chance"}, {0, "slight"}, {0.205, "fair"}, {0.405, "moderate"}, {0.605, "substantial"}, {0.805, "almost perfect"},
}

// Caution goes with the words wherever they are shown.
const Caution = "The words are a convention (Landis and Koch 1977), not a test: look at the interval, at how common each answer is, " +
	"and at what always giving the most common answer would reach."

const (
	// fewest is how many items with two answers it takes before a word is said at all: a house rule. Three items on which all
	// agree have an interval of no width.
	fewest = 10
	// widest is how wide an interval may be and still have a word, about two and a half of the bands: a house rule.
	widest = 0.5
)

// TooFew tells that the figure rests on too little to put it into a word.
func (f Figure) TooFew() bool {
	return f.OK() && (f.Items < fewest || !f.Bounded || f.High-f.Low > widest)
}

// Words put the figure into plain words: why there is none, "too few to say", or a word of Bands with those of the interval's
// ends where they differ ("moderate, maybe fair to substantial"). Percent agreement has no word of its own.
func (f Figure) Words() string {
	switch {
	case !f.OK():
		return f.Reason.String()
	case f.TooFew():
		return "too few to say"
	case f.Coefficient == Percent:
		return ""
	}
	word, low, high := wordOf(f.Value), wordOf(f.Low), wordOf(f.High)
	switch {
	case low == high:
		return word
	case low == word:
		return fmt.Sprintf("%s, maybe %s", word, high)
	case high == word:
		return fmt.Sprintf("%s, maybe %s", word, low)
	}
	return fmt.Sprintf("%s, maybe %s to %s", word, low, high)
}

func wordOf(v float64) string {
	word := Bands[0].Word
	for _, b := range Bands {
		if v >= b.From {
			word = b.Word
		}
	}
	return word
}
