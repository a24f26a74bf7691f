package views

import "net/url"

// QueryURL builds the address of the page that answers a query. zone is the time zone its days begin in, empty for UTC.
func QueryURL(project, query, zone string) string {
	return address(queryValues(query, zone), "p", project, "query")
}

// QueryExportURL builds the address of the answer as a file; format is csv or json.
func QueryExportURL(project, query, zone, format string) string {
	v := queryValues(query, zone)
	v.Set("format", format)
	return address(v, "p", project, "query", "export")
}

func queryValues(query, zone string) url.Values {
	v := url.Values{}
	set(v, "q", query)
	set(v, "tz", zone)
	return v
}
