package sample

import (
	"fmt"
	"strings"
	"time"
)

// thread makes what people paste under a mail: a quoted exchange, the transcript of a call, or a table of orders, 10 to
// 40 KB of it.
func thread(d dice, f facts, language string) string {
	size := d.between(10_000, 32_000)
	switch {
	case f.who.segment == "business" && d.chance(0.6):
		return orderTable(d, f, size)
	case language == "en" && d.chance(0.35):
		return transcript(d, f, size)
	}
	return quotedMails(d, f, language, size)
}

// quotedMails is an exchange in which every reply quotes everything before it, as mail programs do.
func quotedMails(d dice, f facts, language string, size int) string {
	voice, both := speeches[language], threadSentences[language]
	var mails []string
	at := f.placed.Add(9 * time.Hour)
	text := ""
	for n := 0; len(text) < size; n++ {
		sender, sentences := f.who.first+" "+f.who.last+" <"+f.who.email()+">", both.customer
		if n%2 == 1 {
			sender, sentences = "Tarnfell Outdoor <care@tarnfell.example>", both.agent
		}
		var body strings.Builder
		for i, at := range d.Perm(len(sentences))[:d.between(4, 7)] {
			body.WriteString(sentences[at])
			body.WriteString([]string{" ", " ", "\n\n"}[i%3])
		}
		if n%2 == 1 {
			body.WriteString("\n\n" + pick(d, voice.kind) + "\n\n" + disclaimer)
		}
		mails = append(mails, f.fill(strings.TrimSpace(body.String()), language))
		at = at.Add(time.Duration(d.between(40, 2600)) * time.Minute)
		quoted := ""
		if text != "" {
			quoted = "\n\n" + fmt.Sprintf("%s, %s:\n", at.Format("2006-01-02 15:04"), sender) + quote(text)
		}
		text = mails[len(mails)-1] + quoted
	}
	return text
}

// quote puts "> " before every line, up to a depth at which even mail programs give up.
func quote(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "> > > > >") {
			lines[i] = "> " + line
		}
	}
	return strings.Join(lines, "\n")
}

const disclaimer = "This e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error, please delete it and make yourself a cup of tea. Tarnfell Outdoor GmbH & Co. KG, registered in Hamburg. Please consider the forest before printing."

// transcript is what the telephone system wrote down.
func transcript(d dice, f facts, size int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CALL TRANSCRIPT %s (automatic, may contain errors)\nLine: EN-2   Agent: Paula   Caller: %s\n\n", f.reference, f.who.last)
	lines, last := threadSentences["en"], -1
	for seconds := 4; b.Len() < size; seconds += d.between(3, 24) {
		speaker, said := "CALLER", lines.customer
		if d.chance(0.48) {
			speaker, said = "PAULA ", lines.agent
		}
		i := d.IntN(len(said))
		if i == last {
			continue
		}
		last = i
		text := f.fill(said[i], "en")
		if d.chance(0.25) {
			text = pick(d, []string{"Uh, ", "So, ", "[crosstalk] ", "Right. ", "[hold music, 41 s] ", "No, no. ", "[inaudible] ", "Sorry, go on. "}) + text
		}
		fmt.Fprintf(&b, "[%02d:%02d] %s  %s\n", seconds/60, seconds%60, speaker, text)
	}
	return b.String()
}

// orderTable is an export of a company's orders.
func orderTable(d dice, f facts, size int) string {
	var b strings.Builder
	b.WriteString("order;date;item;colour;size;qty;net;vat;gross;invoice;vat_id;cost_centre\n")
	for n := 0; b.Len() < size; n++ {
		p := pick(d, products)
		qty := d.between(1, 12)
		net := p.price * qty
		id := f.vat
		if d.chance(0.3) {
			id = "" // the very thing they complain about
		}
		fmt.Fprintf(&b, "TF-%s;%s;%s;%s;%s;%d;%d.%02d;%d.%02d;%d.%02d;RE-2026-%s;%s;%d\n", digits(d, 8),
			f.placed.AddDate(0, 0, -n).Format("2006-01-02"), p.name, pick(d, p.colours), pick(d, p.sizes), qty,
			net/100, net%100, net*19/10000, net*19/100%100, net*119/10000, net*119/100%100, digits(d, 5), id, 4000+d.between(1, 60)*10)
	}
	return b.String()
}

