package words

import "strings"

// Weight tells how much a word says by itself.
type Weight uint8

const (
	Full  Weight = iota // says something
	Weak                // says something beside another word only: not, too, without
	Small               // says nothing: the, of
)

// stopwords are small words by language, folded. Own lists: articles, pronouns, prepositions, auxiliaries, and the polite
// words of comments. Those after the bar are Weak.
var stopwords = map[string]string{
	"en": `a about above after again all also am an and another any anyone anything are as at be because been before being below
		between both but by came can come comes could did do does doing done down during each either else even every few for from
		further get gets getting give given go goes going got had has have having he her here hers herself him himself his how i if
		in into is it its itself just let like made make makes many maybe me might mine more most much must my myself need needs
		neither now of off on once one only onto or other our ours ourselves out over own perhaps please put quite rather really
		same say says see she should so some somehow someone something sometimes still such take than thank thanks that the their
		theirs them themselves then there these they thing things this those through to under until up upon us very was way we well
		were what whatever when where whether which while who whom whose why will with within would yet you your yours yourself
		also actually already always though although it'd they're you're there's that's what's i'm i've i'd i'll we're we've let's
		ok okay hi hello dear instead thus therefore hence however since while simply mostly
		almost somewhat basically similarly etc eg ie re ll ve s t m d
		| no not never none nor without too don't doesn't didn't isn't wasn't aren't weren't won't wouldn't can't cannot couldn't
		shouldn't hasn't haven't hadn't ain't nothing nobody nowhere less least enough first second last two new good bad want wants
		wanted use used uses using ask asked know tell told said`,
	"de": `ab aber alle allem allen aller alles als also am an andere anderen anderer ans auch auf aus bei beim bin bis bist bitte
		da dabei dadurch dafur dagegen daher damit danach dann daran darauf daraus darin daruber darum das dass dein deine dem den
		denn der deren des deshalb dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch eigentlich ein eine
		einem einen einer eines einfach einige er es etwa etwas euch euer eure fur gegen gerade gern gibt hab habe haben hat hatte
		hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja jede jedem jeden jeder jedes jetzt
		kann kannst kommt konnen konnte konnten leider mal man manche mein meine meinem meinen meiner mich mir mit muss musste nach
		neben nun nur ob oder ohnehin per schon sehr sei sein seine seinem seinen seiner seit sich sie sind so sogar soll sollte
		sondern sonst uber um und uns unser unsere unserem unseren unserer unter viel viele vom von vor war ware waren warum was
		wegen weil welche welcher welches wem wen wenig wenn wer werde werden wie wieder will wir wird wirklich wo wohl wollte worden
		wurde wurden zu zum zur zwar zwischen danke hallo
		| nicht kein keine keinen keinem keiner keines nie niemals nichts ohne nur wenig zwei neue neu gut schlecht erst mehr`,
	"fr": `a afin ai ainsi alors apres as au aucune aussi autre autres aux avait avant avec avez avoir avons bien bon c ca car ce ceci
		cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de deja depuis des donc dont du elle elles en
		encore entre est et etaient etait ete etes etre eu eux fait faire faut fois font il ils j je l la le les leur leurs lors lui
		m ma mais me meme memes mes moi mon n ne ni nos notre nous on ont ou par parce peu peut plus pour pourquoi pouvez qu quand que
		quel quelle quelles quels qui quoi s sa sans se sera ses si soit sommes son sont sous sur t ta tandis te tes toi ton tous tout
		toute toutes tres tu un une vers voici voila vos votre vous y merci bonjour svp
		| pas jamais rien aucun sans trop non deux moins nouveau nouvelle`,
	"es": `a acerca ademas ahora al algo algun alguna algunas alguno algunos alli ante antes aqui asi aun aunque bien cada casi como
		con contra cual cuales cuando cuanto cuya cuyo de del desde despues donde dos durante e el ella ellas ello ellos en entonces
		entre era eran eres es esa esas ese eso esos esta estaba estado estamos estan estar estas este esto estos estoy fue fueron
		gracias ha hace hacia han has hasta hay he hemos hizo hola la las le les lo los luego mas me mi mis mismo mucho muchos muy
		nada nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque pues puede pueden
		puedo que quien quienes se sea ser si sido siempre sin sobre solo son soy su sus suya suyo tal tambien tan tanto te tengo
		tenia tiene tienen toda todas todo todos tu tus un una unas uno unos usted ustedes va vez y ya yo favor
		| no nunca nada ninguna ninguno sin tampoco jamas menos demasiado dos otra`,
	"pt": `a agora ainda algo alguem algum alguma algumas alguns ante antes ao aos apos aquela aquele aquilo as assim ate bem cada com
		como contra da das de dela dele deles demais depois desde dessa desse desta deste dia disso do dos e ela elas ele eles em
		enquanto entao entre era eram essa essas esse esses esta estamos estao estar estas estava este estes estou eu faz fazer foi
		foram fosse ha isso isto ja la lhe lhes mais mas me mesmo meu meus minha minhas muito muitos na nas no nos nossa nossas nosso
		nossos num numa o obrigado obrigada ola onde ou outra outras outro outros para pela pelas pelo pelos pode podem por porque
		pra qual quando quanto que quem se seja sem sempre ser seu seus si sido so sobre sou sua suas tambem tao te tem tenho ter teve
		tinha toda todas todo todos tu tua um uma umas uns vai voce voces vos
		| nao nem nunca nada nenhum nenhuma sem jamais menos dois`,
	"ar": `في من الي علي عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا لماذا متي اين كيف هل او ثم لكن بل قد لقد كان كانت يكون
		تكون هو هي هم انا انت نحن انه انها ان اذا لان كل بعض بعد قبل عند عندما حتي بين حول كما ايضا فقط جدا اي كنت لي له لها لهم به بها
		فيه فيها منه منها عليه عليها و ف ب ل ك يا شكرا
		| لا لم لن ليس ليست غير بدون`,
	"zh": `的 了 是 我 你 他 她 它 们 在 有 和 就 都 而 及 与 着 或 一个 我们 你们 他们 这个 那个 这样 那样 什么 怎么 可以 因为 所以 但是
		如果 还是 就是 也是 这是 那是 一下 一些 已经 非常 时候 自己 为了 以及 还有 我的 你的 他的 们的 的是 了我 了一 我在 是我 请问 谢谢
		个月 一次 一样
		| 不是 没有 不能 不会 不要 不对 也没`,
	"ja": `です ます した して って から まで など これ それ あれ この その あの ここ そこ こと もの ため よう れて いる ある なる する さん ので のに
		けど でも だっ った たの のは のが のを には では とは にな なっ てい いま ませ せん まし たい いて いた ない ました しま しい がと とう
		あり りが ござ ざい いた だき くだ ださ さい ただ うで んで には もう まだ さえ だけ しか たら なら ても
		| ない ませ なく`,
	"ko": `어요 아요 네요 해요 세요 습니 니다 합니 입니 니까 나요 가요 이에 에요 예요 에서 으로 에게 하고 하는 하지 해서 어서 아서 는데 지만 있어 있는 없는
		그리 리고 그런 그래 너무 정말 그냥 이거 저는 제가 나는 내가 것은 것이
		| 없어 안돼 아니 않아`,
}

