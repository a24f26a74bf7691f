package mention

import (
	"net/url"
	"strconv"

	"assay/store"
	"assay/views"
)

// Page is the mentions of one person, newest first.
type Page struct {
	Shell  views.Shell
	Lines  []Line
	Unread bool   // something can be marked as read
	Hidden int    // mentions about traces that a blind queue hides until the person has answered
	Next   string // address of older ones, empty at the end
}

// Line is one comment that mentions the person.
type Line struct {
	Comment store.Comment
	By, At  string
	URL     string // of the comment on the page of its trace
	Trace   string // name of the trace
	Input   string // in one line
	Unread  bool
}

// URL builds the address of the page; before is the position in the log from which older ones are shown, 0 the newest.
func URL(project string, before int64) string {
	s := views.MentionsURL(project)
	if before > 0 {
		s += "?" + url.Values{"before": {strconv.FormatInt(before, 10)}}.Encode()
	}
	return s
}
