package web

import "github.com/labstack/echo/v4"

// attachmentsPath begins the routes that send files, of any size and packed already.
const attachmentsPath = "/p/:project/attachments/"

// sendAttachment gives a file that a row of the project refers to.
func (s *Server) sendAttachment(c echo.Context) error {
	return s.api.SendProjectAttachment(c.Response(), c.Request(), who(c).project.ID, pathParam(c, "attachment"))
}
