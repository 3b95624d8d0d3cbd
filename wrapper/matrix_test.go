package wrapper_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// class is what a fault means for a caller who can't know more than the response says.
type class int

const (
	final   class = iota // no repetition can help
	again                // the service did nothing: every call may be repeated
	unclear              // the service may have acted: creating needs a list first
)

// fault is something that goes wrong, and what has to come of it.
type fault struct {
	effects  string // in the language of the emulator
	class    class
	status   int
	kinds    []error // the sentinels that the failure matches
	hint     time.Duration
	costs    time.Duration // until the attempt has failed
	applied  bool          // the request takes effect, though the caller doesn't hear of it
	damaged  bool          // it is the true response that doesn't come whole, whatever it is by then
	harmless bool          // for a call whose result is only a word
}

// faults are the rules, in the words of the promises that the package makes.
func faults() []fault {
	var all []fault
	add := func(f fault, effects ...string) {
		for _, f.effects = range effects {
			all = append(all, f)
		}
	}
	bodies := func(status int) []string {
		return []string{fmt.Sprintf("status=%d", status), fmt.Sprintf("html=%d", status), fmt.Sprintf("empty=%d", status)}
	}
	for _, status := range []int{408, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530} {
		add(fault{class: unclear, status: status}, bodies(status)...)
		add(fault{class: unclear, status: status, applied: true}, fmt.Sprintf("status=%d,processed", status))
	}
	for _, status := range []int{501, 505, 525, 526} {
		add(fault{class: final, status: status}, bodies(status)...)
	}
	for _, status := range []int{400, 402, 405, 410, 411, 413, 415, 422, 431, 451} {
		add(fault{class: final, status: status}, bodies(status)...)
	}
	for _, status := range []int{401, 403} {
		add(fault{class: final, status: status, kinds: []error{wrapper.ErrUnauthorized}}, bodies(status)...)
	}
	add(fault{class: final, status: 400}, "status=400,message=The video is not ready to stream", "status=400,message=video duration is too long")
	add(fault{class: final, status: 404, kinds: []error{wrapper.ErrNotFound}}, append(bodies(404), "status=404,short=50%", "status=404,cut=50%")...)
	add(fault{class: final, status: 403, kinds: []error{wrapper.ErrUnauthorized}}, "edge=1020", "problem=1020")

	// What the edge says of itself, in which it may say whether and when to retry.
	problem := func(status int, fields string) string {
		return fmt.Sprintf("status=%d,type=application/problem+json,body=`{\"title\":\"t\",\"ray_id\":\"r\",%s}`", status, fields)
	}
	const atOnce, aboutAYear = 100 * time.Millisecond, 365 * 24 * time.Hour
	limited := fault{class: again, status: 429, kinds: []error{wrapper.ErrRateLimited}}
	refused := fault{class: final, status: 429, kinds: limited.kinds}
	outage := fault{class: unclear, status: 503}
	for _, hint := range []string{"-5", "NaN", "Inf", "1e300", "1.5", "soon", `""`} {
		add(limited, "throttle,retry-after="+hint)
		add(outage, "status=503,retry-after="+hint)
	}
	for _, hint := range []string{"-1", "0", `"7"`, "null"} {
		add(limited, problem(429, `"error_code":1015,"retryable":true,"retry_after":`+hint))
		add(refused, problem(429, `"error_code":1015,"retryable":false,"retry_after":`+hint))
	}
	for _, hint := range []string{"31622401", "99999999999", "9223372036854775807", "99999999999999999999", `"Fri, 31 Dec 9999 23:59:59 GMT"`} {
		add(refused.hinting(aboutAYear), "throttle,retry-after="+hint)
		add(fault{class: final, status: 503}.hinting(aboutAYear), "status=503,retry-after="+hint)
	}
	add(limited, "throttle", "html=429", "empty=429", "edge=1015", "status=429,code=971")
	add(limited.hinting(atOnce), "throttle,retry-after=0", "throttle,retry-after=@-30s")
	add(limited.hinting(2*time.Second), "throttle,retry-after=2", "throttle,retry-after=@2s")
	add(limited.hinting(3*time.Second), problem(429, `"error_code":1015,"retryable":true,"retry_after":7`)+",retry-after=3")
	add(limited.hinting(7500*time.Millisecond), problem(429, `"error_code":1015,"retryable":true,"retry_after":7.5`))
	add(limited.hinting(30*time.Second), "throttle,retry-after=30", "edge=1015,retry-after=30", "problem=1015")
	add(limited.hinting(300*time.Second), "throttle,retry-after=300")
	add(refused.hinting(301*time.Second), "throttle,retry-after=301")
	add(refused.hinting(time.Hour), problem(429, `"error_code":1015,"retryable":true,"retry_after":3600`))
	add(refused.hinting(7500*time.Millisecond), problem(429, `"error_code":1015,"retryable":false,"retry_after":7.5`))
	add(refused.hinting(24*time.Hour), "throttle,retry-after=86400", "throttle,retry-after=@24h")
	add(fault{class: again, status: 403, kinds: limited.kinds}, "edge=1015,status=403")
	add(fault{class: unclear, status: 503, kinds: limited.kinds}, "edge=1015,status=503")
	add(refused, "ban",
		"status=429,body=`{\"success\":false,\"errors\":[{\"code\":10000,\"message\":\"a\"},{\"code\":10502,\"message\":\"b\"}]}`",
		"status=429,body=`{\"success\":false,\"errors\":[{\"code\":10000,\"message\":\"a\",\"error_chain\":[{\"code\":10502,\"message\":\"b\"}]}]}`")
	add(refused.hinting(time.Second), "ban,retry-after=1")
	add(fault{class: final, status: 503}, "ban,status=503")
	add(outage.hinting(atOnce), "status=503,retry-after=0")
	add(outage.hinting(5*time.Second), "status=503,retry-after=5", "html=503,retry-after=@5s")
	add(fault{class: final, status: 503}.hinting(301*time.Second), "status=503,retry-after=301")
	add(fault{class: unclear, status: 504, applied: true}, "processed,"+problem(504, `"error_code":1200,"retryable":true`))

	protocol := []error{wrapper.ErrProtocol}
	add(fault{class: final, status: 200, kinds: protocol},
		"status=200", "status=200,code=10429", "html=200", "empty=200", "body=hello", "set=result=null", "unset=result",
		"set=result=[]", "set=result=7", "unset=success", "set=success=null", `set=success="true"`, "set=success=1",
		"duplicate=success", "duplicate=result", "append=x", `append={"success":true}`, "size=1048577", "size=2MiB", "size=2MiB,gzip",
		"size=2MiB,chunked", "header=Content-Type:text/html")
	add(fault{class: final, status: 200, kinds: protocol, harmless: true},
		"percent=true", "percent=[75]", "state=", "set=result.*.url=7", "set=result.*=7")
	for _, status := range []int{201, 202, 203, 204, 206, 226, 299} {
		add(fault{class: final, status: status, kinds: protocol}, fmt.Sprintf("as=%d", status))
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		add(fault{class: final, status: status, kinds: protocol}, fmt.Sprintf("redirect=https://evil.example/,status=%d", status))
	}
	add(fault{class: final, status: 302, kinds: protocol}, "redirect=.", "redirect=/elsewhere", "redirect=http:")

	add(fault{class: unclear, status: 200, kinds: protocol, applied: true, damaged: true}, "cut=50%", "cut=0", "cut=1", "short=50%", "short=1", "cut=50%,gzip", "cut=50%,chunked")
	add(fault{class: unclear}, "reset=before")
	add(fault{class: unclear, applied: true}, "reset=after")
	add(fault{class: unclear, costs: 30 * time.Second}, "hang=before")
	add(fault{class: unclear, costs: 30 * time.Second, applied: true}, "hang=after")
	add(fault{class: again}, "dial=refused")
	add(fault{class: final}, "dial=unknown-host", "dial=bad-certificate")
	return all
}

