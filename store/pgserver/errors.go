package pgserver

import (
	"errors"
	"fmt"
)

var (
	// ErrRunning says that a live process already runs the private Postgres of this data directory.
	ErrRunning = errors.New("another assay process is using this data directory")
	// ErrNoPostgres says that this machine has no usable Postgres and none could be fetched. The error that
	// wraps it is one sentence with the command that installs it.
	ErrNoPostgres = errors.New("PostgreSQL 15 or newer is needed")
)

// VersionError says that the data was made by another major version of Postgres than the programs found. The
// data is left as it is.
type VersionError struct {
	Cluster string // the folder of the data
	Data    int    // the major version that made it
	BinDir  string // the programs found
	Server  int    // their major version
}

// Error names both versions and what to do.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the database in %s was made by PostgreSQL %d, but %s is PostgreSQL %d: "+
		"install PostgreSQL %d beside it, or bring the data over with pg_upgrade",
		e.Cluster, e.Data, e.BinDir, e.Server, e.Data)
}
