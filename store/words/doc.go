// Package words cuts what people write into words that can be compared, in every script and without a dictionary.
//
// Fold makes spellings of the same characters equal: compatibility forms (Unicode NFKC), case (Unicode case folding), accents
// of Latin and Greek, vowel signs and alef forms of Arabic, points of Hebrew.
//
// Split follows the word boundaries of Unicode (UAX #29) where a script has spaces between words, with three departures that
// comments call for: a short elision is cut off (l'article), a single letter before a hyphen stays with its word (e-mail), and
// addresses of pages and of mail are no words. Scripts without such spaces (Han, kana, Hangul, Thai, Lao, Khmer, Myanmar) come
// as overlapping pairs of characters, as search engines index them.
//
// WeightOf knows the small words of the languages of the sample project, English, German, French, Spanish, Portuguese, Arabic,
// Chinese and Japanese, and of Korean. In others the words that are in nearly every text have to show by counting.
//
// The package knows nothing of what the words are for; packages theme and similar do.
//
// Sources:
//
//	Unicode Standard Annex #15, Unicode Normalization Forms; #29, Unicode Text Segmentation.
package words
