package web

import (
	"net/http"
	"slices"

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
	member   guard = "member"   // viewer, also one whom a queue confines
	inQueue  guard = "in queue" // reviewer, also one whom a queue confines: all that has another guard is closed to those
	curator  guard = guard(store.Curator)
	admin    guard = guard(store.Admin)
	readKey  guard = "read key"  // of an API key; which projects it is good for the handler asks API.project
	writeKey guard = "write key" // the same with write access
)

// role is what a project's member needs to pass, or NoRole when it is no role that the guard asks for.
func (g guard) role() store.Role {
	switch g {
	case member:
		return store.Viewer
	case inQueue:
		return store.Reviewer
	case viewer, reviewer, curator, admin:
		return store.Role(g)
	}
	return store.NoRole
}

// confining reports whether the guard keeps out those whom a queue confines.
func (g guard) confining() bool { return g != member && g != inQueue }

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
		{post, "/account/review", signedIn, s.changeStays},
		{post, "/projects", signedIn, s.createProject},

		// Logs
		{get, "/p/:project", member, s.showProject},
		{get, "/p/:project/logs", viewer, s.listTraces},
		{get, "/p/:project/complete", viewer, s.complete},
		{get, "/p/:project/filter-help", viewer, s.showFilterHelp},
		{get, "/p/:project/news", viewer, s.showNews},
		{get, "/p/:project/facets", viewer, s.showFacets},
		{get, "/p/:project/similar", viewer, s.showSimilar},
		{get, "/p/:project/histogram", viewer, s.showHistogram},
		{get, "/p/:project/query", viewer, judging(s.showQuery)},
		{get, "/p/:project/query/export", curator, s.exportQuery},
		{get, "/p/:project/quickstart", viewer, s.showQuickstart},
		{get, "/p/:project/mentions", viewer, s.listMentions},
		{post, "/p/:project/mentions", viewer, s.readMentions},
		{get, "/p/:project/t/:trace", viewer, s.showTrace},
		{get, "/p/:project/t/:trace/value", viewer, s.showValue},
		{post, "/p/:project/formats", member, s.rememberFormat},
		{get, "/p/:project/attachments/:attachment", viewer, s.sendAttachment},
		{post, "/p/:project/t/:trace/comments", reviewer, s.addComment},
		{get, "/p/:project/t/:trace/gold", curator, s.showAddGold},
		{post, "/p/:project/t/:trace/gold", curator, s.addGold},
		{post, "/p/:project/t/:trace/corrections", reviewer, s.addCorrection},
		{post, "/p/:project/t/:trace/corrections/:correction", curator, s.decideCorrection},
		{post, "/p/:project/undo", inQueue, s.undo},

		// Review
		{get, "/p/:project/review", reviewer, s.showReview},
		{post, "/p/:project/review", reviewer, s.saveReview},
		{get, "/p/:project/review/agreement", reviewer, judging(s.showAgreement)},
		{get, "/p/:project/review/adjudicate", curator, s.showAdjudicate},
		{post, "/p/:project/review/adjudicate", curator, s.saveAdjudication},
		{get, "/p/:project/review/judge", reviewer, judging(s.showJudge)},

		// Datasets
		{get, "/p/:project/datasets", viewer, s.listDatasets},
		{post, "/p/:project/datasets", curator, s.createDataset},
		{get, "/p/:project/add", curator, s.showAdd},
		{post, "/p/:project/add", curator, s.addToDataset},
		{get, "/p/:project/datasets/:dataset", viewer, s.showDataset},
		{get, "/p/:project/datasets/:dataset/export", curator, s.exportDataset},
		{get, "/p/:project/datasets/:dataset/rows/:row", viewer, s.showRow},
	}, slices.Concat(s.rowRoutes(), s.addRoutes(), s.listRoutes(), s.queueRoutes(), s.trendRoutes(), s.assistantRoutes(), s.settingsRoutes())...)
}

// trendRoutes are the addresses of what users feel, which waits for the answers of a blind queue.
func (s *Server) trendRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/p/:project/trends", viewer, judging(s.showTrends)},
		{get, "/p/:project/dashboards", viewer, judging(s.listDashboards)},
		{post, "/p/:project/dashboards", viewer, s.createDashboard},
		{get, "/p/:project/dashboards/:dashboard", viewer, judging(s.showDashboard)},
		{post, "/p/:project/dashboards/:dashboard", viewer, judging(s.changeDashboard)},
		{get, "/p/:project/dashboards/:dashboard/charts/:chart", viewer, judging(s.showChart)},
		{post, "/p/:project/dashboards/:dashboard/charts/:chart", viewer, judging(s.changeChart)},
		{get, "/p/:project/dashboards/:dashboard/charts/:chart/export", curator, judging(s.exportChart)},
		{get, "/p/:project/themes", viewer, judging(s.listThemes)},
		{post, "/p/:project/themes", curator, s.findThemes},
		{post, "/p/:project/themes/:theme", curator, s.changeTheme},
		{post, "/p/:project/themes/:theme/dismiss", curator, s.dismissThemeName},
		{post, "/p/:project/themes-names", curator, s.proposeThemeNames},
		{post, "/p/:project/themes-undo", curator, s.undoTheme},
		{get, "/p/:project/alerts", viewer, judging(s.listAlerts)},
		{post, "/p/:project/alerts", curator, s.saveAlert},
		{get, "/p/:project/alerts/:alert", viewer, judging(s.showAlert)},
		{post, "/p/:project/alerts/:alert", curator, s.changeAlert},
	}
}

