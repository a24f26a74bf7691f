// Package gold is the page of a queue's items whose answers are known, and of how right its reviewers are on them. It is for who runs
// the queue: reviewers see nothing of it.
package gold
