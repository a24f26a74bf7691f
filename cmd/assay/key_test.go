package main

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgtest"
	"assay/store/postgres"
	"assay/web/auth"

	"github.com/stretchr/testify/require"
)

func TestKeyCreate(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	call := func(args ...string) (code int, out, errs string) {
		var o, e bytes.Buffer
		code = run(context.Background(), append([]string{"key", "create", "--database-url", dsn}, args...), strings.NewReader(""), &o, &e)
		return code, o.String(), e.String()
	}
	code, out, errs := call("--project", "shop", "--name", "checkout", "--access", "read", "--expires", "90d")
	require.Equal(t, exitWorked, code, errs)
	require.Regexp(t, regexp.MustCompile(`^ak-[0-9A-Za-z]{43}\n$`), out, "the key alone")
	require.Contains(t, errs, "Made the project shop")

	db, err := postgres.Open(t.Context(), dsn)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	k, err := db.KeyByToken(t.Context(), auth.HashToken(strings.TrimSpace(out)))
	require.NoError(t, err)
	shop, err := db.Project(t.Context(), "shop")
	require.NoError(t, err)
	require.Equal(t, store.ReadAccess, k.Access)
	require.Equal(t, []store.ProjectID{shop.ID}, k.Projects)
	require.True(t, k.Scoped)
	require.Equal(t, 90*24*time.Hour, k.Expires.Sub(k.Created))

	for _, args := range [][]string{{"--name", "k"}, {"--project", "shop"}, {"--project", "shop", "--name", "k", "--access", "all"}, {"--project", "shop", "--name", "k", "--expires", "soon"}} {
		code, out, _ := call(args...)
		require.Equal(t, exitUsage, code, args)
		require.Empty(t, out)
	}
	code, out, errs = call("--project", "a/b", "--name", "k")
	require.Equal(t, exitFailed, code)
	require.Empty(t, out)
	require.Contains(t, errs, "project name")
}

func TestParseAge(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{"90d": 90 * day, "2w": 14 * day, "12h": 12 * time.Hour, "1h30m": 90 * time.Minute} {
		age, err := parseAge(text)
		require.NoError(t, err, text)
		require.Equal(t, want, age, text)
	}
	for _, text := range []string{"", "d", "0d", "-1d", "1.5d", "99999999d", "-1h", "soon", "9999999h"} {
		_, err := parseAge(text)
		require.Error(t, err, text)
	}
}
