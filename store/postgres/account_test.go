package postgres

import (
	"context"
	"sync"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgtest"

	"github.com/stretchr/testify/require"
)

// morning is when the tests about people take place.
var morning = time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)

// household is a database with one project and no accounts.
type household struct {
	*DB
	t       *testing.T
	project store.Project
}

func newHousehold(t *testing.T) household {
	t.Helper()
	db, err := Open(t.Context(), pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	p, created, err := db.CreateProject(t.Context(), "demo")
	require.NoError(t, err)
	require.True(t, created)
	return household{DB: db, t: t, project: p}
}

// person makes an account with a role in the project; NoRole is no member.
func (h household) person(email string, role store.Role) int {
	h.t.Helper()
	id, err := h.CreateAccount(h.t.Context(), store.Account{Email: email})
	require.NoError(h.t, err)
	if role != store.NoRole {
		require.NoError(h.t, h.SetMember(h.t.Context(), h.project.ID, id, role))
	}
	return id
}

func (h household) session(account int, token string, expires time.Time) []byte {
	h.t.Helper()
	require.NoError(h.t, h.CreateSession(h.t.Context(), []byte(token), account, "browser", morning, expires))
	return []byte(token)
}

func (h household) link(account int, token string, expires time.Time) []byte {
	h.t.Helper()
	require.NoError(h.t, h.CreateSignInLink(h.t.Context(), []byte(token), account, morning, expires))
	return []byte(token)
}

func TestAccountIsFoundByAddressInAnyCase(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	any, err := h.HasAccounts(t.Context())
	require.NoError(t, err)
	require.False(t, any)
	id, err := h.CreateAccount(t.Context(), store.Account{Email: " Ada@Example.org ", Name: "Ada", PasswordHash: "hash", Owner: true})
	require.NoError(t, err)
	a, err := h.AccountByEmail(t.Context(), "ADA@example.ORG")
	require.NoError(t, err)
	a.Created = time.Time{}
	require.Equal(t, store.Account{ID: id, Email: "ada@example.org", Name: "Ada", PasswordHash: "hash", Owner: true}, a)
	any, err = h.HasAccounts(t.Context())
	require.NoError(t, err)
	require.True(t, any)
}

func TestAccountIsRefused(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	h.person("ada@example.org", store.NoRole)
	for name, email := range map[string]string{
		"when the address is taken": "Ada@example.org",
		"when it is no address":     "ada",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.CreateAccount(context.Background(), store.Account{Email: email})
			var invalid store.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Contains(t, invalid, "email")
		})
	}
	for _, email := range []string{"nobody@example.org", "a\x00b@example.org", "\xff"} {
		_, err := h.AccountByEmail(t.Context(), email)
		require.ErrorIs(t, err, store.ErrNotFound, "%q", email)
	}
}

func TestSessionOpensItsAccountUntilItIsOver(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada := h.person("ada@example.org", store.Viewer)
	token := h.session(ada, "token", morning.Add(time.Hour))
	a, err := h.SessionAccount(t.Context(), token, morning.Add(time.Hour-time.Second))
	require.NoError(t, err)
	require.Equal(t, ada, a.ID)
	_, err = h.SessionAccount(t.Context(), token, morning.Add(time.Hour))
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = h.SessionAccount(t.Context(), []byte("other"), morning)
	require.ErrorIs(t, err, store.ErrNotFound)

	h.exec(`UPDATE account SET disabled = now()`)
	_, err = h.SessionAccount(t.Context(), token, morning)
	require.ErrorIs(t, err, store.ErrNotFound, "of a disabled account")
	h.exec(`UPDATE account SET disabled = NULL`)

	require.NoError(t, h.DeleteSession(t.Context(), token))
	_, err = h.SessionAccount(t.Context(), token, morning)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.NoError(t, h.DeleteSession(t.Context(), token))
}

func (h household) exec(statement string, args ...any) {
	h.t.Helper()
	_, err := h.x.Exec(statement, args...)
	require.NoError(h.t, err)
}

func (h household) count(query string) (n int) {
	h.t.Helper()
	require.NoError(h.t, h.x.Get(&n, query))
	return n
}