func (f fault) hinting(hint time.Duration) fault {
	f.hint = hint
	return f
}

// rounding is what a hint loses as a date, which has no fractions of a second.
func (f fault) rounding() time.Duration {
	if strings.Contains(f.effects, "@") && f.hint > time.Second {
		return time.Second
	}
	return 0
}

// expectation is what has to be seen of one call on which a fault happens.
type expectation struct {
	operations []emulator.Operation
	pauses     []bool // before each request but the first: whether there is one
	succeeds   bool
}

// expect says what has to happen, from nothing but the rules.
func (f fault) expect(c call, always bool) expectation {
	switch {
	case f.harmless && c.method == http.MethodDelete:
		return expectation{operations: []emulator.Operation{c.operation}, succeeds: true}
	case f.class == final:
		return expectation{operations: []emulator.Operation{c.operation}}
	case c.isCreate() && f.class == unclear && f.applied:
		return expectation{[]emulator.Operation{c.operation, emulator.ListDownloads}, []bool{true}, true}
	case c.isCreate() && f.class == unclear:
		return expectation{[]emulator.Operation{c.operation, emulator.ListDownloads, c.operation}, []bool{true, false}, !always}
	case always && (!f.damaged || c.method != http.MethodDelete): // its second response is a 404, which is good news
		return expectation{[]emulator.Operation{c.operation, c.operation, c.operation, c.operation}, []bool{true, true, true}, false}
	}
	return expectation{[]emulator.Operation{c.operation, c.operation}, []bool{true}, true}
}

