// Package sample makes the sample project: about 2,000 traces of the support assistant of an invented outdoor shop, Tarnfell
// Outdoor, over the 60 days before a given day, with the feedback of its customers and of a few reviewers. It is what a
// person sees who tries Assay before sending anything, so it is meant to be read: questions fit answers, wrong answers are
// wrong about something, and complaints say what about.
//
// All of it is invented; people, companies, carriers and models do not exist. The same seed and day give the same spans.
//
// There is something to find. Each of these is checked by a test, and guides may rely on it:
//
//   - Return window. Since the release BadRelease, 18 days before the end, search finds an article about an old holiday
//     promotion, and answers on how long something can be returned say 60 days where the rule is 30. Customers rate them
//     low and comment on it. The release after it, 10 days before the end, mends it.
//   - E-mail. Answers of feature email-reply are right as often as others, but long and stiff, and are rated lower for it.
//   - The judge is too kind. The automated scores correctness and helpfulness are 0.8 or more on most answers to which
//     customers gave a thumb down: the return-window ones (it compares with the documents found, which are wrong too),
//     invented policies, and languages other than English.
//   - Language. Model mistfall-8b answers most German questions in English.
//   - Latency. Over two days, from SpikeStart to SpikeEnd, answers take about four times as long.
//   - Invoices. Customers of segment business complain about VAT numbers missing on invoices (category invoice-vat).
//
// Beside them there are 3 % of traces with errors, multi-turn chats, mail threads of 10 to 40 KB, eight languages, and a
// category edge-case with hostile and odd input: HTML, script, remote images, prompt injection, very long words, nothing.
//
// The package knows the shapes of package store and nothing of databases, files or pages.
package sample
