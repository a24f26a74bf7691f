package pgserver

import (
	"bufio"
	"io/fs"
	"strconv"
	"strings"
)

// megabyte is what Postgres calls MB.
const megabyte = 1 << 20

// usualMemory is taken for a machine that does not tell what it has.
const usualMemory = 2 << 30

// memory is how many bytes the machine of a file system has, or the control group that this process is in allows it, as Linux tells
// (proc(5), and memory.max of control groups version 2); usualMemory where nobody tells.
func memory(root fs.FS) int64 {
	least := int64(0)
	if f, err := root.Open("proc/meminfo"); err == nil {
		defer func() { _ = f.Close() }()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if words := strings.Fields(lines.Text()); len(words) == 3 && words[0] == "MemTotal:" {
				if kilobytes, err := strconv.ParseInt(words[1], 10, 64); err == nil {
					least = kilobytes << 10
				}
			}
		}
	}
	if text, err := fs.ReadFile(root, "sys/fs/cgroup/memory.max"); err == nil {
		if most, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && (least == 0 || most < least) {
			least = most
		}
	}
	if least <= 0 {
		return usualMemory
	}
	return least
}

// shares are what Postgres takes of so much memory for itself, and what it may count on the system to keep of its files. An eighth is
// half of what is usual for a machine of its own: this one also runs the program, and whatever else its owner does.
func shares(memory int64) (buffers, cache string) {
	size := func(bytes int64) string { return strconv.FormatInt(bytes/megabyte, 10) + "MB" }
	return size(min(max(memory/8, 128*megabyte), 4<<30)), size(memory / 2)
}
