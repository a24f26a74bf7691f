// Package agreement says how far reviewers agree who answered the same question on the same items, and how much of that
// agreement chance alone would give.
//
// A Table holds the answers to one question: numbers, the places of categories in their order or plain categories, by item
// and reviewer, with any of them missing. From it come
//
//   - percent agreement: the share of pairs of answers on an item that are equal (Fleiss 1971, the P of an item, averaged);
//   - Cohen's kappa of two reviewers (Cohen 1960), and with linear or quadratic weights (Cohen 1968), by which a near miss
//     counts less than a far one;
//   - Fleiss' kappa of any number of reviewers (Fleiss 1971), with missing answers as in Gwet 2014, section 2.4;
//   - Krippendorff's alpha for categories, ranks and numbers with missing answers (Krippendorff 2011);
//   - Gwet's AC1 (Gwet 2008), which stays sensible where nearly all answers are the same and kappa does not.
//
// Each figure has the number of items it rests on, and an interval: the percentiles of the figure over resamples of the items
// (Efron and Tibshirani 1993, chapter 13), drawn from a seed, so that the same answers give the same interval. Where a figure
// does not exist it says why (Reason) and is never NaN: nobody answered twice, all answers are the same.
//
// A percentage alone misleads: where 95 % of answers are "good", two people who do not look agree on 90 % of items. So a
// Report carries the prevalence of each answer and what a reviewer would reach who always gives the most common one.
//
// The words for a figure ("slight", "moderate") are those of Landis and Koch 1977, who call their division "clearly
// arbitrary"; Caution says so to the reader.
//
// Sources:
//
//	Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 20 (1960) 37–46.
//	Cohen J. Weighted kappa. Psychol Bull 70 (1968) 213–220.
//	Fleiss JL. Measuring nominal scale agreement among many raters. Psychol Bull 76 (1971) 378–382.
//	Landis JR, Koch GG. The measurement of observer agreement for categorical data. Biometrics 33 (1977) 159–174.
//	Feinstein AR, Cicchetti DV. High agreement but low kappa: I. J Clin Epidemiol 43 (1990) 543–549.
//	Efron B, Tibshirani RJ. An Introduction to the Bootstrap. Chapman & Hall, 1993.
//	Gwet KL. Computing inter-rater reliability and its variance in the presence of high agreement. Br J Math Stat Psychol 61 (2008) 29–48.
//	Krippendorff K. Computing Krippendorff's alpha-reliability. University of Pennsylvania, 2011.
//	Gwet KL. Handbook of Inter-Rater Reliability, 4th ed. Advanced Analytics, 2014.
//
// The package knows neither where answers come from nor how figures are shown.
package agreement
