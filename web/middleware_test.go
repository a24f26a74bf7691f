package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// TestWhatStopsWhenTheClientLeavesIsNoFailure has the database say that its statement was cancelled, which it does for a
// deadline of ours too.
func TestWhatStopsWhenTheClientLeavesIsNoFailure(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	cancelled := func(echo.Context) error { return fmt.Errorf("count traces: %w", context.DeadlineExceeded) }
	for left, status := range map[bool]int{true: statusClientGone, false: http.StatusServiceUnavailable} {
		for _, path := range []string{"/p/demo/logs", "/v1/project"} {
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			if left {
				leave()
			}
			w := httptest.NewRecorder()
			c := a.server.echo.NewContext(httptest.NewRequestWithContext(ctx, http.MethodGet, base+path, nil), w)
			require.NoError(t, a.server.access(cancelled)(c))
			require.Equal(t, status, w.Code, path)
		}
	}
}
