package ingest

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often one key may ask: far above what a busy application needs with batches of a hundred rows, low enough that one
// client in a loop does not starve the others.
const (
	limitRate   = 1000 // requests a second
	limitBurst  = 2000
	limitForget = time.Minute // a bucket is full again long before
	limitMost   = 1000        // buckets above which the idle ones are forgotten
)

// limits counts the requests of each key.
type limits struct {
	now  func() time.Time
	mu   sync.Mutex
	keys map[int]*limited
}

type limited struct {
	bucket *rate.Limiter
	seen   time.Time
}

func newLimits(now func() time.Time) *limits { return &limits{now: now, keys: map[int]*limited{}} }

// take counts one request of a key, or says with an errBusy when to come again.
func (l *limits) take(key int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	k := l.keys[key]
	if k == nil {
		l.forget(now)
		k = &limited{bucket: rate.NewLimiter(limitRate, limitBurst)}
		l.keys[key] = k
	}
	k.seen = now
	if reserved := k.bucket.ReserveN(now, 1); reserved.DelayFrom(now) > 0 {
		after := reserved.DelayFrom(now)
		reserved.CancelAt(now)
		return errBusy{after}
	}
	return nil
}

// forget drops the buckets of keys that have been quiet, once there are many.
func (l *limits) forget(now time.Time) {
	if len(l.keys) < limitMost {
		return
	}
	for key, k := range l.keys {
		if now.Sub(k.seen) > limitForget {
			delete(l.keys, key)
		}
	}
}
