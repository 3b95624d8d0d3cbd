package mutants

import (
	"net/http"
	"strings"

	"github.com/streamdl/streamdl-go/emulator"
)

// wireMutants are changes of successes on their way.
func wireMutants() []mutant {
	const list, create, ofType, del, delType = emulator.ListDownloads, emulator.CreateDownload, emulator.CreateDownloadOfType, emulator.DeleteDownloads, emulator.DeleteDownloadOfType
	ok := func(name string, operation emulator.Operation, change twist) mutant {
		return onWire(name, operation, whenOK(change))
	}
	return []mutant{
		// drop
		ok("list: no result", list, inBody(remove("/result"))),
		ok("list: no success", list, inBody(remove("/success"))),
		ok("list: no errors", list, inBody(remove("/errors"))),
		ok("list: no messages", list, inBody(remove("/messages"))),
		ok("list: no percentComplete", list, inBody(remove("/result/default/percentComplete"))),
		ok("list: no status", list, inBody(remove("/result/audio/status"))),
		ok("create: no result", create, inBody(remove("/result"))),
		ok("create: no status", create, inBody(remove("/result/default/status"))),
		ok("create of type: no success", ofType, inBody(remove("/success"))),
		ok("delete: no result", del, inBody(remove("/result"))),
		ok("delete of type: no messages", delType, inBody(remove("/messages"))),

		// rename
		ok("list: result renamed", list, inBody(rename("/result", "data"))),
		ok("list: success renamed", list, inBody(rename("/success", "ok"))),
		ok("list: default renamed", list, inBody(rename("/result/default", "mp4"))),
		ok("list: percentComplete renamed", list, inBody(rename("/result/default/percentComplete", "pctComplete"))),
		ok("list: url renamed", list, inBody(rename("/result/default/url", "href"))),
		ok("list: keys in another case", list, text(func(s string) string { return strings.Replace(s, `"result"`, `"Result"`, 1) })),
		ok("create of type: audio renamed", ofType, inBody(rename("/result/audio", "m4a"))),

		// retype
		ok("list: result null", list, inBody(set("/result", `null`))),
		ok("list: result an array", list, inBody(set("/result", `[]`))),
		ok("list: percentComplete text", list, inBody(set("/result/default/percentComplete", `"75"`))),
		ok("list: status a number", list, inBody(set("/result/default/status", `1`))),
		ok("list: status null", list, inBody(set("/result/default/status", `null`))),
		ok("list: url null", list, inBody(set("/result/default/url", `null`))),
		ok("list: success text", list, inBody(set("/success", `"true"`))),
		ok("list: errors null", list, inBody(set("/errors", `null`))),
		ok("list: errors an object", list, inBody(set("/errors", `{}`))),
		ok("list: download null", list, inBody(set("/result/audio", `null`))),
		ok("create: result text", create, inBody(set("/result", `"ok"`))),
		ok("create: download a list", create, inBody(set("/result/default", `[{}]`))),
		ok("delete: result an object", del, inBody(set("/result", `{}`))),
		ok("delete of type: result null", delType, inBody(set("/result", `null`))),

		// values
		ok("list: percentComplete 250", list, inBody(set("/result/default/percentComplete", `250`))),
		ok("list: percentComplete -1", list, inBody(set("/result/default/percentComplete", `-1`))),
		ok("list: percentComplete falling", list, falling()),
		ok("list: unknown status", list, inBody(set("/result/default/status", `"no-such-status"`))),
		ok("list: url a path", list, inBody(set("/result/default/url", `"/default.mp4"`))),
		ok("list: url empty", list, inBody(set("/result/default/url", `""`))),
		ok("list: success false", list, inBody(set("/success", `false`))),
		ok("create: success false", create, inBody(set("/success", `false`))),
		ok("delete: success false", del, inBody(set("/success", `false`))),
		ok("create: unknown status", create, inBody(set("/result/default/status", `"no-such-status"`))),
		ok("create of type: another type", ofType, both(func(r *response) bool { return strings.HasSuffix(r.request.URL.Path, "/audio") }, inBody(rename("/result/audio", "default")))),

		// add
		ok("list: unknown key", list, inBody(add("/result_info", `{"page":1}`))),
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
		ok("list: body twice", list, text(func(s string) string { return s + s })),
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
		ok("list: half of it", list, text(func(s string) string { return s[:len(s)/2] })),
		ok("list: all but the last byte", list, text(func(s string) string { return s[:len(s)-1] })),
		ok("list: nothing", list, text(func(string) string { return "" })),
		ok("create: half of it", create, text(func(s string) string { return s[:len(s)/2] })),
		ok("delete: nothing", del, text(func(string) string { return "" })),
		ok("list: cut on the wire", list, header("Content-Length", "100000")),

		// status and media type
		ok("list: 201", list, status(http.StatusCreated)),
		ok("list: 206", list, status(http.StatusPartialContent)),
		ok("create: 202", create, status(http.StatusAccepted)),
		ok("delete: 204", del, both(status(http.StatusNoContent), text(func(string) string { return "" }))),
		ok("list: 301", list, both(status(http.StatusMovedPermanently), header("Location", "/client/v4"))),
		ok("create: 307", create, both(status(http.StatusTemporaryRedirect), header("Location", "/client/v4"))),
		ok("list: 500 with a success in it", list, status(http.StatusInternalServerError)),
		ok("create: 409 with a success in it", create, status(http.StatusConflict)),
		ok("list: HTML", list, both(header("Content-Type", "text/html"), text(func(string) string { return "<html></html>" }))),
		ok("list: HTML as JSON", list, text(func(string) string { return "<html></html>" })),
		ok("list: JSON as text", list, header("Content-Type", "text/plain")),
		ok("list: JSON as a problem", list, header("Content-Type", "application/problem+json")),
		ok("list: charset with the media type", list, header("Content-Type", "application/json; charset=utf-8")),
		ok("list: two media types", list, header("Content-Type", "application/json", "application/json")),
		ok("delete: JSON as text", del, header("Content-Type", "text/plain; charset=utf-8")),
		ok("list: body null", list, text(func(string) string { return "null" })),
		ok("list: body larger than what is read", list, text(func(s string) string { return s + strings.Repeat(" ", 1<<20) })),
	}
}
