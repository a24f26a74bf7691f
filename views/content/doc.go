// Package content shows what a trace carries: text, markdown, JSON, conversations, and the difference of two texts.
//
// All of it is hostile. It was written by strangers or by a model that strangers talked to, it may be megabytes long,
// and the person who looks at it is signed in. So nothing here runs, nothing is fetched, and nothing hides: markup is
// shown as text, images are named and not loaded, links say where they go and open elsewhere, and characters that have
// no ink but change what one sees are drawn. What was uploaded with a trace is the one thing that is loaded, from the
// address that the page gives for it and never from one in the value. The cost of a block is bounded by its limit, not by the value.
//
// This is the only package that may emit templ.Raw, and it does so for one thing, the markdown that has passed the
// policy in markdown.go.
//
// It does not know where values are stored, which page shows them, or which format a person chose; a page that offers
// formats passes the choice in.
package content
