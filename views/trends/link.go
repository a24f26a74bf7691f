package trends

import "net/url"

// Query is the state of the page, as its address has it.
type Query struct {
	Filter   string
	Range    string // one of Ranges, or empty: the page chooses, unless there is From or To
	From, To string // as views.FieldTime writes times, in the zone
	Zone     string // empty: UTC
	Group    string // field by which traces are divided; empty: the page chooses
	Score    string // "user:thumbs", the score by which segments are sorted; empty: the page chooses
	Judge    string // name of the automated score beside it; empty: the page chooses
	Compare  bool   // with the stretch of the same length before
}

// Ranges are the stretches that one can choose, from short to long.
var Ranges = []string{"24h", "7d", "30d", "90d", "all"}

// Values is the state as an address has it.
func (q Query) Values() url.Values {
	v := url.Values{}
	for _, f := range [][2]string{{"filter", q.Filter}, {"range", q.Range}, {"from", q.From}, {"to", q.To}, {"tz", q.Zone}, {"group", q.Group},
		{"score", q.Score}, {"judge", q.Judge}} {
		if f[1] != "" {
			v.Set(f[0], f[1])
		}
	}
	if q.Compare {
		v.Set("compare", "1")
	}
	return v
}

// URL builds the address of the page.
func URL(project string, q Query) string {
	s := "/p/" + url.PathEscape(project) + "/trends"
	if v := q.Values(); len(v) > 0 {
		s += "?" + v.Encode()
	}
	return s
}
