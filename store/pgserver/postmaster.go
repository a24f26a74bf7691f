package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// postmaster is what a server says of itself in postmaster.pid. The file outlives a killed server, so only alive
// tells whether it runs.
type postmaster struct {
	pid       int
	cluster   string
	socketDir string
	status    string // "starting", "ready", "stopping"
}

func pidFile(cluster string) string { return filepath.Join(cluster, "postmaster.pid") }

// readPostmaster returns the server that last ran the cluster; its error is fs.ErrNotExist after an orderly stop.
func readPostmaster(cluster string) (postmaster, error) {
	text, err := os.ReadFile(pidFile(cluster))
	if err != nil {
		return postmaster{}, err
	}
	// pid, data directory, start time, port, socket folder, listen address, shared memory, status
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 0 {
		return postmaster{}, fmt.Errorf("read %s: no process id", pidFile(cluster))
	}
	p := postmaster{pid: pid, cluster: cluster}
	if len(lines) > 4 {
		p.socketDir = lines[4]
	}
	if len(lines) > 7 {
		p.status = strings.TrimSpace(lines[7])
	}
	return p, nil
}

// running returns the live server of a cluster, and false if there is none.
func running(cluster string) (postmaster, bool) {
	p, err := readPostmaster(cluster)
	return p, err == nil && p.alive()
}

// alive tells whether the process is there and is the server of this cluster. A process id alone proves nothing:
// after a crash, in a container above all, another process soon has it. What a process is called to its face can
// be read without privileges, unlike where it stands; a zombie is called nothing.
func (p postmaster) alive() bool {
	if !processExists(p.pid) {
		return false
	}
	line, known := commandLine(p.pid)
	return !known || strings.Contains(line+" ", "-D "+p.cluster+" ")
}

// commandLine returns the words of a process, separated by blanks; known is false where the system does not tell.
func commandLine(pid int) (line string, known bool) {
	id := strconv.Itoa(pid)
	if text, err := os.ReadFile(filepath.Join("/proc", id, "cmdline")); err == nil {
		return strings.TrimSpace(strings.ReplaceAll(string(text), "\x00", " ")), true
	}
	out, err := exec.Command("ps", "-ww", "-o", "stat=,command=", "-p", id).Output()
	if err != nil {
		return "", false
	}
	line = strings.TrimSpace(string(out))
	if strings.HasPrefix(line, "Z") {
		return "", true
	}
	return line, true
}

func processExists(pid int) bool {
	return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

// stop ends the server: "fast", which disconnects its clients, rolls back and writes a checkpoint, and if that
// outlasts the context, at once, which costs a recovery at the next start but no data.
func (p postmaster) stop(ctx context.Context) error {
	gone := func() (bool, error) {
		reap(p.pid)
		return !p.alive(), nil
	}
	if err := syscall.Kill(p.pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop Postgres: %w", err)
	}
	if poll(ctx, gone) == nil {
		return nil
	}
	_ = syscall.Kill(p.pid, syscall.SIGQUIT)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abandonAfter)
	defer cancel()
	if err := poll(ctx, gone); err != nil {
		return fmt.Errorf("stop Postgres (process %d): %w", p.pid, err)
	}
	return nil
}

// reap collects a child that ended, and reports that it did. It does nothing for processes that are not ours.
func reap(pid int) (ended bool) {
	var status syscall.WaitStatus
	got, err := syscall.Wait4(pid, &status, syscall.WNOHANG, nil)
	return err == nil && got == pid
}

// clearStale removes what a killed server would trip its successor with. Postgres itself sees through a stale
// postmaster.pid unless the number belongs to some other process by now. In that case our own number is written
// there, which it takes for stale because we are its parent; the rest of the file stays, so it still checks that
// no old backend holds the shared memory. The caller holds the locks and knows that no server is alive.
func clearStale(cluster, socketDir string) error {
	for _, name := range []string{socketName + ".lock", socketName} {
		if err := os.Remove(filepath.Join(socketDir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove a stale socket: %w", err)
		}
	}
	p, err := readPostmaster(cluster)
	if err != nil || !processExists(p.pid) {
		return nil // Postgres judges these by itself
	}
	text, err := os.ReadFile(pidFile(cluster))
	if err != nil {
		return fmt.Errorf("read the stale process id: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	text = []byte(strconv.Itoa(os.Getpid()) + "\n" + rest)
	// The folder is the account's: under root, a link in the file's place must not be followed.
	file, err := os.OpenFile(pidFile(cluster), os.O_WRONLY|os.O_TRUNC|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return fmt.Errorf("mark the stale process id: %w", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("mark the stale process id: %w", err)
	}
	return nil
}
