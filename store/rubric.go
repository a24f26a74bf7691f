package store

import "slices"

// AsksAlike reports whether two versions of a config ask the same thing in the same words: an answer to one is an answer to the other.
// The name, the keys, and whom and when it asks do not matter to that.
func (c ScoreConfig) AsksAlike(o ScoreConfig) bool {
	return c.Kind == o.Kind && c.Rubric == o.Rubric && c.Multiple == o.Multiple && slices.EqualFunc(c.Options, o.Options, func(a, b Option) bool {
		if (a.Value == nil) != (b.Value == nil) || a.Value != nil && *a.Value != *b.Value {
			return false
		}
		return a.Label == b.Label && a.Example == b.Example
	})
}
