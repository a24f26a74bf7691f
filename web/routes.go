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
)

type route struct {
	method, path string
	guard        guard
	handler      echo.HandlerFunc
}

// routes is every address of the application and who may use it: read it as the audit of authorisation it is.
func (s *Server) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
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
		{get, "/p/:project/t/:trace", viewer, s.showTrace},
		{get, "/p/:project/t/:trace/value", viewer, s.showValue},
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

		// Settings
		{get, "/p/:project/settings", admin, s.showSettings},
		{get, "/p/:project/settings/scores", admin, s.listScoreConfigs},
		{post, "/p/:project/settings/scores", admin, s.saveScoreConfig},
		{post, "/p/:project/settings/scores/:config/archive", admin, s.archiveScoreConfig},
		{post, "/p/:project/settings/scores/:config/restore", admin, s.restoreScoreConfig},
		{get, "/p/:project/settings/people", admin, s.listPeople},
		{post, "/p/:project/settings/people", admin, s.addPerson},
		{post, "/p/:project/settings/people/:account", admin, s.changePerson},
		{post, "/p/:project/settings/people/:account/link", admin, s.makeSignInLink},
	}
}
