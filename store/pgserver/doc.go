// Package pgserver runs the private Postgres of an installation that was given no database address.
//
// It knows where Postgres programs are kept on common systems and how to fetch a pinned build when there are
// none; how to create a cluster, start it on a unix socket inside a folder only its user can enter, and stop it;
// how several processes share one data directory; and how to go on after any of them was killed.
//
// It does not know SQL, the schema, a database driver, or any other package of this program. It never deletes a
// data directory, not even one it cannot use.
//
// What lies in Config.DataDir:
//
//	postgres.gate      locked for the moments in which somebody starts, stops or joins the server
//	postgres.lock      locked (shared) for as long as a process uses the server
//	postgres/          0700, owned by the account that runs Postgres
//	postgres/data/     the cluster
//	postgres/postgres.log
//
// The locks are flock(2) locks, so the kernel releases those of a killed process: whether somebody uses the
// server is a fact, never a stale file. A Postgres that runs while nobody holds postgres.lock is an orphan of a
// killed process; the next one to start stops it and starts it anew.
package pgserver
