package web

import (
	"errors"
	"fmt"
	"net/http"

	"assay/store"
	"assay/views"
	"assay/web/auth"

	"github.com/labstack/echo/v4"
)

func (s *Server) showAccount(c echo.Context) error { return s.accountPage(c, http.StatusOK, nil) }

// accountPage shows the account of whoever asks, with what is wrong with the last try to change the password.
func (s *Server) accountPage(c echo.Context, status int, wrong store.Invalid) error {
	w := who(c)
	lines, err := s.projectLines(c)
	if err != nil {
		return err
	}
	return render(c, status, views.Account(views.AccountPage{
		Shell: s.shell(c, "Your account", ""), Email: w.account.Email, Name: w.account.Name, Owner: w.account.Owner, Projects: lines,
		HasPassword: w.account.PasswordHash != "", MinPassword: auth.MinPassword, Wrong: wrong,
	}))
}

// changePassword needs the current password, so that a browser left open is not an account lost.
func (s *Server) changePassword(c echo.Context) error {
	w := who(c)
	hash, err := s.newPassword(c, w.account)
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.accountPage(c, http.StatusUnprocessableEntity, invalid)
	}
	if err != nil {
		return err
	}
	if err := s.DB.SetPassword(c.Request().Context(), w.account.ID, hash, w.token); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if err := s.say(c, flash{Say: "Password saved. You are signed out everywhere else."}); err != nil {
		return err
	}
	return leaveTo(c, "/account")
}

// newPassword reads the form and returns the hash of the new password, or an Invalid.
func (s *Server) newPassword(c echo.Context, account store.Account) (string, error) {
	if !s.signIns.allow(accountTry(account.Email)) {
		return "", store.Invalid{"current": signInTooFast}
	}
	if account.PasswordHash != "" && !auth.CheckPassword(c.FormValue("current"), account.PasswordHash) {
		return "", store.Invalid{"current": "This is not your current password."}
	}
	if c.FormValue("password") != c.FormValue("again") {
		return "", store.Invalid{"again": "The two new passwords differ."}
	}
	return auth.HashPassword(c.FormValue("password"))
}
