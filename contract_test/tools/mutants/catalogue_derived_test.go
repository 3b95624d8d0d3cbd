package mutants

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/document"
)

// derivedWireMutants are changes of successes on their way, of each operation that no mutant is written for.
func derivedWireMutants(ops []document.Operation, written []mutant) []mutant {
	var all []mutant
	for _, op := range ops {
		if slices.ContainsFunc(written, func(m mutant) bool { return m.operation == op.OperationID }) {
			continue
		}
		ok := func(name string, change twist) {
			all = append(all, onWire(op.OperationID+": "+name, emulator.Operation(op.OperationID), whenOK(change)))
		}
		for _, key := range []string{"result", "success", "errors", "messages"} {
			ok("no "+key, inBody(remove("/"+key)))
			ok(key+" renamed", inBody(rename("/"+key, key+"s")))
			ok(key+" null", inBody(set("/"+key, `null`)))
			ok(key+" a number", inBody(set("/"+key, `7`)))
		}
		ok("success false", inBody(set("/success", `false`)))
		ok("an unknown key", inBody(add("/unknown", `1`)))
		ok("a body twice", text(func(s string) string { return s + s }))
		ok("half of it", text(func(s string) string { return s[:len(s)/2] }))
		ok("nothing", text(func(string) string { return "" }))
		ok("under 202", status(http.StatusAccepted))
		ok("under 500", status(http.StatusInternalServerError))
		ok("as HTML", both(header("Content-Type", "text/html"), text(func(string) string { return "<html></html>" })))
	}
	return all
}

// derivedSchemaMutants are changes of each property of each schema: under another name, of another type, of fewer values.
func derivedSchemaMutants(doc *openapi3.T) []mutant {
	const (
		valid = "TestDocumentIsValidWithItsExamples"
		reads = "TestGeneratedClientReadsEveryExample"
		body  = "TestEveryRequestExampleIsAccepted"
	)
	inRequests, inResponses := schemasOf(doc)
	var all []mutant
	schemas := doc.Components.Schemas
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		properties := schemas[name].Value.Properties
		if strings.HasPrefix(name, "Download") || strings.HasPrefix(name, "CreateDownload") {
			continue // they have mutants of their own
		}
		if !inRequests[name] && !inResponses[name] {
			continue
		}
		for _, property := range slices.Sorted(maps.Keys(properties)) {
			place := schema + name + "/properties/" + property
			renamed := reads
			if inRequests[name] {
				renamed = body
			}
			if i := slices.Index(schemas[name].Value.Required, property); i >= 0 {
				required := set(fmt.Sprintf("%s%s/required/%d", schema, name, i), fmt.Sprintf("%q", property+"s"))
				all = append(all, onDocument(name+": "+property+" renamed", valid, rename(place, property+"s"), required))
			} else {
				all = append(all, onDocument(name+": "+property+" renamed", renamed, rename(place, property+"s")))
			}
			all = append(all, onDocument(name+": "+property+" of another type", valid, set(place, otherType(properties[property]))))
		}
		for i, value := range schemas[name].Value.Enum {
			if len(schemas[name].Value.Enum) > 1 && name != "VideoType" { // which stands in a query, where no example is needed
				all = append(all, onDocument(fmt.Sprintf("%s without %v", name, value), valid, remove(fmt.Sprintf("%s%s/enum/%d", schema, name, i))))
			}
		}
	}
	return all
}

func otherType(property *openapi3.SchemaRef) string {
	if property.Value.Type.Is(openapi3.TypeArray) {
		return `{"type":"object"}`
	}
	return `{"type":"array","items":{}}`
}

// namesIn collects the names of a schema and of those in it.
func namesIn(ref *openapi3.SchemaRef, names map[string]bool) {
	if ref == nil {
		return
	}
	names[ref.Ref[strings.LastIndex(ref.Ref, "/")+1:]] = true
	for _, property := range ref.Value.Properties {
		namesIn(property, names)
	}
	namesIn(ref.Value.Items, names)
}

// schemasOf are the names of the schemas in requests, and of those in responses.
func schemasOf(doc *openapi3.T) (inRequests, inResponses map[string]bool) {
	inRequests, inResponses = map[string]bool{}, map[string]bool{}
	for _, op := range document.Operations(doc) {
		if op.RequestBody != nil {
			for _, media := range op.RequestBody.Value.Content {
				namesIn(media.Schema, inRequests)
			}
		}
		for _, declared := range op.DeclaredResponses() {
			namesIn(declared.Media.Schema, inResponses)
		}
	}
	return inRequests, inResponses
}
