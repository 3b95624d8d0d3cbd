package fault

import (
	"net/http"
)

// layer is how far out an effect wraps the handler. What breaks a connection happens before what alters
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
	requestLayer // what the service sees of the request
	layers
)

// plan is what the effects of one fault add up to.
type plan struct {
	operation  Operation
	wraps      [layers][]middleware
	substitute substitute
	preset     *substitute // what the substitute doesn't say
}

func (p *plan) wrap(at layer, m middleware) { p.wraps[at] = append(p.wraps[at], m) }

// handler puts the layers together, the substitute innermost.
func (p *plan) handler() (func(http.Handler) http.Handler, error) {
	if p.preset != nil {
		p.substitute = p.substitute.or(*p.preset)
	}
	respond, err := p.substitute.middleware()
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		if respond != nil {
			next = respond.around(next)
		}
		for at := layers - 1; at >= 0; at-- {
			for i := len(p.wraps[at]) - 1; i >= 0; i-- {
				next = p.wraps[at][i].around(next)
			}
		}
		return next
	}, nil
}
