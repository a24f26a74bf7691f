package sample

import "fmt"

// order is the scene's order as the order system returns it.
func (f facts) orderRecord(status string) map[string]any {
	return map[string]any{
		"order": f.order, "status": status, "placed": f.placed.Format("2006-01-02"),
		"items": []map[string]any{{
			"sku":  fmt.Sprintf("TF%04d", f.product.weight+f.product.price/100),
			"name": f.product.name, "kind": f.product.kind, "size": f.size, "colour": f.colour, "quantity": f.quantity,
			"price": float64(f.product.price) / 100,
		}},
		"shipping": map[string]any{
			"carrier": f.carrier, "tracking": f.tracking, "eta": f.eta.Format("2006-01-02"), "city": f.who.city, "cost": 4.9,
		},
		"delivered": nil, "total": float64(f.total()) / 100, "currency": "EUR",
	}
}

// tool is a call with what it takes and gives.
type tool struct {
	name    string
	in, out any
	seconds float64
}

// tools are the calls that the scene needs, in order.
func (s *scene) tools() []tool {
	f, d := s.facts, s.dice
	var calls []tool
	if s.ordered() {
		record := f.orderRecord("in_transit")
		switch s.intent {
		case "returns", "refunds":
			f.placed, f.eta = f.delivered.AddDate(0, 0, -3), f.delivered
			record = f.orderRecord("delivered")
			record["delivered"] = f.delivered.Format("2006-01-02")
		case "cancel-order":
			record["status"] = "open"
		}
		calls = append(calls, tool{"lookup_order", map[string]any{"order": f.order, "customer": f.who.id}, record, d.skewed(0.35)})
	}
	switch s.intent {
	case "returns":
		if s.visit.feature != "search-answers" && (s.quality == good || s.quality == stale) && d.chance(0.5) {
			calls = append(calls, tool{"create_return", map[string]any{"order": f.order, "reason": "not_needed", "label": "qr"},
				map[string]any{"return": f.reference, "carrier": f.carrier, "valid_days": 14, "status": "created"}, d.skewed(0.6)})
		}
	case "refunds":
		calls = append(calls, tool{"list_payments", map[string]any{"order": f.order},
			[]map[string]any{
				{"type": "charge", "amount": float64(f.total()) / 100, "on": f.placed.Format("2006-01-02"), "state": "settled"},
				{"type": "refund", "amount": -float64(f.total()) / 100, "on": s.facts.placed.Format("2006-01-02"), "state": "released"},
			}, d.skewed(0.4)})
	case "sizing", "availability":
		calls = append(calls, tool{"check_stock", map[string]any{"name": f.product.name},
			[]map[string]any{
				{"size": f.size, "colour": f.colour, "online": d.IntN(20), f.store: d.IntN(4)},
				{"size": f.size2, "colour": f.colour, "online": d.IntN(20), f.store: d.IntN(4)},
			}, d.skewed(0.2)})
	case "invoice-vat":
		calls = append(calls, tool{"find_invoice", map[string]any{"invoice": f.invoice},
			map[string]any{"invoice": f.invoice, "company": f.company, "vat_id": nil, "order": f.order, "total": float64(f.total()) / 100}, d.skewed(0.5)})
	case "account-login":
		calls = append(calls, tool{"account_state", map[string]any{"email": f.who.email()},
			map[string]any{"exists": true, "locked_until": nil, "two_factor": d.chance(0.2), "last_reset_mail": s.visit.at.Format("2006-01-02T15:04:05Z07:00")}, d.skewed(0.25)})
	}
	return calls
}

// The texts of what goes wrong, shaped as SDKs log them: message, blank line, stack.
const (
	timeoutError = "TimeoutError: %s gave no answer within 10 s\n\n    at callTool (agent/tools.ts:88:13)\n    at async runStep (agent/loop.ts:141:20)\n    at async handle (agent/server.ts:57:5)"
	limitError   = "RateLimitError: 429 Too Many Requests: %s is limited to 60 requests a minute, try again in 7 s"
	crashError   = "UpstreamError: 503 Service Unavailable from the model gateway (%s)\n\n    at complete (agent/model.ts:34:11)\n    at async runStep (agent/loop.ts:122:18)\n    at async handle (agent/server.ts:57:5)"
)
