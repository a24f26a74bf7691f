package views

import "time"

// HomePage lists the projects a person may see.
type HomePage struct {
	Shell     Shell
	Email     string
	Projects  []ProjectLine
	CanCreate bool
	Name      string            // of the new project, as typed
	Wrong     map[string]string // by field: project
}

// ProjectLine is one project in a list.
type ProjectLine struct {
	Name, URL, Role string
	Newest          time.Time // of its traces; zero: there are none, or it is not asked
}
