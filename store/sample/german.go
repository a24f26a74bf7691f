package sample

var german = speech{
	talks: germanTalks,
	contexts: []string{
		"Es ist ein Geschenk und muss bis {date} da sein.", "Bitte kurz antworten, ich sitze im Zug.", "Ich habe schon zweimal angerufen.",
		"Wir fahren am {date} los.", "Ich bin Stammkundin seit 2018.", "Auf der Website steht dazu nichts.", "Keine Eile.",
		"Die Rechnung habe ich leider nicht mehr.",
	},
	hello: []string{"", "", "Hallo {first},\n\n", "Hi {first}! ", "Gerne. ", "Moin {first},\n\n"},
	bye:   []string{"", "", "", "\n\nPasst das so?", "\n\nMeld dich gern, wenn noch etwas ist.", "\n\nSchöne Tour!"},
	dear: []string{
		"Sehr geehrte Damen und Herren,\n\nvielen Dank für Ihre Nachricht, deren Eingang wir hiermit bestätigen. Ihr Anliegen wurde unter dem Aktenzeichen {case} erfasst und der zuständigen Fachabteilung zugeleitet.",
		"Guten Tag {first} {last},\n\nhaben Sie vielen Dank für Ihre Anfrage und das damit entgegengebrachte Vertrauen. Gerne nehmen wir zu Ihrem Anliegen wie folgt Stellung.",
	},
	kind: []string{
		"Wir hoffen, Ihnen mit diesen Angaben gedient zu haben, und stehen Ihnen für Rückfragen jederzeit gerne zur Verfügung.\n\nMit freundlichen Grüßen\n\n**Tarnfell Outdoor Kundenservice**",
		"Für etwaige Unannehmlichkeiten bitten wir um Verständnis und verbleiben\n\nmit vorzüglicher Hochachtung\nIhr Kundendienst",
	},
	subjects: []string{"Bestellung {order}", "Frage zu {name}", "DRINGEND {order}", "AW: AW: {order}", "Rechnung {invoice}"},
	padding: []string{
		"Ihre Zufriedenheit liegt uns am Herzen. Tag für Tag arbeitet unser engagiertes Team daran, Ihnen ein rundum gelungenes Einkaufserlebnis zu bieten.",
		"Bitte beachten Sie, dass ergänzend unsere Allgemeinen Geschäftsbedingungen in der jeweils gültigen Fassung gelten und dass für reduzierte, personalisierte sowie im Marktplatz erworbene Artikel abweichende Regelungen bestehen können.",
		"Zum besseren Verständnis erlauben wir uns, Ihnen vorab einen Überblick über die Abläufe in unseren Logistikzentren zu geben, in denen täglich bis zu 4.000 Sendungen kommissioniert werden.",
		"Gerne weisen wir Sie auch auf unseren Newsletter hin, der Sie regelmäßig über Neuheiten und Pflegetipps informiert.",
	},
	vague: []string{
		"Das hängt von verschiedenen Faktoren ab. In der Regel klappt das innerhalb weniger Tage.",
		"Grundsätzlich ja, es kann jedoch Ausnahmen geben. Näheres findest du im Hilfebereich.",
		"Dein Anliegen wird bearbeitet. Die Bearbeitungszeit kann variieren.",
	},
	refusals: []string{
		"Dabei kann ich leider nicht helfen.",
		"Aus Gründen des Datenschutzes darf ich dazu keine Auskunft geben.",
	},
	invented: []string{
		"Als Mitglied im Gipfelkreis bekommst du außerdem **einmal im Jahr kostenlosen Ersatz**.",
		"Für die Mühe habe ich dir 25 € gutgeschrieben.",
		"Am Sonntag zwischen 6 und 8 Uhr kommt eine Kollegin kostenlos bei dir vorbei und erklärt es.",
	},
	unreachable: []string{
		"Ich erreiche gerade unser Bestellsystem nicht. Bitte versuch es in ein paar Minuten noch einmal.",
		"Die Abfrage zu {order} hat zu lange gedauert. Raten möchte ich nicht.",
	},
	whichOrder: []string{"Schaue ich gern nach. Wie lautet die Bestellnummer? Sie beginnt mit TF.", "Dafür brauche ich die Bestellnummer aus der Bestätigungsmail."},
	comments: map[mood][]string{
		praise:    {"super, danke", "Schnell und richtig 👍", "Genau das wollte ich wissen", "Top Beratung, besser als am Telefon", "passt", "Endlich mal eine klare Antwort"},
		shrug:     {"naja", "teilweise hilfreich", "Musste zweimal fragen", "geht so, ein Mensch wäre mir lieber"},
		falsehood: {"stimmt nicht", "Das ist schlicht falsch, im Laden sagt man mir das Gegenteil", "woher hat er das denn??", "Bin umsonst hingefahren", "Die Auskunft widerspricht eurer Bestätigungsmail"},
		staleness: {"60 Tage? In den AGB stehen 30!", "Mit 60 Tagen gerechnet, Rücksendung abgelehnt. Frechheit.", "rückgabefrist falsch, sind 30 tage", "Der Bot sagt 60, der Kollege am Telefon 30. Was gilt?"},
		vagueness: {"Das ist keine Antwort", "viel Text, kein Inhalt", "und wo ist jetzt mein Paket?"},
		length:    {"viel zu lang", "Klingt wie vom Finanzamt", "„mit vorzüglicher Hochachtung“, echt jetzt?", "Ich wollte nur ein Datum 🙄", "Bitte einfach die Frage beantworten"},
		foreign: {"Warum auf Englisch? Ich habe auf Deutsch gefragt", "bitte deutsch!!", "Meine Mutter kann kein Englisch, so hilft das nichts",
			"Antwort kam auf englisch", "Falsche Sprache, Inhalt wohl ok", "Ich schreibe Deutsch, ihr antwortet Englisch. Warum?"},
		refusal:   {"Wozu gibt es den Bot dann?", "Ganz normale Frage, keine Antwort"},
		fantasy:   {"Gipfelkreis gibt es gar nicht", "25 € Gutschrift sind nie gekommen", "frei erfunden"},
		slowness:  {"ewig gewartet", "fast eine Minute für zwei Zeilen", "heute extrem langsam"},
		invoicing: {"USt-IdNr. fehlt schon wieder auf der Rechnung", "Unser Steuerberater nimmt das so nicht an", "Reverse Charge nicht berücksichtigt, bitte korrigieren", "Handschriftlich ergänzen?? Das ist nicht zulässig"},
		outage:    {"geht nicht", "schon wieder Fehler", "Später versuchen, sagt er. Seit gestern."},
	},
}

