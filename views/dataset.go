package views

import "assay/store"

// expectedWords says where an expected value is from, and how sure that makes it.
func expectedWords(from store.ExpectedFrom) (words, class string) {
	switch from {
	case store.FromApproved:
		return "approved", "badge badge-green"
	case store.FromLogged:
		return "logged", "badge"
	case store.FromReviewer:
		return "reviewer's correction", "badge badge-accent"
	case store.FromUser:
		return "user's correction", "badge badge-accent"
	case store.FromOutput:
		return "output, unchecked", "badge badge-amber"
	case store.FromEdit:
		return "edited here", "badge badge-accent"
	case store.FromMapped:
		return "another value", "badge badge-accent"
	}
	return "none", "badge"
}

// plural counts things: "1 row", "2 rows".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(int64(n)) + " " + many
}
