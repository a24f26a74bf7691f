// Package llm has a model fill the plan of a sentence, at any address that speaks OpenAI's chat completions. The model sees the
// sentence, the filter language in short, and what the project has: names, and the most frequent values of metadata but for
// those that are to stay hidden. It never sees what is in a trace. Asked for better names of themes, it sees some of their comments,
// and what it proposes is for a person to accept. What it answers with is a call of a tool, which is read,
// checked and cut like anything from a stranger; package assistant settles the filter, and a person approves what it comes to.
// So a model that errs, or obeys something that stood in a value, can show a wrong plan and do nothing.
//
// It knows no pages, no database and no Echo. The key leaves it in one header, to the one address it was given.
package llm
