package web

import (
	"assay/views"

	"github.com/labstack/echo/v4"
)

// shell fills what stands around a page: who, where, and what the last form left to say.
func (s *Server) shell(c echo.Context, title, room string) views.Shell {
	w := who(c)
	shell := views.Shell{Title: title, Project: w.project.Name, Room: room, Account: w.account.Called(), Role: w.role, Confined: w.confined, Blind: w.blind, Unread: w.unread}
	for _, p := range w.projects {
		shell.Projects = append(shell.Projects, p.Name)
	}
	s.takeFlash(c, &shell)
	return shell
}
