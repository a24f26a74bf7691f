package views

import (
	"net/url"
	"strconv"
	"strings"

	"assay/store"
)

// ProjectURL builds the address that leads to the room which a project opens with.
func ProjectURL(project string) string { return address(nil, "p", project) }

// TraceQuery is what the page of a trace shows.
type TraceQuery struct {
	Span   store.SpanID // empty: the root
	Format string       // empty: the one that one chose last, else chosen by the value
	Layout SpanLayout
	Sheet  string // slug of the template that shows the trace; empty: none
	Scale  Scale
	Closed []store.SpanID // what is below these is folded away
	From   int            // the line from which a piece of the tree is loaded beside that of the span
	Find   string         // words that one looks for in the trace
	Back   string         // the list one came from
}

// TraceURL builds the address of a trace.
func TraceURL(project string, trace store.TraceID, q TraceQuery) string {
	v := url.Values{}
	set(v, "span", string(q.Span))
	set(v, "format", q.Format)
	set(v, "layout", string(q.Layout))
	set(v, "scale", string(q.Scale))
	set(v, "sheet", q.Sheet)
	for _, id := range q.Closed {
		v.Add("closed", string(id))
	}
	setInt(v, "from", int64(q.From))
	set(v, "find", q.Find)
	set(v, "back", q.Back)
	return address(v, "p", project, "t", string(trace))
}

// MentionsURL builds the address of the comments that mention whoever asks.
func MentionsURL(project string) string { return address(nil, "p", project, "mentions") }

// ValueURL builds the address of one whole value of a span; part is input, output or expected.
func ValueURL(project string, trace store.TraceID, span store.SpanID, part string) string {
	return address(url.Values{"span": {string(span)}, "part": {part}}, "p", project, "t", string(trace), "value")
}

// AttachmentURL builds the address of a file that a row of the project refers to, or nothing for a key that is none.
func AttachmentURL(project, key string) string {
	if !store.IsAttachmentKey(key) {
		return ""
	}
	return address(nil, "p", project, "attachments", key)
}

// TraceActionURL builds the address that a form about a trace posts to.
func TraceActionURL(project string, trace store.TraceID, action ...string) string {
	return address(nil, append([]string{"p", project, "t", string(trace)}, action...)...)
}

// AddGoldURL builds the address of the page that makes a trace a gold item of a queue and returns to a page of ours.
func AddGoldURL(project string, trace store.TraceID, back string) string {
	v := url.Values{}
	set(v, "back", back)
	return address(v, "p", project, "t", string(trace), "gold")
}

// ReviewQuery is the state of a review run. At fixes its members.
type ReviewQuery struct {
	Filter string
	At     int64
	Item   store.TraceID // empty: the first one
	Sheet  string        // slug of the template that shows the items; empty: none
}

// ReviewURL builds the address of a review run, or of one item in it.
func ReviewURL(project string, q ReviewQuery) string {
	v := url.Values{}
	set(v, "filter", q.Filter)
	setInt(v, "at", q.At)
	set(v, "item", string(q.Item))
	set(v, "sheet", q.Sheet)
	return address(v, "p", project, "review")
}

// QueuesURL builds the address of the list of queues, or of a page beside them: new, mine, add.
func QueuesURL(project string, page ...string) string {
	return address(nil, append([]string{"p", project, "queues"}, page...)...)
}

// QueueURL builds the address of a queue's board, or of something done to the queue: edit, fill, items, undo, gold.
func QueueURL(project, queue string, action ...string) string {
	return address(nil, append([]string{"p", project, "queues", queue}, action...)...)
}

// RoomQuery is the state of a queue's room.
type RoomQuery struct {
	Item   store.TraceID // empty: the next one
	Turn   int           // of a repeat, after how many decided items it comes; 0: the item is none
	Span   store.SpanID  // empty: the root
	Format string
	Sheet  string // slug of the template that shows the items; empty: none
}

// RoomURL builds the address where one reviews what a queue hands out.
func RoomURL(project, queue string, q RoomQuery) string {
	return address(q.values(), "p", project, "review", queue)
}

func (q RoomQuery) values() url.Values {
	v := url.Values{}
	set(v, "item", string(q.Item))
	setInt(v, "turn", int64(q.Turn))
	set(v, "span", string(q.Span))
	set(v, "format", q.Format)
	set(v, "sheet", q.Sheet)
	return v
}

// RoomActionURL builds the address of what a room asks for behind the page, here and leave, and of where a repeat is posted to.
func RoomActionURL(project, queue, action string) string {
	return address(nil, "p", project, "review", queue, action)
}

// RoomValueURL builds the address of one whole value of a span of an item, as far as the queue shows it.
func RoomValueURL(project, queue string, q RoomQuery, part string) string {
	v := q.values()
	v.Set("part", part)
	return address(v, "p", project, "review", queue, "value")
}

// RoomFileURL builds the address of a file that a span of an item refers to, as far as the queue shows it.
func RoomFileURL(project, queue string, q RoomQuery, key string) string {
	v := q.values()
	v.Set("key", key)
	return address(v, "p", project, "review", queue, "file")
}

// EnqueueURL builds the address of the page that adds traces to a queue: the given ones, or all that match the filter at a position.
func EnqueueURL(project, filter string, at int64, traces []store.TraceID) string {
	v := url.Values{}
	set(v, "filter", filter)
	setInt(v, "at", at)
	for _, t := range traces {
		v.Add("trace", string(t))
	}
	return address(v, "p", project, "queues", "add")
}

// UndoURL builds the address that takes back a submission.
func UndoURL(project string) string { return address(nil, "p", project, "undo") }

// DatasetsURL builds the address of the list of datasets.
func DatasetsURL(project string) string { return address(nil, "p", project, "datasets") }

