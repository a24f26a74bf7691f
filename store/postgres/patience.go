package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// patienceFor is how long the database may say nothing while rows are read one by one that someone takes at their own pace: until the
// first row of a batch, and from one row to the next.
const patienceFor = time.Minute

var errSilent = errors.New("the database said nothing for " + patienceFor.String())

// patience bounds how long reading waits for the database, and leaves the time alone that whoever gets the rows takes for them. Its
// Context is for the statements.
type patience struct {
	context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

// patient begins to wait. End it.
func patient(ctx context.Context) *patience {
	p := &patience{}
	p.Context, p.cancel = context.WithCancelCause(ctx)
	p.timer = time.AfterFunc(patienceFor, func() { p.cancel(errSilent) })
	return p
}

// give hands a row on. The wait begins anew behind it.
func (p *patience) give(yield func() error) error {
	p.timer.Stop()
	defer p.timer.Reset(patienceFor)
	return yield()
}

// end frees what the wait holds, and says of an error whether it is because the wait was over.
func (p *patience) end(err error) error {
	p.timer.Stop()
	silent := errors.Is(context.Cause(p.Context), errSilent)
	p.cancel(nil)
	if err != nil && silent {
		return fmt.Errorf("%w: %w: %w", context.DeadlineExceeded, errSilent, err)
	}
	return err
}
