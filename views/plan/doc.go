// Package plan shows what the assistant makes of sentences: a thread of them, each with the steps of its plan, of which nothing
// is done before someone approves. The same thread stands on the assistant's page and in the panel that every page can open. It
// knows no SQL and no requests; traces are shown as previews of text.
package plan
