package views

import "assay/store"

// PeoplePage lists who may do what in a project.
type PeoplePage struct {
	Shell   Shell
	Members []MemberLine
	Roles   []RoleChoice
	Link    *NewLink // just made; shown this once
	Email   string   // of the person to add, as typed
	Role    store.Role
	Wrong   map[string]string // by field: email, role
	Refused string            // why a change of a member was refused
}

// MemberLine is one person in the list.
type MemberLine struct {
	ID            int
	Called, Email string
	Role          store.Role
	Owner         bool // an admin by being an owner: nothing to change here
	You           bool
	CanLink       bool // one may make a link that signs in as this person
	NoPassword    bool
	Action        string // address that changes the role
	LinkAction    string // address that makes a one-time link
}

// RoleChoice is a role and what it allows.
type RoleChoice struct {
	Role store.Role
	May  string
}

// NewLink is a one-time link for a person.
type NewLink struct {
	Email, URL, Until string
	Added             bool // the account is new
}

// RoleChoices are the roles from the least to the most, in words.
var RoleChoices = []RoleChoice{
	{store.Viewer, "reads traces and datasets"},
	{store.Reviewer, "also scores, comments and corrects"},
	{store.Curator, "also approves, builds and exports datasets"},
	{store.Admin, "also manages people and scores"},
}
