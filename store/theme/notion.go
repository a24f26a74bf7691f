package theme

import (
	"slices"
	"strings"

	"assay/store/words"
)

// notions are what people say of an answer again and again, in the languages whose small words are known. They let "took
// forever", "muy lento" and "太慢" be one theme, which no counting of words can. Entries are words, pairs of words with a _ between
// them, or pairs of characters; a * at the end stands for any ending. A project can add its own (Options.Notions).
var notions = []Notion{
	{"wrong", `wrong* incorrect* inaccurat* falsely untrue not_true isn't_true wasn't_true not_correct isn't_correct not_right isn't_right
		mistake* mistaken contradict* opposite falsch* unwahr stimmt_nicht nicht_richtig nicht_korrekt fehlerhaft* widerspr* gegenteil faux fausse*
		incorrect* errone* inexact* contredi* contraire incorrect* equivocad* falso falsa mentira contradic* contrario erroneo erronea errad*
		incorret* contrari* خطا خاطي* غير_صحيح العكس 错误 错了 不对 说错 相反 間違 違い 誤り 違う 正し`},
	{"made up", `invent* made_up making_up makes_up hallucinat* fabricat* fiction* imaginary nonexistent doesn't_exist don't_exist not_exist no_such
		erfunden erfindet ausgedacht halluzin* gibt_es_nicht gibt_gar_nicht inexistant* n'existe existe_pas imagin* inventad* inventa inventou no_existe
		nao_existe inexistente* alucin* مختلق* لا_يوجد اختلق 编造 瞎编 不存 捏造 根本没有 でっち 捏造 存在し`},
	{"outdated", `outdated out_of_date old_info obsolete stale veraltet* uberholt abgelaufen perime* obsolete* depasse* desactualizad*
		obsolet* caducad* desatualizad* ultrapassad* قديم* 过时 过期 旧的 古い 古く`},
	{"slow", `slow* too_slow took_forever forever waited waiting_for wait latency lag lagging laggy ages took_ages langsam* ewig dauert* gewartet wartezeit lent lente
		lentement j'attends attendre attendu attente trop_lent lento lenta lentos demora* tarda tardo tardado esper* demor* devagar بطيء بطي بطيي* انتظ* 太慢 很慢 慢了 等了
		遅い 遅く 待た 待っ`},
	{"too long", `too_long way_too_long long_winded verbose wordy lengthy rambl* tldr tl_dr shorter concise zu_lang langatmig ausschweifend kurzer
		trop_long trop_longue bavard* verbeux plus_court demasiado_largo muy_largo largo mas_corto prolij* muito_longo longo_demais demasiado_longo mais_curto
		طويل* اطول 太长 冗长 啰嗦 长了 長い 長す 冗長`},
	{"too short", `too_short too_brief not_enough_detail more_detail* more_detailed incomplete partial lacking zu_kurz unvollstandig* mehr_details trop_court
		incomplet* demasiado_corto incomplet* mas_detalle* muito_curto mais_detalhe* ناقص* قصير* 太短 不完 不全 足りな 短す 不足`},
	{"vague", `vague generic unclear ambiguous evasive meaningless says_nothing nothing_useful boilerplate platitude* vage nichtssagend* unklar* allgemein*
		floskel* vague* generique* flou ne_dit_rien vago vaga generic* ambigu* vagos evasiv* عام_جدا غامض* 笼统 模糊 含糊 敷衍 曖昧 抽象 あいま`},
	{"confusing", `confus* complicated hard_to_understand don't_understand didn't_understand can't_follow verwirr* kompliziert* unverstandlich* verstehe_nicht
		confus* complique* incomprehensible* comprends_pas confund* complicad* no_entiendo incomprensible* complicad* nao_entendi محير* معقد* 混乱 看不懂
		复杂 不懂 わからな わかりに 難し 複雑 混乱`},
	{"language", `language wrong_language different_language in_english not_english english german french spanish portuguese englisch deutsch auf_englisch auf_deutsch
		bitte_deutsch sprache falsche_sprache anglais francais en_anglais en_francais langue mauvaise_langue ingles espanol en_ingles en_espanol
		idioma_equivocado idioma lingua_errada lingua em_ingles portugues em_portugues بالانجليزي* باللغه_الانجليزيه بالعربي* الانجليزيه العربيه
		بالعربيه 英文 中文 语言 英語 日本語で 言語`},
	{"refused", `refus* declin* can't_help couldn't_help won't_help cannot_help unable_to not_allowed verweiger* abgelehnt lehnt abgewiesen
		se_niega se_nego rechaz* recus* negou رفض* يرفض 拒绝 被拒 拒否 断ら 断り`},
	{"not answered", `not_an_answer no_answer didn't_answer doesn't_answer not_answer ignored ignores missed_the_point off_topic irrelevant unrelated not_what_i beside_the_point
		keine_antwort nicht_beantwortet thema_verfehlt frage_ignoriert am_thema pas_de_reponse pas_repondu hors_sujet pas_une_reponse no_responde no_respondio
		no_contesta sin_respuesta nao_respondeu sem_resposta nao_e_resposta isso_nao_e_resposta لم_يجب ليس_جوابا 没回答 答非 没有回 没回 答えて 回答に 答えに`},
	{"missing", `missing lacks omitted omits left_out forgot* forgets fehlt fehlen fehlend* vergessen manque manquant* oubli* falta faltan faltou falta*
		omit* esquec* ناقص ينقص مفقود* 缺少 遗漏 漏了 抜け 欠け 不足`},
	{"error or outage", `error errors crash* broken doesn't_work not_working didn't_work does_not_work stopped_working timed_out timeout* time_out unavailable
		outage down_again try_later funktioniert_nicht geht_nicht kaputt absturz* abgesturzt fehlermeldung* ne_marche* marche_pas marche_plus en_panne
		encore_une_erreur no_funciona no_carga caido nao_funciona fora_do_ar deu_erro لا_يعمل تعطل* معطل* 出错 不能用 崩溃 报错 用不 動かな 動きま エラ 落ち`},
	{"useless", `useless pointless worthless waste_of unhelpful not_helpful didn't_help doesn't_help no_help nutzlos* sinnlos* hilft_nicht hilft_nichts unbrauchbar* inutile*
		sert_a_rien aide_pas inutil* no_sirve no_ayuda no_me_ayuda nao_serve nao_ajudou nao_ajuda عديم بلا_فايده 没用 没有用 有什么用 无用 没帮助 役に立 役立た 使えな`},
	{"tone", `rude impolite unfriendly condescending patronizing patronising arrogant too_formal so_formal formal robotic cold stiff unhoflich* unfreundlich* formlich*
		steif herablassend* impoli* froid condescendant* formel formelle trop_formel maleducad* grosero mal_educad* grosseir* وقح* رسمي* 粗鲁 生硬
		冷淡 正式 失礼 堅い 冷た`},
	{"repeats itself", `repetit* repeats repeated repeating same_thing over_and_over wiederhol* immer_dasselbe repet* meme_chose repite* repetid* lo_mismo repete* mesma_coisa
		يكرر تكرار 重复 繰り返`},
	{"formatting", `format format* layout markdown unreadable line_breaks formatier* unleserlich* mise_en_page illisible* formato formatacao ilegible* ilegivel تنسيق 格式
		排版 書式 見づら`},
	{"dangerous", `dangerous unsafe harmful hurt injur* gefahrlich* verletz* dangereu* nocif* blesse* peligros* danin* perigos* خطير* 危险 危険`},
	{praise, `perfect* great thanks_solved love_it loved excellent awesome amazing helpful useful solved thank_you brilliant well_done nice_work spot_on good_job all_good
		clear_answer fast_answer exactly_what super klasse prima hilfreich* danke_hat perfekt* toll gelost parfait* merci_beaucoup super genial excellente excellent
		utile nickel tres_bien perfecto perfecta genial excelent* muy_util muy_bien resuelto muy_buen perfeito perfeita otimo otima muito_bom muito_boa util resolvido
		ممتاز* رايع* مفيد* شكرا_جزيلا 很好 很棒 完美 有用 有帮 解决 不错 太好 清楚 助かり 完璧 役に立ち 素晴 正確 ありがと`},
	{"wants a person", `human a_human real_person speak_to_someone agent_please talk_to_a mensch echten_menschen mitarbeiter humain un_humain conseiller persona_real una_persona
		un_humano humano pessoa_real um_humano atendente انسان موظف* 人工 真人 客服 人間 オペレ`},
	{"privacy", `privacy private_data personal_data leak* someone_else's someone_elses gdpr datenschutz* personliche_daten donnees_personnelles vie_privee rgpd privacidad
		datos_personales privacidade dados_pessoais lgpd خصوصيه 隐私 个人信息 個人情 プラ`},
	{"billing or tax", `invoice* billing billed overcharged charged_twice vat tax receipt rechnung* mwst umsatzsteuer* ust_id steuer* factur* tva iva nif factura*
		facturacion cobro cobrado impuesto* fatura* nota_fiscal imposto* cobranca فاتوره الفاتوره ضريب* 发票 账单 税号 扣款 請求 請求書 税番 消費税`},
	{"returns or refunds", `refund* return_window return_policy send_back sent_back money_back ruckgabe* ruckerstatt* erstattung* rucksend* umtausch* rembours* retour_refuse
		delai_de_retour devolucion* reembols* reembolso devoluc* رد_المبلغ استرداد* استرجاع ارجاع الارجاع 退款 退货 返品 返金`},
	{"delivery", `delivery delivered shipping shipment courier parcel_lost never_arrived not_arrived liefer* versand* paket* zustell* livraison livre_pas colis expedition
		envio entrega* paquete enviado encomenda توصيل شحن الشحنه التوصيل 快递 物流 配送 发货 到着 届か`},
	{"signing in", `login log_in sign_in password* locked_out 2fa passwort* anmelde* einlogg* mot_de_passe connexion contrasena* iniciar_sesion senha* entrar_na_conta
		كلمه_المرور تسجيل_الدخول 密码 登录 パスワ ログイ`},
	{"sources", `source sources citation* cite cited reference* where_from where_did quelle* quellenangabe* woher d'ou_vient de_donde fuente* de_onde fonte* مصدر* من_اين 来源
		出处 引用 出典 情報源`},
}