// DatasetURL builds the address of a dataset as of a version, 0 being the newest, from the row after a position.
func DatasetURL(project, dataset string, version store.Version, after int64) string {
	v := url.Values{}
	setInt(v, "version", int64(version))
	setInt(v, "after", after)
	return address(v, "p", project, "datasets", dataset)
}

// DatasetActionURL builds the address of something done to a dataset: export, delete, undo.
func DatasetActionURL(project, dataset, action string, version store.Version) string {
	v := url.Values{}
	setInt(v, "version", int64(version))
	return address(v, "p", project, "datasets", dataset, action)
}

// ExportURL builds the address of a dataset's file as of a version, of the rows that the page shows; format is one of exportFormats.
func ExportURL(project, dataset, format string, version store.Version, q RowsQuery) string {
	v := url.Values{"format": {format}}
	setInt(v, "version", int64(version))
	set(v, "filter", q.Filter)
	set(v, "split", q.Split)
	return address(v, "p", project, "datasets", dataset, "export")
}

// RowURL builds the address of a row as of a version.
func RowURL(project, dataset, row string, version store.Version) string {
	v := url.Values{}
	setInt(v, "version", int64(version))
	return address(v, "p", project, "datasets", dataset, "rows", row)
}

// RowsQuery is what the page of a dataset shows of its newest version.
type RowsQuery struct {
	Filter string // of the filter language; empty: all
	Split  string // rows of this split; empty: of any
	After  int64  // from the row behind this position
	Edit   string // id of the row that is edited in its place
}

// RowsURL builds the address of the rows of a dataset.
func RowsURL(project, dataset string, q RowsQuery) string {
	v := url.Values{}
	set(v, "filter", q.Filter)
	set(v, "split", q.Split)
	setInt(v, "after", q.After)
	set(v, "edit", q.Edit)
	to := address(v, "p", project, "datasets", dataset)
	if q.Edit != "" {
		to += "#edit"
	}
	return to
}

// DraftURL builds the address of a person's own draft, from the row behind a place in it.
func DraftURL(project, dataset string, after int64) string {
	v := url.Values{}
	setInt(v, "after", after)
	return address(v, "p", project, "datasets", dataset, "draft")
}

// RowCommentsURL builds the address that takes comments on a row.
func RowCommentsURL(project, dataset, row string) string {
	return address(nil, "p", project, "datasets", dataset, "rows", row, "comments")
}

// AddURL builds the address of the page that adds traces to a dataset: the given ones, or all that match the filter at a
// position.
func AddURL(project string, filter string, at int64, traces []store.TraceID) string {
	v := url.Values{}
	set(v, "filter", filter)
	setInt(v, "at", at)
	for _, t := range traces {
		v.Add("trace", string(t))
	}
	return address(v, "p", project, "add")
}

// SignInLinkURL builds the path of a one-time link.
func SignInLinkURL(token string) string { return address(nil, "sign-in", token) }

// SettingsURL builds the address of a project's settings, or of one page of them.
func SettingsURL(project string, page ...string) string {
	return address(nil, append([]string{"p", project, "settings"}, page...)...)
}

// QuickstartURL builds the address of the page that shows how to log to a project.
func QuickstartURL(project string) string { return address(nil, "p", project, "quickstart") }

// CompleteURL builds the address that suggests how to go on in a filter box.
func CompleteURL(project string) string { return address(nil, "p", project, "complete") }

// FilterHelpURL builds the address of the page about the filter language.
func FilterHelpURL(project string) string { return address(nil, "p", project, "filter-help") }

// TraceNewsURL builds the address that tells what came to a trace since a position; show is the page that shows it, in its
// part.
func TraceNewsURL(project string, trace store.TraceID, since int64, part Part, show string) string {
	v := url.Values{"since": {strconv.FormatInt(since, 10)}, "trace": {string(trace)}, "part": {string(part)}}
	set(v, "show", show)
	return address(v, "p", project, "news")
}

func address(v url.Values, path ...string) string {
	for i := range path {
		path[i] = url.PathEscape(path[i])
	}
	s := "/" + strings.Join(path, "/")
	if len(v) > 0 {
		s += "?" + v.Encode()
	}
	return s
}

func set(v url.Values, name, value string) {
	if value != "" {
		v.Set(name, value)
	}
}

func setInt(v url.Values, name string, n int64) {
	if n != 0 {
		v.Set(name, strconv.FormatInt(n, 10))
	}
}

// JobsURL builds the address of the list of jobs.
func JobsURL(project string) string { return address(nil, "p", project, "jobs") }

// JobURL builds the address of a job.
func JobURL(project string, job store.EventID) string {
	return address(nil, "p", project, "jobs", string(job))
}

// JobActionURL builds the address that a form about a job posts to.
func JobActionURL(project string, job store.EventID, action string) string {
	return address(nil, "p", project, "jobs", string(job), action)
}

// RecipesURL builds the address of the recipes of a dataset.
func RecipesURL(project, dataset string) string {
	return address(nil, "p", project, "datasets", dataset, "recipes")
}

// RecipeURL builds the address of a recipe.
func RecipeURL(project, dataset string, recipe int) string {
	return address(nil, "p", project, "datasets", dataset, "recipes", strconv.Itoa(recipe))
}

// AddOneURL builds the address of the page that adds one trace to a dataset, or one span of it, and returns to a page of ours
// afterwards. An empty span is the root.
func AddOneURL(project string, trace store.TraceID, span store.SpanID, back string) string {
	v := url.Values{"trace": {string(trace)}}
	set(v, "span_id", string(span))
	set(v, "return_to", back)
	return address(v, "p", project, "add")
}
