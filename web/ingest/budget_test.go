package ingest

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// bounded is an API that takes 100 bytes a request and 250 in all.
func bounded() *API {
	return &API{Config: Config{MaxBody: 100, MaxInFlight: 250}, budget: newBudget(250)}
}

// take reads the body of a request and returns what to call when it is answered.
func (a *API) take(t *testing.T, from io.Reader) (answered func(), err error) {
	t.Helper()
	held, release := a.Hold(t.Context())
	_, err = a.body(httptest.NewRecorder(), httptest.NewRequestWithContext(held, http.MethodPost, "/logs3", from))
	return release, err
}

func TestBodiesWaitForRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := bounded()
		began := time.Now()
		whole := func() io.Reader { return strings.NewReader(strings.Repeat("x", 100)) }
		first, err := a.take(t, whole())
		require.NoError(t, err)
		second, err := a.take(t, whole())
		require.NoError(t, err)

		_, err = a.take(t, whole())
		p := ProblemOf(err)
		require.Equal(t, []any{http.StatusServiceUnavailable, fullPause}, []any{p.Status, p.After}, err)
		require.Equal(t, roomWait, time.Since(began), "it waited before it was refused")
		small, err := a.take(t, strings.NewReader("x"))
		require.NoError(t, err, "what was refused took no room")
		small()

		got := make(chan error)
		go func() {
			third, err := a.take(t, whole())
			defer third()
			got <- err
		}()
		synctest.Wait()
		first()
		require.NoError(t, <-got, "room that others leave is taken")
		require.Equal(t, roomWait, time.Since(began), "at once")
		second()
		synctest.Wait()
		require.True(t, a.budget.room.TryAcquire(250), "all of it was given back")
	})
}

func TestBodiesOfUnknownLengthTakeRoomAsTheyGrow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &API{Config: Config{MaxBody: 10 * firstRoom}, budget: newBudget(4 * firstRoom)}
		chunked := func(n int) io.Reader { return io.MultiReader(strings.NewReader(strings.Repeat("x", n))) }
		for n, want := range map[int]int64{0: firstRoom, 10: firstRoom, firstRoom: firstRoom, firstRoom + 1: 2 * firstRoom, 3 * firstRoom: 4 * firstRoom} {
			answered, err := a.take(t, chunked(n))
			require.NoError(t, err, n)
			require.False(t, a.budget.room.TryAcquire(4*firstRoom-want+1), "%d bytes take %d", n, want)
			require.True(t, a.budget.room.TryAcquire(4*firstRoom-want), "%d bytes take no more than %d", n, want)
			a.budget.room.Release(4*firstRoom - want)
			answered()
		}
		answered, err := a.take(t, chunked(5*firstRoom))
		require.ErrorIs(t, err, errFull)
		answered()
		require.True(t, a.budget.room.TryAcquire(4*firstRoom))
	})
}

func TestARequestThatLeavesWhileItWaitsIsNotOverload(t *testing.T) {
	t.Parallel()
	a := bounded()
	require.True(t, a.budget.room.TryAcquire(250))
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, err := a.body(httptest.NewRecorder(), httptest.NewRequestWithContext(gone, http.MethodPost, "/logs3", strings.NewReader("x")))
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, errFull)
}

func TestWithoutHoldABodyCountsOnlyWhileItIsRead(t *testing.T) {
	t.Parallel()
	a := bounded()
	for range 10 {
		_, err := a.body(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/logs3", strings.NewReader(strings.Repeat("x", 100))))
		require.NoError(t, err)
	}
	require.True(t, a.budget.room.TryAcquire(250))
}

func TestABodyThatComesTooSlowlyIsARequestTimeout(t *testing.T) {
	t.Parallel()
	from := iotest.ErrReader(&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded})
	answered, err := bounded().take(t, from)
	defer answered()
	require.Equal(t, http.StatusRequestTimeout, ProblemOf(err).Status, err)
}
