package postgres

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestReadingWaitsForTheReaderAndNotForTheDatabase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(t.Context())
		for range 3 {
			time.Sleep(patienceFor - time.Second) // the database
			require.NoError(t, p.give(func() error { time.Sleep(time.Hour); return p.Err() }))
		}
		time.Sleep(patienceFor)
		synctest.Wait()
		require.ErrorIs(t, p.Err(), context.Canceled)
		broken := errors.New("broken off")
		require.ErrorIs(t, p.end(broken), context.DeadlineExceeded)
		require.NoError(t, p.end(nil))

		p = patient(t.Context())
		require.Equal(t, broken, p.end(broken), "what fails by itself stays what it is")
	})
}
