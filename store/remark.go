package store

// Anchor is the part of a value that a comment is about.
type Anchor struct {
	Field string `json:"field"` // one of AnchorFields
	Quote string `json:"quote"` // as it stood there, or as somebody wrote it down
	At    int    `json:"at"`    // characters of the value's plain text before it; -1: it was not found there when it was quoted
}

// AnchorFields are the values that a comment may quote.
var AnchorFields = []string{"input", "output"}

// MaxQuote is the longest quote, in bytes.
const MaxQuote = 2000

// Mention is a person whom a comment speaks to.
type Mention struct {
	Account int    `json:"account"`
	As      string `json:"as"` // as the text names the person, behind the @
}

// About is what a comment points at beside its words. It travels with the comment's event.
type About struct {
	Anchor   *Anchor   `json:"anchor,omitempty"`
	Mentions []Mention `json:"mentions,omitempty"`
}

// Empty reports whether the comment points at nothing.
func (a About) Empty() bool { return a.Anchor == nil && len(a.Mentions) == 0 }
