package mutants

import (
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/document"
)

// derivedWireMutants are changes of the responses of each operation on their way.
func derivedWireMutants(ops []document.Operation) []mutant {
	var all []mutant
	for _, op := range ops {
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
		ok("as HTML", asHTML)
		all = append(all, onWire(op.OperationID+": a refusal without errors", emulator.Operation(op.OperationID), whenFailed(inBody(remove("/errors")))))
	}
	return all
}

// withFixtures are the schemas of which testdata/invalid.json leaves out each required property. A new operation needs no
// such responses.
var withFixtures = []string{"Download", "Message", "ChainedMessage", "Video", "TokenResult", "DownloadsEnvelope",
	"CreateDownloadEnvelope", "DeleteEnvelope", "VideosEnvelope", "VideoEnvelope", "TokenEnvelope", "FailureEnvelope"}

// derivedDocumentMutants are changes of each property of each schema: no longer required, under another name, of another
// type, of fewer values.
func derivedDocumentMutants(doc *openapi3.T) []mutant {
	inRequests, inResponses := schemasOf(doc)
	var all []mutant
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		if !inRequests[name] && !inResponses[name] {
			continue
		}
		of := doc.Components.Schemas[name].Value
		mutate := func(what, test string, edits ...edit) { all = append(all, onDocument(name+": "+what, test, edits...)) }
		for i, property := range of.Required {
			if slices.Contains(withFixtures, name) {
				mutate(property+" optional", invalid, remove(fmt.Sprintf("%s%s/required/%d", schema, name, i)))
			}
		}
		for _, property := range slices.Sorted(maps.Keys(of.Properties)) {
			place, renamed := schema+name+"/properties/"+property, reads
			edits := []edit{rename(place, property+"s")}
			if inRequests[name] {
				renamed = body
			}
			if i := slices.Index(of.Required, property); i >= 0 {
				renamed = valid
				edits = append(edits, set(fmt.Sprintf("%s%s/required/%d", schema, name, i), fmt.Sprintf("%q", property+"s")))
			}
			mutate(property+" renamed", renamed, edits...)
			mutate(property+" of another type", valid, set(place, otherType(of.Properties[property])))
		}
		// A type of video stands in a query, where no example is needed, and one type of download in paths only.
		if len(of.Enum) > 1 && name != "VideoType" && name != "DownloadType" {
			for i, value := range of.Enum {
				mutate(fmt.Sprintf("without %v", value), valid, remove(fmt.Sprintf("%s%s/enum/%d", schema, name, i)))
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

// namesIn collects the names of a schema and of those in it.
func namesIn(ref *openapi3.SchemaRef, names map[string]bool) {
	if ref == nil {
		return
	}
	names[path.Base(ref.Ref)] = true
	for _, property := range ref.Value.Properties {
		namesIn(property, names)
	}
	for _, branch := range ref.Value.OneOf {
		namesIn(branch, names)
	}
	namesIn(ref.Value.Items, names)
}
