package sample

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// facts are what one trace is about: an order, its things and dates. The order system knows them, and right answers repeat
// them.
type facts struct {
	who                                       customer
	product, other                            product
	size, size2, colour                       string
	order, order2, tracking, carrier, invoice string
	reference, vat, company, code, store      string
	percent                                   int
	placed, delivered, eta, date              time.Time
	quantity                                  int
}

// newFacts rolls facts around time t. kind restricts the product, late puts the delivery more than 30 days back.
func newFacts(d dice, who customer, t time.Time, kind string, late bool) facts {
	f := facts{who: who, quantity: 1 + d.weighted([]int{80, 15, 5})}
	for f.product.name == "" || kind != "" && f.product.kind != kind {
		f.product = pick(d, products)
	}
	for f.other.name == "" || f.other.name == f.product.name || f.other.kind != f.product.kind {
		if f.other = pick(d, products); lonely(f.product) {
			break
		}
	}
	size := d.IntN(len(f.product.sizes))
	f.size, f.size2 = f.product.sizes[size], f.product.sizes[min(size+1, len(f.product.sizes)-1)]
	if f.size == f.size2 && size > 0 {
		f.size = f.product.sizes[size-1]
	}
	f.colour = pick(d, f.product.colours)
	f.order, f.order2 = "TF-"+digits(d, 8), "TF-"+digits(d, 8)
	f.carrier = pick(d, carriers)
	f.tracking = strings.ToUpper(f.carrier[:2]) + digits(d, 12)
	f.invoice, f.reference, f.vat = "RE-2026-"+digits(d, 5), "C-"+digits(d, 6), "XX"+digits(d, 9)
	f.company, f.store = who.company, pick(d, stores)
	if f.company == "" {
		f.company = pick(d, companies)
	}
	f.percent = pick(d, []int{10, 10, 15, 20})
	f.code = pick(d, []string{"TRAIL", "SUMMIT", "HELLO", "AUTUMN"}) + strconv.Itoa(f.percent)
	day := t.Truncate(24 * time.Hour)
	f.placed = day.AddDate(0, 0, -d.between(2, 9))
	f.eta = day.AddDate(0, 0, d.between(1, 4))
	f.delivered = day.AddDate(0, 0, -d.between(3, 18))
	f.date = day.AddDate(0, 0, d.between(4, 16))
	if late {
		f.delivered = day.AddDate(0, 0, -40)
	}
	return f
}

// lonely reports whether nothing else of p's kind is sold.
func lonely(p product) bool {
	n := 0
	for _, q := range products {
		if q.kind == p.kind {
			n++
		}
	}
	return n < 2
}

func digits(d dice, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.IntN(10))
	}
	if b[0] == '0' {
		b[0] = '4'
	}
	return string(b)
}

// total is what the order costs, in cents.
func (f facts) total() int { return f.product.price*f.quantity + 490 }

// fill replaces the slots of a text as the language writes them.
func (f facts) fill(text, language string) string {
	kind, article := f.product.kind, "a "
	if kind == "boots" || kind == "trousers" || kind == "trekking poles" {
		article = "a pair of "
	}
	if language != "en" {
		kind = kinds[kind][language]
	}
	return strings.NewReplacer(
		"{first}", f.who.first, "{last}", f.who.last, "{city}", f.who.city, "{email}", f.who.email(),
		"{product}", f.product.name+" "+kind, "{a product}", article+f.product.name+" "+kind, "{name}", f.product.name, "{name2}", f.other.name, "{kind}", kind,
		"{best}", f.product.best, "{best2}", f.other.best,
		"{weight}", grams(f.product.weight), "{weight2}", grams(f.other.weight),
		"{price}", money(f.product.price, language), "{price2}", money(f.other.price, language),
		"{total}", money(f.total(), language), "{percent}", strconv.Itoa(f.percent)+" %",
		"{size}", f.size, "{size2}", f.size2, "{colour}", f.colour, "{store}", f.store, "{code}", f.code,
		"{order}", f.order, "{order2}", f.order2, "{tracking}", f.tracking, "{carrier}", f.carrier,
		"{invoice}", f.invoice, "{vat}", f.vat, "{company}", f.company, "{case}", f.reference,
		"{placed}", date(f.placed, language), "{eta}", date(f.eta, language), "{date}", date(f.date, language),
		"{delivered}", date(f.delivered, language), "{deadline}", date(f.delivered.AddDate(0, 0, 30), language),
	).Replace(text)
}

func grams(g int) string {
	if g < 1000 {
		return strconv.Itoa(g) + " g"
	}
	return fmt.Sprintf("%d,%03d g", g/1000, g%1000)
}

func money(cents int, language string) string {
	whole, part := cents/100, cents%100
	switch language {
	case "en":
		return fmt.Sprintf("€%d.%02d", whole, part)
	case "ja":
		return fmt.Sprintf("%d.%02dユーロ", whole, part)
	case "zh":
		return fmt.Sprintf("%d.%02d欧元", whole, part)
	case "ar":
		return fmt.Sprintf("%d.%02d يورو", whole, part)
	}
	return fmt.Sprintf("%d,%02d €", whole, part)
}

var months = map[string][]string{
	"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"es": {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	"pt": {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
	"ar": {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
}

// date writes day and month.
func date(t time.Time, language string) string {
	day, month := t.Day(), int(t.Month())
	switch language {
	case "en":
		return fmt.Sprintf("%d %s", day, t.Month())
	case "ja", "zh":
		return fmt.Sprintf("%d月%d日", month, day)
	case "de":
		return fmt.Sprintf("%d. %s", day, months["de"][month-1])
	case "es", "pt":
		return fmt.Sprintf("%d de %s", day, months[language][month-1])
	}
	return fmt.Sprintf("%d %s", day, months[language][month-1])
}
