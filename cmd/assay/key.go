package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/web/ingest"
)

type keyCmd struct {
	Create keyCreateCmd `cmd:"" help:"Create an API key and print it, once and alone, on standard output."`
}

type keyCreateCmd struct {
	Project string `required:"" help:"Project that the key is good for; made when it is not there."`
	Name    string `required:"" help:"Which program uses it."`
	Access  string `default:"write" enum:"read,write" help:"What it may do: read, or write (and read)."`
	Expires string `help:"How long it works, such as 90d or 12h; for ever when not given." placeholder:"TIME"`
}

func (k *keyCreateCmd) Run(ctx context.Context, d *database, s *streams) error {
	now := time.Now()
	key := store.Key{Name: k.Name, Access: store.Access(k.Access), Scoped: true, Created: now}
	if k.Expires != "" {
		age, err := parseAge(k.Expires)
		if err != nil {
			return err
		}
		key.Expires = now.Add(age)
	}
	if _, err := store.CheckKeyName(k.Name); err != nil {
		return err
	}
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	project, made, err := db.StartProject(ctx, k.Project)
	if err != nil {
		return err
	}
	if made {
		fmt.Fprintf(s.err, "Made the project %s.\n", project.Name)
	}
	token, shown, hash := ingest.NewToken()
	key.Prefix, key.Projects = shown, []store.ProjectID{project.ID}
	if _, err := db.CreateKey(ctx, key, hash, 0); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, token)
	return err
}

// mostAge bounds how long a key can be made for: a hundred years, which a time can hold.
const mostAge = 100 * 365 * 24 * time.Hour

// parseAge reads a duration as people write it: whole days or weeks ("90d", "2w"), or what Go reads ("12h").
func parseAge(text string) (time.Duration, error) {
	const day = 24 * time.Hour
	bad := usage(fmt.Sprintf("--expires %q is no time: write 90d, 2w or 12h", text))
	for suffix, unit := range map[string]time.Duration{"d": day, "w": 7 * day} {
		if number, ok := strings.CutSuffix(text, suffix); ok {
			n, err := strconv.Atoi(number)
			if err != nil || n < 1 || n > int(mostAge/unit) {
				return 0, bad
			}
			return time.Duration(n) * unit, nil
		}
	}
	age, err := time.ParseDuration(text)
	if err != nil || age <= 0 || age > mostAge {
		return 0, bad
	}
	return age, nil
}
