// Package copying is the page where rows of a dataset are copied to another one: where they go, what happens to those that are there
// already, and what that would come to.
package copying
