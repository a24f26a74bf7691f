package views

import (
	"strconv"

	"assay/store"
)

// Shell is what stands around every page of a signed-in person.
type Shell struct {
	Title    string // of the page; the project follows in the browser's title bar
	Project  string // empty outside of a project
	Projects []string
	Room     string // the room of the left rail that the page is in
	Account  string // as the person is called
	Role     store.Role
	Confined bool     // to the queues of the project
	Stays    bool     // review stays on an item that was completed
	Blind    bool     // what others said waits for the person's answers
	Unread   int      // comments that mention the person and that it has not seen
	Flash    string   // said once, about what the last form did
	Undo     string   // submission to take back with the flash, or empty
	UndoURL  string   // where to post to take it back; with Undo as its value
	Back     string   // where the undo returns to
	Notes    []Note   // what the last form did beside what Flash says
	Wide     bool     // the page fills the window and scrolls inside
	Scripts  []string // modules of ours
	Styles   []string // beside those that every page has
	Chart    bool     // the page draws a chart and needs what does that
}

// roomStyles are what the pages of a room need beside what every page has.
var roomStyles = map[string][]string{"Queues": {"css/queues.css"}, "Review": {"css/queues.css"}, "Datasets": {"css/datasets.css", "css/queues.css"}}

// unread counts what waits to be read.
func (s Shell) unread() string {
	if s.Unread >= mostUnread {
		return strconv.Itoa(mostUnread) + "+"
	}
	return strconv.Itoa(s.Unread)
}

// mostUnread is where counting stops.
const mostUnread = 100

// Room is one entry of the left rail.
type Room struct {
	Name, URL, Key string
	Icon           string
	Current        bool
}

// unreviewed is what the room Review opens with when one does not come from a filtered list.
const unreviewed = "is_reviewed = false"

// Rooms lists the rooms this person may enter in this project.
func (s Shell) Rooms() []Room {
	if s.Project == "" {
		return nil
	}
	queues := Room{Name: "Queues", URL: QueuesURL(s.Project), Key: "g q", Icon: "queues", Current: s.Room == "Queues"}
	if s.Confined {
		return []Room{queues}
	}
	rooms := []Room{{Name: "Logs", URL: LogsURL(s.Project, LogsQuery{}), Key: "g l", Icon: "logs"}}
	if s.Role.Includes(store.Reviewer) {
		review := ReviewQuery{Filter: unreviewed}
		if s.Blind { // who may not know what others reviewed
			review.Filter = ""
		}
		rooms = append(rooms, Room{Name: "Review", URL: ReviewURL(s.Project, review), Key: "g r", Icon: "review"}, queues)
	}
	rooms = append(rooms, Room{Name: "Datasets", URL: DatasetsURL(s.Project), Key: "g d", Icon: "datasets"},
		Room{Name: "Trends", URL: address(nil, "p", s.Project, "trends"), Key: "g t", Icon: "chart"},
		Room{Name: "Assistant", URL: AssistantURL(s.Project, 0, AssistantQuery{}), Key: "g a", Icon: "assistant"})
	if s.Role.Includes(store.Admin) {
		rooms = append(rooms, Room{Name: "Settings", URL: SettingsURL(s.Project), Key: "g s", Icon: "settings"})
	}
	for i := range rooms {
		rooms[i].Current = rooms[i].Name == s.Room
	}
	return rooms
}

// ErrorView is a failure as a page.
type ErrorView struct {
	Status  int
	Title   string
	Message string
	Back    string
}
