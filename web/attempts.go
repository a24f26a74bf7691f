package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// attempts slows down guessing of passwords, by account and by address: ten tries at once, then one every six seconds.
type attempts struct {
	now    func() time.Time
	mu     sync.Mutex
	byName map[string]*attempt
}

type attempt struct {
	limit *rate.Limiter
	seen  time.Time
}

const (
	attemptBurst  = 10
	attemptEvery  = 6 * time.Second
	attemptForget = 10 * time.Minute // a bucket is full again long before
	attemptMost   = 10_000
)

func newAttempts(now func() time.Time) *attempts {
	return &attempts{now: now, byName: map[string]*attempt{}}
}

// allow reports whether one more try under every one of the names is fine, and counts it.
func (a *attempts) allow(names ...string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if len(a.byName) > attemptMost {
		for name, t := range a.byName {
			if now.Sub(t.seen) > attemptForget {
				delete(a.byName, name)
			}
		}
	}
	ok := true
	for _, name := range names {
		t := a.byName[name]
		if t == nil {
			t = &attempt{limit: rate.NewLimiter(rate.Every(attemptEvery), attemptBurst)}
			a.byName[name] = t
		}
		t.seen = now
		ok = t.limit.AllowN(now, 1) && ok
	}
	return ok
}
