package mutants

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/streamdl/streamdl-go/internal/document"
)

const (
	client = "gen/client.gen.go"
	models = "gen/models.gen.go"
)

// requestMutants are changes of the requests that the generated client makes, the same of each operation.
func requestMutants(ops []document.Operation) []mutant {
	var all []mutant
	for _, op := range ops {
		request := func(name, old, replacement, test string) {
			all = append(all, onRequest("gen: "+op.OperationID+" "+name, op, old, replacement, test))
		}
		request("by another method", "http.Method"+strings.ToUpper(op.Method[:1])+strings.ToLower(op.Method[1:]), `"PUT"`, reads)
		all = append(all, onCode("gen: "+op.OperationID+" at another path", client, fmt.Sprintf("{%q, %q}", op.OperationID, op.Path), fmt.Sprintf("{%q, %q}", op.OperationID, op.Path+"s"), reads))
		if len(op.PathParameters()) > 1 {
			request("with account and video swapped", "string(accountID), string(identifier)", "string(identifier), string(accountID)",
				hostile)
		}
		if len(op.PathParameters()) > 2 {
			request("with video and type swapped", "string(identifier), string(downloadType)", "string(downloadType), string(identifier)", reads)
		}
		if op.RequestBody == nil {
			request("with a Content-Type", `server, "", nil,`, `server, "application/json", nil,`, reads)
			request("with a body", `server, "", nil,`, `server, "application/json", strings.NewReader("{}"),`, reads)
		} else {
			request("without its body", "contentType, body,", "contentType, nil,", body)
			request("without its Content-Type", "contentType, body,", `"", body,`, body)
		}
		for _, parameter := range op.QueryParameters() {
			old := fmt.Sprintf("query.Set(%q,", parameter.Name)
			all = append(all, onCode("gen: "+op.OperationID+" with "+parameter.Name+" renamed", client, old, fmt.Sprintf("query.Set(%q,", parameter.Name+"s"), reads))
		}
	}
	return all
}

// onRequest changes the line in which the generated client makes the request of an operation.
func onRequest(name string, op document.Operation, old, replacement, test string) mutant {
	line := regexp.MustCompile(`newRequest\(ctx, operation` + strings.ToUpper(op.OperationID[:1]) + op.OperationID[1:] + `, .*\)`)
	return onSource(name, client, func(source string) (string, error) {
		found := line.FindString(source)
		if strings.Count(found, old) != 1 {
			return "", fmt.Errorf("does not apply: %q is not once in %q", old, found)
		}
		return strings.Replace(source, found, strings.Replace(found, old, replacement, 1), 1), nil
	}, test)
}

// generatedMutants are changes of what the generated code shares.
func generatedMutants() []mutant {
	return []mutant{
		onCode("gen: body under another media type", client, `return "application/json", bytes.NewReader(encoded), nil`, `return "text/json", bytes.NewReader(encoded), nil`, body),
		onCode("gen: Content-Type twice", client, `req.Header["Content-Type"] = []string{contentType}`, `req.Header["Content-Type"] = []string{contentType, contentType}`, body),
		onCode("gen: no escape", client, `segment = url.PathEscape(segment)`, `_ = escape`, hostile),
		onCode("gen: escape of a query", client, `segment = url.PathEscape(segment)`, `segment = url.QueryEscape(segment)`, hostile),
		onCode("gen: escape twice", client, `segment = url.PathEscape(segment)`, `segment = url.PathEscape(url.PathEscape(segment))`, hostile),
		onCode("gen: dots are sent", client, `if segment == "" || segment == "." || segment == ".." {`, `if segment == "" {`, hostile),
		onCode("gen: empty is sent", client, `if segment == "" || segment == "." || segment == ".." {`, `if segment == "." || segment == ".." {`, hostile),
		onCode("gen: base path dropped", client, `fillPath(server.Path, op.path, segments, false)`, `fillPath("", op.path, segments, false)`, reads),
		onCode("gen: no escape is ever needed", client, `if url.PathEscape(segment) != segment {`, `if segment == "never" {`, hostile),
		onCode("gen: host dropped", client, `req.Host = server.Host`, `req.Host = "example.com"`, reads),
		onCode("gen: no editors", client, "	for _, r := range additionalEditors {\n		if err := r(ctx, req); err != nil {", "	for _, r := range additionalEditors[:0] {\n		if err := r(ctx, req); err != nil {", reads),
		onCode("gen: response cut", client, `io.LimitReader(rsp.Body, limit+1)`, `io.LimitReader(rsp.Body, 100)`, "TestResponsesOfAMebibyteAreReadAndNoLargerOnes"),
		onCode("gen: no response over 64 bytes", client, `	return 1 << 20`, `	return 1 << 6`, reads),
		onCode("gen: times without their zone", client, `date.Format(time.RFC3339Nano)`, `date.Format(time.DateTime)`, reads),

		onCode("models: percentComplete as text", models, "`json:\"percentComplete\"`", "`json:\"percentComplete,string\"`", reads),
		onCode("models: percentComplete dropped at 0", models, "`json:\"percentComplete\"`", "`json:\"percentComplete,omitempty\"`", reads),
		onCode("models: url always there", models, "`json:\"url,omitempty\"`", "`json:\"url\"`", reads),
		onCode("models: default not a pointer", models, "Default *Download `json:\"default,omitempty\"`", "Default *Download `json:\"default\"`", reads),
		onCode("models: error_chain not read", models, "`json:\"error_chain,omitempty\"`", "`json:\"-\"`", reads),
		onCode("models: code as text", models, "several things.\n	Code int `json:\"code\"`", "several things.\n	Code int `json:\"code,string\"`", reads),
		onCode("models: create reads no bare download", models, "	Download `yaml:\",inline\"`", "	Download `json:\"-\"`", reads),
		onCode("models: create reads no downloads by type", models, "	Downloads `yaml:\",inline\"`", "	Downloads `json:\"-\"`", reads),
	}
}
