package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/web/auth"
)

type userCmd struct {
	Create userCreateCmd `cmd:"" help:"Create a person, or give one a role in another project. Reads the password on standard input; without one, prints a one-time link."`
	Link   userLinkCmd   `cmd:"" help:"Print a one-time sign-in link for a person."`
}

// linkAge is how long a printed link works.
const linkAge = 24 * time.Hour

type userCreateCmd struct {
	Email   string `required:"" help:"Address to sign in with."`
	Name    string `help:"How pages call them."`
	Project string `required:"" help:"Project to give the role in; made when it is not there."`
	Role    string `required:"" enum:"viewer,reviewer,curator,admin" help:"One of viewer, reviewer, curator, admin."`
	BaseURL string `help:"Address of the application, for the link." default:"http://localhost:8080" env:"ASSAY_BASE_URL"`
}

func (u *userCreateCmd) Run(ctx context.Context, d *database, s *streams) error {
	role, err := store.ParseRole(u.Role)
	if err != nil {
		return err
	}
	password, err := readPassword(s.in)
	if err != nil {
		return err
	}
	var hash string
	if password != "" {
		if hash, err = auth.HashPassword(password); err != nil {
			return err
		}
	}
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	project, _, err := db.StartProject(ctx, u.Project)
	if err != nil {
		return err
	}
	account, err := accountFor(ctx, db, store.Account{Email: u.Email, Name: u.Name, PasswordHash: hash})
	if err != nil {
		return err
	}
	if err := db.SetMember(ctx, project.ID, account.ID, role); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%s is %s in %s.\n", account.Email, role, project.Name)
	if hash != "" {
		return nil
	}
	return printLink(ctx, db, s.out, account, u.BaseURL)
}

// accountFor returns the account with that address, with the new password if one was given, making it when there is none.
func accountFor(ctx context.Context, db *postgres.DB, a store.Account) (store.Account, error) {
	known, err := db.AccountByEmail(ctx, a.Email)
	if errors.Is(err, store.ErrNotFound) {
		if _, err := db.CreateAccount(ctx, a); err != nil {
			return a, err
		}
		return db.AccountByEmail(ctx, a.Email)
	}
	if err == nil && a.PasswordHash != "" {
		err = db.SetPassword(ctx, known.ID, a.PasswordHash, nil)
	}
	return known, err
}

// readPassword takes the first line of standard input unless that is a terminal: a password typed there would show.
func readPassword(in io.Reader) (string, error) {
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice != 0 {
			return "", nil
		}
	}
	b, err := io.ReadAll(io.LimitReader(in, 4096))
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

type userLinkCmd struct {
	Email   string `required:"" help:"Address of the person."`
	BaseURL string `help:"Address of the application." default:"http://localhost:8080" env:"ASSAY_BASE_URL"`
}

func (u *userLinkCmd) Run(ctx context.Context, d *database, s *streams) error {
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	account, err := db.AccountByEmail(ctx, u.Email)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("nobody has the address %s; `assay user create` makes an account", u.Email)
	}
	if err != nil {
		return err
	}
	return printLink(ctx, db, s.out, account, u.BaseURL)
}

// printLink makes a one-time link and writes it alone on a line.
func printLink(ctx context.Context, db *postgres.DB, w io.Writer, account store.Account, baseURL string) error {
	token, hash := auth.NewToken()
	now := time.Now()
	if err := db.CreateSignInLink(ctx, hash, account.ID, now, now.Add(linkAge)); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, strings.TrimRight(baseURL, "/")+"/sign-in/"+token)
	return err
}
