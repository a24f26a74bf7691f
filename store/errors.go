package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// What a failure means, whatever layer it came from. Package web turns each into one status and one sentence.
var (
	// ErrNotFound: there is no such thing, or the asker may not know that there is.
	ErrNotFound = errors.New("not found")
	// ErrConflict: someone else changed it first, or the name is taken.
	ErrConflict = errors.New("conflict")
	// ErrForbidden: the asker is known and may not do this.
	ErrForbidden = errors.New("forbidden")
	// ErrHandedOn: the item of a queue that someone answered is in other hands by now and wants no more answers.
	ErrHandedOn = errors.New("handed on")
	// ErrBlind: it would tell a reviewer what others answered, before a blind queue has its own answers.
	ErrBlind = errors.New("blind")
	// ErrUnavailable: the database does not answer; trying again later may work.
	ErrUnavailable = errors.New("database unavailable")
	// ErrBusy: something that takes long is changing the same thing; trying again later will work. It is an ErrUnavailable.
	ErrBusy = fmt.Errorf("busy: %w", ErrUnavailable)
)

// Invalid says what is wrong with input, field by field. Its keys are the names of form fields or JSON members, its values
// whole sentences for the person who typed.
type Invalid map[string]string

// Error lists the fields in the order of their names.
func (v Invalid) Error() string {
	parts := make([]string, 0, len(v))
	for _, field := range slices.Sorted(maps.Keys(v)) {
		parts = append(parts, field+": "+v[field])
	}
	return strings.Join(parts, "; ")
}

// OrNil returns v as an error, or nil when nothing is wrong, so that a check can end in `return v.OrNil()`.
func (v Invalid) OrNil() error {
	if len(v) == 0 {
		return nil
	}
	return v
}
