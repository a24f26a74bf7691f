package auth

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestPasswordIsRightOrWrong(t *testing.T) {
	t.Parallel()
	hash, err := HashPassword("päss word")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(hash, "$argon2id$"), hash)
	for _, c := range []struct {
		name, password, hash string
		right                bool
	}{
		{"the password", "päss word", hash, true},
		{"another case", "Päss word", hash, false},
		{"nothing", "", hash, false},
		{"an account without one", "päss word", "", false},
		{"an empty password for an account without one", "", "", false},
		{"the password of nobody", "nobody has this password", "", false},
		{"a damaged hash", "päss word", hash[:len(hash)-5], false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.right, CheckPassword(c.password, c.hash))
		})
	}
}

func TestPasswordHasSensibleLength(t *testing.T) {
	t.Parallel()
	for password, fine := range map[string]bool{
		"1234567":                 false,
		"12345678":                true,
		"äöüßäöü":                 false, // seven characters in fourteen bytes
		strings.Repeat("x", 1000): true,
		strings.Repeat("x", 1001): false,
	} {
		_, err := HashPassword(password)
		if fine {
			require.NoError(t, err)
			continue
		}
		var invalid store.Invalid
		require.ErrorAs(t, err, &invalid)
		require.Contains(t, invalid, "password")
	}
}

func TestHashesOfAPasswordDiffer(t *testing.T) {
	t.Parallel()
	one, err := HashPassword("correct horse")
	require.NoError(t, err)
	two, err := HashPassword("correct horse")
	require.NoError(t, err)
	require.NotEqual(t, one, two)
}

func TestTokensAreRandomAndKnownByTheirHash(t *testing.T) {
	t.Parallel()
	token, hash := NewToken()
	other, _ := NewToken()
	require.Len(t, token, 43) // 256 bits in base64
	require.NotEqual(t, token, other)
	require.Equal(t, hash, HashToken(token))
	require.Len(t, hash, 32)
	require.NotContains(t, string(hash), token)
}

// browser carries cookies from one answer to the next request.
type browser struct{ cookies []*http.Cookie }

func (b *browser) request() *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	return r
}

func (b *browser) keep(w *httptest.ResponseRecorder) {
	if set := w.Result().Cookies(); len(set) > 0 {
		b.cookies = set[len(set)-1:]
	}
}

func TestCookieCarriesTokenAndMessage(t *testing.T) {
	t.Parallel()
	c, b := NewCookies(make([]byte, 32), "http://localhost"), &browser{}
	require.Empty(t, c.Token(b.request()))

	w := httptest.NewRecorder()
	require.NoError(t, c.SetToken(w, b.request(), "token"))
	b.keep(w)
	require.Equal(t, "token", c.Token(b.request()))

	w = httptest.NewRecorder()
	require.NoError(t, c.SetFlash(w, b.request(), "saved"))
	b.keep(w)
	require.Equal(t, "token", c.Token(b.request()), "the message does not sign out")

	w = httptest.NewRecorder()
	require.Equal(t, "saved", c.TakeFlash(w, b.request()))
	b.keep(w)
	require.Empty(t, c.TakeFlash(httptest.NewRecorder(), b.request()), "a message is said once")
	require.Equal(t, "token", c.Token(b.request()))

	w = httptest.NewRecorder()
	require.NoError(t, c.SetToken(w, b.request(), ""))
	b.keep(w)
	require.Empty(t, c.Token(b.request()))
}

func TestCookieOfAnotherKeyIsNotBelieved(t *testing.T) {
	t.Parallel()
	other := append(make([]byte, 31), 1)
	b, w := &browser{}, httptest.NewRecorder()
	require.NoError(t, NewCookies(other, "http://localhost").SetToken(w, b.request(), "token"))
	b.keep(w)
	require.Empty(t, NewCookies(make([]byte, 32), "http://localhost").Token(b.request()))
}

func TestCookieIsAsStrictAsTheAddressAllows(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]struct {
		name   string
		secure bool
	}{
		"http://localhost:8080": {"assay", false},
		"https://assay.example": {"__Host-assay", true},
	} {
		w := httptest.NewRecorder()
		require.NoError(t, NewCookies(make([]byte, 32), base).SetToken(w, (&browser{}).request(), "token"))
		set := w.Result().Cookies()
		require.Len(t, set, 1)
		require.Equal(t, want.name, set[0].Name, base)
		require.Equal(t, want.secure, set[0].Secure, base)
		require.True(t, set[0].HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, set[0].SameSite)
		require.Equal(t, "/", set[0].Path)
		require.Empty(t, set[0].Domain)
		require.NotContains(t, set[0].Value, "token", "the value is coded")
	}
}
