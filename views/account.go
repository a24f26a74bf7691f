package views

// AccountPage is what a person may know and change about their own account.
type AccountPage struct {
	Shell       Shell
	Email, Name string
	Owner       bool
	Projects    []ProjectLine
	HasPassword bool
	MinPassword int               // characters
	Wrong       map[string]string // by field: current, password, again
}
