package pgserver

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// npmConfig reads which npm registry this machine is set up for. There is no built-in address: a machine that
// never heard of npm is not sent anywhere.
type npmConfig struct {
	getenv func(string) string
	home   string
	global []string                                  // npmrc files of the system
	ask    func(ctx context.Context) (string, error) // npm itself
}

func systemNPM() npmConfig {
	home, _ := os.UserHomeDir() // without a home there is no ~/.npmrc
	return npmConfig{
		getenv: os.Getenv,
		home:   home,
		global: []string{"/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc", "/opt/homebrew/etc/npmrc"},
		ask: func(ctx context.Context) (string, error) {
			out, err := exec.CommandContext(ctx, "npm", "config", "get", "registry").Output()
			return strings.TrimSpace(string(out)), err
		},
	}
}

// registry is the base address, without a slash at the end. The order is npm's own: environment, the user's file,
// the system's files; at last npm is asked, which knows its default.
func (n npmConfig) registry(ctx context.Context) (string, error) {
	for _, name := range []string{"npm_config_registry", "NPM_CONFIG_REGISTRY"} {
		if v := clean(n.getenv(name)); v != "" {
			return v, nil
		}
	}
	for _, file := range n.files() {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // not there, or not for us to read: the next may say
		}
		if v := clean(n.setting(text)); v != "" {
			return v, nil
		}
	}
	if v, err := n.ask(ctx); err == nil && clean(v) != "" {
		return clean(v), nil
	}
	return "", errors.New("no npm registry is configured to fetch it from")
}

func (n npmConfig) files() []string {
	var files []string
	if f := n.getenv("NPM_CONFIG_USERCONFIG"); f != "" {
		files = append(files, f)
	} else if n.home != "" {
		files = append(files, filepath.Join(n.home, ".npmrc"))
	}
	return append(files, n.global...)
}

var npmVariable = regexp.MustCompile(`\$\{[^}]+\}`)

// setting finds the registry in an npmrc; one for our package's scope comes before the general one.
func (n npmConfig) setting(text []byte) string {
	var general string
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		key, value, ok := strings.Cut(lines.Text(), "=")
		if !ok {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		value = npmVariable.ReplaceAllStringFunc(value, func(v string) string { return n.getenv(v[2 : len(v)-1]) })
		switch strings.TrimSpace(key) {
		case "@embedded-postgres:registry":
			return value
		case "registry":
			general = value
		}
	}
	return general
}

// clean drops what is no address: npm prints "undefined" for a setting it does not have.
func clean(v string) string {
	v = strings.TrimRight(strings.TrimSpace(v), "/")
	if !strings.HasPrefix(v, "http://") && !strings.HasPrefix(v, "https://") {
		return ""
	}
	return v
}

// archiveURL is where the archive is fetched from: the configured address if it is an archive, else below the
// configured or npm's registry.
func (f fetcher) archiveURL(ctx context.Context) (string, error) {
	base := f.url
	if strings.HasSuffix(base, ".tgz") || strings.HasSuffix(base, ".tar.gz") {
		return base, nil
	}
	if base == "" {
		var err error
		if base, err = f.registry(ctx); err != nil {
			return "", err
		}
	}
	if clean(base) == "" {
		return "", fmt.Errorf("%q is neither a .tgz nor the address of a registry", base)
	}
	return clean(base) + "/" + f.build.path(f.platform), nil
}
