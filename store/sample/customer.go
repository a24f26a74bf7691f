package sample

import (
	"fmt"
	"strings"
)

// customer is someone who writes to the shop.
type customer struct {
	id, first, last   string
	language, country string
	city, segment     string
	company           string // of segment business
}

// customers returns everyone who might write.
func customers(seed uint64) []customer {
	const count = 720
	d := newDice(seed, 1<<40)
	weights := make([]int, len(nations))
	for i, n := range nations {
		weights[i] = n.weight
	}
	all := make([]customer, count)
	for i := range all {
		n := nations[d.weighted(weights)]
		c := customer{
			id: fmt.Sprintf("u-%04d", i+1), first: pick(d, n.first), last: pick(d, n.last),
			language: n.language, country: pick(d, n.countries), city: pick(d, n.cities),
			segment: []string{"free", "plus", "business"}[d.weighted([]int{60, 26, 14})],
		}
		if c.segment == "business" {
			c.company = pick(d, companies)
		}
		all[i] = c
	}
	return all
}

// email is an address that cannot exist.
func (c customer) email() string {
	for _, r := range c.first + c.last {
		if r > 'z' {
			return strings.ReplaceAll(c.id, "-", "") + "@mail.example"
		}
	}
	return strings.ToLower(c.first+"."+strings.ReplaceAll(c.last, " ", "")) + "@mail.example"
}
