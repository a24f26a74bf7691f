package ingest

import "net/http"

// Organisation is what this installation calls itself on the wire: SDKs want one.
const Organisation = "assay"

// organisation is an entry of org_info.
type organisation struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	APIURL   string `json:"api_url"`
	ProxyURL string `json:"proxy_url"`
	Git      struct {
		Collect string `json:"collect"`
	} `json:"git_metadata"`
}

// Login tells a client where to send its data. The key in the header is all it asks with; the body is empty.
func (a *API) Login(w http.ResponseWriter, _ *http.Request) error {
	o := organisation{ID: a.orgID, Name: Organisation, APIURL: a.BaseURL, ProxyURL: a.BaseURL}
	o.Git.Collect = "none" // a diff may hold secrets, and nothing here shows one
	return ok(w, map[string]any{"org_info": []organisation{o}})
}
