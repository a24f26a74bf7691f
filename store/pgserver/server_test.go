package pgserver

import (
	"context"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// answers tells whether somebody accepts connections on the server's socket.
func answers(s *Server) bool {
	conn, err := net.Dial("unix", filepath.Join(s.server.socketDir, socketName))
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func TestServerLivesFromStartToStop(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "data dir's") // a name that wants quoting
	s, err := Start(within(t), Config{DataDir: dir, Fast: true})
	require.NoError(t, err)
	require.True(t, s.Running())
	require.True(t, answers(s))
	require.False(t, s.Attached)
	require.FileExists(t, s.LogFile())
	require.Equal(t, "host='"+strings.ReplaceAll(dir, "'", `\'`)+"/postgres' port=5432 user=assay dbname='assay' sslmode=disable",
		s.DSN(Database))

	info, err := os.Stat(s.config.home())
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), info.Mode().Perm(), "the folder of the socket is the password")

	require.NoError(t, s.Stop(within(t)))
	require.False(t, s.Running())
	require.False(t, answers(s))
	require.NoFileExists(t, pidFile(s.config.cluster()))
	require.NoError(t, s.Stop(within(t)), "a second stop does nothing")

	again := start(t, Config{DataDir: dir, Fast: true})
	require.True(t, answers(again), "the same data directory starts again")
}

func TestStopAfterItsContextEndedStillStops(t *testing.T) {
	t.Parallel()
	s := start(t, Config{DataDir: folder(t), Fast: true})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.NoError(t, s.Stop(ctx))
	require.False(t, s.Running())
}

func TestProcessesShareOneServer(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	c := Config{DataDir: dir, Fast: true}

	_, ok, err := Attach(within(t), c)
	require.NoError(t, err)
	require.False(t, ok, "nobody runs it yet")

	owner := startChild(t, dir)
	_, err = Start(within(t), c)
	require.ErrorIs(t, err, ErrRunning)
	require.ErrorContains(t, err, dir)

	s, ok, err := Attach(within(t), c)
	require.NoError(t, err)
	require.True(t, ok)
	require.True(t, s.Attached)
	require.True(t, answers(s))
	idle, err := StopOrphan(within(t), c)
	require.NoError(t, err)
	require.False(t, idle, "a server in use is no orphan")

	owner.leave(t)
	require.True(t, answers(s), "the one who started it left, but we use it")
	require.NoError(t, s.Stop(within(t)))
	require.False(t, answers(s), "the last one out stops it")
}

func TestAttachLeavesTheServerToItsOwner(t *testing.T) {
	t.Parallel()
	c := Config{DataDir: folder(t), Fast: true}
	owner := start(t, c)
	s, err := Open(within(t), c)
	require.NoError(t, err)
	require.True(t, s.Attached)
	require.Equal(t, owner.HasLZ4, s.HasLZ4)
	require.Equal(t, owner.DSN("x"), s.DSN("x"))
	require.NoError(t, s.Stop(within(t)))
	require.True(t, answers(owner))
}

func TestAttachMakesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "absent")
	_, ok, err := Attach(within(t), Config{DataDir: dir})
	require.NoError(t, err)
	require.False(t, ok)
	require.NoDirExists(t, dir)
}

func TestStartAfterTheProgramWasKilled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	startChild(t, dir).kill(t)
	cluster := Config{DataDir: dir}.cluster()
	orphan, up := running(cluster)
	require.True(t, up, "Postgres goes on without the program that started it")

	log := &logged{}
	s := start(t, Config{DataDir: dir, Fast: true, Log: log})
	require.Contains(t, log.String(), "of an assay that was killed")
	require.NotEqual(t, orphan.pid, s.server.pid)
	require.True(t, answers(s))
}

func TestStartAfterTheProgramAndPostgresWereKilled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	p := startChild(t, dir)
	orphan, up := running(Config{DataDir: dir}.cluster())
	require.True(t, up)
	p.kill(t)
	require.NoError(t, syscall.Kill(orphan.pid, syscall.SIGKILL))

	s := start(t, Config{DataDir: dir, Fast: true})
	require.True(t, answers(s))
}

