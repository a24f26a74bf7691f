package sample

var spanish = speech{
	talks:    spanishTalks,
	contexts: []string{"Salimos de viaje el {date}.", "Es un regalo.", "Ya he llamado dos veces.", "Respuesta corta, por favor."},
	hello:    []string{"", "", "¡Hola, {first}! ", "Claro. ", "Gracias por escribir. "},
	bye:      []string{"", "", "\n\n¿Algo más?", "\n\n¡Buena ruta!"},
	dear:     []string{"Estimado/a cliente:\n\nPor medio de la presente acusamos recibo de su atento mensaje, registrado con la referencia {case}, y le agradecemos la confianza depositada en nosotros."},
	kind:     []string{"Sin otro particular, y quedando a su entera disposición para cualquier aclaración, le saludamos muy atentamente.\n\n**Atención al cliente de Tarnfell Outdoor**"},
	subjects: []string{"Pedido {order}", "Duda sobre {name}", "URGENTE {order}"},
	padding: []string{
		"La satisfacción de nuestros clientes es nuestra máxima prioridad, y cada día trabajamos para ofrecerle la mejor experiencia posible.",
		"Le recordamos que se aplican asimismo nuestras condiciones generales en su versión vigente.",
	},
	vague:       []string{"Depende de varios factores. Normalmente se resuelve en unos días.", "Su solicitud está siendo procesada."},
	refusals:    []string{"Lo siento, no puedo ayudarle con eso.", "Por motivos de privacidad no puedo dar esa información."},
	invented:    []string{"Como miembro del Club Cumbre tienes además una sustitución gratuita al año.", "Por las molestias te he abonado 25 € en tu cuenta."},
	unreachable: []string{"Ahora mismo no puedo acceder al sistema de pedidos. Inténtalo de nuevo en unos minutos, por favor."},
	whichOrder:  []string{"Lo miro encantado. ¿Cuál es el número de pedido? Empieza por TF."},
	comments: map[mood][]string{
		praise:    {"Perfecto, gracias", "Rápido y claro 👏", "muy buen consejo", "genial"},
		shrug:     {"regular", "me ayudó a medias", "tuve que preguntar dos veces"},
		falsehood: {"Es falso", "en la tienda me dijeron lo contrario", "¿De dónde saca eso?", "Fui a la tienda para nada"},
		staleness: {"¿60 días? En la web pone 30!!", "me rechazaron la devolución, el bot prometió 60 días", "el plazo son 30 días, no 60"},
		vagueness: {"eso no es una respuesta", "mucho texto y nada de contenido"},
		length:    {"Larguísimo", "solo quería una fecha", "parece una carta del notario"},
		foreign:   {"Pregunté en español, ¿por qué me contestan en inglés?"},
		refusal:   {"¿y entonces para qué está?"},
		fantasy:   {"El Club Cumbre no existe", "se lo ha inventado"},
		slowness:  {"lentísimo", "tardó casi un minuto"},
		invoicing: {"Otra vez sin nuestro NIF-IVA en la factura", "contabilidad no acepta esta factura"},
		outage:    {"no funciona", "otra vez error"},
	},
}

