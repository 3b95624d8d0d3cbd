package mutants

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
)

// catalogue is all mutants.
func catalogue() []mutant {
	written := slices.Concat(documentMutants(), exampleMutants(), wireMutants(), wireFailureMutants(), generatedMutants())
	return slices.Concat(written, requestMutants(operations()), derivedWireMutants(operations(), written), derivedSchemaMutants(current()))
}

// current is the document in the module. That it is valid is a test of its own.
func current() *openapi3.T {
	doc, err := document.Load(openapi.Document())
	if err != nil {
		panic(err)
	}
	return doc
}

func operations() []document.Operation { return document.Operations(current()) }

// equivalents are the mutants that no test can tell from the original, each with the reason. One that is caught all the
// same does not belong here, and fails the run.
var equivalents = map[string]string{
	"create result anyOf in place of oneOf": "a bare download and a list of downloads exclude each other by `not`, so no value meets both",
	"list: keys in another order":           "the order of keys means nothing in JSON",
	"list: white space":                     "white space between tokens means nothing in JSON",
	"list: charset with the media type":     "a parameter of the media type is no other media type",
	"create: keyed by both types":           "the document allows every type in the result of a create",
}

const (
	downloads = "/paths/~1accounts~1{account_id}~1stream~1{identifier}~1downloads"
	byType    = downloads + "~1{download_type}"
	schema    = "/components/schemas/"
)
