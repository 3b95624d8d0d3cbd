package mutants

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/streamdl/streamdl-go/emulator"
)

// response is what a server is about to send.
type response struct {
	request *http.Request
	status  int
	header  http.Header
	body    []byte
}

// twist changes a response on its way, and reports whether it did.
type twist func(r *response) bool

// onWire is a mutant of what a server sends for an operation: the walk is pointed at that server.
func onWire(name string, operation emulator.Operation, change twist) mutant {
	return mutant{family: "wire", name: name, operation: string(operation), test: serverTest, try: func(ctx context.Context, s *suite, test string) (testRun, error) {
		service, err := emulator.New(emulator.WithEncodeTime(20 * time.Millisecond))
		if err != nil {
			return testRun{}, err
		}
		defer service.Close() //nolint:errcheck // it has no files
		var changes atomic.Int64
		service.Inject(emulator.Fault{Operation: operation, Wrap: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if rewrite(w, r, next, change) {
					changes.Add(1)
				}
			})
		}})
		address, err := service.Start() //nolint:contextcheck // closed above
		if err != nil {
			return testRun{}, err
		}
		run, err := s.runTest(ctx, s.binary, test,
			"STREAMDL_CONTRACT_BASE_URL="+address, "STREAMDL_CONTRACT_VIDEO="+emulator.DefaultVideo, "STREAMDL_CONTRACT_WRITE=1",
			"STREAMDL_CONTRACT_PAUSE=8ms", "CLOUDFLARE_ACCOUNT_ID="+emulator.DefaultAccount, "CLOUDFLARE_API_TOKEN="+emulator.DefaultToken,
			"CLOUDFLARE_EMAIL="+emulator.DefaultEmail, "CLOUDFLARE_API_KEY="+emulator.DefaultKey)
		if err == nil && changes.Load() == 0 && name != "unchanged" {
			err = fmt.Errorf("does not apply: no response was changed")
		}
		return run, err
	}}
}

const serverTest = "TestServerKeepsToTheDocument"

func unchangedWire() mutant {
	return onWire("unchanged", emulator.AnyOperation, func(*response) bool { return false })
}

func rewrite(w http.ResponseWriter, request *http.Request, next http.Handler, change twist) bool {
	recorded := httptest.NewRecorder()
	next.ServeHTTP(recorded, request)
	r := &response{request: request, status: recorded.Code, header: recorded.Header(), body: recorded.Body.Bytes()}
	before := fmt.Sprint(r.status, r.header, string(r.body))
	r.header.Del("Content-Length")
	did := change(r)
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body)
	return did && before != fmt.Sprint(r.status, r.header, string(r.body))
}

// whenOK limits a twist to successes, whenFailed to refusals.
func whenOK(change twist) twist {
	return func(r *response) bool { return r.status == http.StatusOK && change(r) }
}

func whenFailed(change twist) twist {
	return func(r *response) bool { return r.status >= 400 && change(r) }
}

// inBody edits the JSON of a response. One that has not what is edited passes unchanged.
func inBody(edits ...edit) twist {
	return func(r *response) bool {
		body, err := changed(r.body, edits)
		if err != nil {
			return false
		}
		r.body = body
		return true
	}
}

func text(change func(string) string) twist {
	return func(r *response) bool {
		r.body = []byte(change(string(r.body)))
		return true
	}
}

func status(code int) twist {
	return func(r *response) bool {
		r.status = code
		return true
	}
}

// header replaces a header; no values remove it.
func header(name string, values ...string) twist {
	return func(r *response) bool {
		r.header[name] = values
		return true
	}
}

// both makes two changes.
func both(first, second twist) twist {
	return func(r *response) bool { return first(r) && second(r) }
}

// falling gives a percentage that falls with each response.
func falling() twist {
	var seen atomic.Int64
	return func(r *response) bool {
		return inBody(set("/result/default/percentComplete", strconv.Itoa(90-int(seen.Add(1)))))(r)
	}
}
