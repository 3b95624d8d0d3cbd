package mutants

import (
	"slices"

	"github.com/streamdl/streamdl-go/internal/document"
)

// The tests that more than one catalogue names.
const (
	valid   = "TestDocumentIsValidWithItsExamples"
	says    = "TestEveryOperationSaysWhatItIs"
	shown   = "TestExamplesShowEveryValueAndEveryOptionalProperty"
	invalid = "TestInvalidResponsesAreRejected"
	reads   = "TestGeneratedClientReadsEveryExample"
	body    = "TestEveryRequestExampleIsAccepted"
	hostile = "TestGeneratedClientSendsHostileArgumentsAsOneSegmentOrNotAtAll"
	walk    = "TestEveryDeclaredResponseIsSeenAndConforms"
)

// Places in the document.
const (
	downloads = "/paths/~1accounts~1{account_id}~1stream~1{identifier}~1downloads"
	byType    = downloads + "~1{download_type}"
	schema    = "/components/schemas/"
)

// catalogue is all mutants.
func catalogue() []mutant {
	ops := document.Operations(current())
	return slices.Concat(documentMutants(), derivedDocumentMutants(current()), wireMutants(), derivedWireMutants(ops), generatedMutants(), requestMutants(ops))
}

// equivalents are the mutants that no test can tell from the original, each with the reason. One that is caught all the
// same does not belong here, and fails the run.
var equivalents = map[string]string{
	"create result anyOf in place of oneOf": "a bare download and a list of downloads exclude each other by `not`, so no value meets both",
	"list: keys in another order":           "the order of keys means nothing in JSON",
	"list: white space":                     "white space between tokens means nothing in JSON",
	"list: charset with the media type":     "a parameter of the media type is no other media type",
	"create: keyed by both types":           "the document allows every type in the result of a create",
}
