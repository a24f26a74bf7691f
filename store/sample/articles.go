package sample

// article is a page of the shop's help centre, which retrieval finds.
type article struct {
	slug, title, body string
	intents           []string
}

// articles of the help centre. The last one is the forgotten page that BadRelease finds first.
var articles = []article{
	{"returns", "Returning an order", "Orders can be returned within 30 days of delivery. Items must be unused and carry their tags. Start the return in My orders; a QR code is enough at the counter, and the label is free within the EU. Items bought in a store can be returned by post with the number of the receipt.", on("returns", "sizing", "cancel-order")},
	{"refunds", "When you get your money back", "Refunds are released the day after the parcel has been checked and take up to 7 working days to appear. They go back the way you paid. Outbound express fees are refunded when the parcel was late.", on("refunds", "returns", "delivery-delay")},
	{"delivery", "Delivery times and costs", "Standard delivery takes 2 to 4 working days and costs €4.90, free from €75. Express is €12.90 and leaves the same day when ordered before 13:00. Parcels wait seven days at the pick-up point.", on("order-status", "delivery-delay", "address-change")},
	{"lost-parcels", "My parcel is late or lost", "If a parcel does not move for three working days, support opens a search with the carrier, which is answered within three working days. After that the order is sent again or refunded, as the customer prefers.", on("delivery-delay", "order-status", "complaint")},
	{"cancelling", "Changing or cancelling an order", "An order can be cancelled or changed until it is packed, usually for about two hours. Afterwards the parcel can be refused at the door. There is no fee.", on("cancel-order", "address-change")},
	{"sizes", "Finding your size", "Measure over what you would wear on a cold day. In between two sizes take the larger. One exchange per order is free of charge. Boots: a thumb's width in front of the toes when standing downhill.", on("sizing", "product-comparison")},
	{"warranty", "Warranty and five-year promise", "Two years on everything we sell, five years on seams and zips of tents and backpacks. Not covered are normal wear, fire, animals and repairs by others. Claims need a photo and the order number.", on("warranty", "care-repair", "complaint")},
	{"care", "Washing and proofing", "Membrane jackets: 30 °C, liquid detergent, no softener, tumble dry low for 20 minutes, proof again after about five washes. Never iron a membrane. Down: tumble dry with two tennis balls until no lumps are left.", on("care-repair")},
	{"workshop", "The Innsbruck workshop", "Patches on down €24 to €40, new strap €18, washing and proofing of a two-person tent €69. About ten days; loan tents and packs are free during warranty repairs.", on("care-repair", "warranty")},
	{"codes", "Discount codes", "One code per order. First-order codes need an account that has never ordered and a basket of €60 or more; items on sale are excluded. Students and mountain-rescue volunteers get 10 % all year.", on("discount-code")},
	{"account", "Signing in and your data", "Reset links are valid for 30 minutes and only the latest works. Five wrong passwords lock the account for 15 minutes. Support never asks for a password. Deleting an account keeps invoices for ten years as the law demands.", on("account-login")},
	{"business", "Invoices for companies", "The VAT ID must be in the account before ordering. Wrong invoices are cancelled by a credit note and issued again. Documents can be downloaded by month as ZIP or CSV. Terms are 14 days, 30 from the third order on.", on("invoice-vat")},
	{"tents", "Choosing a tent", "Count the sleepers and add one for gear or dog. Fly sheets hold 3,000 mm, floors 5,000 mm. Water inside in the morning is nearly always condensation: open both vents. Never cook in a closed tent.", on("gear-advice", "product-comparison")},
	{"sleeping", "Comfort, limit and extreme", "Buy by the comfort value. The limit value is for people who sleep curled up and do not mind; the extreme value is about survival. A good mat is worth 5 °C.", on("gear-advice", "product-comparison")},
	{"children", "The Cub Carrier", "For children from 6 months who sit unaided, up to 18 kg. Stop when the head falls forward in sleep. The sun roof is no rain cover.", on("gear-advice")},
	{"stores", "Our stores", "Hamburg, Munich, Innsbruck, Lyon, Bilbao, Porto and Bristol: Monday to Saturday 10:00 to 19:00, Thursdays until 20:00, closed on Sundays and public holidays. Boot fitting takes 40 minutes.", on("store-hours", "availability")},
	{"stock", "Back in stock", "Press Tell me on a product page to get one mail when it is available. Stores reserve an item until the evening of the next day. Spare parts are listed at the bottom of each product page.", on("availability")},
	{"contact", "Talking to a person", "People answer Monday to Saturday from 9 to 18. In the chat, ask for a person; in mail, write PERSON in the subject. Complaints are answered within one working day.", on("complaint")},
	staleArticle,
}

// staleArticle is last winter's promotion, never taken off line.
var staleArticle = article{"returns-holiday", "Holiday returns", "For relaxed gift giving all orders can be returned within 60 days of delivery, free of charge and without giving a reason. This offer replaces the usual return window.", nil}

func on(intents ...string) []string { return intents }
