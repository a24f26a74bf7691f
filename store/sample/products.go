package sample

// product is something the shop sells. Weight is in grams, price in cents of a euro.
type product struct {
	name, kind    string
	weight, price int
	best          string // what it is best for, in English
	sizes         []string
	colours       []string
}

var (
	shoeSizes    = []string{"38", "39", "40", "41", "42", "43", "44", "45", "46"}
	clothSizes   = []string{"XS", "S", "M", "L", "XL", "XXL"}
	packSizes    = []string{"S/M", "M/L"}
	bagSizes     = []string{"Regular", "Long"}
	noSizes      = []string{"one size"}
	tentColours  = []string{"moss", "ochre", "slate"}
	shellColours = []string{"petrol", "rust", "charcoal", "fern"}
	plainColours = []string{"black", "slate", "ochre"}
)

var products = []product{
	{"Skarn 2", "tent", 1980, 42900, "three-season trips for two, windy ground included", noSizes, tentColours},
	{"Skarn 3", "tent", 2540, 49900, "two people with a dog, or three who like each other", noSizes, tentColours},
	{"Lumen 1", "tent", 940, 38900, "solo ultralight walks below the tree line", noSizes, tentColours},
	{"Hearth 5", "tent", 9800, 64900, "family campsites where the car is near", noSizes, tentColours},
	{"Gneis Mid GTX", "boots", 1180, 21900, "hut-to-hut walks on rocky paths", shoeSizes, plainColours},
	{"Gneis Low", "boots", 860, 16900, "day hikes and travel", shoeSizes, plainColours},
	{"Kar Alpin", "boots", 1640, 32900, "semi-automatic crampons and via ferrata", shoeSizes, plainColours},
	{"Moor Trail", "boots", 610, 13900, "trail running in mud", shoeSizes, plainColours},
	{"Firn Shell", "jacket", 410, 34900, "all-day rain and storm above the tree line", clothSizes, shellColours},
	{"Drizzle Lite", "jacket", 235, 14900, "a shower now and then; it lives in the pack", clothSizes, shellColours},
	{"Eider Vest", "jacket", 290, 17900, "cold mornings at camp", clothSizes, shellColours},
	{"Tussock Softshell", "jacket", 520, 19900, "ski tours and windy ridges", clothSizes, shellColours},
	{"Saddle 38", "backpack", 1240, 16900, "overnight trips", packSizes, plainColours},
	{"Saddle 55", "backpack", 1710, 21900, "a week between shops", packSizes, plainColours},
	{"Commuter 22", "backpack", 780, 9900, "a laptop on weekdays and a summit on Sunday", noSizes, plainColours},
	{"Cub Carrier", "backpack", 2650, 27900, "toddlers from 6 months to 18 kg", noSizes, plainColours},
	{"Dune 5°", "sleeping bag", 890, 22900, "summer and huts", bagSizes, tentColours},
	{"Dune -7°", "sleeping bag", 1290, 31900, "three seasons in the Alps", bagSizes, tentColours},
	{"Polar Night -20°", "sleeping bag", 1980, 52900, "winter camps in Scandinavia", bagSizes, tentColours},
	{"Cloud 7 Mat", "sleeping mat", 520, 13900, "side sleepers in spring and autumn", bagSizes, tentColours},
	{"Slab Foam Mat", "sleeping mat", 390, 3900, "people who never want a puncture again", noSizes, tentColours},
	{"Ember Stove", "stove", 98, 5900, "boiling water fast in calm weather", noSizes, plainColours},
	{"Ember Wind", "stove", 412, 14900, "snow, wind and four hungry people", noSizes, plainColours},
	{"Tarn Poles Carbon", "trekking poles", 372, 12900, "long ascents with a light pack", noSizes, plainColours},
	{"Glint 400", "headlamp", 86, 5900, "evening runs and camp", noSizes, plainColours},
	{"Glint 900 Pro", "headlamp", 168, 11900, "night navigation and caving", noSizes, plainColours},
	{"Scree Trousers", "trousers", 430, 12900, "scrambling; reinforced knees and seat", clothSizes, shellColours},
	{"Heath Shorts", "trousers", 190, 6900, "hot days", clothSizes, shellColours},
}

// kinds translates the kind of a product. In languages where the article depends on it, texts use the name alone.
var kinds = map[string]map[string]string{
	"tent":           {"de": "Zelt", "fr": "tente", "es": "tienda", "pt": "tenda", "ja": "テント", "zh": "帐篷", "ar": "خيمة"},
	"boots":          {"de": "Schuhe", "fr": "chaussures", "es": "botas", "pt": "botas", "ja": "ブーツ", "zh": "登山鞋", "ar": "حذاء"},
	"jacket":         {"de": "Jacke", "fr": "veste", "es": "chaqueta", "pt": "casaco", "ja": "ジャケット", "zh": "冲锋衣", "ar": "سترة"},
	"backpack":       {"de": "Rucksack", "fr": "sac à dos", "es": "mochila", "pt": "mochila", "ja": "バックパック", "zh": "背包", "ar": "حقيبة ظهر"},
	"sleeping bag":   {"de": "Schlafsack", "fr": "sac de couchage", "es": "saco de dormir", "pt": "saco-cama", "ja": "寝袋", "zh": "睡袋", "ar": "كيس نوم"},
	"sleeping mat":   {"de": "Isomatte", "fr": "matelas", "es": "esterilla", "pt": "colchonete", "ja": "マット", "zh": "防潮垫", "ar": "فرشة"},
	"stove":          {"de": "Kocher", "fr": "réchaud", "es": "hornillo", "pt": "fogão", "ja": "バーナー", "zh": "炉头", "ar": "موقد"},
	"trekking poles": {"de": "Stöcke", "fr": "bâtons", "es": "bastones", "pt": "bastões", "ja": "ポール", "zh": "登山杖", "ar": "عصي مشي"},
	"headlamp":       {"de": "Stirnlampe", "fr": "lampe frontale", "es": "linterna frontal", "pt": "lanterna frontal", "ja": "ヘッドライト", "zh": "头灯", "ar": "مصباح رأس"},
	"trousers":       {"de": "Hose", "fr": "pantalon", "es": "pantalón", "pt": "calças", "ja": "パンツ", "zh": "长裤", "ar": "بنطال"},
}

// worn are the kinds that have a size worth asking about.
var worn = []string{"boots", "jacket", "backpack", "trousers"}