// rowRoutes are the addresses that change rows of datasets, and those of their versions.
func (s *Server) rowRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{post, "/p/:project/datasets/:dataset/rows/:row", curator, s.editRow},
		{post, "/p/:project/datasets/:dataset/rows/:row/comments", reviewer, s.commentRow},
		{get, "/p/:project/datasets/:dataset/review", reviewer, s.showRowReview},
		{post, "/p/:project/datasets/:dataset/review", reviewer, s.saveRowReview},
		{post, "/p/:project/datasets/:dataset/review/undo", reviewer, s.undoRowReview},
		{post, "/p/:project/datasets/:dataset/bulk", curator, s.editRows},
		{get, "/p/:project/datasets/:dataset/draft", curator, s.showDraft},
		{post, "/p/:project/datasets/:dataset/draft", curator, s.changeDraft},
		{get, "/p/:project/datasets/:dataset/copy", curator, s.showCopy},
		{post, "/p/:project/datasets/:dataset/copy", curator, s.copyRows},
		{get, "/p/:project/datasets/:dataset/schema", curator, s.showSchema},
		{post, "/p/:project/datasets/:dataset/schema", curator, s.changeSchema},
		{get, "/p/:project/datasets/:dataset/versions", viewer, s.listVersions},
		{post, "/p/:project/datasets/:dataset/versions", curator, s.changeVersions},
		{get, "/p/:project/datasets/:dataset/compare", viewer, s.compareVersions},
		{post, "/p/:project/datasets/:dataset/compare", curator, s.restoreVersion},
		{post, "/p/:project/datasets/:dataset/undo", curator, s.undoVersion},
		{post, "/p/:project/datasets/:dataset/restore", curator, s.restoreDataset},
	}
}

// addRoutes is the part of routes about what adds to datasets beyond the page: recipes, and the jobs that carry out long work.
func (s *Server) addRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/p/:project/datasets/:dataset/upload", curator, s.showUpload},
		{post, "/p/:project/datasets/:dataset/upload", curator, s.uploadRows},
		{get, "/p/:project/datasets/:dataset/recipes", curator, s.listRecipes},
		{post, "/p/:project/datasets/:dataset/recipes", curator, s.createRecipe},
		{get, "/p/:project/datasets/:dataset/recipes/:recipe", curator, s.showRecipe},
		{post, "/p/:project/datasets/:dataset/recipes/:recipe", curator, s.changeRecipe},

		// Jobs: their reports show what is in traces
		{get, "/p/:project/jobs", curator, s.listJobs},
		{get, "/p/:project/jobs/:job", curator, s.showJob},
		{post, "/p/:project/jobs/:job/cancel", curator, s.cancelJob},
	}
}

// queueRoutes are the addresses of review queues. Which of them the asker sees Server.queue decides.
func (s *Server) queueRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/p/:project/queues", inQueue, s.listQueues},
		{post, "/p/:project/queues", curator, s.createQueue},
		{get, "/p/:project/queues/mine", inQueue, s.listWork},
		{get, "/p/:project/queues/new", curator, s.newQueue},
		{get, "/p/:project/queues/add", curator, s.showEnqueue},
		{post, "/p/:project/queues/add", curator, s.enqueue},
		{get, "/p/:project/queues/:queue", reviewer, s.showBoard},
		{get, "/p/:project/queues/:queue/edit", curator, s.editQueue},
		{post, "/p/:project/queues/:queue/edit", curator, s.saveQueue},
		{post, "/p/:project/queues/:queue/fill", curator, s.fillQueue},
		{post, "/p/:project/queues/:queue/items", curator, s.moveItems},
		{post, "/p/:project/queues/:queue/again", curator, s.askAgain},
		{post, "/p/:project/queues/:queue/undo", curator, s.undoItems},
		{get, "/p/:project/queues/:queue/gold", curator, s.showGold},
		{post, "/p/:project/queues/:queue/gold", curator, s.unmarkGold},
		{get, "/p/:project/queues/:queue/repeats", inQueue, s.showRepeats},
		{get, "/p/:project/review/:queue", inQueue, s.showRoom},
		{post, "/p/:project/review/:queue", inQueue, s.saveRoomItem},
		{post, "/p/:project/review/:queue/repeat", inQueue, s.saveRepeat},
		{get, "/p/:project/review/:queue/value", inQueue, s.showRoomValue},
		{get, "/p/:project/review/:queue/file", inQueue, s.sendRoomFile},
		{post, "/p/:project/review/:queue/here", inQueue, s.stayHere},
		{post, "/p/:project/review/:queue/leave", inQueue, s.leaveRoom},
	}
}

