package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// pollEvery paces the waits for what cannot be waited for otherwise: a lock under a context, a foreign process.
const pollEvery = 15 * time.Millisecond

// openLock opens a lock file, making it if need be. Closing the file releases its lock.
func openLock(dir, name string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock of the private Postgres: %w", err)
	}
	return f, nil
}

// tryLock takes a lock (syscall.LOCK_EX or LOCK_SH) if nobody is in the way. On a file that holds a lock it
// converts it; a failed conversion may lose the lock held before.
func tryLock(f *os.File, how int) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
	}
}

// unlock releases a lock and its file. Closing alone would do, were it not for a child that is being started just
// now: until it runs its program it has the file open too.
func unlock(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}

// enterGate waits until this process alone may start, stop or join the server, and returns how to leave.
func enterGate(ctx context.Context, dataDir string) (leave func(), err error) {
	f, err := openLock(dataDir, "postgres.gate")
	if err != nil {
		return nil, err
	}
	err = poll(ctx, func() (bool, error) { return tryLock(f, syscall.LOCK_EX) })
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("wait for another start or stop of Postgres in %s: %w", dataDir, err)
	}
	return func() { _ = unlock(f) }, nil
}

// poll asks until the answer is yes, an error, or the context's end.
func poll(ctx context.Context, done func() (bool, error)) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if ok, err := done(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
