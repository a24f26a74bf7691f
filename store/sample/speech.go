package sample

// ask is how a customer opens. The indices tell which answers fit, so that a question about wide feet is not answered with
// shoulders; empty means all.
type ask struct {
	text   string
	good   []int  // into talk.good
	bad    []int  // into talk.wrong
	en     []int  // into the good of the same intent in English, for answers in the wrong language
	of     string // the kind of product it is about; empty: any
	window bool   // it touches on how long something can be returned, where stale answers go wrong
	late   bool   // the delivery was more than 30 days ago
}

func at(i ...int) []int { return i }

// usualEnglish are the English answers that fit nearly any question of the intent, where ask.en says nothing.
var usualEnglish = map[string][]int{
	"order-status": {0, 1, 2, 3}, "delivery-delay": {0, 1}, "returns": {0}, "refunds": {0}, "sizing": {0, 1}, "warranty": {0},
	"invoice-vat": {0}, "store-hours": {0}, "discount-code": {0}, "gear-advice": {8}, "complaint": {0},
}

// turn is a further question with its answer.
type turn struct{ ask, answer string }

// talk is one intent in one language. Texts have slots in braces, see slots.go.
type talk struct {
	asks  []ask
	good  []string // right answers, in Markdown
	wrong []string // answers that state something false, fluently
	stale []string // answers that quote the return window of last year's holiday season
	truth string   // what a customer writes who knows better than a stale answer
	then  []turn
}

// speech is how a language is written by customers and by the agent.
type speech struct {
	talks       map[string]talk
	contexts    []string // what customers add to a question
	hello, bye  []string // around an answer in a chat
	dear, kind  []string // around an answer in an e-mail: opening and closing
	subjects    []string
	padding     []string // paragraphs that say nothing
	vague       []string // whole answers that say nothing
	refusals    []string
	invented    []string // promises nobody made, added to an answer
	unreachable []string // whole answers when the order system does not answer
	whichOrder  []string // the agent asks for an order number
	comments    map[mood][]string
}

// mood is what a comment is about.
type mood string

const (
	praise    mood = "praise"
	shrug     mood = "shrug" // neither good nor bad
	falsehood mood = "falsehood"
	staleness mood = "staleness"
	vagueness mood = "vagueness"
	length    mood = "length"
	foreign   mood = "foreign" // answered in a language that was not asked in
	refusal   mood = "refusal"
	fantasy   mood = "fantasy" // a policy that does not exist
	slowness  mood = "slowness"
	invoicing mood = "invoicing"
	outage    mood = "outage"
)

// speeches by language.
var speeches = map[string]speech{
	"en": english, "de": german, "fr": french, "es": spanish, "pt": portuguese, "ar": arabic, "ja": japanese, "zh": chinese,
}
