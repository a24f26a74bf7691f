package views

import (
	"net/url"

	"assay/store"
)

// SimilarQuery is what the page of similar traces is about.
type SimilarQuery struct {
	To      []store.TraceID
	Outputs bool // compare what was answered and not what was asked
	Filter  string
}

// SimilarURL builds the address of the traces that say nearly the same as others.
func SimilarURL(project string, q SimilarQuery) string {
	v := url.Values{}
	for _, id := range q.To {
		v.Add("similar_to", string(id))
	}
	if q.Outputs {
		v.Set("by", "output")
	}
	set(v, "filter", q.Filter)
	return address(v, "p", project, "similar")
}