func TestSignInForgetsWhatIsOver(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada, bob := h.person("ada@example.org", store.NoRole), h.person("bob@example.org", store.NoRole)
	h.session(ada, "old", morning)
	h.session(bob, "of bob", morning)
	h.session(ada, "new", morning.Add(time.Hour))
	require.Equal(t, 2, h.count(`SELECT count(*) FROM session`))
	h.link(ada, "old", morning)
	h.link(ada, "new", morning.Add(time.Hour))
	require.Equal(t, 1, h.count(`SELECT count(*) FROM sign_in_link`))
}

func TestLastSeenIsWrittenAtMostOnceAMinute(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	token := h.session(h.person("ada@example.org", store.NoRole), "token", morning.Add(time.Hour))
	for _, step := range []struct{ after, seen time.Duration }{
		{30 * time.Second, 0},
		{2 * time.Minute, 2 * time.Minute},
		{2*time.Minute + 30*time.Second, 2 * time.Minute},
	} {
		_, err := h.SessionAccount(t.Context(), token, morning.Add(step.after))
		require.NoError(t, err)
		var seen time.Time
		require.NoError(t, h.x.Get(&seen, `SELECT last_seen FROM session`))
		require.True(t, seen.Equal(morning.Add(step.seen)), "after %v last seen is %v", step.after, seen)
	}
}

func TestLinkSignsInOnce(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada := h.person("ada@example.org", store.NoRole)
	token := h.link(ada, "token", morning.Add(time.Hour))
	a, err := h.UseSignInLink(t.Context(), token, morning)
	require.NoError(t, err)
	require.Equal(t, ada, a.ID)
	_, err = h.UseSignInLink(t.Context(), token, morning)
	require.ErrorIs(t, err, store.ErrNotFound)

	over := h.link(ada, "over", morning.Add(time.Hour))
	_, err = h.UseSignInLink(t.Context(), over, morning.Add(time.Hour))
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = h.UseSignInLink(t.Context(), []byte("never made"), morning)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestOfTwoThatUseALinkAtOnceOneSucceeds(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	token := h.link(h.person("ada@example.org", store.NoRole), "token", morning.Add(time.Hour))
	const tries = 8
	errs := make([]error, tries)
	var wg sync.WaitGroup
	for i := range tries {
		wg.Go(func() { _, errs[i] = h.UseSignInLink(context.Background(), token, morning) })
	}
	wg.Wait()
	worked := 0
	for _, err := range errs {
		if err == nil {
			worked++
			continue
		}
		require.ErrorIs(t, err, store.ErrNotFound)
	}
	require.Equal(t, 1, worked)
}

func TestNewPasswordEndsOtherSessionsAndLinks(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ada, bob := h.person("ada@example.org", store.NoRole), h.person("bob@example.org", store.NoRole)
	later := morning.Add(time.Hour)
	here, there, ofBob := h.session(ada, "here", later), h.session(ada, "there", later), h.session(bob, "of bob", later)
	link := h.link(ada, "link", later)
	require.NoError(t, h.SetPassword(t.Context(), ada, "hash", here))
	for token, open := range map[string]bool{string(here): true, string(there): false, string(ofBob): true} {
		_, err := h.SessionAccount(t.Context(), []byte(token), morning)
		require.Equal(t, open, err == nil, "session %s", token)
	}
	_, err := h.UseSignInLink(t.Context(), link, morning)
	require.ErrorIs(t, err, store.ErrNotFound)
	a, err := h.AccountByEmail(t.Context(), "ada@example.org")
	require.NoError(t, err)
	require.Equal(t, "hash", a.PasswordHash)
	require.NoError(t, h.SetPassword(t.Context(), ada, "other", nil))
	_, err = h.SessionAccount(t.Context(), here, morning)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestSettingIsMadeOnce(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	for _, fresh := range []string{"first", "second"} {
		v, err := h.Setting(t.Context(), "key", func() []byte { return []byte(fresh) })
		require.NoError(t, err)
		require.Equal(t, "first", string(v))
	}
}