// threadSentences are what two sides say to each other at length, in the languages that have threads.
var threadSentences = map[string]struct{ customer, agent []string }{
	"en": {
		customer: []string{
			"I am writing again because nothing has happened since my last mail.", "To repeat: the {name} arrived with the wrong colour, {colour} was on the label but not in the box.",
			"Your colleague on the phone told me it would be sorted by {eta}.", "I have attached the photos a second time, this time smaller.",
			"I don't want a voucher.", "For the record, I was at home all day and nobody rang.", "The tracking ({tracking}) shows two attempts at an address in {city} that isn't mine.",
			"My neighbour has the parcel now, or had it, she is on holiday.", "Could someone who can actually decide please read this?",
			"I understand that you are busy, but so am I.", "The order number is still {order}, as in the three mails before.",
			"On the website it says something else, see the screenshot.", "I've been a happy customer so far and would like to stay one.",
			"We leave on {date}, after that it is of no use to me.", "The zip works, it's the stitching next to it.", "Is it {total} or {price} that you are going to refund?",
			"I sent the other one back on {placed} and have the receipt of {carrier}.", "Please don't ask me for the order number again.",
			"My first language is not English, so maybe I wasn't clear.", "In the store they said you should know.", "I'll wait until {eta} and then ask my bank.",
			"It isn't about the money any more.", "Thanks for the quick reply, but it answers a different question.",
		},
		agent: []string{
			"Thank you for your patience and for the photos.", "I've forwarded your case {case} to the colleagues in the warehouse and asked for an answer by {eta}.",
			"Could you please confirm the order number?", "According to our system, {order} was packed on {placed} and handed to {carrier}.",
			"I'm sorry that you had to write again.", "The address on the label is the one from your account.", "We've opened a search with the carrier, which usually takes three working days.",
			"I've added a note so that you don't have to explain it again.", "Unfortunately I can't see the attachment, could you send it once more as a JPG?",
			"The refund of {total} was released and should be with you within 7 working days.", "The {name} in {colour} is back in stock from {eta}.",
			"I've asked Innsbruck whether it can be repaired.", "As a gesture of goodwill I can offer {percent} off your next order.",
			"Please ignore the automatic reminder, it crossed with your mail.", "My colleague is on holiday, I've taken over from her.",
			"You're right, the page was out of date. It's being corrected.", "If it's more convenient, the {store} store can take it back.",
			"I've marked the case as urgent.",
		},
	},
	"de": {
		customer: []string{
			"Ich schreibe noch einmal, weil seit meiner letzten Mail nichts passiert ist.", "Auf dem Etikett stand die richtige Farbe, im Karton lag die falsche.",
			"Am Telefon hieß es, das sei bis {eta} erledigt.", "Die Fotos hänge ich zum zweiten Mal an.", "Einen Gutschein möchte ich nicht.",
			"Ich war den ganzen Tag zu Hause, geklingelt hat niemand.", "Die Bestellnummer ist immer noch {order}.", "Wir fahren am {date}, danach brauche ich es nicht mehr.",
			"Kann das bitte jemand lesen, der auch entscheiden darf?", "Auf eurer Website steht etwas anderes, siehe Bildschirmfoto.", "Geht es nun um {total} oder um {price}?",
			"Bisher war ich immer zufrieden und würde es gern bleiben.", "Das beantwortet leider eine andere Frage.",
		},
		agent: []string{
			"Vielen Dank für Ihre Geduld und die Fotos.", "Ich habe den Vorgang {case} an das Lager weitergegeben und um Antwort bis {eta} gebeten.",
			"Könnten Sie uns bitte die Bestellnummer bestätigen?", "Laut System wurde {order} am {placed} an {carrier} übergeben.",
			"Es tut mir leid, dass Sie noch einmal schreiben mussten.", "Den Anhang kann ich leider nicht öffnen.", "Die Erstattung über {total} ist freigegeben.",
			"Bitte betrachten Sie die automatische Erinnerung als gegenstandslos.", "Die Kollegin ist im Urlaub, ich habe übernommen.",
			"In der Filiale {store} können Sie die Ware ebenfalls abgeben.", "Ich habe den Fall als dringend markiert.",
		},
	},
}