func TestStartWhenAnotherProcessHasTheNumberOfTheKilledServer(t *testing.T) {
	t.Parallel()
	c := Config{DataDir: folder(t), Fast: true}
	s := start(t, c)
	require.NoError(t, syscall.Kill(s.server.pid, syscall.SIGKILL))
	require.NoError(t, poll(within(t), func() (bool, error) { return !s.Running(), nil }))
	require.NoError(t, s.Stop(within(t)))

	// A process of the very account, which Postgres by itself would take for its living predecessor.
	as, err := accountFor(s.config.cluster())
	require.NoError(t, err)
	sleeper := as.command(within(t), "/bin/sleep", "600")
	require.NoError(t, sleeper.Start())
	t.Cleanup(func() { _ = sleeper.Process.Kill(); _ = sleeper.Wait() })
	for _, file := range []string{pidFile(s.config.cluster()), filepath.Join(s.config.home(), socketName+".lock")} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		_, rest, _ := strings.Cut(string(text), "\n")
		require.NoError(t, os.WriteFile(file, []byte(strconv.Itoa(sleeper.Process.Pid)+"\n"+rest), 0o600))
	}
	require.True(t, answers(start(t, c)))
	require.NoError(t, sleeper.Process.Signal(syscall.Signal(0)), "the stranger is left alone")
}

func TestStopOrphanOfKilledProcesses(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	c := Config{DataDir: dir}
	startChild(t, dir).kill(t)
	idle, err := StopOrphan(within(t), c)
	require.NoError(t, err)
	require.True(t, idle)
	_, up := running(c.cluster())
	require.False(t, up)
}

func TestOpenRestartsAServerThatCrashedUnderItsUsers(t *testing.T) {
	t.Parallel()
	c := Config{DataDir: folder(t), Fast: true}
	first := start(t, c)
	require.NoError(t, syscall.Kill(first.server.pid, syscall.SIGKILL))
	require.NoError(t, poll(within(t), func() (bool, error) { return !first.Running(), nil }))
	second, err := Open(within(t), c)
	require.NoError(t, err)
	require.True(t, answers(second))
	require.NoError(t, second.Stop(within(t)))
	require.True(t, first.Running(), "the first user still has it")
}

func TestSocketOfALongDataDirectory(t *testing.T) {
	t.Parallel()
	log := &logged{}
	c := Config{DataDir: filepath.Join(folder(t), strings.Repeat("long", 30)), Fast: true, Log: log}
	s := start(t, c)
	require.True(t, answers(s))
	require.Contains(t, log.String(), "too long for a unix socket")
	info, err := os.Stat(s.server.socketDir)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	dir := s.server.socketDir
	t.Cleanup(func() { _ = os.RemoveAll(dir) })

	require.NoError(t, s.Stop(within(t)))
	require.NoError(t, os.Chmod(dir, 0o755))
	_, err = Start(within(t), c)
	require.ErrorContains(t, err, "is not a folder that only")
}

func TestSettingsReachTheServer(t *testing.T) {
	t.Parallel()
	c := Config{DataDir: folder(t), Fast: true, Settings: map[string]string{"max_connections": "7"}}
	s := start(t, c)
	options, err := os.ReadFile(filepath.Join(s.config.cluster(), "postmaster.opts"))
	require.NoError(t, err)
	for _, want := range []string{"max_connections=7", "fsync=off", "jit=off", "listen_addresses="} {
		require.Contains(t, string(options), want)
	}
}

func TestSettingPostgresRefusesIsReportedInItsWords(t *testing.T) {
	t.Parallel()
	_, err := Start(within(t), Config{DataDir: folder(t), Fast: true, Settings: map[string]string{"no_such": "1"}})
	require.ErrorContains(t, err, `unrecognized configuration parameter "no_such"`)
}
