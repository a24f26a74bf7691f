package filter

import "time"

// zoneOf is the time zone of hour(time, 'zone') and its kin: the one it names, else that of the reader.
func zoneOf(c *Call, o Options) *time.Location {
	if len(c.Args) == 2 {
		if lit, ok := c.Args[1].(*Literal); ok {
			if loc, err := LoadZone(lit.Text); err == nil {
				return loc
			}
		}
	}
	return o.location()
}

// LoadZone finds a time zone by its name in the time zone database, such as Europe/Berlin. Unlike time.LoadLocation it knows no
// Local, which would mean another zone on every machine.
func LoadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		name = "no zone"
	}
	return time.LoadLocation(name)
}

// zone checks the second argument of a function of the calendar.
func (c *checker) zone(e Expr) *Error {
	lit, ok := e.(*Literal)
	if !ok || lit.Kind != LitString {
		return typeError(e, "a time zone is a name in quotes, such as 'Europe/Berlin'")
	}
	if _, err := LoadZone(lit.Text); err != nil {
		return typeError(e, "there is no time zone %s: write one as 'Europe/Berlin' or 'UTC'", show(e))
	}
	return nil
}