// settingsRoutes are the addresses for who runs a project.
func (s *Server) settingsRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/p/:project/settings", admin, s.showSettings},
		{get, "/p/:project/settings/scores", admin, s.listScoreConfigs},
		{post, "/p/:project/settings/scores", admin, s.saveScoreConfig},
		{post, "/p/:project/settings/scores/order", admin, s.orderScoreConfigs},
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
		{get, "/p/:project/settings/sessions", admin, s.showSessionKey},
		{post, "/p/:project/settings/sessions", admin, s.saveSessionKey},
		{get, "/p/:project/settings/sheets", admin, s.listSheets},
		{post, "/p/:project/settings/sheets", admin, s.saveSheet},
		{post, "/p/:project/settings/sheets/:sheet", admin, s.saveSheet},
		{post, "/p/:project/settings/sheets/:sheet/hide", admin, s.hideSheet},
	}
}

// listRoutes is the part of routes about many traces at once: what the list of them offers beside each trace.
func (s *Server) listRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/p/:project/logs/scores", viewer, judging(s.showScores)},
		{get, "/p/:project/logs/export", curator, s.exportTraces},
		{post, "/p/:project/logs/export", curator, s.exportTraces},

		// One thing done to many
		{get, "/p/:project/bulk", reviewer, s.showBulk},
		{post, "/p/:project/bulk", reviewer, s.startBulk},
		{get, "/p/:project/bulk/:bulk", reviewer, s.showBulkProgress},
		{post, "/p/:project/bulk/:bulk", reviewer, s.continueBulk},

		// Saved views: personal ones are everyone's; who may share them the handlers ask
		{get, "/p/:project/views", viewer, s.listViews},
		{post, "/p/:project/views", viewer, s.createView},
		{post, "/p/:project/views/:view", viewer, s.changeView},
		{post, "/p/:project/views/:view/delete", viewer, s.deleteView},
		{post, "/p/:project/views/:view/restore", viewer, s.restoreView},
	}
}

// machineRoutes is every address of the machine API. Guards tell the access that the API key needs. Registering answers a key
// that may only read with what is there already; making something new asks for write access in the handler.
func (s *Server) machineRoutes() []route {
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	a := s.api
	return slices.Concat(s.restRoutes(), s.experimentRoutes(), []route{
		// Clients that introduce themselves
		{post, "/api/apikey/login", readKey, s.machine(a.Login)},
		{post, "/api/project/register", readKey, s.machine(a.RegisterProject)},
		{get, "/api/project", readKey, s.machine(a.LookupProject)},
		{post, "/api/dataset/register", readKey, s.machine(a.RegisterDataset)},
		{post, "/api/dataset_snapshot/register", writeKey, s.machine(a.RegisterSnapshot)},
		{post, "/api/dataset_snapshot/get", readKey, s.machine(a.FindSnapshots)},
		{post, "/api/dataset_snapshot/patch_id", writeKey, s.machine(a.ChangeSnapshot)},
		{post, "/api/dataset_snapshot/delete_id", writeKey, s.machine(a.DeleteSnapshot)},
		{post, "/api/self/get_object_info", readKey, s.machine(a.FindObjects)},
		{get, "/version", readKey, s.machine(a.Version)},
		{get, "/ping", readKey, s.machine(a.Ping)},

		// Rows in, rows out
		{post, "/logs3", writeKey, s.machine(a.InsertLogs)},
		{post, "/btql", readKey, s.machine(a.Query)},
		{get, "/dataset-summary", readKey, s.machine(a.CountDataset)},
		{get, "/xact-id", readKey, s.machine(a.ShowVersion)},
		{post, "/otel/v1/traces", writeKey, s.machine(a.ExportTraces)},
		{post, "/v1/traces", writeKey, s.machine(a.ExportTraces)},
		{post, "/api/public/otel/v1/traces", writeKey, s.machine(a.ExportTraces)}, // as exporters of Langfuse send, with Basic auth
		{post, "/otel/v1/logs", writeKey, s.machine(a.ExportLogs)},
		{post, "/v1/logs", writeKey, s.machine(a.ExportLogs)},

		// Attachments: the signature in the address authorises the bytes
		{post, "/attachment", writeKey, s.machine(a.CreateAttachment)},
		{get, "/attachment", readKey, s.machine(a.ShowAttachment)},
		{post, "/attachment/status", writeKey, s.machine(a.SetAttachmentStatus)},
		{put, "/attachment/object/:token", anyone, s.machine(a.PutAttachment)},
		{get, "/attachment/object/:token", anyone, s.machine(a.SendAttachment)},
	})
}