// praise is the notion that a small word turns around: not helpful.
const praise = "praise"

// Notion is a name for what several words say.
type Notion struct {
	Name  string
	Words string // separated by spaces, as in the list above
}

// notionPrefix tells a notion from a word of the same letters.
const notionPrefix = "="

// lexicon finds notions by word.
type lexicon struct {
	whole   map[string][]int32 // a word, a pair or more words with spaces between
	stems   map[string][]int32 // beginnings of words, by that beginning
	lengths []int              // of the beginnings, in bytes
	longest int                // words of the longest entry
	notions []Notion
}

func newLexicon(lists ...[]Notion) *lexicon {
	l := &lexicon{whole: map[string][]int32{}, stems: map[string][]int32{}}
	for _, list := range lists {
		for _, n := range list {
			at := int32(len(l.notions))
			l.notions = append(l.notions, n)
			for _, entry := range strings.Fields(n.Words) {
				l.enter(entry, at)
			}
		}
	}
	return l
}

func (l *lexicon) enter(entry string, notion int32) {
	var parts []string
	for _, part := range strings.Split(entry, "_") {
		stem, cut := strings.CutSuffix(part, "*")
		for _, t := range words.Split(stem) {
			parts = append(parts, t.Text)
		}
		if cut && len(parts) == 1 && !strings.Contains(entry, "_") {
			l.stems[parts[0]] = append(l.stems[parts[0]], notion)
			if n := len(parts[0]); !slices.Contains(l.lengths, n) {
				l.lengths = append(l.lengths, n)
			}
			return
		}
	}
	key := strings.Join(parts, " ")
	l.whole[key] = append(l.whole[key], notion)
	l.longest = max(l.longest, len(parts))
}

// found is a notion and the tokens it stands on.
type found struct{ notion, from, to int32 }

// find looks for notions in a remark. Longer entries win: a false friend is not false.
func (l *lexicon) find(tokens []words.Token) []found {
	var out []found
	for i := 0; i < len(tokens); {
		notions, n := l.at(tokens[i:])
		for _, notion := range notions {
			out = append(out, found{notion, int32(i), int32(i + n - 1)})
		}
		i += max(n, 1)
	}
	return out
}

// at is the longest entry that the tokens begin with.
func (l *lexicon) at(tokens []words.Token) (notions []int32, n int) {
	key := ""
	for i := range min(l.longest, len(tokens)) {
		if i > 0 {
			key += " "
		}
		key += tokens[i].Text
		if known := l.whole[key]; known != nil {
			notions, n = known, i+1
		}
	}
	if n > 0 {
		return notions, n
	}
	w, best := tokens[0].Text, 0
	for _, length := range l.lengths {
		if length > best && length <= len(w) {
			if known := l.stems[w[:length]]; known != nil {
				notions, n, best = known, 1, length
			}
		}
	}
	return notions, n
}
