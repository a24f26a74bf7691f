// Package gold checks reviewers by items whose answers are known: which answers are right, and how often each reviewer's are, with
// Wilson's interval. It knows neither where known answers come from nor how figures are shown.
package gold
