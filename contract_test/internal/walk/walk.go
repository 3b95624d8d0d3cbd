// Package walk calls every operation of the document on a server, as it is meant to be called and as it is not, and
// reports what came back.
package walk

import (
	"context"
	"net/http"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
)

// Target is a server to walk, and what may be done there.
type Target struct {
	BaseURL     string // such as https://api.cloudflare.com/client/v4
	Account     string
	Video       string
	Credentials []calls.Credential // each is used
	Write       bool               // create and delete the downloads of the video
	Transport   http.RoundTripper  // nil is the default one
	Pause       time.Duration      // between two lists of a download that is being generated
}

// Run walks a server. Unless the target says Write, it calls only what changes nothing.
func Run(ctx context.Context, doc *openapi3.T, checker *conformance.Checker, target Target) *Report {
	w := &walker{target: target, report: NewReport(doc, target.Credentials...), ops: document.Operations(doc), urls: urls{}}
	w.transport = checker.Transport(target.Transport, func(e conformance.Exchange) { w.report.Observe(e, w.meant) })
	client, err := gen.NewClientWithResponses(target.BaseURL, gen.WithHTTPClient(&http.Client{
		Transport:     w.transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}))
	if err != nil {
		w.report.fail("base URL: %v", err)
		return w.report
	}
	w.client = client
	for _, credential := range target.Credentials {
		w.round(ctx, credential)
	}
	w.refusals(ctx)
	return w.report
}

type walker struct {
	target    Target
	ops       []document.Operation
	report    *Report
	transport http.RoundTripper
	client    *gen.ClientWithResponses
	urls      urls // of the present round
	meant     bool // the requests deviate on purpose
}

// round calls the operations in this order: list, create twice, list three times, delete, list.
func (w *walker) round(ctx context.Context, credential calls.Credential) {
	clear(w.urls) // the wrapper deleted the downloads of the round before
	w.each(ctx, http.MethodGet, credential, foundOrNot)
	if !w.target.Write {
		w.wrapped(ctx, http.MethodGet, credential)
		return
	}
	w.each(ctx, http.MethodPost, credential, success)
	w.each(ctx, http.MethodPost, credential, success)
	for range 3 {
		w.each(ctx, http.MethodGet, credential, success)
		w.pause(ctx)
	}
	w.each(ctx, http.MethodDelete, credential, foundOrNot) // the operations overlap: one deletes what another would delete
	w.each(ctx, http.MethodGet, credential, foundOrNot)
	for _, method := range []string{http.MethodPost, http.MethodGet, http.MethodDelete} {
		w.wrapped(ctx, method, credential)
	}
}

// refusals calls with what no server may accept.
func (w *walker) refusals(ctx context.Context) {
	methods := []string{http.MethodGet}
	if w.target.Write {
		methods = append(methods, http.MethodPost, http.MethodDelete)
	}
	const unknown = "00000000000000000000000000000000"
	w.meant = true
	for _, method := range methods {
		for _, credential := range calls.Refused() {
			w.each(ctx, method, credential, refusal)
		}
		for _, credential := range w.target.Credentials[:min(1, len(w.target.Credentials))] {
			w.changed(ctx, method, credential, "identifier", unknown)
			w.changed(ctx, method, credential, "identifier", unknown+"0")
			w.changed(ctx, method, credential, "account_id", unknown+"0")
			w.changed(ctx, method, credential, "download_type", "unknown")
		}
	}
}

// changed calls the operations that have a parameter with another value of it.
func (w *walker) changed(ctx context.Context, method string, credential calls.Credential, name, value string) {
	for _, op := range w.ops {
		if _, has := w.arguments(op)[0][name]; has && op.Method == method {
			w.call(ctx, op, w.arguments(op)[0].With(name, value), credential, refusal)
		}
	}
}

func (w *walker) pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(w.target.Pause):
	}
}
