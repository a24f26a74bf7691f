package sample

import "maps"

var english = speech{
	talks:    joined(englishOrders, englishReturns, englishGear, englishAccount),
	comments: englishComments,
	contexts: []string{
		"It's for a trip to Norway on {date}.", "It's a birthday present for my dad.", "I'm writing from my phone, sorry for the typos.",
		"I've been a customer since 2019 by the way.", "I already asked this on {placed} and got two different answers.",
		"My colleague {last} ordered it, I'm the one picking it up.", "Please keep it short, I'm on a train.",
		"The phone line had me on hold for 25 minutes.", "No rush.", "We're a group of six, if that matters.",
		"I'd rather not create an account.", "I looked at the FAQ and it says nothing about this.",
		"I'm in {city}, in case the country matters.", "My partner says I should just wait but I don't trust {carrier}.",
		"Thanks for the nice note in the last parcel!", "This is the second time this year.",
		"I don't have the mail any more, only the number {order}.", "I weigh a bit more than the chart assumes.",
		"Reply in plain words please, English is not my first language.", "It was on sale if that changes anything.",
	},
	hello: []string{"", "", "", "Hi {first},\n\n", "Hi {first}! ", "Thanks for asking, {first}. ", "Hello! ", "Sure. ", "Happy to help. ", "Got it. "},
	bye: []string{"", "", "", "", "\n\nAnything else?", "\n\nLet me know if that helps.", "\n\nHave a good trip!",
		"\n\nIf it doesn't work out, just write again, the case stays open.", "\n\n– your Tarnfell assistant"},
	dear: []string{
		"Dear {first} {last},\n\nThank you very much for contacting the Tarnfell Outdoor customer care team. We appreciate the time you have taken to write to us and we are pleased to be able to assist you with your enquiry today.",
		"Dear Valued Customer,\n\nWe hereby acknowledge receipt of your message dated today, the contents of which have been duly noted and forwarded to the department responsible.",
		"Dear {first} {last},\n\nWe hope this message finds you well. With reference to your enquiry regarding order {order}, please allow us to respond as follows.",
	},
	kind: []string{
		"We trust that the above information has been of assistance to you. Should you have any further queries, please do not hesitate to contact us at your convenience.\n\nYours sincerely,\n\n**Tarnfell Outdoor Customer Care**\nReference: {case}",
		"We would like to take this opportunity to thank you for your continued custom and remain at your disposal for any further questions.\n\nWith kind regards\nTarnfell Outdoor\n\n*This message was prepared with the help of an automated system.*",
	},
	subjects: []string{"Order {order}", "Question about {name}", "Urgent: {order}", "Re: Re: {order}", "(no subject)", "{name} – help please",
		"Complaint {case}", "Fwd: your order has shipped"},
	padding: []string{
		"At Tarnfell Outdoor, your satisfaction is our highest priority. Every day our dedicated team works to make your outdoor experience as enjoyable as possible, from the first click to the last campfire.",
		"Please note that all information is given to the best of our knowledge and may be subject to change. The general terms and conditions in their current version apply in addition.",
		"As you may know, the outdoor industry has seen considerable changes in recent years. Customers expect more, and rightly so, and we are constantly working on our processes to live up to these expectations.",
		"Before going into the details, we would like to give you some background on how orders are processed in our logistics centres in Hamburg and Innsbruck, where up to 4,000 parcels a day are picked, packed and handed over to our carriers.",
		"For the sake of completeness we would like to mention that different regulations may apply to items on sale, to personalised items, to gift cards and to items that were bought from partners in our marketplace.",
		"We also invite you to subscribe to our newsletter, in which we inform you about new products, care tips and events in our stores.",
		"In the interest of transparency we would furthermore like to point out that conversations may be recorded for training purposes, to which you may object at any time.",
		"Did you know that our help centre has over 300 articles? There you will find answers to questions about ordering, payment, delivery, returns, care and repair, sorted by topic and available around the clock.",
	},
	vague: []string{
		"That depends on several factors. In most cases everything works out within a few days. Please check the details in your account.",
		"Thank you for your question! Our policies are designed to be fair and flexible. You can find more in our help centre.",
		"Generally yes, although there may be exceptions. I recommend looking at the product page.",
		"It should be possible in most cases. If not, our team will let you know.",
		"There are many things to consider here, such as your needs, your budget and how you plan to use it. In the end it is a personal choice.",
		"Your request is being processed. Processing times may vary.",
		"I understand. Please keep an eye on your e-mails for updates.",
	},
	refusals: []string{
		"I'm sorry, but I can't help with that.",
		"I can only answer questions about Tarnfell products. Is there anything else I can do for you?",
		"As an automated assistant I'm not able to give information about individual orders.",
		"I'm unable to give advice on this subject. Please consult a professional.",
		"For privacy reasons I cannot discuss this. Please write to us by post.",
	},
	invented: []string{
		"As a Summit Circle member you also get **one free replacement a year**, no questions asked.",
		"By the way, we match any competitor's price and add 20 % on top if you send a screenshot.",
		"Shipping is always free for customers over 60.",
		"For the trouble of asking I have credited **€25** to your account.",
		"A colleague will come by on Sunday between 6 and 8 in the morning to explain it in person, at no cost.",
		"If you post a photo of your next trip, we refund half of your last order.",
	},
	unreachable: []string{
		"I can't reach our order system right now. Please try again in a few minutes, or leave your order number and we'll write back.",
		"Sorry, something went wrong while looking that up. I don't want to guess.",
		"The order lookup timed out, so I can't tell where {order} is at the moment.",
	},
	whichOrder: []string{
		"Happy to look. What's the order number? It begins with TF.",
		"Could you send me the order number (TF-…) so that I can check?",
		"I'll need the order number for that, it's in the confirmation mail.",
	},
}

// joined puts the parts of a language together.
func joined(parts ...map[string]talk) map[string]talk {
	all := map[string]talk{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