// restRoutes are the addresses under /v1 but for those of experiments.
func (s *Server) restRoutes() []route {
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	a := s.api
	return []route{
		{get, "/v1/project", readKey, s.machine(a.ListProjects)},
		{post, "/v1/project", readKey, s.machine(a.CreateProject)},
		{get, "/v1/project/:id", readKey, s.machine(a.ShowProject)},
		{patch, "/v1/project/:id", writeKey, s.machine(a.ChangeProject)},
		{del, "/v1/project/:id", writeKey, s.machine(a.DeleteProject)},
		{post, "/v1/insert", writeKey, s.machine(a.InsertObjects)},
		{post, "/v1/project_logs/:id/insert", writeKey, s.machine(a.InsertRows)},
		{get, "/v1/project_logs/:id/fetch", readKey, s.machine(a.FetchRows)},
		{post, "/v1/project_logs/:id/fetch", readKey, s.machine(a.FetchRows)},
		{post, "/v1/project_logs/:id/feedback", writeKey, s.machine(a.AddFeedback)},
		{get, "/v1/dataset", readKey, s.machine(a.ListDatasets)},
		{post, "/v1/dataset", writeKey, s.machine(a.CreateDataset)},
		{get, "/v1/dataset/:id", readKey, s.machine(a.ShowDataset)},
		{patch, "/v1/dataset/:id", writeKey, s.machine(a.ChangeDataset)},
		{del, "/v1/dataset/:id", writeKey, s.machine(a.DeleteDataset)},
		{post, "/v1/dataset/:id/insert", writeKey, s.machine(a.InsertDatasetRows)},
		{get, "/v1/dataset/:id/fetch", readKey, s.machine(a.FetchDatasetRows)},
		{post, "/v1/dataset/:id/fetch", readKey, s.machine(a.FetchDatasetRows)},
		{post, "/v1/dataset/:id/feedback", writeKey, s.machine(a.AddDatasetFeedback)},
		{post, "/v1/dataset/:id/restore", writeKey, s.machine(a.RestoreDataset)},
		{post, "/v1/dataset/:id/restore/preview", readKey, s.machine(a.PreviewRestore)},
		{get, "/v1/dataset/:id/snapshots", readKey, s.machine(a.ListSnapshots)},
		{get, "/v1/dataset/:id/environments", readKey, s.machine(a.ListEnvironments)},
		{put, "/v1/dataset/:id/environments/:name", writeKey, s.machine(a.SetEnvironment)},
		{get, "/environment-object/dataset/:id/:name", readKey, s.machine(a.ShowEnvironment)},
		{get, "/v1/dataset/:id/summarize", readKey, s.machine(a.SummarizeDataset)},
		{post, "/v1/release", writeKey, s.machine(a.MarkRelease)},
		{get, "/v1/project_score", readKey, s.machine(a.ListProjectScores)},
		{post, "/v1/project_score", writeKey, s.machine(a.CreateProjectScore)},
		{put, "/v1/project_score", writeKey, s.machine(a.ReplaceProjectScore)},
		{get, "/v1/project_score/:id", readKey, s.machine(a.ShowProjectScore)},
		{patch, "/v1/project_score/:id", writeKey, s.machine(a.ChangeProjectScore)},
		{del, "/v1/project_score/:id", writeKey, s.machine(a.DeleteProjectScore)},
	}
}

// experimentRoutes are the addresses of experiments, of which there are none yet.
func (s *Server) experimentRoutes() []route {
	const get, post, patch, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete
	none := s.machine(s.api.RefuseExperiment)
	return []route{
		{post, "/api/experiment/register", readKey, none},
		{post, "/api/experiment/get", readKey, none},
		{post, "/api/base_experiment/get_id", readKey, none},
		{get, "/experiment-comparison2", readKey, none},
		{get, "/v1/experiment", readKey, none},
		{post, "/v1/experiment", readKey, none},
		{get, "/v1/experiment/:id", readKey, none},
		{patch, "/v1/experiment/:id", readKey, none},
		{del, "/v1/experiment/:id", readKey, none},
		{post, "/v1/experiment/:id/insert", readKey, none},
		{get, "/v1/experiment/:id/fetch", readKey, none},
		{post, "/v1/experiment/:id/fetch", readKey, none},
		{post, "/v1/experiment/:id/feedback", readKey, none},
		{get, "/v1/experiment/:id/summarize", readKey, none},
	}
}
