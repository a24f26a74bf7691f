// Package repeat measures how steady reviewers are: whether somebody who is shown an item a second time, without being told so, gives
// the answer of the first time once more. It says when an item comes again and what two answers to each question amount to: the share of
// equal ones with Wilson's interval, and Cohen's kappa of the first answers with the second ones, weighted where the answers have an
// order. In the literature that is intra-rater reliability, as for instance in Gwet KL. Handbook of Inter-Rater Reliability, 4th ed.
// Advanced Analytics, 2014, chapter 1. It knows neither where answers come from nor how figures are shown.
package repeat
