// Package call makes one call of the API. [Caller.Do] is its whole way, to be read from top to bottom:
//
//	Do       repeats an attempt that failed, if that is safe and of use
//	attempt  waits until it is this call's turn, bounds the time of the attempt, and logs what came of it
//	send     adds the credential, for the host of the API only, and sends the request
//	read     reads the response, and makes a [Failure] of all that is not a success
package call

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/internal/network"
	"github.com/streamdl/streamdl-go/internal/secret"
)

// Config says how calls are made. All but Log is needed.
type Config struct {
	Transport  http.RoundTripper
	Base       *url.URL // where the API is; the credential goes there and nowhere else
	Credential secret.Credential
	UserAgent  string
	Log        Log
	Policy     Policy
	Calls      int           // at most so many in any Window; 0 is no limit
	Window     time.Duration // of the limit
}

// Log is [slog.Logger.LogAttrs]. A function, since a program without a logger then has no code for one.
type Log func(ctx context.Context, level slog.Level, message string, attributes ...slog.Attr)

// Caller makes calls. It is safe for concurrent use, and all its calls share a pace and a budget of retries.
type Caller struct {
	Config
	pace              *pace
	budget            *budget
	accept, userAgent []string // made once, not for each request
}

// New returns a caller.
func New(config Config) *Caller {
	return &Caller{
		Config: config,
		pace:   newPace(config.Calls, config.Window, config.Policy.MaxRetryAfter),
		budget: newBudget(),

		accept:    []string{"application/json"},
		userAgent: []string{config.UserAgent},
	}
}

// Do sends a request until it succeeds or no further attempt can help. Its response is a 200 with an envelope that says
// success and has a result; everything else is a [*Failure].
//
// GET and DELETE may be sent twice: the second finds what the first left. So may a POST for a token: another one does no
// harm. Any other POST is repeated only if it can't have reached the service.
func (c *Caller) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	pauses := c.backoff()
	var last *Failure
	waitedFree, paid := false, false
	for attempt := 1; ; attempt++ {
		resp, failure := c.attempt(req, attempt)
		if failure == nil {
			c.budget.earn()
			return resp, nil
		}
		if last != nil {
			failure.Reached = failure.Reached || last.Reached
		}
		if failure.Unsent && paid {
			c.budget.refund()
		}
		paid = false
		if failure.Unsent || ctx.Err() != nil {
			closeBody(req)
			if failure.StatusCode == 0 && last != nil {
				failure = last // it says what happened at the service
			}
			return nil, failure.stoppedBy(ctx)
		}
		last = failure
		throttled := failure.RateLimited() && failure.Transient() && failure.RetryAfter > 0
		if throttled {
			c.pace.pauseAll(failure.RetryAfter)
		}
		if attempt == c.Policy.MaxAttempts || !c.MayPass(failure) || (failure.Reached && !repeatable(req)) || !rewind(req) {
			return nil, failure
		}
		switch {
		case throttled && !waitedFree && failure.RetryAfter > backoff.Floor:
			waitedFree = true // the pace waits, with everybody else; to come back as asked, once, is no extra load
			c.LogPause(ctx, failure, failure.RetryAfter)
		case throttled:
			if paid = c.budget.spend(); !paid {
				return nil, failure
			}
			c.LogPause(ctx, failure, failure.RetryAfter)
		default:
			if failure := c.pause(ctx, failure, &pauses); failure != nil {
				return nil, failure
			}
			paid = true
		}
	}
}

// pause waits before another attempt: as long as the service asks, or else as the backoff says. It returns the failure
// if there is to be no other attempt, because the budget is spent or the context ends before.
func (c *Caller) pause(ctx context.Context, failure *Failure, pauses *backoff.Backoff) *Failure {
	if ctx.Err() != nil {
		return failure.stoppedBy(ctx)
	}
	pause := backoff.Spread(failure.RetryAfter)
	if pause == 0 {
		pause = pauses.Next()
	}
	if backoff.Exceeds(ctx, pause) || !c.budget.spend() {
		return failure
	}
	c.LogPause(ctx, failure, pause)
	if backoff.Sleep(ctx, pause) != nil {
		c.budget.refund()
		return failure.stoppedBy(ctx)
	}
	return nil
}

var errAttemptTimeout = errors.New("no complete response in time")

// attempt sends a request once.
func (c *Caller) attempt(req *http.Request, number int) (*http.Response, *Failure) {
	ctx := req.Context()
	if failure := c.pace.wait(ctx); failure != nil {
		failure.Op = gen.OperationID(ctx)
		return nil, failure
	}
	start := time.Now()
	timed, cancel := context.WithTimeoutCause(ctx, c.Policy.AttemptTimeout, errAttemptTimeout)
	defer cancel()
	var connecting *network.Connecting
	if !repeatable(req) {
		connecting = new(network.Connecting)
		timed = connecting.Watch(timed)
	}
	resp, failure := c.send(req.WithContext(timed))
	if failure != nil {
		failure.Reached = failure.mayHaveReached() && (connecting == nil || !connecting.Failed())
	}
	c.logAttempt(req, number, resp, failure, start)
	if resp != nil {
		resp.Request = req // the one that was sent has the credential in it
	}
	return resp, failure
}

// send authorises a request and sends it. It comes after the editors of the caller, so that none of them can lead the
// credential to another host. The transport is used as it is: what an [http.Client] adds to it, cookies and redirects,
// the API does not have.
func (c *Caller) send(req *http.Request) (*http.Response, *Failure) {
	elsewhere := req.URL.Scheme != c.Base.Scheme || req.URL.Host != c.Base.Host || (req.Host != "" && req.Host != c.Base.Host) ||
		req.URL.Opaque != "" // a proxy would take it for the address
	if elsewhere {
		return nil, &Failure{
			Op: gen.OperationID(req.Context()), Invalid: true, Unsent: true,
			Detail: "the credential is for " + c.Base.Scheme + "://" + c.Base.Host + " only, nothing was sent",
		}
	}
	req.Header = c.Credential.Apply(req.Header)
	req.Header["Accept"] = c.accept
	if _, ok := req.Header["User-Agent"]; !ok {
		req.Header["User-Agent"] = c.userAgent
	}
	resp, err := c.Transport.RoundTrip(req)
	if err == nil && (resp == nil || resp.Body == nil) {
		err = errors.New("the HTTP transport returned nothing")
	}
	if err != nil {
		return nil, c.noResponse(req, err)
	}
	return c.read(req, resp)
}

func repeatable(req *http.Request) bool {
	return req.Method != http.MethodPost || gen.OperationID(req.Context()) == createToken
}

// createToken is the operation whose result is a secret.
const createToken = "createToken"

// closeBody closes the body of a request that may not have been sent: nobody else would.
func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// rewind makes a request ready to be sent again. One whose body can't be read twice never is.
func rewind(req *http.Request) bool {
	if req.Body == nil || req.Body == http.NoBody {
		return true
	}
	if req.GetBody == nil {
		return false
	}
	body, err := req.GetBody()
	req.Body = body
	return err == nil
}
