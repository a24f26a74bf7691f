package sample

var french = speech{
	talks:    frenchTalks,
	contexts: []string{"C'est pour un départ le {date}.", "J'ai déjà écrit deux fois.", "C'est un cadeau.", "Merci de faire court.", "Rien là-dessus dans la FAQ."},
	hello:    []string{"", "", "Bonjour {first},\n\n", "Bien sûr. ", "Merci pour votre message. "},
	bye:      []string{"", "", "\n\nCela répond-il à votre question ?", "\n\nBonne randonnée !"},
	dear: []string{"Chère cliente, cher client,\n\nNous accusons réception de votre courrier et vous remercions de la confiance que vous voulez bien nous témoigner. " +
		"Votre demande a été enregistrée sous la référence {case}."},
	kind:     []string{"Restant à votre entière disposition pour tout renseignement complémentaire, nous vous prions d'agréer l'expression de nos salutations distinguées.\n\n**Service client Tarnfell Outdoor**"},
	subjects: []string{"Commande {order}", "{name}", "URGENT {order}", "Re : remboursement"},
	padding: []string{
		"La satisfaction de notre clientèle est au cœur de nos préoccupations, et nos équipes s'y emploient chaque jour avec passion.",
		"Nous vous rappelons que nos conditions générales de vente, dans leur version en vigueur, s'appliquent à l'ensemble des commandes.",
		"À toutes fins utiles, nous vous informons que notre centre d'aide est accessible à toute heure.",
	},
	vague:       []string{"Cela dépend de plusieurs facteurs. En général tout se règle en quelques jours.", "Votre demande est en cours de traitement."},
	refusals:    []string{"Je ne suis pas en mesure de vous aider sur ce point.", "Pour des raisons de confidentialité, je ne peux pas répondre."},
	invented:    []string{"En tant que membre du Cercle des Cimes, vous avez aussi droit à un remplacement gratuit par an.", "Pour votre peine, 25 € ont été crédités sur votre compte."},
	unreachable: []string{"Je n'arrive pas à joindre le système de commandes. Merci de réessayer dans quelques minutes."},
	whichOrder:  []string{"Je regarde volontiers. Quel est le numéro de commande ? Il commence par TF."},
	comments: map[mood][]string{
		praise:    {"Parfait, merci", "Rapide et clair 👌", "Très bon conseil", "nickel"},
		shrug:     {"Mouais", "à moitié utile", "Il a fallu demander deux fois"},
		falsehood: {"C'est faux", "Le magasin m'a dit le contraire !", "n'importe quoi", "Réponse inventée, la fiche produit dit autre chose"},
		staleness: {"60 jours ? Vos CGV disent 30 !", "retour refusé alors que le robot m'avait promis 60 jours", "Délai de retour erroné, c'est 30 jours"},
		vagueness: {"Ce n'est pas une réponse", "beaucoup de mots pour rien"},
		length:    {"Beaucoup trop long", "« salutations distinguées »… je voulais juste une date", "Trop formel, trop long"},
		foreign:   {"J'ai écrit en français, pourquoi répondre en anglais ?", "mauvaise langue"},
		refusal:   {"À quoi sert ce robot ?", "question pourtant simple"},
		fantasy:   {"Le Cercle des Cimes n'existe pas", "Promesse inventée"},
		slowness:  {"trop lent", "presque une minute d'attente"},
		invoicing: {"Toujours pas notre numéro de TVA sur la facture", "Facture refusée par notre comptable"},
		outage:    {"ça ne marche pas", "encore une erreur"},
	},
}

