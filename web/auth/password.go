package auth

import (
	"fmt"

	"assay/store"

	"github.com/alexedwards/argon2id"
)

// MinPassword is the shortest password accepted, in characters: NIST SP 800-63B section 3.1.1.2 asks for at least 8 and for
// no rules about which characters.
const MinPassword = 8

// params are those OWASP's password storage cheat sheet recommends for argon2id: 19 MiB, two passes, one lane.
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword returns the argon2id hash of a password in PHC form. A password that is too short or longer than a person
// types is an Invalid naming the field "password".
func HashPassword(password string) (string, error) {
	if n := len([]rune(password)); n < MinPassword || len(password) > 1000 {
		return "", store.Invalid{"password": fmt.Sprintf("A password has at least %d characters.", MinPassword)}
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	hash, err := argon2id.CreateHash(password, params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// hashing bounds how many passwords are hashed at once: each takes 19 MiB, and a flood of sign-ins must not take all memory.
var hashing = make(chan struct{}, 4)

// nobody is the hash that an unknown account is compared with, so that the answer takes as long as for a known one.
var nobody, _ = argon2id.CreateHash("nobody has this password", params)

// CheckPassword reports whether the password is the account's. An account without a password, or none at all (an empty
// hash), costs the same work and is never right.
func CheckPassword(password, hash string) bool {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	if hash == "" {
		_, _ = argon2id.ComparePasswordAndHash(password, nobody)
		return false
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && err == nil
}
