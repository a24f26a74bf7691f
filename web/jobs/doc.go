// Package jobs carries out the work that takes longer than a request. A Runner takes jobs out of the database, one at a time,
// says that it is alive while it works, and stops when a job is cancelled or the server drains. Which kinds there are, and what
// they do, it is told: it knows none of them.
package jobs
