package sample

var englishComments = map[mood][]string{
	praise: {
		"Perfect, exactly what I needed", "quick + correct 👍", "Wow, that was faster than your hotline", "thanks, solved",
		"Great table, that made the decision easy", "Finally a bot that knows what it's talking about", "all good",
		"It even told me I didn't need to buy anything. Respect.", "clear answer, no fluff", "love it 😍", "Works. The QR code thing is neat.",
		"Honest advice about the warm bag, bought it", "good", "Solved in one message. More of this please.", "that's kind of you, thank you",
		"the number of the tracking was right and it came the day you said",
	},
	shrug: {
		"ok I guess", "Half of it helped", "had to ask twice", "fine but could be shorter", "Correct but I already knew that",
		"answered the first question, ignored the second", "meh", "Would have preferred a human", "Not what I asked but useful anyway",
	},
	falsehood: {
		"This is simply not true", "wrong!!", "I checked with the store and they said the opposite", "Where did it get this from?",
		"Made me drive to the shop for nothing", "the product page says something completely different",
		"Confidently wrong. That's worse than not answering.", "no. just no.", "It contradicts your own confirmation e-mail",
		"Please don't let it answer this kind of question", "mixed up my order with someone elses", "dangerous advice, someone could get hurt",
		"I relied on this and now I'm out {price}",
	},
	staleness: {
		"It told me 60 days, your return page says 30!", "60 days?? I sent it back on day 45 and it was rejected",
		"The bot promised 60 days and now your colleague says I'm too late. Which is it?", "return policy is wrong, its 30 days",
		"Says 60 days. Terms say 30. I took a screenshot.", "Wrong return window. Parcel came back to me and I paid shipping twice.",
		"60 day promise was not honoured. Very disappointed", "Are the 60 days new? can't find it anywhere",
		"I trusted the 60 days. Refund denied. Not ok.", "outdated info about returns",
	},
	vagueness: {
		"That's not an answer", "\"depends on several factors\" lol", "so... yes or no?", "Says nothing with many words",
		"Could have been a fortune cookie", "It told me to look at the page I came from", "useless", "I still don't know where my parcel is",
		"generic answer, did it even read my question",
	},
	length: {
		"Way too long", "I asked for one date and got a novel", "The answer is in the fourth paragraph. Of six.", "tldr",
		"Nobody writes like this anymore. \"duly noted\"?", "Please just answer the question", "so formal, felt like a letter from the tax office",
		"scrolled for ages on my phone to find ONE sentence", "Dear Valued Customer?? I have a name", "Too much blah, answer was ok though",
		"stop thanking me and tell me where the parcel is", "Cut this by 80% and it would be great",
	},
	foreign: {
		"Why is this not in English?", "wrong language",
	},
	refusal: {
		"It refused to answer a completely normal question", "\"can't help with that\" – why?", "What is it for then",
		"asked about my own order, got told its private", "write by POST? is this 1985", "dead end",
	},
	fantasy: {
		"There is no Summit Circle. I asked in the store, they laughed", "Price match plus 20%? Your manager said no such thing exists",
		"It credited me 25 euros that never appeared", "invented a policy", "Nice promise. Shame it's fiction.",
		"I waited at home on Sunday from 6 to 8. Nobody came. Obviously.", "too good to be true and it wasnt true",
	},
	slowness: {
		"took forever", "waited almost a minute for two lines", "so slow today", "I thought it had crashed", "Answer fine, waiting not",
	},
	invoicing: {
		"Our accountant needs the VAT ID ON the invoice", "Second wrong invoice this month. We're a business, this matters.",
		"Still no reverse charge. Please fix.", "Write it on by hand?? Our auditor had a good laugh", "VAT again. Every. Single. Month.",
		"I need a valid invoice, not an essay", "Finance rejects this. It needs a credit note and a new number.",
		"Please let a human from accounting answer these", "VAT ID missing, cost centre missing, patience missing",
	},
	outage: {
		"doesn't work", "error again", "timed out twice now", "It says try later. I tried later.", "at least it didn't make something up",
	},
}