var spanishTalks = map[string]talk{
	"order-status": {
		asks: []ask{{text: "¿Dónde está mi pedido {order}?"}, {text: "¿Llegará {name} antes del {date}? Pedido {order}"}, {text: "el seguimiento {tracking} no se mueve desde el {placed}"}},
		good: []string{
			"Tu pedido **{order}** salió el {placed} con {carrier} y llega previsiblemente el **{eta}**.\n\n- Seguimiento: `{tracking}`\n- Contenido: {name}",
			"Está en camino: entrega prevista el **{eta}**. Si no estás, te espera siete días en el punto de recogida.",
		},
		wrong: []string{"El pedido {order} se entregó el {placed} con tu firma.", "El pedido no está pagado; hazlo de nuevo."},
	},
	"delivery-delay": {
		asks:  []ask{{text: "{order} tenía que llegar el {eta} y nada"}, {text: "pagué el envío urgente y vamos por el cuarto día"}},
		good:  []string{"Lo siento mucho. He abierto una reclamación con {carrier} (**{case}**); contestan en 3 días laborables. Si no aparece, te enviamos otro {name} o te devolvemos el dinero. Si pagaste urgente, los 12,90 € ya están devueltos."},
		wrong: []string{"Los retrasos son cosa del transportista, no podemos hacer nada."},
	},
	"returns": {
		asks: []ask{
			{text: "¿Cuánto tiempo tengo para devolver {name}?", good: at(0), window: true},
			{text: "quiero devolver el pedido {order}", good: at(0), window: true},
			{text: "Han pasado 40 días, ¿aún puedo devolverlo?", window: true, late: true, good: at(1)},
		},
		good: []string{
			"Tienes **30 días desde la entrega**, sin usar y con la etiqueta; en tu caso hasta el **{deadline}**.\n\n1. *Mis pedidos → {order} → Devolver*\n2. Elige un motivo\n3. Enseña el código QR en el punto de recogida",
			"Los 30 días terminaron el {deadline}, así que ya no. Si {name} tiene un **defecto**, vale la garantía de dos años: ¿es el caso?",
		},
		wrong: []string{"Solo se puede devolver en tienda y con la caja original.", "El plazo es de 14 días y se descuentan 9,90 €."},
		stale: []string{
			"Puedes devolver {name} dentro de los **60 días** posteriores a la entrega, hay tiempo de sobra.",
			"Nuestro plazo de devolución es de 60 días para todos los artículos, también para {order}.",
		},
		truth: "El plazo de devolución es de 30 días desde la entrega, no de 60.",
	},
	"refunds": {
		asks:  []ask{{text: "Devolví {order} hace dos semanas, ¿y mi dinero?", good: at(0), window: true}, {text: "¿Hasta cuándo puedo enviarlo y que me devuelvan todo?", window: true, good: at(1)}},
		good:  []string{"Tu paquete llegó el {placed} y los **{total}** se liberaron al día siguiente; estarán en tu cuenta antes del {eta}.", "Para el reembolso completo tiene que salir dentro de los **30 días** desde la entrega: hasta el {deadline}."},
		wrong: []string{"Los reembolsos se hacen siempre en vales."},
		stale: []string{"El reembolso completo es posible durante **60 días** desde la entrega, sin preguntas."},
		truth: "Para el reembolso completo hay 30 días, lo dice vuestra propia página.",
	},
	"sizing": {
		asks:  []ask{{text: "¿{name} talla pequeño? Suelo llevar {size}."}, {text: "{size} o {size2} en {name}??"}},
		good:  []string{"{name} talla normal. Entre {size} y {size2} elige **{size2}**; el primer cambio es gratis."},
		wrong: []string{"Coge dos tallas menos, cede un 15 %."},
	},
	"gear-advice": {
		asks:  []ask{{text: "La tienda amanece mojada por dentro, ¿tiene una fuga?", of: "tent"}},
		good:  []string{"Seguramente es condensación: dos personas sueltan casi un litro por noche. Abre los dos respiraderos y no acampes junto al agua. Una fuga deja *una* mancha, no una película por todas partes."},
		wrong: []string{"Es una fuga. Sella todas las costuras y cierra los respiraderos."},
	},
	"store-hours": {
		asks:  []ask{{text: "¿A qué hora abre la tienda de Bilbao el sábado?"}},
		good:  []string{"De lunes a sábado **de 10:00 a 19:00**, jueves hasta las 20:00. Domingos y festivos, cerrado."},
		wrong: []string{"Abrimos todos los días de 8:00 a 22:00, domingos incluidos."},
	},
	"invoice-vat": {
		asks:  []ask{{text: "Falta nuestro NIF-IVA {vat} en la factura {invoice}."}},
		good:  []string{"La factura **{invoice}** se ha emitido de nuevo con {vat}; la anterior queda anulada con un abono."},
		wrong: []string{"Las facturas no se pueden cambiar. Añádalo a mano."},
	},
}
