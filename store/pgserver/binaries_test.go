package pgserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// programs makes a folder with stand-ins for the Postgres programs that say the given version.
func programs(t *testing.T, dir, version string) string {
	t.Helper()
	require.NoError(t, makeDirs(dir, 0o755))
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s'\n", version)
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755))
	}
	return dir
}

func absent(string) (string, error) { return "", errors.New("not in PATH") }

func TestCandidates(t *testing.T) {
	t.Parallel()
	root := folder(t)
	nine := programs(t, filepath.Join(root, "9", "bin"), "9.6.1")
	fifteen := programs(t, filepath.Join(root, "15", "bin"), "15.13")
	seventeen := programs(t, filepath.Join(root, "17", "bin"), "17.10")
	half := programs(t, filepath.Join(root, "18", "bin"), "18.4")
	require.NoError(t, os.Remove(filepath.Join(half, "initdb")))
	patterns := []string{filepath.Join(root, "*", "bin")}

	inPath := filepath.Join(root, "elsewhere")
	require.NoError(t, os.Mkdir(inPath, 0o755))
	require.NoError(t, os.Symlink(filepath.Join(fifteen, "pg_ctl"), filepath.Join(inPath, "pg_ctl")))
	look := func(name string) (string, error) {
		path := filepath.Join(inPath, name)
		_, err := os.Stat(path)
		return path, err
	}

	t.Run("the highest version comes first and half an installation not at all", func(t *testing.T) {
		require.Equal(t, []string{seventeen, fifteen, nine}, candidates("", absent, patterns))
	})
	t.Run("a link in PATH leads to the folder of the programs, which comes before the others", func(t *testing.T) {
		require.Equal(t, []string{fifteen, seventeen, nine}, candidates("", look, patterns))
	})
	t.Run("a folder that was asked for is the only one", func(t *testing.T) {
		require.Equal(t, []string{"/given"}, candidates("/given", look, patterns))
	})
}

func TestInspect(t *testing.T) {
	t.Parallel()
	as, err := accountFor("")
	require.NoError(t, err)
	for version, major := range map[string]int{"15.13 (Debian 15.13-0+deb12u1)": 15, "18beta1": 18, "9.6.24": 9} {
		inst, err := inspect(within(t), as, programs(t, folder(t), version))
		require.NoError(t, err)
		require.Equal(t, major, inst.major, version)
	}
	_, err = inspect(within(t), as, programs(t, folder(t), "")+"/none")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestFind(t *testing.T) {
	t.Parallel()
	as, err := accountFor("")
	require.NoError(t, err)
	old := programs(t, filepath.Join(folder(t), "bin"), "14.2")

	t.Run("refuses a version that is too old", func(t *testing.T) {
		_, err := find(within(t), Config{BinDir: old}, as, 0)
		require.ErrorIs(t, err, ErrNoPostgres)
		require.ErrorContains(t, err, "PostgreSQL 14")
	})
	t.Run("names both versions if the data is of another", func(t *testing.T) {
		_, err := find(within(t), Config{BinDir: old, DataDir: "/data"}, as, 16)
		var mismatch *VersionError
		require.ErrorAs(t, err, &mismatch)
		require.Equal(t, VersionError{Cluster: "/data/postgres/data", Data: 16, BinDir: old, Server: 14}, *mismatch)
		require.ErrorContains(t, err, "PostgreSQL 16")
		require.ErrorContains(t, err, "PostgreSQL 14")
	})
}

func TestMissingIsOneSentenceWithTheReason(t *testing.T) {
	t.Parallel()
	err := missing(Config{}, 0, errors.New("the network is down"))
	require.ErrorIs(t, err, ErrNoPostgres)
	require.ErrorContains(t, err, "ASSAY_POSTGRES_URL")
	require.ErrorContains(t, err, "the network is down")
	require.NotContains(t, err.Error(), "\n")
}

func TestDataOfAnotherVersionIsLeftAlone(t *testing.T) {
	t.Parallel()
	c := Config{DataDir: folder(t), Fast: true}
	s := start(t, c)
	require.NoError(t, s.Stop(within(t)))
	file := filepath.Join(s.config.cluster(), "PG_VERSION")
	require.NoError(t, os.WriteFile(file, []byte("99\n"), 0o600))
	before, err := os.ReadDir(s.config.cluster())
	require.NoError(t, err)

	_, err = Start(within(t), c)
	var mismatch *VersionError
	require.ErrorAs(t, err, &mismatch)
	require.Equal(t, 99, mismatch.Data)
	require.NotZero(t, mismatch.Server)
	after, err := os.ReadDir(s.config.cluster())
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestFolderWithForeignFilesIsNotTakenForAnEmptyOne(t *testing.T) {
	t.Parallel()
	c := Config{DataDir: folder(t)}
	require.NoError(t, os.MkdirAll(c.cluster(), 0o711))
	require.NoError(t, os.WriteFile(filepath.Join(c.cluster(), "diary"), nil, 0o600))
	_, err := Start(within(t), c)
	require.ErrorContains(t, err, "holds files but no database")
}

func TestCreateThatWasInterruptedIsBegunAnew(t *testing.T) {
	t.Parallel()
	c := Config{DataDir: folder(t), Fast: true}
	as, err := accountFor(c.cluster())
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(c.home(), 0o700))
	require.NoError(t, os.Mkdir(c.cluster()+".partial", 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(c.cluster()+".partial", "half"), nil, 0o600))
	require.NoError(t, as.own(c.home()))
	require.True(t, answers(start(t, c)))
	require.NoDirExists(t, c.cluster()+".partial")
}
