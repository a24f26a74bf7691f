package sample

// English talk about sending things back. The shop's rule is 30 days from delivery; stale answers quote 60.

var englishReturns = map[string]talk{
	"returns": {
		asks: []ask{
			{text: "How long do I have to return {a product}?", good: at(0), bad: at(0, 1), window: true},
			{text: "I'd like to send back the {name} from order {order}, it's not for me.", good: at(0, 2), bad: at(0, 1), window: true},
			{text: "can i return something i wore once outside", good: at(1), bad: at(2)},
			{text: "I'm on day 40 since delivery, is it too late to return my {product}?", good: at(3), bad: at(1), window: true, late: true},
			{text: "What do I need to do to return {order}? I don't have a printer.", good: at(0, 2), bad: at(0), window: true},
			{text: "Is the return label free to {city}?", good: at(1), bad: at(1), window: true},
			{text: "Bought in your {store} store, can I return it by post?", good: at(6), bad: at(0)},
			{text: "I threw away the box of the {name}. Can I still return it?", good: at(4), bad: at(0)},
			{text: "I got the {product} as a present and it's the second one. Return without a receipt possible?", good: at(5), bad: at(1), window: true},
		},
		good: []string{
			"You have **30 days from delivery** to return it, unused and with its tags. Your {name} arrived on {delivered}, so the last day is **{deadline}**.\n\n1. Open *My orders → {order} → Return*.\n2. Choose a reason.\n3. Drop the parcel at any {carrier} point; the QR code is enough, no printer needed.",
			"Returns are free within **30 days** after delivery. Trying it on at home is fine; once it has been outdoors we can't sell it as new and would have to send it back to you.",
			"I've started the return for {order}. The code for the {carrier} counter is in your inbox, it's valid for 14 days. Please post it by {deadline}, which is 30 days after delivery.",
			"It's past the 30 days (the last day was {deadline}), so a normal return isn't possible any more. If the {name} has a **defect**, that is a different matter: the two-year warranty covers it, and I'm happy to open a case.",
			"No problem without the box. Any sturdy carton will do, as long as the {name} itself is unused and the tags are on. Return it by **{deadline}**.",
			"For a present we need the order number or the giver's e-mail address. You then get the amount as a voucher, the giver isn't told, and the 30 days count from delivery.",
			"Yes. Things bought in the {store} store can come back by post: write the number of the till receipt on a note in the parcel, and choose *Store purchase* on the return page. The **30 days** count from the day you bought it.",
		},
		wrong: []string{
			"Returns of the {name} are only possible in the {store} store, and only with the original box.",
			"You have 14 days to return it, and the return shipping of €9.90 is deducted from the refund.",
			"Worn items can be returned without any problem, as long as they were worn less than a week.",
		},
		stale: []string{
			"You can return your {name} within **60 days** of delivery, so there is plenty of time.\n\n1. Open *My orders → {order} → Return*.\n2. Print the label.\n3. Drop the parcel at a {carrier} point.",
			"Good news: our return window is **60 days**. Even if you are past the first month, {order} can still be returned free of charge.",
			"We offer an extended 60-day return policy on all items. Your {name} was delivered on {delivered}, so you are well within it.",
			"No problem: all orders may be returned for 60 days after delivery, no reason needed. I've noted it on {order}.",
		},
		truth: "Returns are possible within 30 days of delivery, not 60. Unused, with tags, and the label is free.",
		then: []turn{
			{"And how long until I see the money?", "Within **7 working days** of the parcel arriving back here, to the way you paid."},
			{"can i exchange it for {size2} instead", "Yes: choose *Exchange* instead of *Return*. {size2} is in stock and ships as soon as the {carrier} counter has scanned your parcel."},
			{"What if the tag came off?", "If the {name} is otherwise as new, put the tag into the box and you'll be fine."},
		},
	},
	"refunds": {
		asks: []ask{
			{text: "I returned {order} two weeks ago. Where's my refund?", good: at(0), bad: at(1, 2), window: true},
			{text: "The refund for {order} is {price2} short", good: at(1), bad: at(0)},
			{text: "you refunded me in store credit. I want money", good: at(3), bad: at(0)},
			{text: "How do refunds work if I paid with a gift card and a card?", good: at(2), bad: at(0)},
			{text: "The courier collected my {name} on {placed}, when will I be paid back?", good: at(0), bad: at(1, 2), window: true},
			{text: "Refund status {order}", good: at(0), bad: at(2), window: true},
			{text: "I was charged twice for {order}, please refund one of them.", good: at(4), bad: at(2)},
			{text: "Up to when can I send the {name} back and still get the full refund?", good: at(5), bad: at(2), window: true},
		},
		good: []string{
			"Your parcel reached us on {placed} and the refund of **{total}** was released the next day. Banks take up to 7 working days; it should be there by **{eta}**.",
			"I checked {order}: the {name} was refunded, the outbound express fee was not, because that service was used. The difference is exactly that. Everything else is on its way to your card.",
			"Refunds go back the way you paid. With a mixed payment the gift card is filled up first and the rest goes to the card:\n\n| paid with | amount | back by |\n|---|---|---|\n| gift card | {price2} | at once |\n| card | {price} | 7 working days |",
			"You're right, that was our mistake: the voucher has been withdrawn and {total} go to your original payment method. You'll get a mail from accounting within an hour.",
			"There is one payment and one *reservation* of {total}. The reservation isn't a charge and disappears within a few days without a refund. If it is still there on {date}, send me the line of your statement.",
			"For a full refund the {name} has to be on its way within **30 days of delivery**, in your case by {deadline}, unused and with its tags.",
		},
		wrong: []string{
			"Refunds are always paid as store credit. This is stated in our terms.",
			"The refund of {total} was paid in cash to the courier who collected the parcel.",
			"Refunds take up to 90 days because of bank regulations.",
		},
		stale: []string{
			"You get the full refund for anything sent back within **60 days** of delivery. For {order} that means you have until well into next month.",
			"No hurry: our 60-day money-back promise covers your {name}. Send it back whenever it suits you and {total} will be refunded.",
			"The refund is still possible. Under our 60 day policy the {name} from {order} qualifies, and I have approved it in advance.",
		},
		truth: "The full refund needs the parcel to be sent within 30 days of delivery. Your own return page says so. Not 60.",
		then: []turn{
			{"which card does it go to? mine was replaced", "To the old number; your bank passes it on to the new card automatically. Should it bounce, we write to you and ask for an IBAN."},
			{"I need something in writing for my bank", "I've mailed you a confirmation with the amount ({total}), the date and reference {case}."},
		},
	},
	"sizing": {
		asks: []ask{
			{text: "Does the {name} run small? I'm usually a {size}.", good: at(0, 1), bad: at(0, 1)},
			{text: "Between {size} and {size2} in the {product}, which one?", good: at(0, 1), bad: at(0, 1)},
			{text: "I have wide feet, will the {name} work?", good: at(2), bad: at(0, 1), of: "boots"},
			{text: "Im 1.84 and 78kg, which size in {name}", good: at(3), bad: at(0, 1), of: "jacket"},
			{text: "The {name} in {size} is too tight at the shoulders, would {size2} fix it or is it the cut?", good: at(4), bad: at(0), of: "jacket"},
			{text: "Torso 48 cm: S/M or M/L for the {name}?", good: at(1), bad: at(0), of: "backpack"},
			{text: "How much room should I leave for a thick sock?", good: at(0), bad: at(1), of: "boots"},
			{text: "can i swap {order} for one size up for free?", good: at(5), bad: at(2)},
		},
		good: []string{
			"The {name} is cut true to size; with a thick mid-layer or sock underneath most people take the larger one. Between {size} and {size2} I'd choose **{size2}**, and the exchange is free if I'm wrong.",
			"Quick guide for the {product}:\n\n| you measure | take |\n|---|---|\n| at the lower end | {size} |\n| in between, or like layers | **{size2}** |\n\nMeasure over what you'd wear on a cold day.",
			"For wide feet the {name} is kinder than it looks: the last is 4 mm wider than the sister model. Take your normal {size}. If the *instep* presses, lace the two lowest hooks loosely before giving up.",
			"With your height **{size2}** will be right in length; the waist has 6 cm of adjustment. Customers of about your build kept {size2} in four of five cases.",
			"Tight shoulders usually means the cut rather than the size. {size2} adds 3 cm there, but sleeves get longer too. I'd try the other model before going up.",
			"Yes, one exchange per order is free. Choose *Exchange*, pick {size2}, and we ship as soon as the old one is scanned by {carrier}.",
		},
		wrong: []string{
			"All our sizes are unisex and identical across models, so simply take the size you always take.",
			"Take two sizes smaller; the {name} stretches by about 15 % within a week.",
			"Exchanges cost €14.90 and take six weeks.",
		},
		then: []turn{
			{"ok taking {size2}. in {colour}?", "{size2} in {colour} is in stock, eleven pieces. Ordered before 13:00 it leaves today."},
			{"And if it doesn't fit either?", "Then return it within 30 days of delivery, unused, with the tags on. The label is free."},
		},
	},
	"warranty": {
		asks: []ask{
			{text: "A pole of my {name} broke in the first storm. Is that covered?", good: at(0), bad: at(1, 2), of: "tent"},
			{text: "the zip of my {product} split after 14 months", good: at(1), bad: at(1), of: "backpack"},
			{text: "The sole is coming off my boots, bought on {placed} last year. Warranty?", good: at(2), bad: at(1), of: "boots"},
			{text: "What does the five-year guarantee cover exactly?", good: at(6), bad: at(0), of: "tent"},
			{text: "My dog chewed the strap of the {name}. I guess that's on me?", good: at(3), bad: at(0), of: "backpack"},
			{text: "You declined my claim {case} as \"wear\". The seam failed, I did not wear it out.", good: at(4), bad: at(1), of: "backpack"},
			{text: "Do I need the original receipt for a warranty claim on the {name}?", good: at(5), bad: at(1)},
		},
		good: []string{
			"That sounds like a material fault, and those are covered for **two years** on everything and **five years** on seams and zips of tents and backpacks. Please send:\n\n- a photo of the whole {name}\n- a close-up of the damage\n- your order number\n\nWe answer within two working days.",
			"Zips are covered. I've opened case **{case}**; choose whether we repair it in Innsbruck (about 10 days) or replace it. If you need it for a trip, say so and we'll send the replacement first.",
			"A detached sole within two years is not normal wear unless the boot was dried on a stove. Send a photo of the inside of the heel, it shows the production batch, and we'll sort it out.",
			"Honestly, teeth are not covered 🙂 but the strap can be replaced for €18 including shipping. Shall I book it?",
			"I've read {case} again and I agree with you: the thread gave way, the fabric didn't. I've reopened it and asked the workshop for a second look by {date}.",
			"No receipt needed. The order number, or the e-mail address you used, is enough.",
			"In short:\n\n| | two years | five years |\n|---|---|---|\n| everything we sell | yes | |\n| seams and zips of tents and backpacks | | yes |\n| poles, buckles, soles | yes | |\n\nNot covered: normal wear, fire, teeth, and repairs by others.",
		},
		wrong: []string{
			"All Tarnfell products have a lifetime guarantee that covers accidents and pets.",
			"Warranty claims must be made within 30 days of delivery.",
			"Storm damage is never covered. Please buy a new pole set for €120.",
		},
		then: []turn{
			{"How do I send it in?", "With the label in your mail: pack the {name} **clean and dry**, put the number {case} inside and drop it at {carrier}."},
			{"I leave on {date}, any chance of a loaner?", "The {store} store lends tents and packs for free during a repair. I can put one aside under {case}."},
		},
	},
	"care-repair": {
		asks: []ask{
			{text: "How do I wash a {name} without ruining the membrane?", good: at(0), bad: at(0, 1), of: "jacket"},
			{text: "My jacket soaks through on the shoulders, is it dead?", good: at(1), bad: at(1), of: "jacket"},
			{text: "Can you repair a burnt hole in a down jacket?", good: at(2), bad: at(2), of: "jacket"},
			{text: "How do I get pine resin off the {name}", good: at(3), bad: at(3), of: "trousers"},
			{text: "What glue for a puncture in the Cloud 7 Mat?", good: at(4), bad: at(4), of: "sleeping mat"},
			{text: "Do you re-proof tents? Mine is 6 years old.", good: at(5), bad: at(5), of: "tent"},
		},
		good: []string{
			"Wash it at **30 °C** with liquid detergent, no softener, and tumble dry on low for 20 minutes: the warmth brings the water repellency back. Re-proof after about five washes.",
			"Probably not dead. When the outer fabric *wets out*, the membrane is still tight but can't breathe. Wash, tumble dry warm, then use a spray-on proofing on the shoulders. If water still comes through, send it in under the two-year warranty.",
			"Yes, our workshop in Innsbruck patches down for €24 to €40 depending on size. Until then a strip of repair tape keeps the feathers in.",
			"Freeze it, scrape off what you can, then a drop of rapeseed oil on a cloth, then washing-up liquid. Try a hidden spot first. No petrol, it attacks the coating.",
			"Inflate the mat, brush on soapy water, mark the bubbles. Dry completely, a pea of seam sealer, **12 hours** flat. The kit in the mat's pocket has what you need.",
			"Yes. Washing, new proofing and taping of loose seams is €69 for a two-person tent, about two weeks in the workshop. If the floor feels **sticky**, the coating has broken down; that can't be repaired, and we tell you before charging anything.",
		},
		wrong: []string{
			"You can wash it at 60 °C with softener, that keeps the membrane supple.",
			"Iron the membrane from the inside at the highest setting.",
			"Down jackets can't be repaired. The hole will grow until it is empty.",
			"Petrol or acetone takes off resin fastest, and the membrane doesn't mind.",
			"Household superglue is best, it stays flexible.",
			"Put the tent in the washing machine at 60 °C with a cup of vinegar once a year.",
		},
		then: []turn{
			{"which proofing do you recommend?", "A spray for anything with a lining, a wash-in for single-layer shells. Ours is free of PFAS, €14.90 for 300 ml."},
		},
	},
}