// TestEveryFaultOfEveryOperationEndsAsPromised holds each operation against each fault, once and for ever.
func TestEveryFaultOfEveryOperationEndsAsPromised(t *testing.T) {
	cases := 0
	for _, c := range calls() {
		t.Run(string(c.operation), func(t *testing.T) {
			for _, f := range faults() {
				for _, occurrence := range []string{"1", "*"} {
					cases++
					byKey := cases%3 == 0
					simulate(t, occurrence+":"+f.effects, func(t *testing.T) { f.check(t, c, occurrence, f.expect(c, occurrence == "*"), byKey) })
				}
			}
		})
	}
	assert.GreaterOrEqual(t, cases, 400)
}

func (f fault) check(t *testing.T, c call, occurrence string, want expectation, byKey bool) {
	s := newServiceOf(t, c, byKey)
	require.NoError(t, s.Script(fmt.Sprintf("%s:%s:%s", c.operation, occurrence, f.effects)))

	start := time.Now()
	download, err := c.on(t.Context(), s.client)
	took := time.Since(start)

	assert.Equal(t, want.operations, s.operations())
	f.checkPauses(t, s, want)
	for _, request := range s.seen() {
		checkRequest(t, request, byKey)
	}
	if want.succeeds {
		require.NoError(t, err)
		assert.Equal(t, c.method != http.MethodDelete, download != wrapper.Download{}, "%+v", download)
		return
	}
	assert.Zero(t, download)
	if len(want.operations) == 1 {
		assert.Equal(t, f.costs, took, "the call returns at once")
	}
	f.checkFailure(t, c, err)
}

func (f fault) checkPauses(t *testing.T, s *service, want expectation) {
	t.Helper()
	gaps := s.gaps()
	require.Len(t, gaps, len(want.pauses))
	for i, pauses := range want.pauses {
		bound := 500 * time.Millisecond << i
		switch {
		case !pauses:
			assert.Zero(t, gaps[i])
		case f.hint > 0:
			within(t, gaps[i], f.hint-f.rounding(), f.hint+f.hint/10)
		default:
			within(t, gaps[i], f.costs+100*time.Millisecond, f.costs+bound)
		}
	}
}

func (f fault) checkFailure(t *testing.T, c call, err error) {
	t.Helper()
	failed := failureOf(t, err)
	assert.Equal(t, string(c.operation), failed.Op)
	assert.Equal(t, f.status, failed.StatusCode, "%v", err)
	if f.hint == 0 {
		assert.Zero(t, failed.RetryAfter)
	} else {
		within(t, failed.RetryAfter, f.hint-f.rounding(), f.hint)
		assert.ErrorContains(t, err, "try again in "+failed.RetryAfter.Round(time.Millisecond).String())
	}
	assert.Equal(t, f.status != 0, failed.RayID != "", "%v", err)
	assert.ElementsMatch(t, f.kinds, kindsOf(err), "%v", err)
}

// kindsOf returns the sentinels that an error matches.
func kindsOf(err error) []error {
	var kinds []error
	for _, kind := range []error{wrapper.ErrUnauthorized, wrapper.ErrNotFound, wrapper.ErrRateLimited, wrapper.ErrProtocol,
		wrapper.ErrInvalid, wrapper.ErrDownloadFailed, wrapper.ErrLocal, wrapper.ErrExists, wrapper.ErrLocked, wrapper.ErrChanged, wrapper.ErrStalled} {
		if errors.Is(err, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// newServiceOf returns a service in the state in which a call would succeed.
func newServiceOf(t *testing.T, c call, byKey bool) *service {
	t.Helper()
	s := newService(t, nil)
	if !c.isCreate() {
		s = withDownload(t, nil, nil)
	}
	if byKey {
		s.client = newClientWith(t, wrapper.WithAPIKey(emulator.DefaultEmail, emulator.DefaultKey), s.Transport())
	}
	return s
}

// checkRequest makes sure that a request is what the document says, with one set of credentials in it.
func checkRequest(t *testing.T, request emulator.Request, byKey bool) {
	t.Helper()
	for _, c := range calls() {
		if c.operation == request.Operation {
			assert.Equal(t, c.method, request.Method)
			assert.Equal(t, "https://api.cloudflare.com/client/v4/accounts/"+emulator.DefaultAccount+"/stream/"+emulator.DefaultVideo+c.suffix,
				request.URL.String())
		}
	}
	want := http.Header{
		"Accept":     {"application/json"},
		"User-Agent": {"streamdl-go/" + wrapper.Version},
	}
	if byKey {
		want["X-Auth-Email"], want["X-Auth-Key"] = []string{emulator.DefaultEmail}, []string{emulator.DefaultKey}
	} else {
		want["Authorization"] = []string{"Bearer " + emulator.DefaultToken}
	}
	got := request.Header.Clone()
	for _, ofTheConnection := range []string{"Accept-Encoding", "Connection", "Content-Length"} {
		got.Del(ofTheConnection)
	}
	assert.Equal(t, want, got)
	assert.Empty(t, request.Body)
}
