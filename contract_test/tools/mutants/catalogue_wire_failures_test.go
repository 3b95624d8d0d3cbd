package mutants

import (
	"net/http"

	"github.com/streamdl/streamdl-go/emulator"
)

// wireFailureMutants are changes of refusals on their way.
func wireFailureMutants() []mutant {
	const list, create, ofType, del, delType = emulator.ListDownloads, emulator.CreateDownload, emulator.CreateDownloadOfType, emulator.DeleteDownloads, emulator.DeleteDownloadOfType
	failed := func(name string, operation emulator.Operation, change twist) mutant {
		return onWire(name, operation, whenFailed(change))
	}
	return []mutant{
		failed("refusal: no errors", list, inBody(remove("/errors"))),
		failed("refusal: no success", list, inBody(remove("/success"))),
		failed("refusal: no messages", create, inBody(remove("/messages"))),
		failed("refusal: success true", list, inBody(set("/success", `true`))),
		failed("refusal: result an array", delType, inBody(set("/result", `[]`))),
		failed("refusal: result of a download", list, inBody(set("/result", `{"default":{"percentComplete":1,"status":"ready"}}`))),
		failed("refusal: code text", list, inBody(set("/errors/0/code", `"10000"`))),
		failed("refusal: code a fraction", list, inBody(set("/errors/0/code", `1000.5`))),
		failed("refusal: code under 1000", ofType, inBody(set("/errors/0/code", `971`))),
		failed("refusal: no code", del, inBody(remove("/errors/0/code"))),
		failed("refusal: no message", list, inBody(remove("/errors/0/message"))),
		failed("refusal: message null", list, inBody(set("/errors/0/message", `null`))),
		failed("refusal: source text", list, inBody(add("/errors/0/source", `"/identifier"`))),
		failed("refusal: error_chain an object", list, inBody(add("/errors/0/error_chain", `{}`))),
		failed("refusal: unknown key", list, inBody(add("/errors/0/type", `null`))),
		failed("refusal: code and message swapped", list, inBody(swap("/errors/0/code", "message"))),
		failed("refusal: errors renamed", list, inBody(rename("/errors", "error"))),
		failed("refusal: under 200", list, status(http.StatusOK)),
		failed("refusal: under 302", list, both(status(http.StatusFound), header("Location", "/login"))),
		failed("refusal: under 500", create, status(http.StatusInternalServerError)),
		failed("refusal: HTML", list, both(header("Content-Type", "text/html"), text(func(string) string { return "<html></html>" }))),
		failed("refusal: plain text", ofType, both(header("Content-Type", "text/plain"), text(func(string) string { return "error code: 1015" }))),
		failed("refusal: a problem document", list, both(header("Content-Type", "application/problem+json"), text(func(string) string { return `{"error_code":1015,"retryable":true}` }))),
		failed("refusal: empty", list, text(func(string) string { return "" })),
		failed("refusal: half of it", delType, text(func(s string) string { return s[:len(s)/2] })),
		failed("refusal: Retry-After a date", list, header("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")),
		failed("refusal: Retry-After negative", create, header("Retry-After", "-1")),
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
