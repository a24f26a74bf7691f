package sample

var chinese = speech{
	talks:       chineseTalks,
	contexts:    []string{"我{date}就要出发了。", "是送人的礼物。", "已经问过两次了。"},
	hello:       []string{"", "{first}您好,", "好的。"},
	bye:         []string{"", "", "\n\n还有什么可以帮您?", "\n\n祝旅途愉快!"},
	dear:        []string{"尊敬的{last}{first}:\n\n您好!衷心感谢您对 Tarnfell Outdoor 一直以来的信任与支持。您的来信我们已收悉,受理编号为 {case},并已转交相关部门处理。"},
	kind:        []string{"如您还有任何疑问,欢迎随时与我们联系,我们将竭诚为您服务。\n\n此致\n敬礼\n\n**Tarnfell Outdoor 客户服务部**"},
	subjects:    []string{"订单 {order}", "关于{name}"},
	padding:     []string{"客户满意是我们的最高追求,我们的团队每天都在为此努力。", "同时提醒您,订单适用本公司现行的一般条款。"},
	vague:       []string{"这取决于多种因素,一般几天内可以解决。", "您的请求正在处理中。"},
	refusals:    []string{"抱歉,这个问题我无法回答。"},
	invented:    []string{"另外,作为「巅峰会员」,您每年可以免费换新一次。"},
	unreachable: []string{"目前无法连接订单系统,请几分钟后再试。"},
	whichOrder:  []string{"我来查一下,请提供以 TF 开头的订单号。"},
	comments: map[mood][]string{
		praise:    {"很好,谢谢", "又快又准👍", "解决了"},
		shrug:     {"一般", "只回答了一半"},
		falsehood: {"说错了", "门店的说法完全相反"},
		staleness: {"说60天,网站上明明是30天", "按60天退货被拒了,很失望"},
		vagueness: {"等于没说"},
		length:    {"太长了", "只想知道一个日期"},
		foreign:   {"我用中文问的,为什么用英文回答?"},
		refusal:   {"那要它有什么用"},
		fantasy:   {"根本没有巅峰会员"},
		slowness:  {"太慢"},
		invoicing: {"发票上又没有税号"},
		outage:    {"用不了"},
	},
}

var chineseTalks = map[string]talk{
	"order-status": {
		asks:  []ask{{text: "我的订单{order}到哪了?"}, {text: "{name}能在{date}之前到吗?"}},
		good:  []string{"您的订单 **{order}** 已于{placed}由 {carrier} 发出,预计 **{eta}** 送达。\n\n- 运单号:`{tracking}`\n- 商品:{name}({kind})", "包裹正在路上,预计 **{eta}** 送达。如果不在家,会在自提点保留七天。"},
		wrong: []string{"订单{order}已于{placed}签收。"},
	},
	"returns": {
		asks:  []ask{{text: "{name}多久之内可以退货?", window: true}, {text: "想退{order},没有打印机怎么办", window: true}},
		good:  []string{"**收货后30天内**可以退,未使用且吊牌完好。您的截止日期是 **{deadline}**。\n\n1. *我的订单 → {order} → 退货*\n2. 选择原因\n3. 在自提点出示二维码,不需要打印"},
		wrong: []string{"只能在门店退货,而且必须有原包装。"},
		stale: []string{"{name}在收货后**60天**内都可以退,不用着急。", "我们所有商品的退货期都是60天,{order}也适用。"},
		truth: "退货期是收货后30天,不是60天。",
	},
	"refunds": {
		asks:  []ask{{text: "{order}退回去两周了,退款呢?", window: true}},
		good:  []string{"我们在{placed}收到了包裹,第二天已退款 **{total}**,预计{eta}前到账。"},
		wrong: []string{"退款一律以代金券形式发放。"},
		stale: []string{"收货后**60天**内寄回都可以全额退款。"},
		truth: "全额退款的期限是30天,网站上写得很清楚。",
	},
	"sizing": {
		asks:  []ask{{text: "{name}偏小吗?平时穿{size}。"}},
		good:  []string{"尺码标准。在{size}和{size2}之间建议选 **{size2}**,第一次换货免费。"},
		wrong: []string{"面料会拉伸15%,请买小两码。"},
	},
	"warranty": {
		asks:  []ask{{text: "{name}的帐篷杆第一次遇到大风就断了,保修吗?", of: "tent"}},
		good:  []string{"听起来是材料问题,所有商品保修**两年**,帐篷和背包的缝线与拉链保修**五年**。请发一张整体照片和一张断口照片,受理编号 {case}。"},
		wrong: []string{"保修期只有收货后30天。"},
	},
	"discount-code": {
		asks:  []ask{{text: "优惠码{code}用不了"}},
		good:  []string{"**{code}** 适用于首单满60欧元,不含已打折商品。您的购物车里有一件打折商品。"},
		wrong: []string{"最多可以叠加三个优惠码,用逗号隔开。"},
	},
}
