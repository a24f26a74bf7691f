// Package trends is the page of what users feel: over time, by segment, beside what automated scores say, and about what. It
// knows which figures are shown and how; they come decided, with their links.
package trends
