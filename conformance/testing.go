package conformance

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// Reporter is the part of a [testing.TB] that is needed to report to it.
type Reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// ending is the part of a [testing.TB] that says when a test ends.
type ending interface {
	Cleanup(func())
	Skipped() bool
}

// NewTransport returns a transport that fails the test with each deviation from the document of this module.
// A nil next is [http.DefaultTransport].
//
// A check that sees nothing must not pass for one that found nothing. So it also fails the test with a request whose
// path ends like one of the document but begins elsewhere than [WithBasePath] says, and, if t is a [testing.TB], at the
// end of a test in which no request to the API was sent. What is sent after that end is passed on unchecked.
func NewTransport(t Reporter, next http.RoundTripper, options ...Option) http.RoundTripper {
	t.Helper()
	if next == nil {
		next = http.DefaultTransport
	}
	checker, err := New(options...)
	if err != nil {
		t.Errorf("%v", err)
		return next
	}
	running := &running{reporter: t}
	if end, has := t.(ending); has {
		end.Cleanup(func() {
			if !end.Skipped() && running.exchanges.Load() == 0 {
				t.Errorf("conformance: nothing was checked: no request below %s/ was sent", checker.basePath)
			}
			running.end()
		})
	}
	checking := checker.Transport(next, func(e Exchange) {
		running.exchanges.Add(1)
		for _, deviation := range e.Deviations {
			running.errorf("%s", deviation)
		}
	})
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if template, does := checker.resembles(req); does && !checker.Covers(req) {
			running.errorf("conformance: %s %s is not checked: it ends like %s, and is not below %s/: give WithBasePath",
				req.Method, req.URL.Path, template, checker.basePath)
		}
		return checking.RoundTrip(req)
	})
}

// running is a test that can still fail. To report to one that has ended is a panic.
type running struct {
	exchanges atomic.Int64

	mu       sync.Mutex
	reporter Reporter // nil after the end
}

func (r *running) errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reporter != nil {
		r.reporter.Helper()
		r.reporter.Errorf(format, args...)
	}
}

func (r *running) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reporter = nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
