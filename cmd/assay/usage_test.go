package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no command":                             {nil, "expected one of"},
		"an unknown command":                     {[]string{"destroy"}, "destroy"},
		"an unknown flag":                        {[]string{"serve", "--lisen", "x"}, "--lisen"},
		"an import without a project":            {[]string{"import", "-"}, "--project"},
		"an import without a file":               {[]string{"import", "--project", "p"}, "<file>"},
		"a source that is none":                  {[]string{"import", "--project", "p", "--source-as", "app=nobody", "-"}, "app=nobody"},
		"a period that ends before it begins":    {[]string{"import", "--project", "p", "--spread", "2026-02-01..2026-01-01", "main.go"}, "--spread"},
		"a period over standard input":           {[]string{"import", "--project", "p", "--spread", "2026-01-01..2026-02-01", "-"}, "--spread"},
		"an export of nothing":                   {[]string{"export", "--project", "p"}, "--dataset"},
		"an export as something else":            {[]string{"export", "--project", "p", "--dataset", "d", "--format", "xlsx"}, "--format"},
		"traces of a version":                    {[]string{"export", "--project", "p", "--filter", "", "--version", "3"}, "--filter"},
		"a role that is none":                    {[]string{"user", "create", "--email", "a@b.c", "--project", "p", "--role", "king"}, "--role"},
		"a sign-in link for nobody particularly": {[]string{"user", "link"}, "--email"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := assay(t, "", "", c.args...)
			require.Equal(t, exitUsage, a.code, a.errs)
			require.Contains(t, a.errs, c.says)
			require.Empty(t, a.out, "standard output is for results")
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	a := worked(t, "", "", "--help")
	for _, word := range []string{"serve", "import", "export", "user", "migrate", "bench", "--data-dir", "$ASSAY_DATA_DIR", "$ASSAY_DATABASE_URL"} {
		require.Contains(t, a.out, word)
	}
	for name := range strings.FieldsSeq("serve import export migrate bench") {
		require.NotEmpty(t, worked(t, "", "", name, "--help").out)
	}
}
