package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUser(t *testing.T) {
	t.Parallel()
	s := installed(t)
	server := strings.TrimSuffix(s.address("/"), "/")

	// linkAlone is the one line that a command printed.
	linkAlone := func(t *testing.T, a answer) string {
		t.Helper()
		require.Equal(t, 1, strings.Count(a.out, "\n"), a.out)
		link := strings.TrimSuffix(a.out, "\n")
		require.True(t, strings.HasPrefix(link, server+"/sign-in/"), link)
		return link
	}

	t.Run("without a password a link is printed alone, and it signs in with the role", func(t *testing.T) {
		t.Parallel()
		worked(t, s.dir, lines(0, 1), "import", "--project", "u1", "-")
		a := worked(t, s.dir, "", "user", "create", "--email", "rev@example.org", "--project", "u1", "--role", "reviewer", "--base-url", server)
		require.Contains(t, a.errs, "rev@example.org is reviewer in u1.")
		c := browser(t)
		status, _, _ := page(t, c, linkAlone(t, a))
		require.Equal(t, http.StatusOK, status)
		status, _, _ = page(t, c, s.address("/p/u1/review"))
		require.Equal(t, http.StatusOK, status)
		status, _, _ = page(t, c, s.address("/p/u1/settings/people"))
		require.GreaterOrEqual(t, status, 400, "a reviewer has no business there")
	})

	t.Run("with a password nothing is printed, and the password signs in", func(t *testing.T) {
		t.Parallel()
		a := worked(t, s.dir, "correct horse battery\n", "user", "create", "--email", "pw@example.org", "--project", "u2", "--role", "viewer")
		require.Empty(t, a.out)
		require.NotContains(t, a.errs, "horse")
		for password, want := range map[string]int{"correct horse battery": http.StatusOK, "wrong": http.StatusUnprocessableEntity} {
			r, err := browser(t).PostForm(s.address("/sign-in"), url.Values{"email": {"pw@example.org"}, "password": {password}, "next": {"/account"}})
			require.NoError(t, err)
			require.NoError(t, r.Body.Close())
			require.Equal(t, want, r.StatusCode, password)
		}
	})

	t.Run("a known person gets a role in another project", func(t *testing.T) {
		t.Parallel()
		for _, project := range []string{"u3", "u4"} {
			worked(t, s.dir, "", "user", "create", "--email", "two@example.org", "--project", project, "--role", "viewer")
		}
		c := browser(t)
		_, _, _ = page(t, c, linkAlone(t, worked(t, s.dir, "", "user", "link", "--email", "Two@Example.org", "--base-url", server+"/")))
		for _, project := range []string{"u3", "u4"} {
			status, _, _ := page(t, c, s.address("/p/"+project+"/logs"))
			require.Equal(t, http.StatusOK, status)
		}
	})

	t.Run("nobody gets no link", func(t *testing.T) {
		t.Parallel()
		a := assay(t, s.dir, "", "user", "link", "--email", "nobody@example.org")
		require.Equal(t, exitFailed, a.code)
		require.Empty(t, a.out)
		require.Contains(t, a.errs, "nobody@example.org")
	})

	t.Run("an address that is none is refused", func(t *testing.T) {
		t.Parallel()
		a := assay(t, s.dir, "", "user", "create", "--email", "nonsense", "--project", "u5", "--role", "viewer")
		require.Equal(t, exitFailed, a.code)
		require.Empty(t, a.out)
		require.Contains(t, a.errs, "e-mail address")
	})
}

func TestMigrateSaysThatItIsDone(t *testing.T) {
	t.Parallel()
	s := installed(t)
	require.Equal(t, "The schema is up to date.\n", worked(t, s.dir, "", "migrate").out)
}
