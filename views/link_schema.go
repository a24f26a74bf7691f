package views

import "net/url"

// SchemaURL builds the address of the schema of a field of a dataset; field may be empty, for the first one. With infer it shows the
// schema that the rows suggest.
func SchemaURL(project, dataset, field string, infer bool) string {
	v := url.Values{}
	set(v, "field", field)
	if infer {
		v.Set("infer", "1")
	}
	return address(v, "p", project, "datasets", dataset, "schema")
}
