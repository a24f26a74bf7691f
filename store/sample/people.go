package sample

// nation is where a language's customers live and what they are called.
type nation struct {
	language  string
	weight    int // share of customers, of 100
	countries []string
	cities    []string
	first     []string
	last      []string
}

var nations = []nation{
	{"en", 64, []string{"GB", "GB", "IE", "NL", "SE", "DK", "US"},
		[]string{"Bristol", "Leeds", "Cork", "Utrecht", "Gothenburg", "Aarhus", "Sheffield", "Inverness", "Galway", "Cardiff"},
		[]string{"Olivia", "Tom", "Aisha", "Callum", "Priya", "Megan", "Jonas", "Freya", "Marek", "Siobhan", "Dev", "Hannah", "Luke",
			"Ingrid", "Kofi", "Rosa", "Ewan", "Nadia", "Piotr", "Grace"},
		[]string{"Hartley", "Okafor", "Nilsson", "Byrne", "Patel", "Whitcombe", "de Boer", "Kowalski", "Sharma", "McLean", "Ferris",
			"Lindqvist", "Osei", "Pritchard", "Vance", "Abbott", "Doyle", "Mistry"}},
	{"de", 13, []string{"DE", "DE", "AT", "CH"},
		[]string{"Hamburg", "München", "Innsbruck", "Leipzig", "Freiburg", "Graz", "Zürich", "Kassel"},
		[]string{"Lena", "Jonas", "Katrin", "Moritz", "Sabine", "Emre", "Anneliese", "Felix", "Jana", "Holger"},
		[]string{"Brandt", "Huber", "Yilmaz", "Schäfer", "Köhler", "Wagner", "Gruber", "Lorenz", "Seidel"}},
	{"fr", 6, []string{"FR", "FR", "BE"}, []string{"Lyon", "Annecy", "Grenoble", "Nantes", "Namur"},
		[]string{"Camille", "Hugo", "Élodie", "Mathieu", "Inès", "Bastien"}, []string{"Moreau", "Lefèvre", "Garnier", "Chevalier", "Rousset"}},
	{"es", 5, []string{"ES", "ES", "MX"}, []string{"Bilbao", "Zaragoza", "Granada", "Huesca"},
		[]string{"Lucía", "Iker", "Carmen", "Álvaro", "Marta"}, []string{"Etxeberria", "Navarro", "Ibáñez", "Castaño", "Roldán"}},
	{"pt", 3, []string{"PT", "BR"}, []string{"Porto", "Braga", "Coimbra"},
		[]string{"Inês", "Tiago", "Beatriz", "Rui"}, []string{"Carvalho", "Teixeira", "Moura", "Antunes"}},
	{"ar", 3, []string{"AE", "MA", "JO"}, []string{"دبي", "الرباط", "عمّان"},
		[]string{"ليلى", "كريم", "سارة", "يوسف"}, []string{"حداد", "المنصوري", "بناني", "خوري"}},
	{"ja", 3, []string{"JP"}, []string{"松本", "札幌", "京都", "横浜"},
		[]string{"美咲", "健太", "葵", "大輔"}, []string{"佐藤", "中村", "小林", "石川"}},
	{"zh", 3, []string{"CN", "SG", "TW"}, []string{"成都", "杭州", "昆明", "新加坡"},
		[]string{"子涵", "浩然", "雨桐", "思远"}, []string{"李", "王", "陈", "赵"}},
}

var stores = []string{"Hamburg", "Munich", "Innsbruck", "Lyon", "Bilbao", "Porto", "Bristol"}

// companies place the orders of segment business.
var companies = []string{
	"Granite & Sons Guiding Ltd", "Bergschule Karwendel GmbH", "Les Cordées du Vercors SARL", "Nordlys Film ApS",
	"Westray Ecology Surveys", "Pico Aventura Lda", "Camp Wildbach e.V.", "Fjord School Trust",
}

// reviewers look at traces inside the company, through an internal tool.
var reviewers = []string{
	"mira.hoffmann@tarnfell.example", "deniz.arslan@tarnfell.example", "paula.keane@tarnfell.example", "sam.oyelaran@tarnfell.example",
}

var carriers = []string{"NordParcel", "Alpenkurier", "SwiftDrop", "Postbote24"}
