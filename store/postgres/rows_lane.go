package postgres

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"assay/store"
)

// mostGrouped bounds the rows of requests that are written together, so that nobody waits for a very long transaction.
const mostGrouped = 2000

// groupTimeout bounds a transaction that is no longer one client's own and so does not end when that client leaves.
const groupTimeout = time.Minute

// errBrokenOff is what those hear whose group was led by a request that panicked.
var errBrokenOff = errors.New("the group broke off")

// lanes writes requests to one project's log one group at a time: those that come while a transaction runs go together into the
// next one. A transaction costs about as much as two hundred rows do, so under load a group is several times faster than its
// requests one by one, and an idle server makes nobody wait. Its zero value is ready.
type lanes struct {
	mu      sync.Mutex
	waiting map[store.ProjectID][]*logCall // a present key is a lane in use
}

// logCall is one request on its way.
type logCall struct {
	writes []LogWrite
	now    time.Time
	lead   chan []*logCall // its turn has come, with all whom it takes along
	done   chan struct{}   // it was taken along; the result is there
	result Written
	err    error
}

// run writes a call, alone or with others. write is called with all rows of a group; when that fails, each call of it is
// written alone, so that one bad request is nobody else's.
func (l *lanes) run(ctx context.Context, project store.ProjectID, call *logCall, write func(context.Context, []LogWrite, time.Time) (Written, error)) (Written, error) {
	group := l.enter(project, call)
	if group == nil {
		var err error
		if group, err = l.wait(ctx, project, call); group == nil {
			return call.result, err
		}
	}
	defer l.leave(project)
	if len(group) == 1 {
		return write(ctx, call.writes, call.now)
	}
	together, cancel := context.WithTimeout(context.WithoutCancel(ctx), groupTimeout)
	defer cancel()
	var all []LogWrite
	now := call.now
	defer func() {
		for _, c := range group {
			close(c.done)
		}
	}()
	for _, c := range group {
		c.err = errBrokenOff
		all = append(all, c.writes...)
		if c.now.After(now) {
			now = c.now
		}
	}
	done, err := write(together, all, now)
	for _, c := range group {
		c.result, c.err = done, err
		if err != nil {
			c.result, c.err = write(together, c.writes, c.now)
		}
	}
	return call.result, call.err
}

// enter returns the group to lead when nobody is in the lane, or nil when the call has to wait.
func (l *lanes) enter(project store.ProjectID, call *logCall) []*logCall {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting == nil {
		l.waiting = map[store.ProjectID][]*logCall{}
	}
	queue, busy := l.waiting[project]
	if busy {
		l.waiting[project] = append(queue, call)
		return nil
	}
	l.waiting[project] = nil
	return []*logCall{call}
}

// wait returns the group to lead when it is the call's turn, or nil when the call is over: taken along, or given up before
// anyone took it.
func (l *lanes) wait(ctx context.Context, project store.ProjectID, call *logCall) ([]*logCall, error) {
	select {
	case group := <-call.lead:
		return group, nil
	case <-call.done:
		return nil, call.err
	case <-ctx.Done():
	}
	l.mu.Lock()
	at := slices.Index(l.waiting[project], call)
	if at >= 0 {
		l.waiting[project] = slices.Delete(l.waiting[project], at, at+1)
	}
	l.mu.Unlock()
	if at >= 0 {
		return nil, ctx.Err()
	}
	select { // someone counts on it already
	case group := <-call.lead:
		return group, nil
	case <-call.done:
		return nil, call.err
	}
}

// leave hands the lane to those who wait, or closes it.
func (l *lanes) leave(project store.ProjectID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.waiting[project]
	if len(queue) == 0 {
		delete(l.waiting, project)
		return
	}
	n, rows := 1, len(queue[0].writes)
	for n < len(queue) && rows+len(queue[n].writes) <= mostGrouped {
		rows += len(queue[n].writes)
		n++
	}
	l.waiting[project] = slices.Clone(queue[n:])
	queue[0].lead <- slices.Clone(queue[:n])
}
