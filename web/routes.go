package web

import (
	"net/http"

	"assay/store"

	"github.com/labstack/echo/v4"
)

// guard says who may call a route. Role guards hold for the project in the path.
type guard string

const (
	anyone   guard = "anyone"
	signedIn guard = "signed in"
	viewer   guard = guard(store.Viewer)
	reviewer guard = guard(store.Reviewer)
	curator  guard = guard(store.Curator)
	admin    guard = guard(store.Admin)
	readKey  guard = "read key"  // of an API key; which projects it is good for the handler asks API.project
	writeKey guard = "write key" // the same with write access
)

type route struct {
	method, path string
	guard        guard
	handler      echo.HandlerFunc
}

// routes is every address of the application and who may use it: read it as the audit of authorisation it is. machineRoutes
// is the other half of it.
func (s *Server) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return append([]route{
		// Probes
		{get, "/healthz", anyone, s.healthy},
		{get, "/readyz", anyone, s.ready},

		// Signing in
		{get, "/", signedIn, s.home},
		{get, "/sign-in", anyone, s.showSignIn},
		{post, "/sign-in", anyone, s.signIn},
		{get, "/sign-in/:token", anyone, s.showSignInLink},
		{post, "/sign-in/:token", anyone, s.useSignInLink},
		{post, "/sign-out", signedIn, s.signOut},
		{get, "/account", signedIn, s.showAccount},
		{post, "/account/password", signedIn, s.changePassword},
		{post, "/projects", signedIn, s.createProject},

		// Logs
		{get, "/p/:project", viewer, s.showProject},
		{get, "/p/:project/logs", viewer, s.listTraces},
		{get, "/p/:project/news", viewer, s.showNews},
		{get, "/p/:project/quickstart", viewer, s.showQuickstart},
		{get, "/p/:project/t/:trace", viewer, s.showTrace},
		{get, "/p/:project/t/:trace/value", viewer, s.showValue},
		{get, "/p/:project/attachments/:attachment", viewer, s.sendAttachment},
		{post, "/p/:project/t/:trace/comments", reviewer, s.addComment},
		{post, "/p/:project/t/:trace/corrections", reviewer, s.addCorrection},
		{post, "/p/:project/t/:trace/corrections/:correction", curator, s.decideCorrection},
		{post, "/p/:project/undo", reviewer, s.undo},

		// Review
		{get, "/p/:project/review", reviewer, s.showReview},
		{post, "/p/:project/review", reviewer, s.saveReview},

		// Datasets
		{get, "/p/:project/datasets", viewer, s.listDatasets},
		{post, "/p/:project/datasets", curator, s.createDataset},
		{get, "/p/:project/add", curator, s.showAdd},
		{post, "/p/:project/add", curator, s.addToDataset},
		{get, "/p/:project/datasets/:dataset", viewer, s.showDataset},
		{get, "/p/:project/datasets/:dataset/export", curator, s.exportDataset},
		{post, "/p/:project/datasets/:dataset/delete", curator, s.deleteRows},
		{post, "/p/:project/datasets/:dataset/undo", curator, s.undoVersion},
		{get, "/p/:project/datasets/:dataset/rows/:row", viewer, s.showRow},
		{post, "/p/:project/datasets/:dataset/rows/:row", curator, s.editRow},
	}, s.settingsRoutes()...)
}

// settingsRoutes are the addresses for who runs a project.
func (s *Server) settingsRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/p/:project/settings", admin, s.showSettings},
		{get, "/p/:project/settings/scores", admin, s.listScoreConfigs},
		{post, "/p/:project/settings/scores", admin, s.saveScoreConfig},
		{post, "/p/:project/settings/scores/:config/archive", admin, s.archiveScoreConfig},
		{post, "/p/:project/settings/scores/:config/restore", admin, s.restoreScoreConfig},
		{get, "/p/:project/settings/people", admin, s.listPeople},
		{post, "/p/:project/settings/people", admin, s.addPerson},
		{post, "/p/:project/settings/people/:account", admin, s.changePerson},
		{post, "/p/:project/settings/people/:account/link", admin, s.makeSignInLink},
		{get, "/p/:project/settings/keys", admin, s.listKeys},
		{post, "/p/:project/settings/keys", admin, s.makeKey},
		{post, "/p/:project/settings/keys/:key/revoke", admin, s.revokeKey},
		{post, "/p/:project/settings/keys/:key/restore", admin, s.restoreKey},
	}
}

