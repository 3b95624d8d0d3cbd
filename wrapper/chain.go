package wrapper

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// sender sends a request, for the nth time. The links of the chain are made of it.
type sender func(req *http.Request, attempt int) (*http.Response, error)

// Do makes the whole chain a gen.HTTPRequestDoer: the generated client sends a request once, at its top.
func (s sender) Do(req *http.Request) (*http.Response, error) { return s(req, 1) }

// newChain puts together the way of a request, from the generated client to the network. Read it from the
// bottom up:
//
//	retried     repeats an attempt that failed, if that is safe and of use
//	paced       waits until it is this call's turn
//	logged      tells the logger what came of the attempt
//	timed       gives up an attempt that takes too long
//	authorized  adds the credential, for the host of the API only
//	judged      reads the reply, and makes an error of all that is no answer
//	transport   sends the request
//
// Above retried, an error is a call's; below, an attempt's. judged is innermost but for the network, so that
// whatever looks at a result, retried and logged, sees what really happened and not only a status.
func newChain(c config, base *url.URL, policy RetryPolicy, pace *pacer, budget *retryBudget) sender {
	chain := judged(c.transport(), c.credential)
	chain = authorized(chain, base, c.credential, c.userAgent)
	chain = timed(chain, policy.AttemptTimeout)
	if c.logged != nil {
		chain = c.logged(chain, c.credential)
	}
	chain = paced(chain, pace)
	return retried(chain, policy, pace, budget)
}

// authorized adds what every call carries. It comes after the editors of the caller, so that none of them
// can lead the credential to another host. It gets a copy of the request that nobody else holds, from timed.
func authorized(next sender, base *url.URL, cred credential, agent string) sender {
	agents, accept := []string{agent}, []string{"application/json"}
	return func(req *http.Request, attempt int) (*http.Response, error) {
		elsewhere := req.URL.Scheme != base.Scheme || req.URL.Host != base.Host || (req.Host != "" && req.Host != base.Host) ||
			req.URL.Opaque != "" // a proxy would take it for the address
		if elsewhere {
			return nil, invalid("%s: the credential is for %s://%s only, nothing was sent", operation(req), base.Scheme, base.Host)
		}
		req.Header = cred.applied(req.Header)
		req.Header["Accept"] = accept
		if _, ok := req.Header["User-Agent"]; !ok {
			req.Header["User-Agent"] = agents
		}
		return next(req, attempt)
	}
}

// timed ends an attempt that takes too long, be it that no reply comes or that it comes too slowly.
func timed(next sender, timeout time.Duration) sender {
	return func(req *http.Request, attempt int) (*http.Response, error) {
		ctx, cancel := context.WithCancelCause(req.Context())
		defer cancel(nil)
		// A timeout of the context would trust the deadline that is told now. That of a look moves: see flightContext.
		defer time.AfterFunc(timeout, func() { cancel(errAttemptTimeout) }).Stop()
		resp, err := next(req.WithContext(ctx), attempt)
		if resp != nil {
			resp.Request = req // the one that was sent has the credential in it
		}
		return resp, err
	}
}

// operation is the operationId of a request, told from its method and the end of its path.
func operation(req *http.Request) string {
	all := strings.HasSuffix(req.URL.Path, "/downloads")
	switch {
	case req.Method == http.MethodGet:
		return "listDownloads"
	case req.Method == http.MethodPost && all:
		return "createDownload"
	case req.Method == http.MethodPost:
		return "createDownloadOfType"
	case all:
		return "deleteDownloads"
	}
	return "deleteDownloadOfType"
}
