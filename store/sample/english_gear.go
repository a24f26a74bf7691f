package sample

// English talk about choosing gear and getting hold of it.

var englishGear = map[string]talk{
	"product-comparison": {
		asks: []ask{
			{text: "{name} or {name2}, which one?", good: at(0, 1, 2, 3)},
			{text: "What's the actual difference between the {name} and the {name2} besides the price?", good: at(0, 1, 3)},
			{text: "Is the {name} worth {price}? The {name2} is {price2}", good: at(0, 1, 3)},
			{text: "compare {name} vs {name2} pls, weight matters most", good: at(0, 2)},
			{text: "I want one {kind} for everything. {name} or {name2}?", good: at(0, 1, 3), of: "tent"},
		},
		good: []string{
			"| | {name} | {name2} |\n|---|---|---|\n| weight | {weight} | {weight2} |\n| price | {price} | {price2} |\n| best for | {best} | {best2} |\n\nIf you only buy one, decide by the last line.",
			"In short: **{name}** is for {best}; **{name2}** is for {best2}. They weigh {weight} and {weight2}. Neither is better, they're for different trips.",
			"By weight alone it's {weight} for the {name} against {weight2} for the {name2}. Then think of the worst day you will use it on: the {name} is made for {best}.",
			"Having sold both for three seasons: people who bring back the {name2} mostly say they needed something for {best}. That's the {name}. The other way round is rare.",
		},
		wrong: []string{
			"The {name} and {name2} are the same product in different colours, so take the cheaper one.",
			"The {name2} weighs half of the {name} and costs less, so there is no reason to consider the other.",
		},
		then: []turn{
			{"and for a week in Norway in September?", "Then I'd weigh wind and wet higher than grams: the **{name}** if it's made for {best}, and bring a repair kit either way."},
			{"which one do your staff use?", "Our {store} team is split, which says something. The walkers take the {name}, the weekend people the {name2}."},
		},
	},
	"gear-advice": {
		asks: []ask{
			{text: "Which tent for two people plus dog, Scotland in April?", good: at(0), bad: at(4)},
			{text: "Is the Dune 5° warm enough for the Dolomites in late September, sleeping in huts' winter rooms?", good: at(2), bad: at(3)},
			{text: "First overnight hike ever. What do I REALLY need?", good: at(1), bad: at(5)},
			{text: "What pack size for 5 days with a bear can?", good: at(3), bad: at(6)},
			{text: "My son is 7 months, can he already go in the Cub Carrier?", good: at(4), bad: at(1)},
			{text: "Can I use the Ember Stove inside the tent porch?", good: at(5), bad: at(0)},
			{text: "What's hydrostatic head and do I need 5000 mm?", good: at(6), bad: at(7)},
			{text: "Which gas works below -10?", good: at(7), bad: at(2)},
			{text: "Do I need crampon-compatible boots for the Stubai high route?", good: at(9), bad: at(8)},
			{text: "my tent is wet inside every morning. is it leaking?", good: at(8), bad: at(9)},
		},
		good: []string{
			"For two people and a dog in April wind I'd take the **Skarn 3**. The dog needs the third place, claws need a footprint, and the extra 560 g are nothing against a night with a wet dog on your sleeping bag.",
			"Short list for one night in summer:\n\n1. shelter, bag, mat\n2. rain jacket, warm layer, dry socks\n3. 2 l of water and a way to get more\n4. headlamp, map, phone with battery\n5. food you like cold\n\nEverything else is comfort. Borrow before you buy.",
			"At +3 °C a *comfort 5°* bag is on the edge: you'd sleep in your jacket. The **Dune -7°** weighs 400 g more and lets you sleep in a T-shirt. In winter rooms there are usually blankets, so the light one can work if you run warm.",
			"Five days with a bear can fill about 50 l. **Saddle 55**, can upright in the middle, close to your back.",
			"From about **6 months and when he sits on his own** – both, not one of them. Start with half an hour and watch his head; it drops when they fall asleep, and then it's time for a stop.",
			"Please not with the inner door closed. Carbon monoxide has no smell, and a flare-up takes seconds. Outside, or under the raised porch with both ends open, stove on bare ground.",
			"Hydrostatic head is how high a column of water the fabric holds. 3,000 mm is plenty for a fly sheet in real storms; for floors 5,000 mm or more is good because knees press. Above that you pay for weight.",
			"Below about -10 °C canister gas gives up: butane first, then isobutane. Turn the canister upside down with the **Ember Wind** (it has a preheat tube) or keep it in your bag overnight.",
			"Most likely condensation. Two sleepers breathe out about a litre a night. Open both vents, pitch away from water and lower ground, and don't close the fly to the ground on calm nights. A leak leaves *one* wet spot, not a film everywhere.",
			"For the Stubai high route in July or August: no. Stiff boots with a good edge, such as **Gneis Mid GTX**, are enough. Before mid-July ask the huts about snow on the passes; then light crampons make sense, and with them a boot with a heel welt (**Kar Alpin**).",
		},
		wrong: []string{
			"Yes, you can cook inside with all doors closed, the fabric is breathable.",
			"The Cub Carrier is suitable from birth.",
			"Any gas works at any temperature; cold only makes it burn slower.",
			"A comfort rating of 5° means the bag keeps you warm down to -15 °C.",
			"The Lumen 1 easily fits two adults and a dog.",
			"For a first night out you need at least a satellite phone, an ice axe and 80 litres of backpack.",
			"20 litres is plenty for five days with a bear can.",
			"Hydrostatic head is the altitude in metres up to which a tent may be used.",
			"Every trail running shoe takes crampons; just tighten the strap.",
			"That is a leak. Seal every seam from the inside and keep all vents closed.",
		},
		then: []turn{
			{"what would you change if it rains all week?", "Two things: a bigger porch for wet gear, and dry bags instead of a rain cover. And a second pair of socks that never leaves the sleeping bag."},
			{"Budget is 300 euros all in", "Then buy the mat and the boots new, and look at our second-hand shelf for the rest. Sleeping cold is the thing that ruins first trips."},
		},
	},
	"availability": {
		asks: []ask{
			{text: "When is the {name} in {colour} back in stock?", good: at(0), bad: at(0)},
			{text: "Do you have the {name} in {size} in {store}?", good: at(1), bad: at(1), of: "jacket"},
			{text: "Is the {name} going to be in the winter sale", good: at(2), bad: at(0)},
			{text: "Can I get spare pegs for the {name}?", good: at(3), bad: at(0), of: "tent"},
			{text: "You told me two weeks ago the {name} would be back \"any day now\"...", good: at(0), bad: at(0)},
		},
		good: []string{
			"The {name} in {colour} is expected on **{eta}**. Press *Tell me* on its page and you get one mail, the minute it's bookable; it doesn't put you on any list.",
			"Yes: {store} has two {name} in {size}. I can put one aside until tomorrow 19:00, just tell me the name.",
			"I can't say what will be in the sale. What I can say: the {name} is a year-round model and wasn't reduced last winter.",
			"We sell every part of the {name} separately: pegs in a set of six for €9, poles by segment. Look for *Spare parts* at the bottom of its page.",
		},
		wrong: []string{
			"The {name} has been discontinued and will not come back.",
			"We never keep stock in stores, they are showrooms only.",
		},
		then: []turn{
			{"please reserve it, name is {last}", "Reserved for {last} at {store} until tomorrow, 19:00. Bring the mail, or just the name."},
		},
	},
	"store-hours": {
		asks: []ask{
			{text: "When does the {store} store open on Saturday?", good: at(0), bad: at(0, 1)},
			{text: "are you open on bank holidays", good: at(0), bad: at(0)},
			{text: "Can I test tents in {store}?", good: at(1), bad: at(1)},
			{text: "Is there parking near the {store} shop?", good: at(2), bad: at(1)},
			{text: "opening times {store}", good: at(0), bad: at(0)},
			{text: "Do you fit boots on Sundays?", good: at(3), bad: at(0), of: "boots"},
		},
		good: []string{
			"{store} is open **Mon–Sat 10:00–19:00**, Thursdays until 20:00. Closed on Sundays and public holidays.",
			"Yes. There's a pitching area on the upper floor; the Skarn and Hearth are always up, others within ten minutes if you ask. Mon–Sat 10:00–19:00.",
			"Two minutes away there's a multi-storey car park, the first hour is on us if you buy something. By bike: stands and a pump at the door.",
			"Boot fitting takes about 40 minutes and works best in the afternoon, when feet are at their largest. Book on the store's page or just come, Mon–Sat; Sundays we're out ourselves.",
		},
		wrong: []string{
			"The {store} store is open every day from 8:00 to 22:00, including Sundays.",
			"We're an online shop and have no stores.",
		},
		then: []turn{
			{"and can I bring my dog", "Of course. There's water at the till, and the boot fitter has treats."},
		},
	},
}
