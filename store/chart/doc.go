// Package chart knows how a question becomes a chart: the form that writes a query by point and click and reads it back, what a
// dashboard adds to the query of a chart, and where on a drawing bars, lines and labels lie. It knows neither how queries are
// answered nor how drawings are written down.
package chart
