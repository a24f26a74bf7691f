package ingest

import "net/http"

// noExperiments is what everything says that has to do with experiments, in whatever way they are asked for.
const noExperiments = "Experiments are not kept here yet, so nothing of this one was stored. Log its runs to a project, " +
	"with initLogger or to project_name:NAME over OTLP; datasets can be read and written."

// errExperiment refuses a destination of OTLP: one span, not the others of its request.
const errExperiment = refusal("experiments are not kept here yet: send the spans to a project with project_name:NAME")

// errExperiments is a 501: the request is understood and right, only there is nothing behind it. No client sends it again for
// being answered so.
var errExperiments = say(errNotKept, noExperiments)

// RefuseExperiment answers every address of experiments, so that SDKs show a sentence and not a page that is missing.
func (a *API) RefuseExperiment(http.ResponseWriter, *http.Request) error { return errExperiments }
