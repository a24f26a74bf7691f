package store

import (
	"slices"
	"strings"
	"time"
)

// Role is what an account may do in a project. Each includes the ones before it.
type Role string

const (
	NoRole   Role = ""
	Viewer   Role = "viewer"   // reads
	Reviewer Role = "reviewer" // and scores, comments, corrects
	Curator  Role = "curator"  // and approves, builds and exports datasets
	Admin    Role = "admin"    // and manages people, score configs and keys
)

// Roles from the least to the most.
var Roles = []Role{Viewer, Reviewer, Curator, Admin}

// Includes reports whether someone with role r may do what needs other. NoRole includes nothing and nothing needs it.
func (r Role) Includes(other Role) bool {
	have := slices.Index(Roles, r)
	return have >= 0 && have >= slices.Index(Roles, other)
}

// ParseRole reads the name of a role; anything else is an Invalid naming the field "role".
func ParseRole(s string) (Role, error) {
	if !slices.Contains(Roles, Role(s)) {
		return NoRole, Invalid{"role": "Choose viewer, reviewer, curator or admin."}
	}
	return Role(s), nil
}

// Account is a person who signs in.
type Account struct {
	ID           int
	Email        string
	Name         string
	PasswordHash string // argon2id in PHC form; empty: one-time links only
	Owner        bool   // admin of every project
	Created      time.Time
	Disabled     bool
}

// Called is how pages name the account: its name, else the part of the address before the @.
func (a Account) Called() string {
	if a.Name != "" {
		return a.Name
	}
	name, _, _ := strings.Cut(a.Email, "@")
	return name
}

// Member is an account's role in one project.
type Member struct {
	Account
	Role Role
}

// Project is what one team looks at.
type Project struct {
	ID      ProjectID
	UID     string // the id on the wire
	Name    string
	Created time.Time
}

// ProjectRole is a project as one account sees it.
type ProjectRole struct {
	Project
	Role     Role
	Confined bool // a reviewer who sees nothing of the project but the queues it is named in
	Blind    bool // a reviewer whose answers an open blind queue waits for
	Mentions int  // unread comments that speak to the account, counted up to 100
}

// CheckEmail returns the address trimmed and lower-cased, or an Invalid naming the field "email". Whether mail arrives there
// only sending can tell.
func CheckEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || len(s) > 254 || strings.ContainsAny(s, " \t\r\n<>") {
		return "", Invalid{"email": "Enter an e-mail address such as ada@example.org."}
	}
	return s, nil
}

// CheckProjectName returns the name trimmed, or an Invalid naming the field "project".
func CheckProjectName(s string) (string, error) {
	s = strings.TrimSpace(s)
	if n := len([]rune(s)); n < 1 || n > 100 || strings.ContainsAny(s, "/\\?#%\x00\r\n\t") || s == "." || s == ".." {
		return "", Invalid{"project": `A project name has 1 to 100 characters, without / \ ? # %.`}
	}
	return s, nil
}
