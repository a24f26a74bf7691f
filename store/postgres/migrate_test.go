package postgres

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"assay/migrations"
	"assay/store/pgtest"

	"github.com/stretchr/testify/require"
)

// shape describes everything that migrations make: columns, indexes, constraints, functions and triggers.
const shape = `
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') || ' ' || is_generated
FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'goose%'
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'goose%'
UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
  WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'comment ' || description FROM pg_description WHERE objoid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
UNION ALL SELECT 'extension ' || extname FROM pg_extension
ORDER BY 1`

func TestMigrationsGoDownAndUpAgain(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := Open(ctx, pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	look := func() (lines []string) {
		require.NoError(t, db.x.SelectContext(ctx, &lines, shape))
		return lines
	}
	before := look()
	require.Greater(t, len(before), 100)

	n, err := db.Migrate(ctx)
	require.NoError(t, err)
	require.Zero(t, n, "a second time does nothing")
	pending, err := db.Pending(ctx)
	require.NoError(t, err)
	require.False(t, pending)

	p, err := db.provider()
	require.NoError(t, err)
	down, err := p.DownTo(ctx, 0)
	require.NoError(t, err)
	require.NotEmpty(t, down)
	for _, line := range look() {
		require.True(t, strings.HasPrefix(line, "extension "), "left behind: %s", line)
	}
	pending, err = db.Pending(ctx)
	require.NoError(t, err)
	require.True(t, pending)

	n, err = db.Migrate(ctx)
	require.NoError(t, err)
	require.Equal(t, len(down), n)
	require.Equal(t, before, look())
}

// An old program goes on working on a schema that was expanded, so that replicas can be replaced one by one.
func TestMigrationsSayWhetherTheyExpandOrContract(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(migrations.FS, "*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	kind := regexp.MustCompile(`^-- (expand|contract: since v[0-9]+): `)
	breaking := regexp.MustCompile(`(?i)\b(DROP\s+(TABLE|COLUMN|CONSTRAINT|FUNCTION)|RENAME)\b`)
	replacing := regexp.MustCompile(`DROP CONSTRAINT (\w+), ADD CONSTRAINT (\w+) `)
	for _, name := range files {
		text, err := fs.ReadFile(migrations.FS, name)
		require.NoError(t, err)
		m := kind.FindStringSubmatch(string(text))
		require.NotNil(t, m, "%s begins with -- expand: or -- contract: since v…:", name)
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		if m[1] == "expand" {
			for _, replaced := range replacing.FindAllStringSubmatch(up, -1) { // by one of its own name, in one statement
				require.Equal(t, replaced[1], replaced[2], name)
			}
			require.Empty(t, breaking.FindString(replacing.ReplaceAllString(up, "")), "%s says that it expands", name)
		}
	}
}
