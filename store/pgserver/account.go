package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who the Postgres processes run as: this process's own user, or, because Postgres refuses to run as
// root, an unprivileged one.
type account struct {
	name     string
	uid, gid uint32
	switched bool
}

// accountFor picks the account for a cluster. One that exists is run by its owner, so that installing a postgres
// user later does not lock anybody out of their data.
func accountFor(cluster string) (account, error) {
	if uid := os.Geteuid(); uid != 0 {
		return account{name: userName(uid), uid: uint32(uid), gid: uint32(os.Getegid())}, nil
	}
	if info, err := os.Stat(cluster); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 {
			return account{name: userName(int(st.Uid)), uid: st.Uid, gid: st.Gid, switched: true}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(u.Uid, 10, 32)
		gid, errG := strconv.ParseUint(u.Gid, 10, 32)
		if errU == nil && errG == nil && uid != 0 {
			return account{name: name, uid: uint32(uid), gid: uint32(gid), switched: true}, nil
		}
	}
	return account{}, errors.New("no account to run Postgres, which refuses root: there is neither a user postgres nor nobody: " +
		"add a user postgres, or start assay as an ordinary user")
}

func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return "uid " + strconv.Itoa(uid)
}

// command prepares a program to run as the account, in a session of its own: Ctrl-C in the terminal must reach
// this program only, which then stops Postgres in order. The environment is not passed on, it may hold secrets
// and PG* variables that redirect Postgres.
func (a account) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/"
	cmd.Env = []string{"LC_ALL=C", "TZ=UTC", "HOME=/"}
	for _, name := range []string{"PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.switched {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return cmd
}

// own hands a folder or file to the account.
func (a account) own(path string) error {
	if !a.switched {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// makeHome makes the 0700 folder of the cluster in the data directory. The folders above it must let the account
// through, and if they do not the error says which one is in the way. The program is any that the account can run.
func (a account) makeHome(ctx context.Context, c Config, program string) error {
	if err := a.reach(ctx, c.DataDir, program); err != nil {
		return err
	}
	switch err := os.Mkdir(c.home(), 0o700); {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return fmt.Errorf("make the folder of the private Postgres: %w", err)
	}
	if err := a.own(c.home()); err != nil {
		return fmt.Errorf("hand %s to %s: %w", c.home(), a.name, err)
	}
	return nil
}

// reach checks that the account can enter dir, by entering it: permission bits alone would overlook access lists.
func (a account) reach(ctx context.Context, dir, program string) error {
	if !a.switched {
		return nil
	}
	cmd := a.command(ctx, program, "--version")
	cmd.Dir = dir
	err := cmd.Run()
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("run a program as user %s: %w", a.name, err)
	}
	return fmt.Errorf("the private Postgres runs as user %s, which may not enter %s: choose a data directory "+
		"such as %s, or allow it with \"chmod o+x %[2]s\"", a.name, a.blocked(dir), DefaultDataDir())
}

// blocked is the topmost folder on the way to dir that the permission bits close to the account.
func (a account) blocked(dir string) string {
	culprit := dir
	for d := dir; ; d = filepath.Dir(d) {
		if info, err := os.Stat(d); err == nil && !a.mayEnter(info) {
			culprit = d
		}
		if d == filepath.Dir(d) {
			return culprit
		}
	}
}

func (a account) mayEnter(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return true
	case st.Uid == a.uid:
		return info.Mode()&0o100 != 0
	case st.Gid == a.gid:
		return info.Mode()&0o010 != 0
	}
	return info.Mode()&0o001 != 0
}

// makeDataDir makes the data directory. One that root makes can be walked through by the account, but not listed.
func (a account) makeDataDir(dir string) error {
	if a.switched {
		return makeDirs(dir, 0o711)
	}
	return makeDirs(dir, 0o700)
}

// makeDirs is os.MkdirAll with exactly the given mode on every folder it makes, whatever the umask.
func makeDirs(dir string, mode fs.FileMode) error {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("make folder %s: it is a file", dir)
		}
		return nil
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := makeDirs(parent, mode); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make folder: %w", err)
	}
	return os.Chmod(dir, mode)
}