var weights = func() map[string]map[string]Weight {
	all := make(map[string]map[string]Weight, len(stopwords))
	for language, list := range stopwords {
		small, weak, _ := strings.Cut(list, "|")
		known := map[string]Weight{}
		for _, w := range strings.Fields(small) {
			known[Fold(w)] = Small
		}
		for _, w := range strings.Fields(weak) {
			known[Fold(w)] = Weak
		}
		all[language] = known
	}
	return all
}()

// Languages are those whose small words are known, in the order in which ties are decided.
var Languages = []string{"en", "de", "fr", "es", "pt", "ar", "zh", "ja", "ko"}

// Language guesses the language of a text from its small words. It is empty where none or as many of two languages are found,
// as is usual in texts of three words.
func Language(tokens []Token) string {
	best, most, tied := "", 0, false
	for _, language := range Languages {
		n := 0
		for _, t := range tokens {
			if weights[language][t.Text] != Full {
				n++
			}
		}
		switch {
		case n > most:
			best, most, tied = language, n, false
		case n == most && n > 0:
			tied = true
		}
	}
	if tied {
		return ""
	}
	return best
}

// WeightOf tells how much a folded word says in a language. With no language a word is as weak as in the language where it is
// weakest.
func WeightOf(word, language string) Weight {
	if known, ok := weights[language]; ok {
		return known[word]
	}
	weakest := Full
	for _, known := range weights {
		weakest = max(weakest, known[word])
	}
	return weakest
}