// machineRoutes is every address of the machine API. Guards tell the access that the API key needs. Registering answers a key
// that may only read with what is there already; making something new asks for write access in the handler.
func (s *Server) machineRoutes() []route {
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	a := s.api
	return []route{
		// Clients that introduce themselves
		{post, "/api/apikey/login", readKey, machine(a.Login)},
		{post, "/api/project/register", readKey, machine(a.RegisterProject)},
		{get, "/api/project", readKey, machine(a.LookupProject)},
		{post, "/api/dataset/register", readKey, machine(a.RegisterDataset)},
		{post, "/api/self/get_object_info", readKey, machine(a.FindObjects)},
		{get, "/version", readKey, machine(a.Version)},
		{get, "/ping", readKey, machine(a.Ping)},

		// Rows in, rows out
		{post, "/logs3", writeKey, machine(a.InsertLogs)},
		{post, "/btql", readKey, machine(a.Query)},
		{get, "/dataset-summary", readKey, machine(a.CountDataset)},
		{get, "/xact-id", readKey, machine(a.ShowVersion)},
		{post, "/otel/v1/traces", writeKey, machine(a.ExportTraces)},
		{post, "/v1/traces", writeKey, machine(a.ExportTraces)},
		{post, "/api/public/otel/v1/traces", writeKey, machine(a.ExportTraces)}, // as exporters of Langfuse send, with Basic auth
		{post, "/otel/v1/logs", writeKey, machine(a.ExportLogs)},
		{post, "/v1/logs", writeKey, machine(a.ExportLogs)},

		// Attachments: the signature in the address authorises the bytes
		{post, "/attachment", writeKey, machine(a.CreateAttachment)},
		{get, "/attachment", readKey, machine(a.ShowAttachment)},
		{post, "/attachment/status", writeKey, machine(a.SetAttachmentStatus)},
		{put, "/attachment/object/:token", anyone, machine(a.PutAttachment)},
		{get, "/attachment/object/:token", anyone, machine(a.SendAttachment)},

		// REST
		{get, "/v1/project", readKey, machine(a.ListProjects)},
		{post, "/v1/project", readKey, machine(a.CreateProject)},
		{get, "/v1/project/:id", readKey, machine(a.ShowProject)},
		{patch, "/v1/project/:id", writeKey, machine(a.ChangeProject)},
		{del, "/v1/project/:id", writeKey, machine(a.DeleteProject)},
		{post, "/v1/project_logs/:id/insert", writeKey, machine(a.InsertRows)},
		{get, "/v1/project_logs/:id/fetch", readKey, machine(a.FetchRows)},
		{post, "/v1/project_logs/:id/fetch", readKey, machine(a.FetchRows)},
		{post, "/v1/project_logs/:id/feedback", writeKey, machine(a.AddFeedback)},
		{get, "/v1/dataset", readKey, machine(a.ListDatasets)},
		{post, "/v1/dataset", writeKey, machine(a.CreateDataset)},
		{get, "/v1/dataset/:id", readKey, machine(a.ShowDataset)},
		{patch, "/v1/dataset/:id", writeKey, machine(a.ChangeDataset)},
		{del, "/v1/dataset/:id", writeKey, machine(a.DeleteDataset)},
		{post, "/v1/dataset/:id/insert", writeKey, machine(a.InsertDatasetRows)},
		{get, "/v1/dataset/:id/fetch", readKey, machine(a.FetchDatasetRows)},
		{post, "/v1/dataset/:id/fetch", readKey, machine(a.FetchDatasetRows)},
		{post, "/v1/dataset/:id/feedback", writeKey, machine(a.AddDatasetFeedback)},
		{get, "/v1/dataset/:id/summarize", readKey, machine(a.SummarizeDataset)},
		{get, "/v1/project_score", readKey, machine(a.ListProjectScores)},
		{post, "/v1/project_score", writeKey, machine(a.CreateProjectScore)},
		{put, "/v1/project_score", writeKey, machine(a.ReplaceProjectScore)},
		{get, "/v1/project_score/:id", readKey, machine(a.ShowProjectScore)},
		{patch, "/v1/project_score/:id", writeKey, machine(a.ChangeProjectScore)},
		{del, "/v1/project_score/:id", writeKey, machine(a.DeleteProjectScore)},
	}
}
