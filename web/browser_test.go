package web

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// browserFlags make Chromium fetch nothing that a page did not ask for, and paint tabs that are not in front.
var browserFlags = []string{
	"no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync",
	"disable-default-apps", "disable-extensions", "disable-dev-shm-usage", "disable-background-timer-throttling",
	"disable-backgrounding-occluded-windows", "disable-renderer-backgrounding", "no-default-browser-check",
}

// browsersAtOnce bounds how many tests drive the browser at a time: more only wait for each other's frames.
var browsersAtOnce = make(chan struct{}, 2)

// chromium is the one browser of a test run.
type chromium struct {
	ctx  context.Context
	stop func()
	err  error
}

var sharedBrowser = struct {
	sync.Mutex
	*chromium
}{}

func TestMain(m *testing.M) {
	code := m.Run()
	if sharedBrowser.chromium != nil {
		sharedBrowser.stop()
	}
	os.Exit(code)
}

// browserPath finds the browser: $CHROMIUM, or one of the usual names.
func browserPath() (string, error) {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no browser: install the package chromium (Debian, Fedora, Homebrew), or set CHROMIUM to the program")
}

// startBrowser starts Chromium with an empty profile.
func startBrowser() *chromium {
	path, err := browserPath()
	if err != nil {
		return &chromium{err: err, stop: func() {}}
	}
	dir, err := os.MkdirTemp("", "assay-browser-")
	if err != nil {
		return &chromium{err: err, stop: func() {}}
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.Headless, chromedp.WindowSize(1440, 900)}
	for _, flag := range browserFlags {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	b := &chromium{ctx: ctx, err: chromedp.Do(ctx)}
	b.stop = func() {
		stop()
		stopAllocator()
		_ = os.RemoveAll(dir)
	}
	return b
}

// withBrowser returns the context of the shared browser. Without a browser the test fails: what people do with keys is not
// proven otherwise. A test takes one seat however many tabs it opens: two tests that waited for each other's second one would wait
// for ever.
func withBrowser(t testing.TB, seat *sync.Once) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("the browser level is left out with -short")
	}
	seat.Do(func() {
		browsersAtOnce <- struct{}{}
		t.Cleanup(func() { <-browsersAtOnce })
	})
	sharedBrowser.Lock()
	defer sharedBrowser.Unlock()
	if sharedBrowser.chromium == nil {
		sharedBrowser.chromium = startBrowser()
	}
	if sharedBrowser.err != nil {
		t.Fatal(sharedBrowser.err)
	}
	return sharedBrowser.ctx
}
