package web

import "net/http"

// assistantRoutes is the part of routes where one asks in words. Asking and looking is for everyone who may look; what a plan
// comes to in the end has the guard that it has elsewhere.
func (s *Server) assistantRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/p/:project/assistant", viewer, s.showAssistant},
		{post, "/p/:project/assistant", viewer, s.ask},
		{get, "/p/:project/assistant/:thread", viewer, s.showThread},
		{post, "/p/:project/assistant/:thread", viewer, s.changeThread},
		{post, "/p/:project/assistant/:thread/dataset", curator, s.buildFromThread},
		{get, "/p/:project/settings/assistant", admin, s.showAssistantSettings},
		{post, "/p/:project/settings/assistant", admin, s.saveAssistantSettings},
	}
}
