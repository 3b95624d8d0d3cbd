package mutants

import (
	"net/http"
	"strings"

	"github.com/streamdl/streamdl-go/emulator"
)

// wireMutants are changes of responses on their way, apart from those that [derivedWireMutants] makes. What is wrong in one
// response by itself is in testdata/invalid.json.
func wireMutants() []mutant {
	const list, create, ofType = emulator.ListDownloads, emulator.CreateDownload, emulator.CreateDownloadOfType
	ok := func(name string, operation emulator.Operation, change twist) mutant {
		return onWire(name, operation, whenOK(change))
	}
	failed := func(name string, operation emulator.Operation, change twist) mutant {
		return onWire(name, operation, whenFailed(change))
	}
	return []mutant{
		// one response contradicts another
		ok("list: percentComplete falling", list, falling()),
		ok("list: audio and default swapped", list, inBody(swap("/result/audio", "default"))),
		ok("create of type: another type", ofType, both(func(r *response) bool { return strings.HasSuffix(r.request.URL.Path, "/audio") }, inBody(rename("/result/audio", "default")))),

		// the same in another form
		ok("list: keys in another order", list, text(func(s string) string {
			return strings.Replace(s, `"errors":[],"messages":[]`, `"messages":[],"errors":[]`, 1)
		})),
		ok("list: white space", list, text(func(s string) string { return strings.ReplaceAll(s, ",", " ,\r\n\t") })),
		ok("list: byte order mark", list, text(func(s string) string { return "\ufeff" + s })),
		ok("list: charset with the media type", list, header("Content-Type", "application/json; charset=utf-8")),
		ok("list: two media types", list, header("Content-Type", "application/json", "application/json")),
		ok("create: keyed by both types", create, inBody(add("/result/audio", `{"percentComplete":1,"status":"inprogress"}`))),

		// another size
		ok("list: cut on the wire", list, header("Content-Length", "100000")),
		ok("list: body larger than what is read", list, text(func(s string) string { return s + strings.Repeat(" ", 1<<20) })),

		// refusals
		failed("refusal: under 200", list, status(http.StatusOK)),
		failed("refusal: under 302", list, both(status(http.StatusFound), header("Location", "/login"))),
		failed("refusal: under 500", create, status(http.StatusInternalServerError)),
		failed("refusal: HTML", list, asHTML),
		failed("refusal: a problem document", list, both(header("Content-Type", "application/problem+json"), text(func(string) string { return `{"error_code":1015,"retryable":true}` }))),
		failed("refusal: empty", list, text(func(string) string { return "" })),
		failed("refusal: Retry-After a date", list, header("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")),
		onWire("authentication is ignored", list, func(r *response) bool {
			r.body = []byte(`{"result":{},"success":true,"errors":[],"messages":[]}`)
			refused := r.status >= 400
			r.status = http.StatusOK
			return refused
		}),
		onWire("creating is refused", create, whenOK(func(r *response) bool {
			r.status, r.body = http.StatusNotFound, []byte(`{"result":null,"success":false,"errors":[{"code":10003,"message":"m"}],"messages":[]}`)
			return true
		})),
	}
}
