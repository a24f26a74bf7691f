//go:build linux && (amd64 || arm64)

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const dontNeed = 4 // POSIX_FADV_DONTNEED of fadvise(2)

// forget takes the files below a folder out of the memory of the system, so that the next read comes from the disk.
func forget(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("forget a file: %w", err)
		}
		defer func() { _ = f.Close() }()
		if _, _, no := syscall.Syscall6(syscall.SYS_FADVISE64, f.Fd(), 0, 0, dontNeed, 0, 0); no != 0 {
			return fmt.Errorf("forget %s: %w", path, no)
		}
		return nil
	})
}
