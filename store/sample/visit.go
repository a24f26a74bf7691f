package sample

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// traceCount is how many traces the sample has.
const traceCount = 1960

// visit is one question of one customer: what becomes a trace.
type visit struct {
	at      time.Time
	who     customer
	session string
	feature string
	first   bool // opens its session
}

var (
	features       = []string{"chat-widget", "email-reply", "order-bot", "search-answers"}
	featureWeights = []int{45, 22, 15, 18}
)

// visits plans when who writes where, in the order of time.
func visits(seed uint64, end time.Time) []visit {
	d := newDice(seed, 2<<40)
	people := customers(seed)
	var all []visit
	for session := 1; len(all) < traceCount; session++ {
		// Squaring makes some customers come often and most of them once.
		who := people[int(math.Pow(d.Float64(), 1.6)*float64(len(people)))]
		v := visit{
			at: moment(d, end), who: who, session: fmt.Sprintf("s-%05d", session),
			feature: features[d.weighted(featureWeights)], first: true,
		}
		for n := 1 + d.weighted([]int{74, 16, 7, 3}); n > 0 && len(all) < traceCount; n-- {
			all = append(all, v)
			v.first = false
			v.at = v.at.Add(time.Duration(d.between(70, 600)) * time.Second)
		}
	}
	slices.SortStableFunc(all, func(a, b visit) int { return a.at.Compare(b.at) })
	return all
}

// moment is a time in the sample's days: more traffic towards the end, less on Sundays, most of it by day.
func moment(d dice, end time.Time) time.Time {
	for {
		ago := int(math.Pow(d.Float64(), 1.25) * Days)
		day := end.AddDate(0, 0, -ago-1)
		if day.Weekday() == time.Sunday && d.chance(0.55) {
			continue
		}
		hour := 11 + 2.8*d.NormFloat64()
		if d.chance(0.4) {
			hour = 19.5 + 1.6*d.NormFloat64()
		}
		if hour < 0.1 || hour > 22.9 {
			continue
		}
		return day.Add(time.Duration(hour * float64(time.Hour))).Truncate(time.Millisecond)
	}
}
