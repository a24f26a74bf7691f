package views

// SignInPage asks who is there.
type SignInPage struct {
	Email string // as typed before
	Next  string // where to go on afterwards; empty: the start page
	Said  string // what brought the person here
	Wrong string // why the last try failed
	Empty bool   // there is no account yet
}

// SignInLinkPage asks to confirm a one-time link, when opening it could be the doing of a program.
type SignInLinkPage struct {
	Action string
}

// SpentLinkPage says that a one-time link does not sign in (any more).
type SpentLinkPage struct {
	SignIn string
}
