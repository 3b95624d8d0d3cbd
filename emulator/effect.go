package emulator

import (
	"errors"
	"net/http"
)

type middleware func(next http.Handler) http.Handler

// layer is how far out an effect wraps the exchange. What breaks a connection happens before what alters
// a body, in whatever order they were written.
type layer int

const (
	beforeRequest layer = iota
	headerLayer
	flowLayer   // cut, stalled, slow: what counts the bytes as the header promises them
	codingLayer // compressed
	lengthLayer // made longer or shorter
	jsonLayer
	afterRequest
	requestLayer // what the service is made to see
	layers
)

// effectPlan is what the effects of one fault add up to.
type effectPlan struct {
	operation Operation
	wraps     [layers][]middleware
	reply     replyPlan
}

func (p *effectPlan) wrap(at layer, m middleware) { p.wraps[at] = append(p.wraps[at], m) }

// handler puts the layers together, the reply innermost.
func (p *effectPlan) handler() (func(http.Handler) http.Handler, error) {
	answer, err := p.reply.middleware()
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		if answer != nil {
			next = answer(next)
		}
		for at := layers - 1; at >= 0; at-- {
			for i := len(p.wraps[at]) - 1; i >= 0; i-- {
				next = p.wraps[at][i](next)
			}
		}
		return next
	}, nil
}

// effectKind is one word of the language of faults.
type effectKind struct {
	name  string
	value string // what it stands for in the help; empty when it has none
	help  string
	add   func(plan *effectPlan, value string) error
}

func effectsByName() map[string]effectKind {
	byName := map[string]effectKind{}
	for _, group := range effectGroups() {
		for _, kind := range group.kinds {
			byName[kind.name] = kind
		}
	}
	return byName
}

// wrapping makes an effect of a fixed layer from what reads its value.
func wrapping(at layer, parse func(value string) (middleware, error)) func(*effectPlan, string) error {
	return func(plan *effectPlan, value string) error {
		m, err := parse(value)
		if err == nil {
			plan.wrap(at, m)
		}
		return err
	}
}

func noValue(value string) error {
	if value != "" {
		return errors.New("takes no value")
	}
	return nil
}
