// Package similar finds near-duplicates, and the texts most like a given one, among some hundred thousand, without a model and
// in every script.
//
// A text is the set of its shingles: each four characters of its folded letters and digits, or two in scripts without spaces,
// whose characters say more. Two texts are as similar as the sets' Jaccard index, the shared shingles over all. One contains
// another as far as the shorter one's shingles are in the longer.
//
// To be quick, each set is also kept as a signature of 128 bytes, one for each of 128 parts of the hash space: the low bits of
// the smallest hash in it (Broder 1997; one permutation, Li, Owen and Zhang 2012; empty parts filled as by Shrivastava 2017; b-bit,
// Li and König 2010). The share of equal bytes estimates the Jaccard index with a standard error of 0.04. Like compares all
// signatures, which takes some milliseconds for 100,000, and Groups those that share four bytes in a row somewhere (banding,
// Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4). What either says is then checked on the sets
// themselves, so nothing that is reported is an estimate.
//
// There is one exception: of a text with more than 1,024 different shingles only those are kept whose hash divides by a power of
// two (Broder's modulo sketch), so that memory is bounded and the index of very long texts is known to about 0.03.
//
// An Index is not safe for concurrent writing; any number may read it at the same time.
//
// Sources:
//
//	Broder AZ. On the resemblance and containment of documents. Compression and Complexity of Sequences, 1997, 21–29.
//	Li P, König AC. b-Bit minwise hashing. WWW 2010, 671–680.
//	Li P, Owen AB, Zhang CH. One permutation hashing. NIPS 2012, 3113–3121.
//	Shrivastava A. Optimal densification for fast and accurate minwise hashing. ICML 2017, 3154–3163.
package similar
