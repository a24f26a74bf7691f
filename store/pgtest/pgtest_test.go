package pgtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
)

// run is the server under test.
func run(t *testing.T) *server {
	t.Helper()
	s, err := shared()
	require.NoError(t, err)
	return s
}

// probe is a test whose end is ours to decide.
type probe struct {
	testing.TB
	failed   bool
	cleanups []func()
	log      strings.Builder
}

func (p *probe) Failed() bool               { return p.failed }
func (p *probe) Cleanup(f func())           { p.cleanups = append(p.cleanups, f) }
func (p *probe) Logf(f string, args ...any) { fmt.Fprintf(&p.log, f, args...) }
func (p *probe) end()                       { p.cleanups[0]() }

func TestEveryTestHasItsOwnMigratedDatabase(t *testing.T) {
	t.Parallel()
	one, two := DSN(t), DSN(t)
	require.NotEqual(t, one, two)
	for _, dsn := range []string{one, two} {
		require.NotEqual(t, "0", query(t, dsn, `SELECT max(version_id)::text FROM goose_db_version`))
	}
	query(t, one, `CREATE TABLE mine (); SELECT ''`)
	require.Equal(t, "gone", query(t, two, `SELECT coalesce(to_regclass('mine')::text, 'gone')`))
}

func TestDatabaseGoesWithATestThatPasses(t *testing.T) {
	t.Parallel()
	p := &probe{TB: t}
	name := query(t, DSN(p), `SELECT current_database()`)
	require.True(t, exists(t, run(t), name))
	p.end()
	require.False(t, exists(t, run(t), name))
	require.Empty(t, p.log.String())
}

func TestDatabaseOfATestThatFailsIsKeptAndItsAddressPrinted(t *testing.T) {
	t.Parallel()
	s, p := run(t), &probe{TB: t, failed: true}
	dsn := DSN(p)
	name := query(t, dsn, `SELECT current_database()`)
	p.end()
	require.Contains(t, p.log.String(), dsn)
	require.NoError(t, s.sweep(context.Background()))
	require.True(t, exists(t, s, name))
	require.NoError(t, s.drop(context.Background(), name))
}

func TestSweepDropsWhatDeadProgramsLeft(t *testing.T) {
	t.Parallel()
	s := run(t)
	make := func(name, comment string) string {
		require.NoError(t, s.exec(context.Background(), `CREATE DATABASE `+name+` TEMPLATE template0`))
		require.NoError(t, s.exec(context.Background(), `COMMENT ON DATABASE `+name+` IS '`+comment+`'`))
		t.Cleanup(func() { require.NoError(t, s.drop(context.Background(), name)) })
		return name
	}
	dead := make(testPrefix+newRun()+"_1", "")
	over := make(testPrefix+newRun()+"_1", keptMark+time.Now().Add(-2*keptFor).Format(time.RFC3339)+" TestX")
	mine := make(testPrefix+s.run+"_sweep", "")
	foreign := make("somebody_elses_"+newRun(), "")
	other, theirs := otherProgram(t)
	theirName := query(t, theirs, `SELECT current_database()`)

	sweep := func() bool { // another program may sweep at this moment, and spare what died after it looked
		require.NoError(t, s.sweep(context.Background()))
		return !exists(t, s, dead) && !exists(t, s, over)
	}
	require.Eventually(t, sweep, patience, 20*time.Millisecond)
	require.True(t, exists(t, s, mine))
	require.True(t, exists(t, s, foreign))
	require.True(t, exists(t, s, theirName))

	require.NoError(t, other.Process.Kill())
	require.Eventually(t, func() bool {
		require.NoError(t, s.sweep(context.Background()))
		return !exists(t, s, theirName)
	}, patience, 20*time.Millisecond)
}

func TestKept(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for comment, want := range map[string]bool{
		"":                                  false,
		"kept 2026-11-23T11:00:00Z TestX/y": true,
		"kept 2026-11-22T11:00:00Z TestX/y": false,
		"kept yesterday":                    false,
		"2026-11-23T11:00:00Z":              false,
	} {
		require.Equal(t, want, kept(comment, now), comment)
	}
}

// scratch are migrations that no other test uses.
func scratch() fstest.MapFS {
	return fstest.MapFS{"00001_scratch.sql": {Data: []byte(
		"-- +goose Up\nCREATE TABLE made_by_" + newRun() + " ();\n-- +goose Down\nSELECT 1;\n")}}
}