var germanTalks = map[string]talk{
	"order-status": {
		asks: []ask{
			{text: "Wo bleibt meine Bestellung {order}?"},
			{text: "Kommt {name} noch vor dem {date}? Bestellnummer {order}", good: at(1, 2)},
			{text: "Laut Sendungsverfolgung {tracking} ist seit {placed} nichts passiert", good: at(0, 1)},
			{text: "status {order} bitte"},
		},
		good: []string{
			"Deine Bestellung **{order}** ist am {placed} mit {carrier} rausgegangen und kommt voraussichtlich am **{eta}**.\n\n- Sendungsnummer: `{tracking}`\n- Inhalt: {kind} {name}",
			"Ja, das klappt: {carrier} stellt am **{eta}** zu. Wenn du nicht da bist, liegt das Paket sieben Tage im Paketshop.",
			"Gefunden. Verpackt am {placed}, seitdem unterwegs; aktuelle Schätzung: {eta}. Du musst nichts tun.",
		},
		wrong: []string{"Die Bestellung {order} wurde am {placed} zugestellt und von dir unterschrieben.", "Die Bestellung wurde nicht bezahlt, bitte bestell noch einmal."},
		then:  []turn{{"Kann ich die Lieferadresse noch ändern?", "Bei uns nicht mehr, aber auf der Seite von {carrier}: `{tracking}` eingeben und *Zustellung ändern* wählen. Das geht kostenlos bis zum Vorabend."}},
	},
	"delivery-delay": {
		asks: []ask{
			{text: "{order} sollte am {eta} da sein. Ist es nicht. Und jetzt?"},
			{text: "Express bezahlt, Tag vier. Bestellung {order}", en: at(2), good: at(1), bad: at(1)},
			{text: "Angeblich zugestellt, hier ist aber nichts angekommen!! {tracking}", en: at(3), good: at(2), bad: at(0)},
		},
		good: []string{
			"Das tut mir leid. Ich habe bei {carrier} einen Suchauftrag gestellt (**{case}**), Antwort innerhalb von 3 Werktagen. Taucht das Paket nicht auf, schicken wir {name} neu oder erstatten, wie du möchtest.",
			"Weil Express bezahlt war und es zu spät kommt, habe ich dir die 12,90 € Versand erstattet. Das Paket ist unterwegs und soll am **{eta}** da sein.",
			"Bitte frag kurz bei den Nachbarn und schau bei den Mülltonnen nach, leider legen Fahrer dort ab. Ist es morgen nicht da, melde dich: Dann gilt es als verloren und {name} geht noch einmal raus.",
		},
		wrong: []string{"Für Verspätungen ist allein {carrier} zuständig, wir können nichts tun.", "Expressversand hat keine zugesagte Zeit, Versandkosten werden nie erstattet."},
	},
	"returns": {
		asks: []ask{
			{text: "Wie lange kann ich {name} zurückgeben?", good: at(0), window: true},
			{text: "Ich möchte {order} zurückschicken, habe aber keinen Drucker.", good: at(0), window: true},
			{text: "Seit der Lieferung sind 40 Tage vergangen. Kann ich das noch zurückgeben?", en: at(3), good: at(2), window: true, late: true},
			{text: "Karton weg. Rückgabe trotzdem möglich?", en: at(4), good: at(1)},
		},
		good: []string{
			"Du hast **30 Tage ab Lieferung**, unbenutzt und mit Etikett. Bei dir also bis **{deadline}**.\n\n1. *Meine Bestellungen → {order} → Rückgabe*\n2. Grund wählen\n3. QR-Code im Paketshop vorzeigen, ein Drucker ist nicht nötig",
			"Geht auch ohne Karton, solange {name} unbenutzt ist und das Etikett dranhängt. Nimm irgendeinen stabilen Karton und schick es bis zum {deadline} los, das sind die 30 Tage.",
			"Die 30 Tage sind leider vorbei, letzter Tag war der {deadline}. Wenn {name} einen **Fehler** hat, gilt aber die Gewährleistung von zwei Jahren. Ist es das?",
		},
		wrong: []string{"Rückgaben sind nur in der Filiale und nur im Originalkarton möglich.", "Die Frist beträgt 14 Tage, 9,90 € Rücksendekosten werden abgezogen."},
		stale: []string{
			"Du kannst {name} innerhalb von **60 Tagen** nach der Lieferung zurückgeben, es ist also noch genug Zeit. Den QR-Code findest du unter *Meine Bestellungen*.",
			"Kein Problem: Unsere Rückgabefrist beträgt 60 Tage auf alle Artikel, auch für {order}.",
		},
		truth: "Die Rückgabefrist beträgt 30 Tage ab Lieferung, nicht 60.",
		then:  []turn{{"Und wann kommt das Geld?", "Innerhalb von **7 Werktagen**, nachdem das Paket bei uns ist, auf dem Weg, auf dem du bezahlt hast."}},
	},
	"refunds": {
		asks: []ask{
			{text: "Rücksendung {order} ist seit zwei Wochen bei euch. Wo bleibt die Erstattung?", window: true, good: at(0)},
			{text: "Bis wann muss ich {name} losschicken, um alles erstattet zu bekommen?", en: at(5), window: true, good: at(1)},
			{text: "Ihr habt mir einen Gutschein statt Geld gegeben, das will ich nicht", en: at(3), good: at(2), bad: at(0)},
		},
		good: []string{
			"Dein Paket kam am {placed} an, die **{total}** wurden am nächsten Tag freigegeben. Je nach Bank sind sie bis zum {eta} auf dem Konto.",
			"Für die volle Erstattung muss das Paket innerhalb von **30 Tagen nach Lieferung** unterwegs sein, bei dir bis zum {deadline}.",
			"Da ist uns ein Fehler passiert. Der Gutschein ist storniert, {total} gehen auf dein ursprüngliches Zahlungsmittel.",
		},
		wrong: []string{"Erstattet wird bei uns grundsätzlich nur als Gutschein.", "Erstattungen dauern wegen der Bankenaufsicht bis zu 90 Tage."},
		stale: []string{
			"Die volle Erstattung bekommst du für alles, was innerhalb von **60 Tagen** zurückgeht. Du hast also keine Eile.",
			"Unsere 60-Tage-Geld-zurück-Zusage gilt auch für {order}, ich habe das schon vermerkt.",
		},
		truth: "Volle Erstattung nur bei Rücksendung innerhalb von 30 Tagen. So steht es auf eurer Seite.",
	},
	"sizing": {
		asks: []ask{
			{text: "Fällt {name} klein aus? Sonst trage ich {size}."},
			{text: "{size} oder {size2} bei {name}?"},
			{text: "1,84 m und 78 kg, welche Größe?", of: "jacket"},
		},
		good: []string{
			"{name} fällt normal aus. Zwischen {size} und {size2} würde ich **{size2}** nehmen, vor allem mit einer dicken Schicht darunter. Der Umtausch ist einmal kostenlos.",
			"Die meisten mit ähnlicher Statur haben **{size2}** behalten. Im Bund sind 6 cm Spielraum.",
		},
		wrong: []string{"Alle Modelle sind unisex und fallen gleich aus, nimm einfach deine Größe.", "Nimm zwei Nummern kleiner, das Material dehnt sich um 15 %."},
	},
	"warranty": {
		asks: []ask{
			{text: "Beim ersten Sturm ist eine Stange gebrochen ({name}). Garantiefall?", of: "tent", good: at(0)},
			{text: "Reißverschluss nach 14 Monaten kaputt, {order}", en: at(1), of: "backpack", good: at(1)},
		},
		good: []string{
			"Das klingt nach einem Materialfehler, und dafür gelten **zwei Jahre**, bei Nähten und Reißverschlüssen von Zelten und Rucksäcken **fünf**. Schick uns bitte ein Foto vom Ganzen und eins vom Bruch.",
			"Reißverschlüsse sind abgedeckt. Fall **{case}** ist angelegt: Reparatur in Innsbruck (etwa 10 Tage) oder Ersatz?",
		},
		wrong: []string{"Garantie gilt nur 30 Tage ab Lieferung.", "Auf alles gibt es lebenslange Garantie, auch bei Brand und Hundebiss."},
	},
	"invoice-vat": {
		asks: []ask{
			{text: "Auf Rechnung {invoice} fehlt unsere USt-IdNr. {vat}. Zum zweiten Mal.", good: at(0), bad: at(0)},
			{text: "Warum wurde uns bei {order} Mehrwertsteuer berechnet? Wir sind ein Unternehmen in Österreich.", en: at(1), good: at(1), bad: at(1)},
			{text: "Wo kann {company} alle Rechnungen eines Monats herunterladen?", en: at(2), good: at(2), bad: at(2)},
		},
		good: []string{
			"Rechnung **{invoice}** wurde mit {vat} neu ausgestellt, die alte ist per Gutschrift storniert. Beide Belege gehören in die Buchhaltung.",
			"Für Reverse Charge muss die USt-IdNr. **vor** der Bestellung im Konto stehen. Für {order} korrigieren wir es einmalig: Gutschrift über die Steuer und neue Rechnung in zwei Werktagen.",
			"Unter **Business → Dokumente** den Monat auswählen und alle Rechnungen als ZIP oder CSV laden.",
		},
		wrong: []string{"Rechnungen können nicht geändert werden. Bitte ergänzen Sie die Nummer handschriftlich.", "Als Unternehmen zahlen Sie keine Steuer, ziehen Sie den Betrag einfach ab.", "Das ist nur per Fax möglich."},
	},
	"gear-advice": {
		asks: []ask{
			{text: "Mein Zelt ist morgens innen nass. Ist es undicht?", good: at(0), bad: at(0)},
			{text: "Ab wann darf mein Kind in die Cub Carrier?", en: at(4), good: at(1), bad: at(1)},
			{text: "Reicht der Dune 5° im September in den Dolomiten?", en: at(2), good: at(2), bad: at(2)},
		},
		good: []string{
			"Sehr wahrscheinlich Kondenswasser: Zwei Schläfer geben pro Nacht etwa einen Liter ab. Beide Lüfter öffnen, nicht in Senken oder am Wasser aufbauen. Ein Leck macht *einen* nassen Fleck, keinen Film überall.",
			"Ab etwa **6 Monaten und wenn es allein sitzt**, beides zusammen. Anfangs eine halbe Stunde, und Pause, wenn der Kopf im Schlaf nach vorn kippt.",
			"Bei +3 °C wird es knapp. Der **Dune -7°** wiegt 400 g mehr, dafür schläfst du im T-Shirt.",
		},
		wrong: []string{"Das ist ein Leck. Alle Nähte abdichten und die Lüfter geschlossen halten.", "Die Trage ist ab der Geburt geeignet.", "Ja, der Komfortwert 5° heißt, dass er bis -15 °C warm hält."},
	},
	"discount-code": {
		asks:  []ask{{text: "{code} funktioniert nicht"}, {text: "Gibt es Studentenrabatt?", en: at(3), good: at(1)}, {text: "Kann ich zwei Gutscheine kombinieren?", en: at(1), good: at(2)}},
		good:  []string{"**{code}** gilt für die erste Bestellung ab 60 € und nicht für reduzierte Artikel. In deinem Warenkorb liegt einer.", "Ja, 10 % für Studierende und Bergwacht, nach Prüfung des Ausweises unter *Konto → Vorteile*.", "Leider nur einer pro Bestellung. Nimm den, der mehr bringt: `{code}`."},
		wrong: []string{"Bis zu drei Codes lassen sich mit Komma getrennt eingeben."},
	},
	"complaint": {
		asks:  []ask{{text: "Dritte Mail, keine Antwort. {order}. Mir reicht's."}, {text: "Ich möchte mit einem Menschen sprechen.", en: at(1), good: at(1), bad: at(1)}},
		good:  []string{"Das tut mir leid, so soll es nicht sein. Ich habe {order} an Paula übergeben, sie ruft dich heute zwischen 16 und 18 Uhr an. Aktenzeichen {case}.", "Gerne. Ich bin ein Assistent; ein Mensch übernimmt innerhalb von zehn Minuten (Mo–Sa, 9–18 Uhr) und sieht, was du bisher geschrieben hast."},
		wrong: []string{"Nach unseren Unterlagen wurden alle Ihre Mails beantwortet.", "In unserem Support arbeiten keine Menschen. Bitte formuliere die Frage neu."},
	},
}
