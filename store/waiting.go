package store

import "time"

// KeepWaiting is how long feedback waits for the row that it is about. A row comes within seconds of its feedback, or after an
// exporter's outage; what waits longer names an id that no row will have.
const KeepWaiting = 30 * 24 * time.Hour

// Waiting tells of feedback whose row has not come.
type Waiting struct {
	N     int
	More  bool     // there is more than N
	About []string // some of the ids it waits for, the last one first
}
