package postgres

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// soakMark and soakNumber stand in every string, key and number that the soak writes into its filters. SQL that has one of
// them took it from the input.
const (
	soakMark   = "zqmark"
	soakNumber = "730194"
)

// soakTexts are what someone would try who wants to leave a string, or to read what is not theirs.
var soakTexts = []string{
	soakMark, soakMark + "'", soakMark + "'; DELETE FROM span; --", soakMark + "' OR t.project_id <> 0 OR '1'='1", soakMark + `\' OR true --`, `"` + soakMark + `") OR (true`,
	soakMark + "$1", "$" + soakNumber + soakMark, "{r}{p}{standing}{key}" + soakMark, soakMark + "/*", "*/" + soakMark, soakMark + "\x00", soakMark + "\xff", soakMark + "\u2028'", "\\u0027" + soakMark, "''" + soakMark + "''",
	soakMark + "%_\\", soakMark + "::int4[]", "'{" + soakMark + "}'", soakMark + "日本語", strings.Repeat(soakMark, 60),
}

// soakBits are what is thrown into a filter that was one.
var soakBits = []string{"'", `"`, "`", "(", ")", "[", "]", ",", ";", "--", "/*", "*/", "$1", "$$", "\\", "%", " AND ", " OR ", " NOT ", "ANY_SPAN(", "FILTER_SPANS(", " UNION SELECT * FROM span ", " IN (", "::", "=", "<!=>",
	"\x00", "\xff", "\u202e", "🙂", "metadata", ".", "[-1]", "NULL", "interval '1 day'", " MATCH ", " LIKE ", " ESCAPE '", "?", ":", "filter: ", "WHERE ", "now()", "e'", "1e999", "0x1", "--\n"}

// soaker writes inputs: filters with hostile strings, keys and numbers, half of them broken afterwards.
type soaker struct{ generator }

var (
	soakString = regexp.MustCompile(`'(?:[^'\\]|\\.|'')*'`)
	soakDigits = regexp.MustCompile(`\b(?:5|0\.5|2|1000|0\.25|3)\b`)
	soakKey    = regexp.MustCompile(`\bmetadata\.k\b`)
)

func (s *soaker) text() string {
	text := s.condition(s.r.IntN(4))
	swap := func(pattern *regexp.Regexp, with func() string) {
		text = pattern.ReplaceAllStringFunc(text, func(old string) string {
			if s.r.IntN(2) == 0 {
				return old
			}
			return with()
		})
	}
	swap(soakString, func() string { return quoted(pick(s.r, soakTexts)) })
	swap(soakKey, func() string { return filter.Format(filter.At("metadata", pick(s.r, soakTexts))) })
	swap(soakDigits, func() string { return soakNumber })
	for s.r.IntN(2) == 0 {
		at := s.r.IntN(len(text) + 1)
		switch s.r.IntN(4) {
		case 0:
			text = text[:at] + pick(s.r, soakBits) + text[at:]
		case 1:
			text = text[:at] + text[min(at+1+s.r.IntN(4), len(text)):]
		case 2:
			end := min(at+s.r.IntN(30), len(text))
			text = text[:end] + text[at:end] + text[end:]
		default:
			text = text[:at] + pick(s.r, soakTexts) + text[at:]
		}
	}
	return text
}

// soaked counts what became of the inputs.
type soaked struct{ inputs, refused, compiled, asked atomic.Int64 }

