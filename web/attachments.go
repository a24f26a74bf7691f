package web

import (
	"context"
	"fmt"
	"strings"

	"assay/store"
	"assay/views"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// attachmentsPath begins the routes of a project's files.
const attachmentsPath = "/p/:project/attachments/"

// sendsFile reports whether a route sends or takes a file, of any size and packed already.
func sendsFile(route string) bool {
	return strings.HasPrefix(route, "/attachment/object/") || strings.HasPrefix(route, attachmentsPath) || route == "/p/:project/review/:queue/file"
}

// sendAttachment gives a file that a row of the project refers to.
func (s *Server) sendAttachment(c echo.Context) error {
	return s.api.SendProjectAttachment(c.Response(), c.Request(), who(c).project.ID, pathParam(c, "attachment"))
}

// projectFiles are the addresses of files for whoever may see the project's traces.
func projectFiles(project string) func(key string) string {
	return func(key string) string { return views.AttachmentURL(project, key) }
}

// files makes the addresses of the files that values refer to, as address has them. A file whose bytes have not come has none.
func (s *Server) files(ctx context.Context, project store.Project, address func(key string) string, values ...string) (func(key string) string, error) {
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
		return address(key)
	}, nil
}
