package theme

import "assay/store/words"

// worn are words about the conversation itself, which every comment on an answer may have: they say something in a pair only.
var worn = func() map[string]bool {
	known := map[string]bool{}
	for _, t := range words.Split(`answer answers answered answering reply replies replied response responses respond question questions bot bots chatbot
		chat assistant ai model output text comment thing issue issues problem problems explanation
		antwort antworten frage fragen geantwortet beantwortet assistent problem reponse reponses repondre robot respuesta respuestas pregunta preguntas
		contesta asistente problema resposta respostas pergunta perguntas assistente
		day days week weeks month months year years hour hours minute minutes time times today yesterday now later
		tag tage tagen woche wochen monat monate jahr jahre stunde stunden minuten zeit heute gestern jour jours semaine semaines mois an ans heure
		heures temps dia dias semana semanas mes meses ano anos hora horas minuto minutos tiempo tempo hoy ayer hoje ontem يوم يوما ايام
		اجابه الاجابه جواب الجواب سوال السوال رد الرد المساعد 回答 问题 答案 機器 质問 質問 問題`) {
		known[t.Text] = true
	}
	return known
}()

// longestPraise is how many words a remark has at most that is praise: in an explanation "perfect" is something else.
const longestPraise = 15

// and are the words that part what stands around them.
var and = map[string]bool{"and": true, "or": true, "und": true, "oder": true, "et": true, "ou": true, "y": true, "o": true, "e": true, "و": true}

// good is what is praise where nothing else is said.
var good = map[string]bool{"good": true, "nice": true, "thanks": true, "gut": true, "danke": true, "bien": true, "bon": true, "merci": true,
	"bueno": true, "gracias": true, "bom": true, "obrigado": true, "obrigada": true, "جيد": true, "شكرا": true, "好": true, "谢谢": true}
