// Package statistics puts numbers beside charts: means and rates with intervals, differences and ratios of rates, how two
// scores go together whatever they are made of, and tables that cross them.
//
// Every figure is an Estimate: a value, an interval where there is one, the n it rests on, and where there is no value a
// Reason, such as a scorer that always says the same, instead of NaN. Values that are no finite numbers are left out of n.
//
//	Mean              Student's t interval
//	Rate              Wilson's score interval, which stays within 0 and 1 and has a width at 0 of n
//	RateDifference    Newcombe's hybrid score interval, his method 10
//	RateRatio         the interval of Donner and Zou from Wilson's limits
//	Pearson           Fisher's z interval
//	Spearman          mid-ranks for ties; the z interval of Bonett and Wright
//	Kendall           tau-b, ties taken out; the z interval of Fieller, Hartley and Pearson
//	PointBiserial     Pearson of a number with which of two categories
//	CorrelationRatio  a number with any categories; interval by the noncentral F distribution
//	CramersV          categories with categories; interval by the noncentral chi-squared distribution
//
// Sources:
//
//	Student. The probable error of a mean. Biometrika 6 (1908) 1–25.
//	Fisher RA. Frequency distribution of the values of the correlation coefficient. Biometrika 10 (1915) 507–521.
//	Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 22 (1927) 209–212.
//	Kendall MG. The treatment of ties in ranking problems. Biometrika 33 (1945) 239–251.
//	Cramér H. Mathematical Methods of Statistics, section 21.9. Princeton, 1946.
//	Fieller EC, Hartley HO, Pearson ES. Tests for rank correlation coefficients. I. Biometrika 44 (1957) 470–481.
//	Knight WR. A computer method for calculating Kendall's tau with ungrouped data. J Am Stat Assoc 61 (1966) 436–439.
//	Newcombe RG. Two-sided confidence intervals for the single proportion. Stat Med 17 (1998) 857–872.
//	Newcombe RG. Interval estimation for the difference between independent proportions. Stat Med 17 (1998) 873–890.
//	Bonett DG, Wright TA. Sample size requirements for estimating Pearson, Kendall and Spearman correlations. Psychometrika 65 (2000) 23–28.
//	Smithson M. Confidence Intervals. Sage, 2003.
//	Steiger JH. Beyond the F test. Psychol Methods 9 (2004) 164–182.
//	Donner A, Zou GY. Closed-form confidence intervals for functions of the normal mean and standard deviation. Stat Methods Med Res 21 (2012) 347–359.
//
// The package knows scores and nothing of where they are kept or drawn. How far people agree is in package agreement.
package statistics