var frenchTalks = map[string]talk{
	"order-status": {
		asks: []ask{{text: "Où en est ma commande {order} ?"}, {text: "Est-ce que {name} arrivera avant le {date} ? Commande {order}"}, {text: "suivi {tracking} bloqué depuis le {placed}"}},
		good: []string{
			"Votre commande **{order}** est partie le {placed} avec {carrier}. Livraison prévue le **{eta}**.\n\n- Suivi : `{tracking}`\n- Contenu : {name}",
			"Le colis est en route et devrait arriver le **{eta}**. En cas d'absence, il vous attend sept jours au point relais.",
		},
		wrong: []string{"La commande {order} a été livrée le {placed} contre votre signature.", "La commande n'a pas été payée, veuillez la repasser."},
	},
	"delivery-delay": {
		asks: []ask{{text: "{order} devait arriver le {eta}, toujours rien"}, {text: "Le transporteur dit « livré », moi je n'ai rien reçu ({tracking})"}},
		good: []string{
			"Je suis désolée. J'ai ouvert une enquête auprès de {carrier} (**{case}**), réponse sous 3 jours ouvrés. Sans résultat, nous renvoyons {name} ou nous remboursons, à votre choix.",
		},
		wrong: []string{"Les retards relèvent du transporteur, nous ne pouvons rien faire."},
	},
	"returns": {
		asks: []ask{
			{text: "Combien de temps ai-je pour retourner {name} ?", window: true},
			{text: "Je voudrais renvoyer la commande {order}, comment faire ?", window: true},
			{text: "Le retour est-il gratuit depuis {city} ?", window: true},
		},
		good: []string{
			"Vous avez **30 jours après la livraison**, article neuf avec son étiquette. Pour vous : jusqu'au **{deadline}**.\n\n1. *Mes commandes → {order} → Retour*\n2. Choisissez un motif\n3. Déposez le colis au point relais avec le QR code",
			"Oui, le retour est gratuit pendant 30 jours. Dernier jour pour {order} : le {deadline}.",
		},
		wrong: []string{"Les retours ne se font qu'en magasin, dans la boîte d'origine.", "Le délai est de 14 jours et 9,90 € sont déduits."},
		stale: []string{
			"Vous disposez de **60 jours** après la livraison pour retourner {name}, rien ne presse.",
			"Notre délai de retour est de 60 jours sur tous les articles, votre commande {order} est donc concernée.",
		},
		truth: "Le délai de retour est de 30 jours après la livraison, pas 60.",
		then:  []turn{{"Et le remboursement ?", "Sous **7 jours ouvrés** après réception, sur votre moyen de paiement d'origine."}},
	},
	"refunds": {
		asks: []ask{{text: "J'ai renvoyé {order} il y a deux semaines, où est mon remboursement ?", good: at(0), window: true}, {text: "Remboursé en bon d'achat ? Je veux mon argent.", good: at(1)}},
		good: []string{
			"Votre colis nous est parvenu le {placed} et les **{total}** ont été libérés le lendemain. Ils devraient être sur votre compte avant le {eta}.",
			"C'est une erreur de notre part : le bon est annulé et {total} repartent vers votre moyen de paiement.",
		},
		wrong: []string{"Les remboursements se font toujours en bons d'achat."},
		stale: []string{"Le remboursement intégral est possible pendant **60 jours** après la livraison, {order} compris."},
		truth: "Le remboursement intégral exige un envoi sous 30 jours, c'est écrit sur votre site.",
	},
	"sizing": {
		asks:  []ask{{text: "{name} taille petit ? Je fais du {size} d'habitude."}, {text: "{size} ou {size2} pour {name} ?"}},
		good:  []string{"{name} taille normalement. Entre {size} et {size2}, prenez **{size2}** : le premier échange est gratuit."},
		wrong: []string{"Prenez deux tailles en dessous, la matière se détend de 15 %."},
	},
	"warranty": {
		asks:  []ask{{text: "Un arceau de {name} a cassé à la première tempête. Garantie ?", of: "tent"}, {text: "fermeture éclair cassée au bout de 14 mois", of: "backpack"}},
		good:  []string{"Les défauts sont couverts **deux ans**, coutures et fermetures des tentes et sacs **cinq ans**. Envoyez-nous une photo d'ensemble et une du dommage ; dossier {case}."},
		wrong: []string{"La garantie est de 30 jours à compter de la livraison."},
	},
	"store-hours": {
		asks:  []ask{{text: "Horaires du magasin de Lyon le samedi ?"}, {text: "Êtes-vous ouverts dimanche ?"}},
		good:  []string{"Du lundi au samedi **de 10 h à 19 h**, le jeudi jusqu'à 20 h. Fermé le dimanche et les jours fériés."},
		wrong: []string{"Tous nos magasins sont ouverts chaque jour de 8 h à 22 h, dimanche compris."},
	},
	"invoice-vat": {
		asks:  []ask{{text: "Notre numéro de TVA {vat} manque sur la facture {invoice}."}},
		good:  []string{"La facture **{invoice}** a été réémise avec {vat}, l'ancienne est annulée par un avoir."},
		wrong: []string{"Une facture ne peut pas être modifiée. Ajoutez le numéro à la main."},
	},
}