// dropTemplate removes the template of a scratch server.
func dropTemplate(t *testing.T, s *server) {
	t.Cleanup(func() {
		require.NoError(t, s.exec(context.Background(), `ALTER DATABASE `+s.template+` WITH IS_TEMPLATE false`))
		require.NoError(t, s.drop(context.Background(), s.template))
	})
}

func TestTemplateIsMadeOnceByManyAtATime(t *testing.T) {
	t.Parallel()
	files := scratch()
	makers := make([]*server, 4)
	errs := make([]error, len(makers))
	var wg sync.WaitGroup
	for i := range makers {
		makers[i] = &server{dsn: run(t).dsn, run: newRun()}
		wg.Go(func() { errs[i] = makers[i].prepare(context.Background(), files) })
	}
	wg.Wait()
	dropTemplate(t, makers[0])
	for i, s := range makers {
		require.NoError(t, errs[i])
		require.Equal(t, makers[0].template, s.template)
		name, err := s.clone(context.Background())
		require.NoError(t, err)
		require.NoError(t, s.drop(context.Background(), name))
	}
}

func TestHalfMadeTemplateIsMadeAnew(t *testing.T) {
	t.Parallel()
	files := scratch()
	sum, err := hash(files)
	require.NoError(t, err)
	s := &server{dsn: run(t).dsn, run: newRun()}
	require.NoError(t, s.exec(context.Background(), `CREATE DATABASE `+templatePrefix+sum+` TEMPLATE template0`))
	require.NoError(t, s.prepare(context.Background(), files))
	dropTemplate(t, s)
	name, err := s.clone(context.Background())
	require.NoError(t, err)
	require.Equal(t, "1", query(t, s.dsn(name), `SELECT max(version_id)::text FROM goose_db_version`))
	require.NoError(t, s.drop(context.Background(), name))
}

func TestHashFollowsNamesAndContents(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, files := range []fstest.MapFS{
		{"a.sql": {Data: []byte("x")}},
		{"b.sql": {Data: []byte("x")}},
		{"a.sql": {Data: []byte("y")}},
		{"a.sql": {Data: []byte("x")}, "b.sql": {Data: []byte("x")}},
	} {
		sum, err := hash(files)
		require.NoError(t, err)
		require.Len(t, sum, 16)
		seen[sum] = true
	}
	require.Len(t, seen, 4)
}

func TestServerEndsWithTheLastProgramEvenIfThatIsKilled(t *testing.T) {
	t.Parallel()
	// Another temporary folder is another server. It must be open to the account that runs Postgres under root.
	dir, err := os.MkdirTemp("", "pgtest-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o711))
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })

	one, dsn := otherProgram(t, "TMPDIR="+dir)
	two, _ := otherProgram(t, "TMPDIR="+dir)
	require.Contains(t, dsn, dir)
	require.NoError(t, one.Process.Kill())
	_ = one.Wait()
	require.Equal(t, "1", query(t, dsn, `SELECT '1'`), "the other one still uses it")

	require.NoError(t, two.Process.Kill())
	pidFile := filepath.Join(dir, filepath.Base(folder()), "postgres", "data", "postmaster.pid")
	require.FileExists(t, pidFile)
	require.Eventually(t, func() bool {
		_, err := os.Stat(pidFile)
		return os.IsNotExist(err)
	}, patience, 20*time.Millisecond)
}

func TestAnotherServerIsUsedIfOneIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, dsn := otherProgram(t, "TMPDIR="+dir, addressVariable+"="+run(t).dsn(maintenance))
	require.Contains(t, dsn, run(t).dsn(maintenance))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "no server of its own")
}

func TestWithChangesOneParameterOfAnAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"host=/run user=me dbname=a",
		"postgres://me@host/a",
		"postgresql://me@host/a?sslmode=disable",
		"postgres://me@host/?dbname=a&host=%2Fsock",
	} {
		before, err := pq.NewConfig(address)
		require.NoError(t, err)
		after, err := pq.NewConfig(with(address, "dbname", "b"))
		require.NoError(t, err)
		require.Equal(t, "b", after.Database)
		after.Database = before.Database
		require.Equal(t, before.Host, after.Host)
		require.Equal(t, before.User, after.User)
		require.Equal(t, before.SSLMode, after.SSLMode)
	}
}

func TestFolderOfSomebodyElseIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, ownFolder(dir))
	require.NoError(t, ownFolder(filepath.Join(dir, "absent")))
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(dir, link))
	require.ErrorContains(t, ownFolder(link), "somebody else")
}