// TestSoakOfFilters writes inputs and holds every one that reads as a filter to what the database must be able to rely on:
// nothing crashes, what is written back reads the same, the SQL has no letter of the input, all of its values are bound, and
// every table it reads is read within the project. Some are asked of a database with two projects. ASSAY_SOAK is how many
// inputs are written (3,000), ASSAY_SOAK_ASKED how many are asked (100), ASSAY_SEED where it begins.
func TestSoakOfFilters(t *testing.T) {
	t.Parallel()
	seed, inputs, asks := environment("ASSAY_SEED", 1), environment("ASSAY_SOAK", 3000), environment("ASSAY_SOAK_ASKED", 100)
	w := newFilterWorld(t, generatedSpans(rand.New(rand.NewPCG(uint64(seed), 20)), 40))
	w.foreign(t)
	var done soaked
	began := time.Now()
	workers := runtime.GOMAXPROCS(0)
	var group errgroup.Group
	for k := range workers {
		group.Go(func() error {
			r := rand.New(rand.NewPCG(uint64(seed), uint64(1000+k)))
			s := soaker{generator{r: r}}
			rows := slices.Collect(maps.Values(w.traces))
			every := max(inputs/4/max(asks, 1), 1) // about a quarter reads as a filter
			for n := range inputs / workers {
				s.spans = n%4 == 3
				text := s.text()
				if err := w.soak(t.Context(), &done, text, s.spans, rows[n%len(rows)], every); err != nil {
					return fmt.Errorf("input %d of worker %d, seed %d: %q: %w", n, k, seed, text, err)
				}
				if done.inputs.Load()%1_000_000 == 0 {
					t.Logf("%d inputs after %s", done.inputs.Load(), time.Since(began).Round(time.Second))
				}
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	t.Logf("%d inputs in %s: %d refused, %d compiled, %d asked of the database", done.inputs.Load(), time.Since(began).Round(time.Second), done.refused.Load(), done.compiled.Load(), done.asked.Load())
	require.Greater(t, done.compiled.Load(), int64(inputs/20), "the inputs are worth reading")
	require.Positive(t, done.asked.Load())
}

// foreign gives another project the same traces under other names.
func (w *filterWorld) foreign(t *testing.T) {
	t.Helper()
	p, _, err := w.db.CreateProject(t.Context(), "foreign")
	require.NoError(t, err)
	spans := generatedSpans(rand.New(rand.NewPCG(uint64(environment("ASSAY_SEED", 1)), 20)), 40)
	_, err = w.db.InsertSpans(t.Context(), p.ID, "test", spans, w.options.Now)
	require.NoError(t, err)
}

func (w *filterWorld) soak(ctx context.Context, done *soaked, text string, spans bool, row *filter.Row, every int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	done.inputs.Add(1)
	e, _, err := filter.Read(text, w.options)
	if err != nil || e == nil {
		done.refused.Add(1)
		return nil
	}
	formatted := filter.Format(e)
	if again, _, err := filter.Read(formatted, w.options); len(formatted) <= filter.MaxBytes && (err != nil || filter.Format(again) != formatted) {
		return fmt.Errorf("written back as %q: %w", formatted, err)
	}
	filter.Eval(e, row, w.options)
	args := &arguments{}
	relation, err := Query{Project: w.project, Filter: e, Options: w.options}.relation(args)
	alias := "t"
	if spans {
		args, alias = &arguments{}, "s"
		relation, err = SpanQuery{Project: w.project, Filter: e, Options: w.options}.relation(args)
	}
	if err != nil {
		return fmt.Errorf("compile: %w", err)
	}
	compiled := done.compiled.Add(1)
	if err := soakedSQL(relation, args, w.project); err != nil {
		return fmt.Errorf("%w in %s", err, relation)
	}
	if compiled%int64(every) != 0 {
		return nil
	}
	done.asked.Add(1)
	return w.soakAsk(ctx, relation, alias, args, Query{Project: w.project, Filter: e, Options: w.options})
}

var (
	soakTerms       = regexp.MustCompile(`'\{[-0-9,]*\}'::int4\[\]`)
	soakPlaceholder = regexp.MustCompile(`\$([0-9]*)`)
	soakTable       = regexp.MustCompile(`(?:FROM|JOIN) (trace|trace_past|span|span_payload|event|comment|correction|dataset|dataset_row) (?:AS )?(\w+)`)
)

// soakedSQL checks a statement that was compiled of a filter.
func soakedSQL(sql string, args *arguments, project store.ProjectID) error {
	letters := soakTerms.ReplaceAllString(sql, "") // the hashes of terms are numbers, and may come to any
	if strings.Contains(strings.ToLower(letters), soakMark) || strings.Contains(letters, soakNumber) {
		return fmt.Errorf("a piece of the input")
	}
	used := map[int]bool{}
	for _, m := range soakPlaceholder.FindAllStringSubmatch(sql, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 || n > len(args.values) {
			return fmt.Errorf("a placeholder without a value: %s", m[0])
		}
		used[n] = true
	}
	if len(used) != len(args.values) {
		return fmt.Errorf("%d values, %d placeholders", len(args.values), len(used))
	}
	if args.values[0] != project {
		return fmt.Errorf("the first value is not the project")
	}
	for _, m := range soakTable.FindAllStringSubmatch(sql, -1) {
		if !strings.Contains(sql, m[2]+".project_id = $1") && !strings.Contains(sql, m[2]+".project_id = f.project_id") && !strings.Contains(sql, m[2]+".project_id = t.project_id") &&
			!strings.Contains(sql, m[2]+".project_id = e.project_id") && !strings.Contains(sql, m[2]+".project_id = s.project_id") {
			return fmt.Errorf("table %s AS %s without its project", m[1], m[2])
		}
	}
	return nil
}

// soakAsk asks the database, and holds what it finds to the project.
func (w *filterWorld) soakAsk(ctx context.Context, relation, alias string, args *arguments, q Query) error {
	timed, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var projects []store.ProjectID
	err := w.db.x.SelectContext(timed, &projects, "SELECT DISTINCT "+alias+".project_id "+relation, args.values...)
	switch {
	case timed.Err() != nil && ctx.Err() == nil:
		return nil // slow is another test's business
	case err != nil:
		return fmt.Errorf("ask %s: %w", relation, err)
	case len(projects) > 1 || len(projects) == 1 && projects[0] != w.project:
		return fmt.Errorf("rows of the projects %v", projects)
	}
	if alias != "t" {
		return nil
	}
	n, more, err := w.db.Count(ctx, q, store.Cursor{})
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	page, err := w.db.Page(ctx, q, store.Cursor{}, 200)
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	if more || page.Partial { // on a machine so busy that their time was over
		return nil
	}
	if listed := page.Traces; n != len(listed) || n > len(w.traces) {
		return fmt.Errorf("counted %d, listed %d of %d", n, len(listed), len(w.traces))
	}
	return nil
}
