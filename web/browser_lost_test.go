package web

import (
	"net/http"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// signInAs fills in the sign-in page.
func (b *tab) signInAs(account store.Account) {
	b.t.Helper()
	b.at("/sign-in")
	b.until(`document.activeElement.id === "email"`)
	b.write(account.Email)
	b.press("Tab")
	b.write(password)
	b.press("Enter")
}

func TestBrowserSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browse()
	b.open("/p/demo/logs?filter=error+IS+NOT+NULL")
	b.signInAs(s.people[store.Viewer])
	b.at("/p/demo/logs")
	require.Equal(t, "error IS NOT NULL", b.query().Get("filter"), "where one wanted to go")

	b.open("/account")
	b.tabTo(`form[action="/sign-out"] button`)
	b.press("Enter")
	b.at("/sign-in")
	b.open("/account")
	b.at("/sign-in")

	b.open(s.link(s.people[store.Admin], time.Hour))
	b.at("/p/demo/logs")
	b.says(".rail-foot", "admin")
}

func TestBrowserLostSession(t *testing.T) {
	t.Parallel()
	s, b := reviewing(t, 6)
	elsewhere := b.beside()
	elsewhere.open("/account")
	elsewhere.tabTo(`form[action="/sign-out"] button`)
	elsewhere.press("Enter")
	elsewhere.at("/sign-in")

	b.press("4", "c")
	b.write("Typed before the session ended.")
	b.press("Escape", "Enter")
	b.says("#notices", "Your session has ended.")
	b.says("#notices", "1 decision is not saved yet, but kept on this page")
	b.painted("2")
	b.press("Enter")
	b.says("#notices", "2 decisions are not saved yet")
	require.Empty(t, s.completions())

	elsewhere.open("/sign-in?next=/account")
	require.NotContains(t, eval[string](elsewhere, "document.body.innerText"), "nothing you typed was saved", "the other tab keeps it")
	elsewhere.signInAs(s.people[store.Reviewer])
	elsewhere.at("/account")
	b.saved()
	b.until(`!document.querySelector("#notices [data-unsaved]")`)
	require.Equal(t, map[store.TraceID]int{journeyTrace(5): 1, journeyTrace(4): 1}, s.completions())
	require.Contains(t, s.history(journeyTrace(5))[1].Body, "Typed before")
}

func TestBrowserServerGone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, says string
		door       http.HandlerFunc
	}{
		{"answers 503", "The server does not answer just now.", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }},
		{"is not there", "The server cannot be reached.", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, b := reviewing(t, 7)
			b.allow("Failed to load resource")
			s.shut(test.door)
			b.press("3", "Enter")
			b.says("#notices", test.says)
			b.painted("2")
			b.press("Enter")
			b.painted("3")
			b.says("#notices", "2 decisions are not saved yet")
			s.shut(nil)
			b.saved()
			b.until(`!document.querySelector("#notices [data-unsaved]")`)
			require.Equal(t, map[store.TraceID]int{journeyTrace(6): 1, journeyTrace(5): 1}, s.completions())
		})
	}

	t.Run("answers, but the answer is lost", func(t *testing.T) {
		t.Parallel()
		s, b := reviewing(t, 5)
		b.allow("Failed to load resource")
		s.shut(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost {
				s.pass(w, r)
				return
			}
			s.pass(discard{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		})
		b.press("5", "c")
		b.write("Once.")
		b.press("Escape", "Enter")
		b.says("#notices", "The server cannot be reached.")
		s.shut(nil)
		b.saved()
		require.GreaterOrEqual(t, s.answered("POST /p/demo/review"), 2, "sent again")
		require.Len(t, s.history(journeyTrace(4)), 3, "and counted once")
	})
}

// discard is where answers go that nobody receives.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

func TestBrowserRefusedDecision(t *testing.T) {
	t.Parallel()
	s, b := reviewing(t, 3)
	b.allow("422")
	configs, err := s.db.ScoreConfigs(t.Context(), s.project.ID)
	require.NoError(t, err)
	tone := configs[1]
	tone.Options = tone.Options[:2]
	_, err = s.db.SaveScoreConfig(t.Context(), s.project.ID, tone, s.people[store.Admin].ID)
	require.NoError(t, err)
	b.press("j", "3", "Enter") // "bad" is not an option any more
	b.painted("2")
	b.says("#notices", "Item 1 was not saved.")
	b.says("#notices", "not one of the options")
	b.tabTo("#notices a")
	b.press("Enter")
	b.painted("1")
	require.Empty(t, s.completions())
}
