// Package theme finds what comments are about, without a model and in every script: themes with a name, a count, a quotation
// and an id that stays from run to run.
//
// A comment is read as remarks: its lines and, where it is short, its sentences, since people say one thing per sentence. A
// remark is a vector of words, pairs of words, pairs of characters where a script has no spaces, labels ("[Irrelevant]",
// "Tone:", "#delivery") and notions. A notion is what several words say, such as "slow" in "took forever", "muy lento" and "太慢";
// a list of some thirty comes with the package, for eight languages, and a project can add its own. Long quotations are the
// answer and not the comment, so they are left out. Terms weigh by rarity (BM25). Words that bend are counted as one where both
// forms occur; slips of the pen as the word that others write.
//
// Themes are found by a greedy cover: the term that explains most of what no theme explains yet begins one, if the remarks that
// have it are alike in the rest too, which tells "regex" from "instead". The centre of its remarks then gathers those like them.
// What is said of things (notions, labels) and the things make themes beside each other, so a remark can be of two. Themes too
// small, nearly equal, or within another are given up; comments of none are Other.
//
// A run takes the themes of the one before with it (Earlier). Those that a person named, pinned, merged or excluded are carried
// over as they are; the others keep id and name where they have enough comments in common. Everything is decided in a fixed
// order: the same texts and options give the same themes.
//
// Time and memory grow with the number of words: 100,000 comments take some seconds.
//
// Sources:
//
//	Robertson S, Zaragoza H. The probabilistic relevance framework: BM25 and beyond. Found Trends Inf Retr 3 (2009) 333–389.
//	Nemhauser GL, Wolsey LA, Fisher ML. An analysis of approximations for maximizing submodular set functions. Math Program 14 (1978) 265–294 (the greedy cover, and why worths may be taken lazily: Minoux 1978).
//	Beil F, Ester M, Xu X. Frequent term-based text clustering. KDD 2002, 436–442 (themes that begin with a term).
//
// The package knows neither where comments come from nor how themes are kept or shown.
package theme
