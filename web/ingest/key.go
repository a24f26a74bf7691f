package ingest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"time"

	"assay/store"
	"assay/web/auth"
)

// TokenPrefix begins every API key, so that people and secret scanners know one when they see it.
const TokenPrefix = "ak-"

// shownPrefix is how much of a token pages show to tell keys apart by: the prefix and six characters.
const shownPrefix = len(TokenPrefix) + 6

// NewToken returns a random API key of 256 bits in letters and digits, which a double click selects whole; the part of it
// that may be shown; and the hash to store in its place.
func NewToken() (token, shown string, hash []byte) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	digits := new(big.Int).SetBytes(b[:]).Text(62)
	token = TokenPrefix + strings.Repeat("0", 43-len(digits)) + digits
	return token, token[:shownPrefix], auth.HashToken(token)
}

type contextKey struct{}

// WithKey returns a context in which KeyFrom finds the key.
func WithKey(ctx context.Context, k store.Key) context.Context {
	return context.WithValue(ctx, contextKey{}, k)
}

// KeyFrom returns the key that the request came with. Without one it is the zero Key, which may nothing: its access is empty.
func KeyFrom(ctx context.Context) store.Key {
	k, _ := ctx.Value(contextKey{}).(store.Key)
	return k
}

// patience is how long calls that clients never repeat wait for a database that restarts.
const (
	patience      = 20 * time.Second
	patienceSteps = 250 * time.Millisecond
)

// Authenticate returns the key of the request's Authorization header, counts the request against its rate and checks that it
// has the access.
func (a *API) Authenticate(r *http.Request, access store.Access) (store.Key, error) {
	token := tokenOf(r)
	if token == "" {
		return store.Key{}, missingKey(r)
	}
	var k store.Key
	find := func() (err error) {
		k, err = a.DB.KeyByToken(r.Context(), auth.HashToken(token))
		return err
	}
	wait := time.Duration(0)
	if strings.HasPrefix(r.URL.Path, "/api/") && !isExport(r) { // asked once; a failure mutes the client's logger for good
		wait = patience
	}
	err := patiently(r.Context(), wait, find)
	switch now := a.Now(); {
	case errors.Is(err, store.ErrNotFound):
		return store.Key{}, say(errNoKey, "This API key is not known here. Keys are made under Settings, API keys.")
	case err != nil:
		return store.Key{}, fmt.Errorf("read key: %w", err)
	case !k.Revoked.IsZero():
		return store.Key{}, say(errNoKey, "This API key was revoked on %s.", k.Revoked.UTC().Format(time.DateOnly))
	case k.Expired(now):
		return store.Key{}, say(errNoKey, "This API key expired on %s.", k.Expires.UTC().Format(time.DateOnly))
	}
	if err := a.limits.take(k.ID); err != nil {
		return store.Key{}, err
	}
	if err := a.DB.TouchKey(r.Context(), k, a.Now()); err != nil {
		return store.Key{}, fmt.Errorf("note use of key: %w", err)
	}
	if !k.Access.Includes(access) {
		return store.Key{}, errReadOnly
	}
	return k, nil
}

// errReadOnly is what a key hears that may read and wants to write.
var errReadOnly = say(store.ErrForbidden, "This API key may only read. Make one with write access under Settings, API keys.")

// tokenOf is the token of the Authorization header, or empty. Exporters of Langfuse send theirs as the password of a user whose
// name, their public key, means nothing here. Elsewhere a password is none: browsers send those by themselves.
func tokenOf(r *http.Request) string {
	if isLangfuse(r) {
		if _, secret, ok := r.BasicAuth(); ok {
			return strings.TrimSpace(secret)
		}
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func isLangfuse(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, langfuseBase+"/") }

// missingKey says how to send a key where none came.
func missingKey(r *http.Request) error {
	if isLangfuse(r) {
		return say(errNoKey, "Send an API key as the secret key: LANGFUSE_SECRET_KEY=ak-…; the public key may be anything.")
	}
	return errNoKey
}

// patiently repeats what fails because the database is away, for some time.
func patiently(ctx context.Context, wait time.Duration, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		err := try()
		if !errors.Is(err, store.ErrUnavailable) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(patienceSteps):
		}
	}
}

// project returns the project that ref names, its id on the wire or else its name, when the request's key may do this with
// it. A key that is good for some projects hears 403 about all others, whether they exist or not; one for all hears 404.
func (a *API) project(ctx context.Context, ref string, access store.Access) (store.Project, error) {
	k := KeyFrom(ctx)
	if !k.Access.Includes(access) {
		return store.Project{}, errReadOnly
	}
	find := a.DB.Project
	if store.IsKey(ref) {
		find = a.DB.ProjectByUID
	}
	p, err := find(ctx, strings.ToValidUTF8(strings.ReplaceAll(ref, "\x00", "\uFFFD"), "\uFFFD"))
	switch {
	case errors.Is(err, store.ErrNotFound) && !k.Scoped:
		return p, say(store.ErrNotFound, "There is no project %q.", clip(ref))
	case errors.Is(err, store.ErrNotFound), err == nil && !k.Covers(p.ID):
		return store.Project{}, say(store.ErrForbidden, "This API key is not made for the project %q. Make one for it under Settings, API keys.", clip(ref))
	case err != nil:
		return p, fmt.Errorf("read project: %w", err)
	}
	return p, nil
}

// startProject returns the project of that name, making it when the key is for all projects and may write.
func (a *API) startProject(ctx context.Context, name string) (store.Project, error) {
	p, err := a.project(ctx, name, store.ReadAccess)
	if !errors.Is(err, store.ErrNotFound) || !KeyFrom(ctx).Access.Includes(store.WriteAccess) {
		return p, err
	}
	if p, _, err = a.DB.StartProject(ctx, name); err != nil {
		return p, fmt.Errorf("start project: %w", err)
	}
	return p, nil
}

// clip keeps what a client sent short enough to be repeated to it.
func clip(s string) string {
	const most = 100
	if r := []rune(strings.ToValidUTF8(s, "�")); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
