// Package filter is the filter language: what people type in the filter box, click together in the point-and-click tab and
// put in a URL. It reads a text to a tree (Parse), finds mistakes in it with their place and a suggestion (Check), writes it
// back (Format), takes it apart into rows of a form (NewForm), completes it while it is typed from what a sample of the data
// holds (Complete, Census) and answers it for one row (Eval). The tables of fields
// (fields.go) and of functions (functions.go) are the only places that say what there is; the help page and completion are
// made from them.
//
// A whole query (ReadQuery) is a condition with what to tell of the rows it is true for. SQL and BTQL are two spellings of one
// tree (Query), told apart by the text; Answer is the reference for what a query says.
//
// It knows nothing of tables, columns, projects or pages. The compiler to SQL is in store/postgres and must follow the rules
// below; Eval is the reference it is tested against.
//
// # What a condition means
//
// Logic is three-valued as in SQL; only true selects. The nil filter is true. NOT, AND and OR are SQL's.
//
// A test is a comparison, BETWEEN, IN, IS NULL, IS TRUE, LIKE, MATCH, INCLUDES, or a value that stands for a condition.
//
// Fields with several values (Field.Multi: tags, comment, error, dataset, split, user, correction, and metadata, which is the root's
// own value and those that feedback brought) are existential. A test ranges over the paths that Ranges names, all
// combinations of their values, a path without any value standing for one NULL:
//
//	positive test      true if any combination is true, else false if any is false, else unknown   (SQL: bool_or)
//	x IS NULL          every combination is NULL                                                   (SQL: bool_and)
//	negative test      NOT of the positive one: != NOT IN, NOT LIKE, IS NOT NULL, <!=>, ...
//
// So tags = 'a' is "some tag is a", tags != 'a' and NOT tags = 'a' are both "no tag is a", and both are unknown for a trace
// without tags. In SQL: (SELECT bool_or(test) FROM (SELECT) one LEFT JOIN unnest(values) v ON true). A condition inside a
// value, as in (a > 1 ? x : y), is a test of its own and ranges by itself. For single values this is plain SQL.
//
// # Comparison
//
//	left        right                 = !=                              < <= > >= BETWEEN
//	number      number                numbers                           numbers
//	text        text                  bytes (COLLATE "C")               bytes
//	time        time, text literal    instants                          instants
//	JSON        number, text, boolean equal only if it has that type,   numbers and texts; unknown if it has
//	                                  else = false and != true          another type
//	JSON        JSON                  as jsonb                          both numbers or both texts, else unknown
//	score       number                as JSON: a category is not equal  unknown for a category
//	score       text                  as JSON: the category             refused by Check
//	document    text, document        its text                          its text
//	document    number, boolean, JSON as JSON                           as JSON
//	list        text                  any element                       any element
//	NULL        anything              unknown                           unknown
//
// A missing key, a JSON null, an index out of range, a key into an array, an index into an object and a tie of categories
// are all NULL. In SQL a JSON value is NULLIF(path, 'null'), = is = of jsonb with to_jsonb of the constant, and an order is
// guarded by jsonb_typeof. Step with -> and a typed key or index, since #> takes '0' for both.
//
//	x <=> y     both NULL, or x = y is true; never unknown     (SQL: IS NOT DISTINCT FROM)
//	x <!=> y    NOT (x <=> y)
//	x IN (...)  x = any of them, joined by OR
//	BETWEEN     x >= low AND x <= high, the row's own value the same in both
//	x IS TRUE   x is the boolean true (of JSON: the JSON true); never unknown
//	bare x      a boolean, or JSON: true and false are themselves, all else is unknown
//
// # Text
//
// The text of a JSON string is the string; of other JSON it is as jsonb prints it; a bare document that is no JSON string is
// its stored text, byte for byte. Case is ignored (ILIKE, MATCH, lower, upper) by the simple mapping of Unicode letters; in
// a database whose collation knows only ASCII the compiler names one that knows more.
//
//	LIKE        the whole text; % and _; the escape is \ unless ESCAPE says otherwise, '' for none
//	MATCH       lower(text) ~ MatchPattern(query)
//	INCLUDES    a whole list (tags, dataset, split; an empty one is false, not unknown): all items are elements
//	            JSON: an array has all items as elements, a text has all as parts; false for other types, unknown for NULL
//	            text, document, comment, error: all items are part of the one text, case counts   (SQL: strpos > 0)
//	search(q)   ExpandSearch: any of SearchFields MATCH q; never unknown
//
// # Values
//
// Numbers are doubles. What is no number gives NULL in arithmetic and in round and abs, and so do division and remainder by
// zero and results beyond a double. Comparing a stored number with a constant may be done in numeric, which is the same for
// up to 15 digits and better beyond. round goes by the decimal as it reads (numeric), halves away from zero. len counts
// characters, elements or keys and is NULL for other JSON. hour, day, week and month are the start of the unit in
// Options.Location (date_trunc with a zone). Months are added before days, and the last day of a shorter month is taken, by
// that location's calendar; Constant folds what depends on no row, so that now() - interval 7 day is one argument.
// Intervals compare by Interval.Seconds. An unknown condition of a ternary takes the second value. TypeOf(node) says whether
// coalesce and the ternary give JSON (every branch to_jsonb) or one plain type.
//
// ANY_SPAN(c) is true if c is true for any one span, else false; inside, every field is that span's own: metadata and
// feedback metadata, tags, comments, scores, error, tokens and duration of the span, created its start, is_root whether it
// is the root. dataset, split, reviews, is_reviewed are those of the span as well.
//
// # Queries
//
//	shape     a row is                the condition, and FILTER_SPANS, are about
//	spans     a span                  that span
//	traces    a span                  its trace; FILTER_SPANS picks the spans of the traces that match
//	summary   a trace                 that trace
//
// Dimensions gather rows into groups. A row is in the group of each of its values where a field has several, every one once,
// and in the group of NULL where it has none; groups may therefore count more than there are rows. A query of measures alone
// is one group, which is there without rows too. count(*) and count(x) count rows, the latter those where x has any value;
// count_distinct, sum, avg, min, max and percentile take every value of a row. NULL is left out by all, and a measure of
// nothing is NULL, or 0 where it counts. Sums and means are of exact decimals and NULL beyond a double. percentile(x, p) is
// interpolated between the two nearest values (percentile_cont; type 7 of Hyndman and Fan 1996). min and max of texts go by
// their bytes.
//
// HAVING is a condition on groups. NULL comes last in either direction of a sort, groups that the sort does not tell apart
// stand in GroupOrder, rows newest first. LIMIT is of rows, of traces in the shape traces. Sample takes rows by a hash of
// their key (SampleHash), so that the same ones are taken again. PIVOT makes columns of the values of a dimension (Pivoted),
// UNPIVOT makes a row for each key of an object. Buckets of time are in the zone that their second argument names.
//
// Query.Matching is the condition that exactly the traces of a group meet, which is what a cell of a table links to.
package filter
