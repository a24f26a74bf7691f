package views

import (
	"strconv"
	"time"

	"assay/store"
)

// JobPage shows one job: what it does, how far it is, and what came of it.
type JobPage struct {
	Shell     Shell
	Job       store.Job
	URL       string
	CanCancel bool
	Result    JobResult
}

// JobResult is what came of a job, as its kind has it. The zero JobResult says nothing.
type JobResult struct {
	Says     string
	Link     string // where to see it, with Label
	Label    string
	Undo     string // what to post to UndoURL to take it back; empty when there is nothing to
	UndoURL  string
	Report   *AddReport // of an add
	Unfit    UnfitView  // rows that do not fit the schema of their dataset
	GoOn     string     // of a dry run: the page to add from, empty otherwise
	GoOnForm []FormField
}

// JobListPage lists what goes on in a project, and what did.
type JobListPage struct {
	Shell Shell
	Jobs  []JobLine
}

// JobLine is one job in the list.
type JobLine struct {
	store.Job
	URL string
}

// stateWords says where a job stands.
func stateWords(j store.Job) (words, class string) {
	switch j.State {
	case store.JobWaiting:
		return "waiting", "badge"
	case store.JobRunning:
		if j.Cancelled {
			return "being cancelled", "badge badge-amber"
		}
		return "running", "badge badge-accent"
	case store.JobDone:
		return "done", "badge badge-green"
	case store.JobCancelled:
		return "cancelled", "badge"
	}
	return "failed", "badge badge-red"
}

// progressWords says how far a running job is.
func progressWords(j store.Job) string {
	switch {
	case j.State == store.JobWaiting && j.Attempts > 0:
		return "It begins anew as soon as a server takes it: the one that had it stopped."
	case j.State == store.JobWaiting:
		return "It begins as soon as the jobs before it are done."
	case j.Cancelled:
		return "It stops within a second or two. Nothing of it stays."
	case j.Stage == "":
		return "It has just begun."
	case j.Total > 0:
		return j.Stage + ": " + Thousands(j.Done) + " of " + Thousands(j.Total)
	}
	return j.Stage
}

// progressPercent is how far the stage is, for the bar; empty when that is not known.
func progressPercent(j store.Job) string {
	if j.Total <= 0 {
		return ""
	}
	return strconv.FormatInt(min(100, 100*j.Done/j.Total), 10)
}

// took is how long a job ran until it was over; empty while it is not.
func took(j store.Job) string {
	if j.Started.IsZero() || j.Finished.IsZero() {
		return ""
	}
	return Length(max(j.Finished.Sub(j.Started), time.Millisecond))
}
