package pgserver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// socketName is what Postgres calls its socket, after the port.
var socketName = ".s.PGSQL." + strconv.Itoa(port)

// longestSocket is how long the path of a socket may be: sun_path less its closing zero, 107 bytes on Linux and
// 103 on macOS.
const longestSocket = len(syscall.RawSockaddrUnix{}.Path) - 1

// socketFolder is where the socket goes: beside the cluster, or, if that path is too long for a socket, a 0700
// folder under the temporary folder, with a name computed from the data directory. far says which.
func (c Config) socketFolder(as account) (dir string, far bool) {
	if len(filepath.Join(c.home(), socketName)) <= longestSocket {
		return c.home(), false
	}
	sum := sha256.Sum256([]byte(c.home()))
	name := fmt.Sprintf("assay-%d-%s", as.uid, hex.EncodeToString(sum[:6]))
	dir = filepath.Join(os.TempDir(), name)
	if len(filepath.Join(dir, socketName)) > longestSocket {
		dir = filepath.Join("/tmp", name)
	}
	return dir, true
}

// makeSocketFolder makes the folder of the socket. In the temporary folder anybody may have made one of that name
// before, to read along, so one that is not the account's alone is refused.
func (c Config) makeSocketFolder(as account) (string, error) {
	dir, far := c.socketFolder(as)
	if !far {
		return dir, nil
	}
	c.say("%s is too long for a unix socket, so the socket is in %s", c.home(), dir)
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		err = as.own(dir)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make the folder of the socket: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("make the folder of the socket: %w", err)
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || st.Uid != as.uid || info.Mode().Perm() != 0o700 {
		return "", fmt.Errorf("%s is not a folder that only %s may enter: remove it, or choose a shorter data directory",
			dir, as.name)
	}
	return dir, nil
}

// dsn is a lib/pq connection string.
func dsn(socketDir, database string) string {
	return fmt.Sprintf("host=%s port=%d user=%s dbname=%s sslmode=disable",
		quote(socketDir), port, User, quote(database))
}

// quote writes a value of a connection string.
func quote(v string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
}
