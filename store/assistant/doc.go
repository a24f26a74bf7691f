// Package assistant turns a sentence into a plan without a model: "50 thumbs-down answers of each language that are not in
// golden yet" becomes a filter in the filter language, a quota, and what to do with them. It knows the words that people use
// for feedback, time, amounts and places, and takes everything else from what the project has (Known): the names and values
// of its scores, metadata, tags, people, datasets and saved views.
//
// A sentence is cut into tokens (token.go). At each place the rules (rules.go) are tried in order; the first one that
// recognises something takes its tokens and leaves a condition, a part of the plan, or nothing, for words that carry no
// meaning here. What no rule takes is reported with its place in Plan.Unclear: the plan never pretends to have understood it.
// Words with more than one meaning (slow, the judge, last week) take the likeliest one and say so in Plan.Asks, with the
// others to choose from.
//
// Every filter of a plan reads and checks in package filter, and so does the query of a chart, whatever the sentence was.
//
// The package has no I/O: no database, no model, no pages. A model may fill the same Plan (package web/llm), which Settle
// checks in the same way.
package assistant
