package web

import (
	"context"
	"fmt"

	"assay/store"
	"assay/views"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// attachmentsPath begins the routes that send files, of any size and packed already.
const attachmentsPath = "/p/:project/attachments/"

// sendAttachment gives a file that a row of the project refers to.
func (s *Server) sendAttachment(c echo.Context) error {
	return s.api.SendProjectAttachment(c.Response(), c.Request(), who(c).project.ID, pathParam(c, "attachment"))
}

// files makes the addresses of the files that values refer to. A file whose bytes have not come has none.
func (s *Server) files(ctx context.Context, project store.Project, values ...string) (func(key string) string, error) {
	var keys []string
	for _, v := range values {
		keys = append(keys, content.FileKeys(v)...)
	}
	there := map[string]bool{}
	if len(keys) > 0 {
		var err error
		if there, err = s.DB.UploadedAttachments(ctx, project.ID, keys); err != nil {
			return nil, fmt.Errorf("find files of values: %w", err)
		}
	}
	return func(key string) string {
		if !there[key] {
			return ""
		}
		return views.AttachmentURL(project.Name, key)
	}, nil
}
