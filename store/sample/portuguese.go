package sample

var portuguese = speech{
	talks:       portugueseTalks,
	contexts:    []string{"Partimos no dia {date}.", "É um presente.", "Já escrevi duas vezes."},
	hello:       []string{"", "Olá, {first}! ", "Claro. "},
	bye:         []string{"", "", "\n\nPosso ajudar em mais alguma coisa?", "\n\nBoa caminhada!"},
	dear:        []string{"Exmo.(a) Senhor(a),\n\nAcusamos a receção da sua estimada mensagem, registada com a referência {case}, e agradecemos desde já o seu contacto."},
	kind:        []string{"Ficando ao inteiro dispor para qualquer esclarecimento adicional, apresentamos os nossos melhores cumprimentos.\n\n**Apoio ao cliente Tarnfell Outdoor**"},
	subjects:    []string{"Encomenda {order}", "Dúvida sobre {name}"},
	padding:     []string{"A satisfação dos nossos clientes está no centro de tudo o que fazemos, todos os dias, em todas as lojas.", "Recordamos que se aplicam as nossas condições gerais na versão em vigor."},
	vague:       []string{"Depende de vários fatores. Em geral resolve-se em poucos dias.", "O seu pedido está a ser tratado."},
	refusals:    []string{"Lamento, mas não posso ajudar com isso."},
	invented:    []string{"Como membro do Clube Cume tem ainda direito a uma substituição gratuita por ano."},
	unreachable: []string{"Não consigo aceder ao sistema de encomendas neste momento. Tente de novo daqui a alguns minutos."},
	whichOrder:  []string{"Vou ver. Qual é o número da encomenda? Começa por TF."},
	comments: map[mood][]string{
		praise:    {"Perfeito, obrigado", "rápido e claro 👍", "resolvido!"},
		shrug:     {"mais ou menos", "ajudou em parte"},
		falsehood: {"Isto está errado", "na loja disseram o contrário"},
		staleness: {"60 dias?? No site diz 30", "recusaram a devolução, o bot tinha dito 60 dias"},
		vagueness: {"isso não é resposta"},
		length:    {"demasiado longo", "só queria uma data"},
		foreign:   {"Porque responde em inglês?"},
		refusal:   {"então para que serve?"},
		fantasy:   {"O Clube Cume não existe"},
		slowness:  {"muito lento"},
		invoicing: {"Falta o NIF na fatura, outra vez"},
		outage:    {"não funciona"},
	},
}

var portugueseTalks = map[string]talk{
	"order-status": {
		asks:  []ask{{text: "Onde está a minha encomenda {order}?"}, {text: "{name} chega antes de {date}?"}},
		good:  []string{"A encomenda **{order}** saiu a {placed} com a {carrier} e deve chegar a **{eta}**. Seguimento: `{tracking}`.", "Está a caminho, entrega prevista para **{eta}**. Se não estiver ninguém, fica sete dias no ponto de recolha."},
		wrong: []string{"A encomenda foi entregue a {placed} com a sua assinatura."},
	},
	"returns": {
		asks:  []ask{{text: "Quanto tempo tenho para devolver {name}?", window: true}, {text: "quero devolver a encomenda {order}", window: true}},
		good:  []string{"Tem **30 dias após a entrega**, sem uso e com etiqueta, ou seja até **{deadline}**.\n\n1. *As minhas encomendas → {order} → Devolver*\n2. Escolha o motivo\n3. Mostre o código QR no ponto de recolha"},
		wrong: []string{"Só aceitamos devoluções na loja e com a caixa original."},
		stale: []string{"Pode devolver {name} até **60 dias** após a entrega, não há pressa.", "O prazo de devolução é de 60 dias para todos os artigos."},
		truth: "O prazo de devolução é de 30 dias após a entrega, não de 60.",
	},
	"refunds": {
		asks:  []ask{{text: "Devolvi {order} há duas semanas. E o reembolso?", window: true}},
		good:  []string{"O pacote chegou a {placed} e os **{total}** foram libertados no dia seguinte; devem estar na conta até {eta}."},
		wrong: []string{"Os reembolsos são sempre feitos em vale."},
		stale: []string{"O reembolso total é possível durante **60 dias** após a entrega, por isso está tudo bem com {order}."},
		truth: "São 30 dias para o reembolso total, está no vosso site.",
	},
	"sizing": {
		asks:  []ask{{text: "{name} é pequeno? Costumo usar {size}."}},
		good:  []string{"{name} tem um corte normal. Entre {size} e {size2} escolha **{size2}**; a primeira troca é grátis."},
		wrong: []string{"Escolha dois tamanhos abaixo, o tecido cede 15 %."},
	},
	"store-hours": {
		asks:  []ask{{text: "A loja do Porto abre ao domingo?"}},
		good:  []string{"Não: segunda a sábado **das 10h às 19h**, quinta até às 20h."},
		wrong: []string{"Sim, todos os dias das 8h às 22h."},
	},
	"discount-code": {
		asks:  []ask{{text: "O código {code} não funciona"}},
		good:  []string{"**{code}** vale na primeira encomenda a partir de 60 € e não em artigos já reduzidos. No seu cesto há um."},
		wrong: []string{"Pode juntar até três códigos, separados por vírgulas."},
	},
}
