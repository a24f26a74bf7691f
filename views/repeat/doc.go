// Package repeat is the page of items that reviewers of a queue were shown twice, and of how steady their answers are. Reviewers see
// their own; who runs the queue sees everybody's.
package repeat
