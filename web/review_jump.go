package web

import (
	"context"
	"fmt"
	"strconv"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// wantedItem is the number of the item that the address asks for, counted from 1; 0: it asks for none.
func wantedItem(c echo.Context) int {
	n, err := strconv.Atoi(c.QueryParam("n"))
	if err != nil || n < 1 {
		return 0
	}
	return min(n, postgres.CountCap)
}

// jumpPage is how many traces are read at once on the way to an item.
const jumpPage = 500

// jumpInRun goes to the nth item of a run, or to its last one when there are fewer.
func (s *Server) jumpInRun(c echo.Context, run views.ReviewQuery, q postgres.Query, n int) error {
	project := who(c).project.Name
	var after store.Cursor
	var last store.TraceID
	passed := 0
	for passed < n {
		some, next, err := s.DB.Traces(c.Request().Context(), q, after, min(n-passed, jumpPage))
		if err != nil {
			return err
		}
		if len(some) > 0 {
			last, passed = some[len(some)-1].ID, passed+len(some)
		}
		if after = next; next == (store.Cursor{}) {
			break
		}
	}
	if last == "" || passed == n {
		return leaveTo(c, reviewURL(project, run, last))
	}
	return s.leaveSaying(c, fmt.Sprintf("There are %s only. This is the last one.", items(passed)), reviewURL(project, run, last))
}

// jumpInRoom goes to the nth item of the asker's in a queue: those that it decided on in that order, then those that it has in work.
func (s *Server) jumpInRoom(c echo.Context, q store.Queue, by postgres.Claimant, n int) error {
	ctx, at := c.Request().Context(), views.RoomQuery{Sheet: c.QueryParam("sheet")}
	item, passed, err := s.nthOfMine(ctx, by, n)
	if err != nil {
		return err
	}
	room := func() string { at.Item = item; return views.RoomURL(who(c).project.Name, q.Slug, at) }
	if passed == n || item == "" {
		return leaveTo(c, room())
	}
	return s.leaveSaying(c, fmt.Sprintf("You have had %s. Others are handed out as you go on.", items(passed)), room())
}

// nthOfMine finds the item and its number, those of the last one when there are fewer.
func (s *Server) nthOfMine(ctx context.Context, by postgres.Claimant, n int) (store.TraceID, int, error) {
	decided, err := s.DB.DecidedBefore(ctx, by, "", nil)
	if err != nil {
		return "", 0, err
	}
	if n <= decided {
		item, err := s.DB.DecidedAs(ctx, by, n)
		return item, n, err
	}
	held, err := s.DB.HandOut(ctx, by, postgres.Wanted{}) // nothing new
	if err != nil {
		return "", 0, err
	}
	if len(held) == 0 {
		return "", decided, nil
	}
	place := min(n-decided, len(held))
	return held[place-1].Trace, decided + place, nil
}

// changeStays keeps whether review stays on an item that was completed, and shows the page again.
func (s *Server) changeStays(c echo.Context) error {
	if err := s.DB.SetStays(c.Request().Context(), who(c).account.ID, c.FormValue("stays") == "yes"); err != nil {
		return err
	}
	return leaveTo(c, localPath(c.FormValue("back"), "/account"))
}
