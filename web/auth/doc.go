// Package auth holds the mechanisms of signing in: hashing passwords and making tokens. It knows no routes, no pages and no
// database; who may do what is the route table's business in package web.
package auth
