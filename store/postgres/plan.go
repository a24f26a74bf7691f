package postgres

import (
	"context"
	"slices"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// The planner's own choice for "WHERE filter ORDER BY created DESC LIMIT 50" is up to a thousand times slower than the best
// plan: it takes matches for spread evenly over time, and knows nothing of scores. So a search is made of statements that
// each leave nothing to choose: legs. A walk looks at the newest rows and is best for what is frequent; an index finds what
// is rare. What the first rows hold, and what the index says it has, decide between them.

// searchLimits bound the legs of a search. They come from measurements on 1,000,000 and 5,000,000 traces, where a row that is fetched
// from an index of terms takes as long as two to three that are walked over, and an entry of the score index half as long as one.
type searchLimits struct {
	probe int           // rows that every search walks first, at least
	near  int           // rows that are walked before the score index is sorted, and at once for what the statistics tell is near
	few   int           // estimated rows that are fetched from an index without a look at the newest rows
	walk  int           // rows walked before an index is used that finds much
	rare  int           // entries of the score index that are sorted without a look at the newest rows
	score int           // entries of the score index that are worth sorting
	far   int           // rows walked without any index; 0: until time is over
	gap   int           // rows between two times of traces; fewer are walked over sooner than another statement is made
	late  int           // rows that are not counted yet, beyond which the counts are of no use
	step  time.Duration // that one leg of a long walk should take
	time  time.Duration // that a search may take
}

var defaultLimits = searchLimits{probe: 2000, near: 16_000, few: 2500, walk: 40_000, rare: 4000, score: 10_000, gap: 500, late: 5000, step: 300 * time.Millisecond, time: 3 * time.Second}

// search looks for the traces of a query on one side of a cursor until it has enough.
type search struct {
	db        *DB
	q         Query
	limits    searchLimits
	backwards bool
	oldest    bool         // backwards, and what is found is wanted in that order
	want      int          // traces wanted
	cursor    store.Cursor // where the search stands: what lies before it is found
	access    access
	days      *days // when the filter's traces began; nil where that is not known
	run       func(ctx context.Context, l *leg) (found int, rest *store.Cursor, err error)
	snapshot  *sqlx.Tx // what every leg reads from, where it must not matter what happens between two of them

	found   int
	hit     int // traces that walks found, of the walked rows
	walked  int
	pace    time.Duration // a walked row
	end     bool          // nothing lies beyond what was found
	partial bool          // time was over before the end
}

// perform runs a leg, and tells what it left.
func (s *search) perform(ctx context.Context, l *leg) (*store.Cursor, error) {
	if l.err != nil {
		return nil, l.err
	}
	n, rest, err := s.run(ctx, l)
	s.found += n
	return rest, err
}

// finish runs a leg that is all there is to find.
func (s *search) finish(ctx context.Context, l *leg) error {
	_, err := s.perform(ctx, l)
	s.end = err == nil
	return err
}

func (s *search) enough() bool { return s.end || s.found >= s.want }

// reader is where the search reads from.
func (s *search) reader() interface {
	SelectContext(ctx context.Context, dest any, query string, args ...any) error
	GetContext(ctx context.Context, dest any, query string, args ...any) error
} {
	if s.snapshot != nil {
		return s.snapshot
	}
	return s.db.x
}

// all finds the query's traces: first in today's rows, for which the indexes hold, then those that an event changed since the
// query's position, which are few. An event between the two statements moves a trace from the former to the latter and never
// back. So in this order none is missed, though it may be found twice: whoever collects takes each once.
func (s *search) all(ctx context.Context) error {
	start := s.cursor
	if err := s.current(ctx); err != nil || s.q.At == 0 {
		return err
	}
	stands := *s
	s.cursor, s.found = start, 0
	err := s.finish(ctx, s.past())
	s.cursor, s.found, s.end = stands.cursor, stands.found, stands.end
	return err
}

// onceEach leaves out what is there already.
func onceEach[T any](rows []T, id func(T) store.TraceID) []T {
	seen := make(map[store.TraceID]bool, len(rows))
	return slices.DeleteFunc(rows, func(row T) bool {
		before := seen[id(row)]
		seen[id(row)] = true
		return before
	})
}

// current finds the traces whose rows no event changed since the query's position. When its time is over it ends with what it
// has, and says so in partial.
func (s *search) current(ctx context.Context) error {
	timed, cancel := context.WithTimeout(ctx, s.limits.time)
	defer cancel()
	err := s.choose(timed)
	if err != nil && ctx.Err() == nil && timed.Err() != nil {
		s.partial, err = true, nil
	}
	return err
}

func (s *search) choose(ctx context.Context) error {
	if s.q.Only != nil || s.q.Filter == nil && s.q.At == 0 {
		return s.finish(ctx, s.plain(s.order("t.created", "t.id")))
	}
	if len(s.access.terms) == 0 && !s.access.short() {
		if done, err := s.tryScores(ctx, s.limits.rare); err != nil || done {
			return err
		}
	}
	estimate, rows, err := s.estimate(ctx)
	if err != nil {
		return err
	}
	if estimate <= s.few() {
		return s.byIndex(ctx)
	}
	if err := s.walkOn(ctx, s.firstWalk(estimate, rows)); err != nil || s.enough() {
		return err
	}
	if err := s.readDays(ctx); err != nil || s.enough() {
		return err
	}
	if len(s.access.terms) > 0 {
		return s.walkOrFetch(ctx, estimate)
	}
	return s.walkOrSort(ctx)
}

// walkOrFetch chooses between a walk and an index that is estimated to find so many rows, all of which have to be fetched before the
// first can be shown.
func (s *search) walkOrFetch(ctx context.Context, estimate int) error {
	worth := 2 * min(estimate, noEstimate)
	blind := max(worth/4, s.limits.probe)
	for rows := s.promised(blind, worth); rows > 0; rows = s.promised(blind, worth) {
		if err := s.walkOn(ctx, rows); err != nil || s.enough() {
			return err
		}
	}
	if worth > 4*s.limits.near {
		if done, err := s.tryScores(ctx, s.limits.score); err != nil || done {
			return err
		}
	}
	return s.finish(ctx, s.fenced())
}

// walkOrSort chooses between a walk and the index of scores, of which nobody knows how much it finds: more than a few. Scores are often
// given some time after the trace, so that it tells little if the newest rows have none: the index is given up at some number of
// entries then, and the walk goes on.
func (s *search) walkOrSort(ctx context.Context) error {
	if len(s.access.scores) > 0 {
		for rows := s.promised(0, s.limits.near); rows > 0; rows = s.promised(0, s.limits.near) {
			if err := s.walkOn(ctx, rows); err != nil || s.enough() {
				return err
			}
		}
		if done, err := s.tryScores(ctx, s.limits.score); err != nil || done {
			return err
		}
	}
	if err := s.walkOn(ctx, s.limits.walk); err != nil || s.enough() {
		return err
	}
	return s.last(ctx)
}

// promised is how many rows to walk next, as many as promise to hold what is wanted: if by what was walked that takes no more than
// most rows in all, and only up to blind as long as nothing was found.
func (s *search) promised(blind, most int) int {
	rows := 2 * s.expected()
	switch {
	case s.hit == 0:
		rows, most = max(3*s.walked, s.limits.probe), blind
	case s.walked+s.expected() > most:
		return 0
	}
	return min(rows, most-s.walked)
}

// firstWalk is how many rows to walk at first, of so many that there are and of which an index is estimated to find some: as many
// as should hold what is wanted.
func (s *search) firstWalk(estimate, rows int) int {
	dense := float64(estimate) / float64(max(rows, 1))
	return max(s.limits.probe, min(int(1.5*float64(s.want)/max(dense, 1e-9)), s.limits.near, estimate/2))
}

// expected is how many more rows have to be walked if matches go on as in the rows so far.
func (s *search) expected() int {
	return (s.want - s.found) * s.walked / max(s.hit, 1)
}

// few is how many estimated rows are fetched without a look at the newest ones: more where each of those takes long.
func (s *search) few() int {
	if s.access.spans {
		return 4 * s.limits.few
	}
	return s.limits.few
}

// byIndex fetches what the terms find.
func (s *search) byIndex(ctx context.Context) error {
	if s.access.spans {
		return s.finish(ctx, s.sorted())
	}
	return s.finish(ctx, s.fenced())
}

// tryScores goes by the first score of which the index has no more than so many entries, if there is one. Statistics know scores badly,
// so that the entries are counted.
func (s *search) tryScores(ctx context.Context, most int) (bool, error) {
	for _, scores := range s.access.scores {
		sparse, err := s.sparse(ctx, scores, most)
		if err != nil {
			return false, err
		}
		if sparse {
			return true, s.finish(ctx, s.driven(scores))
		}
	}
	return false, nil
}

// last takes the index of scores, however much it finds, or walks to the end where there is none.
func (s *search) last(ctx context.Context) error {
	if len(s.access.scores) > 0 && !s.access.short() {
		return s.finish(ctx, s.driven(s.access.scores[0]))
	}
	for !s.enough() {
		if s.limits.far > 0 && s.walked >= s.limits.far {
			s.partial = true
			return nil
		}
		if err := s.walkOn(ctx, max(4*s.walked, s.limits.probe)); err != nil {
			return err
		}
	}
	return nil
}

// noEstimate stands for more rows than there are.
const noEstimate = 1 << 30

// walkOn walks over so many more rows, in steps that each take no longer than the limit, so that a search whose time is over
// has lost no more than that.
func (s *search) walkOn(ctx context.Context, rows int) error {
	for rows > 0 && !s.enough() {
		step := rows
		if s.pace > 0 {
			step = min(step, max(int(s.limits.step/s.pace), s.limits.probe))
		}
		started, before := time.Now(), s.found
		rest, err := s.perform(ctx, s.walk(step))
		if err != nil {
			return err
		}
		step = min(step, s.ahead())
		s.walked += step
		s.hit += s.found - before
		s.pace = time.Since(started) / time.Duration(step)
		rows -= step
		switch {
		case rest != nil:
			s.cursor = *rest
		case !s.further():
			s.end = s.found < s.want
			return nil
		}
	}
	return nil
}
