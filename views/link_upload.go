package views

import "net/url"

// UploadURL builds the address where the rows of a file are added to a dataset; of a file that was brought, with what becomes of
// its columns, one after another.
func UploadURL(project, dataset, upload string, as []string) string {
	v := url.Values{}
	set(v, "upload", upload)
	for _, target := range as {
		v.Add("as", target)
	}
	return address(v, "p", project, "datasets", dataset, "upload")
}
