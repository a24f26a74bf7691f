package ingest

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/semaphore"
)

// roomWait is how long a request waits for others to finish when there is no room for its body. SDKs drop what was refused
// three times within three seconds, so that waiting saves data where refusing at once would lose it.
const roomWait = 5 * time.Second

// fullPause is how long a client is asked to stay away that found no room.
const fullPause = 2 * time.Second

// errFull is what a request hears that found no room.
var errFull = errors.New("too many requests in hand")

// budget bounds the bytes of decoded bodies that are in memory at once, over all requests. Whoever finds no room waits for it,
// first come, first served, while what it sends waits in the network; so the memory of the program is bounded however many
// clients there are. A nil budget has no bounds.
type budget struct {
	room *semaphore.Weighted
	wait time.Duration // roomWait
}

func newBudget(size int64) *budget { return &budget{semaphore.NewWeighted(size), roomWait} }

// hold is what one request has of the budget.
type hold struct {
	of *budget
	n  int64
}

// grow takes room until the hold has n bytes, or fails with errFull.
func (h *hold) grow(ctx context.Context, n int64) error {
	if h.of == nil || n <= h.n {
		return nil
	}
	waiting, cancel := context.WithTimeoutCause(ctx, h.of.wait, errFull)
	defer cancel()
	if h.of.room.Acquire(waiting, n-h.n) != nil {
		return context.Cause(waiting)
	}
	h.n = n
	return nil
}

// shrink gives back all but n bytes.
func (h *hold) shrink(n int64) {
	if h.of != nil && n < h.n {
		h.of.room.Release(h.n - n)
		h.n = n
	}
}

type holdKey struct{}

// Hold returns a context for one request, and what to call when it is answered: until then its body counts as in memory.
func (a *API) Hold(ctx context.Context) (held context.Context, release func()) {
	h := &hold{of: a.budget}
	return context.WithValue(ctx, holdKey{}, h), func() { h.shrink(0) }
}

// holdOf is the hold of the request, and what to call when its body was read: without Hold, a body counts only until then.
func (a *API) holdOf(ctx context.Context) (h *hold, read func()) {
	if h, isHeld := ctx.Value(holdKey{}).(*hold); isHeld {
		return h, func() {}
	}
	h = &hold{of: a.budget}
	return h, func() { h.shrink(0) }
}
