package mutants

import (
	"net/http"
	"strings"

	"github.com/streamdl/streamdl-go/emulator"
)

// wireMutants are changes of responses on their way, apart from those that [derivedWireMutants] makes.
func wireMutants() []mutant {
	const list, create, ofType, del, delType = emulator.ListDownloads, emulator.CreateDownload, emulator.CreateDownloadOfType, emulator.DeleteDownloads, emulator.DeleteDownloadOfType
	ok := func(name string, operation emulator.Operation, change twist) mutant {
		return onWire(name, operation, whenOK(change))
	}
	failed := func(name string, operation emulator.Operation, change twist) mutant {
		return onWire(name, operation, whenFailed(change))
	}
	return []mutant{
		// drop
		ok("list: no percentComplete", list, inBody(remove("/result/default/percentComplete"))),
		ok("list: no status", list, inBody(remove("/result/audio/status"))),
		ok("create: no status", create, inBody(remove("/result/default/status"))),

		// rename
		ok("list: default renamed", list, inBody(rename("/result/default", "mp4"))),
		ok("list: percentComplete renamed", list, inBody(rename("/result/default/percentComplete", "pctComplete"))),
		ok("list: url renamed", list, inBody(rename("/result/default/url", "href"))),
		ok("create of type: audio renamed", ofType, inBody(rename("/result/audio", "m4a"))),

		// retype
		ok("list: result an array", list, inBody(set("/result", `[]`))),
		ok("list: percentComplete text", list, inBody(set("/result/default/percentComplete", `"75"`))),
		ok("list: status a number", list, inBody(set("/result/default/status", `1`))),
		ok("list: status null", list, inBody(set("/result/default/status", `null`))),
		ok("list: url null", list, inBody(set("/result/default/url", `null`))),
		ok("list: download null", list, inBody(set("/result/audio", `null`))),
		ok("create: download a list", create, inBody(set("/result/default", `[{}]`))),

		// values
		ok("list: percentComplete 250", list, inBody(set("/result/default/percentComplete", `250`))),
		ok("list: percentComplete -1", list, inBody(set("/result/default/percentComplete", `-1`))),
		ok("list: percentComplete falling", list, falling()),
		ok("list: unknown status", list, inBody(set("/result/default/status", `"no-such-status"`))),
		ok("list: url a path", list, inBody(set("/result/default/url", `"/default.mp4"`))),
		ok("create: unknown status", create, inBody(set("/result/default/status", `"no-such-status"`))),
		ok("create of type: another type", ofType, both(func(r *response) bool { return strings.HasSuffix(r.request.URL.Path, "/audio") }, inBody(rename("/result/audio", "default")))),

		// add
		ok("list: unknown key of a download", list, inBody(add("/result/default/codec", `"h264"`))),
		ok("list: unknown type", list, inBody(add("/result/no-such-type", `{"percentComplete":1,"status":"ready"}`))),
		ok("list: error without a code", list, inBody(add("/errors/-", `{"message":"m"}`))),
		ok("list: another envelope around it", list, text(func(s string) string { return `{"data":` + s + `}` })),
		ok("list: another envelope in the result", list, text(func(s string) string { return `{"result":` + s + `,"success":true,"errors":[],"messages":[]}` })),
		ok("create: keyed by both types", create, inBody(add("/result/audio", `{"percentComplete":1,"status":"inprogress"}`))),
		ok("create: flat and keyed at once", create, inBody(add("/result/status", `"ready"`), add("/result/percentComplete", `1`))),

		// duplicate, reorder
		ok("list: result twice", list, text(func(s string) string { return strings.Replace(s, `{"result"`, `{"result":{},"result"`, 1) })),
		ok("list: success twice", list, text(func(s string) string {
			return strings.Replace(s, `"success":true`, `"success":true,"success":false`, 1)
		})),
		ok("list: download twice", list, text(func(s string) string {
			return strings.Replace(s, `"default":{`, `"default":{"percentComplete":1,"status":"ready"},"default":{`, 1)
		})),
		ok("list: keys in another order", list, text(func(s string) string {
			return strings.Replace(s, `"errors":[],"messages":[]`, `"messages":[],"errors":[]`, 1)
		})),
		ok("list: white space", list, text(func(s string) string { return strings.ReplaceAll(s, ",", " ,\r\n\t") })),
		ok("list: result and errors swapped", list, inBody(swap("/result", "errors"))),
		ok("list: audio and default swapped", list, inBody(swap("/result/audio", "default"))),
		ok("list: url and status swapped", list, inBody(swap("/result/default/url", "status"))),

		// something before or after it
		ok("list: byte order mark", list, text(func(s string) string { return "\ufeff" + s })),
		ok("list: something after it", list, text(func(s string) string { return s + "\n//" })),

		// truncate
		ok("list: all but the last byte", list, text(func(s string) string { return s[:len(s)-1] })),
		ok("list: cut on the wire", list, header("Content-Length", "100000")),

		// status and media type
		ok("delete: 204", del, both(status(http.StatusNoContent), text(func(string) string { return "" }))),
		ok("list: 301", list, both(status(http.StatusMovedPermanently), header("Location", "/client/v4"))),
		ok("list: HTML as JSON", list, text(func(string) string { return "<html></html>" })),
		ok("list: JSON as text", list, header("Content-Type", "text/plain")),
		ok("list: charset with the media type", list, header("Content-Type", "application/json; charset=utf-8")),
		ok("list: two media types", list, header("Content-Type", "application/json", "application/json")),
		ok("list: body null", list, text(func(string) string { return "null" })),
		ok("list: body larger than what is read", list, text(func(s string) string { return s + strings.Repeat(" ", 1<<20) })),

		// refusals
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
		failed("refusal: HTML", list, asHTML),
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
