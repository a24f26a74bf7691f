package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"assay/store"
	"assay/views"
	"assay/web/auth"

	"github.com/labstack/echo/v4"
)

// linkAge is how long a link made here works: over a weekend and a day off.
const linkAge = 7 * 24 * time.Hour

func (s *Server) listPeople(c echo.Context) error {
	return s.peoplePage(c, http.StatusOK, views.PeoplePage{Role: store.Reviewer})
}

// peoplePage fills in the members and shows the page.
func (s *Server) peoplePage(c echo.Context, status int, p views.PeoplePage) error {
	w := who(c)
	members, err := s.DB.Members(c.Request().Context(), w.project.ID)
	if err != nil {
		return fmt.Errorf("list members: %w", err)
	}
	for _, m := range members {
		can, err := s.mayMakeLink(c, m.Account)
		if err != nil {
			return err
		}
		id := strconv.Itoa(m.ID)
		p.Members = append(p.Members, views.MemberLine{
			ID: m.ID, Called: m.Called(), Email: m.Email, Role: m.Role, Owner: m.Owner, You: m.ID == w.account.ID, CanLink: can,
			NoPassword: m.PasswordHash == "", Action: views.SettingsURL(w.project.Name, "people", id),
			LinkAction: views.SettingsURL(w.project.Name, "people", id, "link"),
		})
	}
	p.Shell, p.Roles = s.shell(c, "People", "Settings"), views.RoleChoices
	return render(c, status, views.People(p))
}

// addPerson gives someone a role by e-mail address, making the account of someone new.
func (s *Server) addPerson(c echo.Context) error {
	account, added, err := s.addMember(c, c.FormValue("email"), c.FormValue("role"))
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.peoplePage(c, http.StatusUnprocessableEntity, views.PeoplePage{Email: c.FormValue("email"), Role: store.Role(c.FormValue("role")), Wrong: invalid})
	}
	if err != nil {
		return fmt.Errorf("add person: %w", err)
	}
	if added {
		return s.showNewLink(c, account, true)
	}
	if err := s.say(c, flash{Say: account.Email + " is " + c.FormValue("role") + " in this project now."}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(who(c).project.Name, "people"))
}

// addMember returns the account with that address, and whether it is new.
func (s *Server) addMember(c echo.Context, email, roleName string) (a store.Account, added bool, err error) {
	ctx := c.Request().Context()
	role, err := store.ParseRole(roleName)
	if err != nil {
		return a, false, err
	}
	if email, err = store.CheckEmail(email); err != nil {
		return a, false, err
	}
	a, err = s.DB.AccountByEmail(ctx, email)
	if errors.Is(err, store.ErrNotFound) {
		added = true
		a = store.Account{Email: email}
		a.ID, err = s.DB.CreateAccount(ctx, a)
	}
	if err != nil {
		return a, false, err
	}
	return a, added, s.DB.SetMember(ctx, who(c).project.ID, a.ID, role)
}

// changePerson gives a member another role, or takes them out of the project.
func (s *Server) changePerson(c echo.Context) error {
	w := who(c)
	m, err := s.member(c)
	if err != nil {
		return err
	}
	role := store.NoRole
	if c.FormValue("remove") == "" {
		if role, err = store.ParseRole(c.FormValue("role")); err != nil {
			return err
		}
	}
	var invalid store.Invalid
	if err := s.DB.SetMember(c.Request().Context(), w.project.ID, m.ID, role); errors.As(err, &invalid) {
		return s.peoplePage(c, http.StatusUnprocessableEntity, views.PeoplePage{Role: store.Reviewer, Refused: invalid["role"]})
	} else if err != nil {
		return fmt.Errorf("set role: %w", err)
	}
	if err := s.say(c, saidOfChange(w.project.Name, m, role)); err != nil {
		return err
	}
	if m.ID == w.account.ID && role != store.Admin {
		return leaveTo(c, "/") // this page is not theirs any more
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "people"))
}

// saidOfChange tells what became of a member, with the way back: adding them again by address.
func saidOfChange(project string, m store.Member, role store.Role) flash {
	people := views.SettingsURL(project, "people")
	undo := people + "?" + url.Values{"email": {m.Email}, "role": {string(m.Role)}}.Encode()
	f := flash{Say: m.Email + " is " + string(role) + " now.", Undo: string(m.Role), UndoURL: undo, Back: people}
	if role == store.NoRole {
		f.Say = m.Email + " is no longer in this project."
	}
	return f
}

// member is the direct member that the path names. Owners are admins by what they are and no member to change.
func (s *Server) member(c echo.Context) (store.Member, error) {
	id, err := strconv.Atoi(c.Param("account"))
	if err != nil {
		return store.Member{}, store.ErrNotFound
	}
	m, err := s.DB.Member(c.Request().Context(), who(c).project.ID, id)
	if err != nil {
		return m, fmt.Errorf("read member: %w", err)
	}
	return m, nil
}

func (s *Server) makeSignInLink(c echo.Context) error {
	m, err := s.member(c)
	if err != nil {
		return err
	}
	may, err := s.mayMakeLink(c, m.Account)
	if err != nil {
		return err
	}
	if !may {
		return store.ErrForbidden
	}
	return s.showNewLink(c, m.Account, false)
}

// mayMakeLink reports whether whoever asks may make a link that signs in as the account. Such a link is the account, so an
// admin may make it only for people who can do nothing that the admin cannot: never for owners or members of other projects.
func (s *Server) mayMakeLink(c echo.Context, account store.Account) (bool, error) {
	w := who(c)
	if w.account.Owner || account.ID == w.account.ID {
		return true, nil
	}
	if account.Owner {
		return false, nil
	}
	theirs, err := s.DB.ProjectsOf(c.Request().Context(), account.ID)
	if err != nil {
		return false, fmt.Errorf("list projects: %w", err)
	}
	admins := map[store.ProjectID]bool{}
	for _, p := range w.projects {
		admins[p.ID] = p.Role == store.Admin
	}
	for _, p := range theirs {
		if !admins[p.ID] {
			return false, nil
		}
	}
	return true, nil
}

// showNewLink makes a link and shows it on the page itself: it exists nowhere else, not even in a cookie.
func (s *Server) showNewLink(c echo.Context, account store.Account, added bool) error {
	address, until, err := s.newLink(c.Request().Context(), account)
	if err != nil {
		return err
	}
	link := &views.NewLink{Email: account.Email, URL: address, Until: until.UTC().Format("Mon 2 Jan 15:04") + " UTC", Added: added}
	return s.peoplePage(c, http.StatusOK, views.PeoplePage{Role: store.Reviewer, Link: link})
}

func (s *Server) newLink(ctx context.Context, account store.Account) (address string, until time.Time, err error) {
	token, hash := auth.NewToken()
	now := s.Now()
	until = now.Add(linkAge)
	if err := s.DB.CreateSignInLink(ctx, hash, account.ID, now, until); err != nil {
		return "", until, fmt.Errorf("create sign-in link: %w", err)
	}
	return s.BaseURL + views.SignInLinkURL(token), until, nil
}
