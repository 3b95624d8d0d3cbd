package mutants

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

// asHTML is what a proxy or an edge sends in place of a response.
var asHTML = both(header("Content-Type", "text/html"), text(func(string) string { return "<html></html>" }))

// onWire is a mutant of what a server sends for an operation: the walk is pointed at that server.
func onWire(name string, operation emulator.Operation, change twist) mutant {
	return mutant{family: "wire", name: name, test: "TestServerKeepsToTheDocument", prepare: func(t *testing.T, s *suite) target {
		service, err := emulator.New(emulator.WithEncodeTime(20 * time.Millisecond))
		require.NoError(t, err)
		var changes atomic.Int64
		if change != nil {
			service.Inject(emulator.Fault{Operation: operation, Wrap: func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if rewrite(w, r, next, change) {
						changes.Add(1)
					}
				})
			}})
		}
		address, err := service.Start()
		require.NoError(t, err)
		t.Cleanup(func() {
			_ = service.Close() // it has no files
			if change != nil {
				assert.NotZero(t, changes.Load(), "does not apply: no response was changed")
			}
		})
		return target{s.binary, []string{
			"STREAMDL_CONTRACT_BASE_URL=" + address, "STREAMDL_CONTRACT_VIDEO=" + emulator.DefaultVideo, "STREAMDL_CONTRACT_WRITE=1",
			"STREAMDL_CONTRACT_PAUSE=8ms", "CLOUDFLARE_ACCOUNT_ID=" + emulator.DefaultAccount, "CLOUDFLARE_API_TOKEN=" + emulator.DefaultToken,
			"CLOUDFLARE_EMAIL=" + emulator.DefaultEmail, "CLOUDFLARE_API_KEY=" + emulator.DefaultKey,
		}}
	}}
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
