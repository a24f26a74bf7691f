// Package nearest is the page of traces that say nearly the same as others. It knows how they are shown and what one can do with
// them; which they are, and in what order, comes decided.
package nearest
