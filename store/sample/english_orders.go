package sample

// English talk about parcels on their way.

var englishOrders = map[string]talk{
	"order-status": {
		asks: []ask{
			{text: "Where is my order {order}?", good: at(0, 1, 2, 3)},
			{text: "Hi, I ordered {a product} on {placed} and haven't heard anything since. Can you check {order} for me?", good: at(0, 2, 3)},
			{text: "any update on {order}", good: at(0, 1, 3)},
			{text: "Tracking number {tracking} has said \"label created\" since {placed}. Has it actually left your warehouse?", good: at(1, 2, 3)},
			{text: "I have two parcels coming ({order} and {order2}), will they arrive together?", good: at(4), bad: at(2)},
			{text: "Can you tell me whether my {name} will be here before {date}? I leave for the trip that morning.", good: at(1, 2)},
			{text: "Order {order}. Status please.", good: at(0, 3)},
			{text: "My confirmation e-mail went to an old address. Is order {order} even real?", good: at(5), bad: at(1)},
		},
		good: []string{
			"Order **{order}** left our warehouse on {placed} with {carrier} and should reach you on **{eta}**.\n\n- Tracking: `{tracking}`\n- Contents: {product}, {colour}\n- Delivery to: {city}",
			"Your parcel is on its way: {carrier} has it, tracking `{tracking}`, expected **{eta}**. If nobody is in, it goes to the nearest pick-up point and waits there for seven days.",
			"Good news: the {name} was packed on {placed} and handed to {carrier} the same evening. The current estimate is {eta}, between 9:00 and 14:00.\n\nYou can follow it with `{tracking}`.",
			"I found it. Here is where {order} stands:\n\n1. ordered {placed}\n2. packed the same day\n3. collected by {carrier}\n4. **in transit**, expected {eta}\n\nNothing for you to do.",
			"{order} is split into two parcels because the {name} ships from Innsbruck and the rest from Hamburg. The first arrives {eta}, the second a day later at most. You only pay shipping once.",
			"It's real, don't worry. I've sent the confirmation for {order} again to the address in your account. The {name} should be with you on {eta}.",
		},
		wrong: []string{
			"Order {order} was delivered on {placed} and signed for by you. If you cannot find it, please ask your household.",
			"Your order has not been paid yet. Please place it again and it will ship tomorrow.",
			"{order} will arrive today before noon, guaranteed.",
		},
		then: []turn{
			{"And can I change the delivery address?", "Not with us any more, but {carrier} lets you redirect it: open the tracking page for `{tracking}` and choose *Change delivery*. It is free until the evening before {eta}."},
			{"ok and if I'm not home?", "Then it goes to the nearest pick-up point and waits **seven days**. You get a text message with the code."},
			{"Can you make it express now?", "Sorry, the service can't be changed once the label exists. {carrier} usually beats its estimate by half a day on this route, though."},
		},
	},
	"delivery-delay": {
		asks: []ask{
			{text: "My parcel {order} was supposed to be here on {eta}. It isn't. What now?", good: at(0, 1), bad: at(0)},
			{text: "The tracking for {tracking} hasn't moved in five days, is it lost?", good: at(0, 1), bad: at(0)},
			{text: "Third time the driver \"couldn't find the address\". It's a shop. With a sign. Order {order}", good: at(5), bad: at(0)},
			{text: "We fly out on {date} and the {name} is still in some depot. Can anyone do anything??", good: at(1, 6), bad: at(0)},
			{text: "{carrier} says delivered, my porch says otherwise. {order}", good: at(3), bad: at(0)},
			{text: "How long are deliveries to {city} taking at the moment?", good: at(4), bad: at(2)},
			{text: "I paid 12.90 for express and it's day four.", good: at(2), bad: at(1)},
		},
		good: []string{
			"I'm sorry, that should not happen. {carrier} last scanned {order} two days ago, so I have opened a search request (**{case}**).\n\n- They answer within 3 working days.\n- If it isn't found by then, we send a new {name} or refund you, as you prefer.",
			"The parcel is stuck in the sorting centre because of the strike in the region. It has not been lost. New estimate: **{eta}**. If it isn't with you by then, reply here and we'll send a replacement without waiting for the search.",
			"Since you paid for express and it's late, I've refunded the €12.90 for shipping. The parcel itself is out with {carrier} and due {eta}.",
			"Marked as delivered but not there: please check with neighbours and the place where bins stand, drivers leave things there although we ask them not to. If it hasn't turned up by tomorrow, tell me and I'll file it as **lost**, which takes a day, and send the {name} again.",
			"Standard delivery to {city} takes 2–4 working days; at the moment it's closer to four because of the sale. {order} is due **{eta}**.",
			"I'm sorry about the driver. The label of {order} was missing the floor and the name of the shop; I've added both, and {carrier} tries again on the next working day, free of charge. If you'd rather collect it, choose *Pick-up point* with `{tracking}`.",
			"Two ways to get you there with gear:\n\n1. pick up a {name} at our {store} store today, I can reserve one, and refuse the parcel when it comes\n2. have {carrier} hold it at the depot, where you can collect it from 7:00\n\nWhich one?",
		},
		wrong: []string{
			"Delays are the responsibility of the carrier. Please contact {carrier} directly; we can't open a search for you.",
			"Express parcels have no guaranteed time, so shipping costs are never refunded.",
			"Deliveries to {city} always take exactly one day.",
		},
		then: []turn{
			{"I need it by {date}, what are my options?", "Two options:\n\n1. pick up a {name} at the {store} store; I can reserve one until tomorrow evening and cancel the parcel when it returns\n2. wait for {eta}\n\nShall I reserve it?"},
			{"will I get my shipping money back", "Yes. Express that arrives late is refunded automatically within 7 working days; I've put a note on {order} so that nobody forgets."},
		},
	},
	"cancel-order": {
		asks: []ask{
			{text: "I ordered the wrong size, please cancel {order} asap", good: at(0, 2)},
			{text: "How do I cancel an order? I did it ten minutes ago.", good: at(1)},
			{text: "Cancel {order}. Found it cheaper elsewhere, sorry.", good: at(0, 2)},
			{text: "Can I remove just the {name} from {order} and keep the rest?", good: at(3)},
			{text: "My kid ordered {a product}. Please tell me that can be undone 😅", good: at(4)},
			{text: "I'd like to cancel my pre-order of the {name}, it's been pushed back twice.", good: at(0)},
		},
		good: []string{
			"Done: **{order}** is cancelled and nothing will be shipped. The {total} go back to your original payment method within 7 working days.",
			"An order can be cancelled until it is packed, usually for about **two hours**. Yours is still open, so:\n\n1. open *My orders*\n2. choose {order}\n3. press *Cancel order*\n\nIf the button is gone it has been packed; then simply refuse the parcel and we refund it when it is back.",
			"{order} was packed this morning, so I can't stop it. The easiest way: don't accept the parcel. It comes back to us and you get the full {total}.",
			"I've taken the {name} out of {order}; the rest ships as planned. You'll see {price} on your account within 7 working days.",
			"It happens more often than you'd think. The order is cancelled, the {total} were only reserved and not charged. Best regards to the young customer.",
		},
		wrong: []string{
			"Orders can be cancelled at any time before delivery at no cost. Just tell the driver.",
			"Unfortunately orders can't be cancelled once they are placed.",
			"A cancellation fee of 15 % applies to {order}.",
		},
		then: []turn{
			{"When do I get the money?", "Within **7 working days** to the way you paid. Card payments that were only reserved vanish from your statement without a refund line."},
			{"Great. Can I reorder in the other size right away?", "Yes, {size2} is in stock in {colour}. If you order before 13:00 it leaves today."},
		},
	},
	"address-change": {
		asks: []ask{
			{text: "I moved last week and {order} is going to the old flat. Can you change it to {city}?", good: at(0, 1), bad: at(0, 1)},
			{text: "typo in my address on order {order}, its number 14 not 41", good: at(0, 1), bad: at(0, 1)},
			{text: "Please deliver {order} to my office instead.", good: at(0, 1), bad: at(0, 1)},
			{text: "How do I change the default address in my account?", good: at(2), bad: at(0)},
		},
		good: []string{
			"Changed: {order} now goes to the address you gave in {city}. You'll get a new confirmation in a minute.",
			"{order} is already with {carrier}, so the label can't be changed by us. Please use *Change delivery* on the tracking page (`{tracking}`); a new house number in the same postcode is accepted straight away.",
			"Under **Account → Addresses** add the new one and mark it as default. Open orders keep the address they were placed with.",
		},
		wrong: []string{
			"Your address is taken from your bank card and can only be changed by your bank.",
			"I've updated it. No need to check, the carrier reads our system every hour.",
		},
		then: []turn{
			{"does that work for a pick-up point as well?", "Yes. Choose *Pick-up point* on the same page and take one near {city}; bring an ID."},
		},
	},
}
