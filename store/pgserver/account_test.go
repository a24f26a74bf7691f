package pgserver

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPostgresNeverRunsAsRoot(t *testing.T) {
	t.Parallel()
	as, err := accountFor("/absent")
	require.NoError(t, err)
	require.NotZero(t, as.uid)
	require.Equal(t, os.Geteuid() == 0, as.switched)
}

func TestClusterIsRunByItsOwner(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can hand folders to others")
	}
	dir := folder(t)
	require.NoError(t, os.Chown(dir, 12345, 54321))
	as, err := accountFor(dir)
	require.NoError(t, err)
	require.EqualValues(t, 12345, as.uid)
	require.EqualValues(t, 54321, as.gid)
}

func TestDataDirectoryBelowAClosedFolder(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("an ordinary user runs Postgres itself and can enter its own folders")
	}
	closed := filepath.Join(folder(t), "home")
	require.NoError(t, os.Mkdir(closed, 0o700))
	_, err := Start(within(t), Config{DataDir: filepath.Join(closed, "assay")})
	require.ErrorContains(t, err, "may not enter "+closed+":")
	require.ErrorContains(t, err, "chmod o+x "+closed)
	require.ErrorContains(t, err, "/var/lib/assay")
	require.NotContains(t, err.Error(), "\n")
}

func TestEnvironmentIsNotPassedToPostgres(t *testing.T) {
	t.Setenv("PGDATA", "/elsewhere")
	t.Setenv("ASSAY_LLM_API_KEY", "secret")
	out, err := account{uid: uint32(os.Geteuid())}.command(t.Context(), "/usr/bin/env").Output()
	require.NoError(t, err)
	require.NotContains(t, string(out), "PGDATA")
	require.NotContains(t, string(out), "secret")
}

func TestFoldersGetTheirModeWhateverTheUmask(t *testing.T) {
	dir := folder(t) // not parallel: the umask is the whole process's
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	require.NoError(t, makeDirs(filepath.Join(dir, "a", "b"), 0o711))
	for _, name := range []string{"a", "a/b"} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, "drwx--x--x", info.Mode().String())
	}
}

func TestDefaultDataDir(t *testing.T) {
	if os.Geteuid() == 0 {
		require.Equal(t, "/var/lib/assay", DefaultDataDir())
		return
	}
	t.Setenv("XDG_DATA_HOME", "/data")
	require.Equal(t, "/data/assay", DefaultDataDir())
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("HOME", "/home/me")
	require.Equal(t, "/home/me/.local/share/assay", DefaultDataDir())
}
