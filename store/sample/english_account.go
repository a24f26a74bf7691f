package sample

// English talk about accounts, money and tempers.

var englishAccount = map[string]talk{
	"discount-code": {
		asks: []ask{
			{text: "{code} doesn't work", good: at(0, 4), bad: at(0)},
			{text: "Why is {code} rejected? It's my first order", good: at(0, 4), bad: at(0)},
			{text: "Can I use two codes? I have {code} and a birthday one.", good: at(1), bad: at(1)},
			{text: "got a {percent} code in the newsletter, expired yesterday, pls be nice", good: at(2), bad: at(0)},
			{text: "Is there a student discount?", good: at(3), bad: at(2)},
			{text: "The code took off {percent} of the {name} but not of the sale tent. Bug?", good: at(0), bad: at(0)},
		},
		good: []string{
			"**{code}** gives {percent} on a first order from €60, and not on items that are already reduced. Your basket has a sale item, so it's only taken off the rest.",
			"One code per order, I'm afraid. Use the one that saves more: on your basket that's `{code}`.",
			"It expired yesterday, and I can't wake it up. What I can do is send you a personal one with the same {percent}, valid until {date}. Check your inbox.",
			"Yes: 10 % for students and for mountain-rescue volunteers, all year, after a check of the card in *Account → Benefits*.",
			"`{code}` needs an account that has never ordered. You bought a headlamp as a guest on {placed} with the same address; that's why. I've made you a one-time code instead.",
		},
		wrong: []string{
			"{code} works for everyone, always, on everything. Please clear your cookies and restart your computer.",
			"You can combine up to three codes; enter them separated by commas.",
			"Students get 50 % off everything, just tell the driver.",
		},
		then: []turn{
			{"How do I apply it after ordering?", "Not possible afterwards, but within two hours you can cancel and order again with the code. Nothing is charged twice."},
		},
	},
	"account-login": {
		asks: []ask{
			{text: "I never get the reset e-mail", good: at(0), bad: at(0)},
			{text: "Login says \"too many attempts\". I tried twice.", good: at(1), bad: at(0)},
			{text: "How do I delete my account and all my data?", good: at(2), bad: at(1)},
			{text: "I ordered as a guest, can I see the order in an account?", good: at(3), bad: at(0)},
			{text: "My account shows someone else's order?!", good: at(4), bad: at(0)},
			{text: "how to turn on two factor", good: at(6), bad: at(0)},
			{text: "Can you change my e-mail to {email}?", good: at(5), bad: at(2)},
		},
		good: []string{
			"I've sent a new link to the address in your account. It's valid for **30 minutes** and only the latest one works. If nothing arrives, look for *no-reply@tarnfell.example* in spam; some company filters hold it for ten minutes.",
			"After five wrong passwords the account rests for 15 minutes, also if someone else was trying. Wait, then use the reset link rather than another guess. If you didn't try yourself, turn on two-factor under *Account → Security*.",
			"*Account → Privacy → Delete account*. We erase everything at once except invoices, which the law makes us keep for ten years. There's no way back, so download your warranty papers first.",
			"Make an account with the **same e-mail address** and the guest order appears by itself after you confirm it.",
			"Thank you for telling us. I've locked the view and passed it to the security team as **{case}**; you'll hear from a person today. Please don't share screenshots of it.",
			"For your safety I can't change an e-mail address from a chat. Log in and change it under *Account → Profile*; the old and the new address both get a link.",
			"*Account → Security → Two-factor*. Scan the code with any authenticator app and **print the ten recovery codes**; without phone and codes we need a week and a copy of an invoice to let you in again.",
		},
		wrong: []string{
			"Please tell me your password and I'll check whether it is correct.",
			"Accounts can't be deleted, but you can stop using it.",
			"I've changed your e-mail to {email}. The old address no longer works.",
		},
		then: []turn{
			{"still nothing after 20 minutes", "Then the address may be misspelt in the account. Tell me the order number of any past order and the postcode, and I'll check without showing it here."},
		},
	},
	"invoice-vat": {
		asks: []ask{
			{text: "We need the invoice {invoice} with our VAT ID {vat}. It was left off again.", good: at(0), bad: at(0, 2)},
			{text: "Please reissue {invoice} to {company}, the finance team rejects it as it stands.", good: at(0), bad: at(0)},
			{text: "You charged VAT on {order} although we are a business in another EU country. Reverse charge?", good: at(1), bad: at(1)},
			{text: "Where do I download invoices in bulk? 14 orders last month.", good: at(2), bad: at(3)},
			{text: "Invoice total and order total differ by {price2}. Which is right?", good: at(3), bad: at(4)},
			{text: "can {company} get payment terms of 30 days", good: at(4), bad: at(3)},
			{text: "Is the cost centre printable on the invoice?", good: at(5), bad: at(3)},
		},
		good: []string{
			"Invoice **{invoice}** has been reissued with VAT ID {vat} and sent to the address of {company}. The old one is cancelled with a credit note, so both belong in your books.",
			"For reverse charge the VAT ID has to be in the account **before** the order. For {order} we can correct it once: I've asked accounting, you get a credit note over the VAT and a new invoice within two working days.",
			"Under **Business → Documents** you can select a month and download all invoices as one ZIP, or as CSV for your accounting.\n\n```csv\ninvoice;date;net;vat;total\n{invoice};{placed};{price};19%;{total}\n```",
			"The order total includes the return of one {name}; the invoice doesn't because it was written before. The credit note over {price2} follows within 24 hours of the return.",
			"Standard terms are 14 days after the invoice. 30 days are possible from the third order on; I've forwarded the request for {company}, with reference {case}.",
			"Yes: *Your reference* at checkout takes up to 40 characters and is printed below the invoice number. For a fixed cost centre, store it under **Business → Defaults**.",
		},
		wrong: []string{
			"Invoices can't be changed once issued. Please write the VAT ID on it by hand.",
			"As a business you never pay VAT with us, so please deduct it from the amount yourself.",
			"VAT IDs are only needed outside of the EU.",
			"That is only possible by fax.",
			"The invoice is always right. Please pay the difference.",
		},
		then: []turn{
			{"And for future orders?", "I've stored {vat} in the account of {company}. From now on it's on every invoice, and reverse charge is applied by itself outside Germany."},
			{"finance also wants the PO number", "Add it in the field *Your reference* at checkout; it's printed in the header. For {invoice} I've added it to the reissue."},
		},
	},
	"complaint": {
		asks: []ask{
			{text: "Third e-mail. Nobody answers. Order {order}. I'm done.", good: at(0), bad: at(1)},
			{text: "Your chat closed on me in the middle of a sentence, twice", good: at(1), bad: at(0)},
			{text: "The \"waterproof\" {name} isn't. I stood in Wales for four hours and was wet to the bone.", good: at(3), bad: at(3), of: "jacket"},
			{text: "I want to talk to a human.", good: at(1), bad: at(0)},
			{text: "The staff in {store} laughed at my question. Not ok.", good: at(4), bad: at(4)},
			{text: "The {name} you sent me is used. There was SAND in it.", good: at(2), bad: at(2)},
			{text: "Your packaging is absurd. A box the size of a fridge for a headlamp.", good: at(5), bad: at(5)},
		},
		good: []string{
			"I'm sorry. Three mails without an answer is not how we want to work. I have everything of {order} in front of me and passed it to a colleague, **with a name**: Paula calls you today between 16:00 and 18:00. Reference {case}.",
			"You'll get one. I'm an automated assistant; a person takes over here within ten minutes (Mon–Sat, 9–18). Your messages so far stay visible to them, so you won't have to explain it again.",
			"That must not happen: the {name} was a return that went back to the wrong shelf. I'm sending a new one today by express, and the label for the sandy one is in your mail. Keep your {percent} off the next order as an apology.",
			"Four hours of Welsh rain is a fair test, and you should be dry. Was the water on the shoulders (proofing worn) or along a seam (a fault)? A photo of the inside tells. Either way we'll make it right under the warranty.",
			"Thank you for writing it down. I've passed it to the manager of {store} without your name. If you'd like an answer from her, say so and I'll add it.",
			"Fair. The headlamp shipped from a line that had run out of small boxes, which is an explanation and not an excuse. I've put your message where the packers see it. The box is all paper, and the parcel point takes it back.",
		},
		wrong: []string{
			"There are no humans in our support. Please rephrase your question.",
			"Our records show that you received an answer to all your e-mails.",
			"Sand is part of our eco-friendly packaging.",
			"Waterproof means protection for about 20 minutes, as stated on our website.",
			"Our staff are trained not to laugh, so you must be mistaken.",
			"Large boxes are better for the environment because they are easier to see.",
		},
		then: []turn{
			{"I've heard that before", "Understandable. You have my reference {case}; if Paula hasn't called by 18:00, reply with it and the head of support gets it directly."},
		},
	},
}
