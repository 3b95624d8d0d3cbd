package contract_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/internal/document"
)

func TestDocumentIsValidWithItsExamples(t *testing.T) {
	doc, err := parsedDocument()
	require.NoError(t, err, "openapi/downloads.yaml is not valid, so no other test was run")
	require.NotEmpty(t, document.Operations(doc))
}

// The permissions are those that the service documents: reading is enough for what reads, and for nothing else. A call may
// be refused with an explanation when to come back, and the document says how that is written.
func TestEveryOperationSaysWhatItIs(t *testing.T) {
	for _, op := range operations(t) {
		mustSay(t, op, op.OperationID != "", "an operationId")
		mustSay(t, op, op.Summary != "", "a summary")
		mustSay(t, op, len(op.Tags) > 0, "a tag")
		permissions := fmt.Sprint(op.Extensions["x-api-token-group"])
		mustSay(t, op, strings.Contains(permissions, "Stream Write"), "x-api-token-group, with Stream Write in it")
		mustSay(t, op, (op.Method == "GET") == strings.Contains(permissions, "Stream Read"), "Stream Read into x-api-token-group if it is a GET, and only then")
		mustSay(t, op, op.Responses.Status(200) != nil, "a response 200")
		mustSay(t, op, op.Responses.Status(404) != nil, "a response 4XX")
		mustSay(t, op, op.Responses.Status(503) != nil, "a response 5XX")
		for _, parameter := range op.PathParameters() {
			mustSay(t, op, parameter.Example != nil, "an example of "+parameter.Name)
			schema := parameter.Schema.Value
			mustSay(t, op, len(schema.Enum) > 0 || schema.MaxLength != nil, "a maxLength or an enum of "+parameter.Name)
		}
		for _, parameter := range op.QueryParameters() {
			mustSay(t, op, parameter.Example != nil, "an example of "+parameter.Name)
		}
		for _, declared := range op.DeclaredResponses() {
			header := op.Responses.Value(declared.Status).Value.Headers["Retry-After"]
			mustSay(t, op, declared.StatusCode() < 400 || header != nil && header.Value.Schema.Value.Type.Is(openapi3.TypeInteger),
				"a header Retry-After, an integer, of the response "+declared.Status)
		}
	}
}

// mustSay fails if something is missing in the document.
func mustSay(t *testing.T, op document.Operation, says bool, what string) {
	t.Helper()
	if !says {
		t.Errorf("openapi/downloads.yaml: %s %s: write %s", op.Method, op.Path, what)
	}
}

// The document declares two ways to authorise a call, and no more.
func TestDocumentDeclaresATokenAndAKeyWithAnEmail(t *testing.T) {
	doc := loadDocument(t)
	var sets []string
	for _, requirement := range doc.Security {
		var headers []string
		for name := range requirement {
			scheme := doc.Components.SecuritySchemes[name]
			require.NotNil(t, scheme, "%s is not declared", name)
			headers = append(headers, scheme.Value.Type+" "+scheme.Value.Scheme+scheme.Value.Name)
		}
		slices.Sort(headers)
		sets = append(sets, headers...)
	}
	require.Equal(t, []string{"http bearer", "apiKey X-Auth-Email", "apiKey X-Auth-Key"}, sets)
	require.Len(t, doc.Security, 2)
	for _, op := range operations(t) {
		require.Nil(t, op.Security, "%s has its own", op.OperationID)
	}
}

// A type of download is a property of the list and a value for the path.
func TestTypesOfDownloadsAreTheSameEverywhere(t *testing.T) {
	schemas := loadDocument(t).Components.Schemas
	var types []string
	for _, value := range schemas["DownloadType"].Value.Enum {
		types = append(types, fmt.Sprint(value))
	}
	require.ElementsMatch(t, types, slices.Collect(maps.Keys(schemas["Downloads"].Value.Properties)),
		"openapi/downloads.yaml: the values of DownloadType and the properties of Downloads differ: a type needs both")
}

// Whatever the document allows is shown by some example: each value of each list, and each optional property both
// present and absent.
func TestExamplesShowEveryValueAndEveryOptionalProperty(t *testing.T) {
	shown := shownByResponses(t)
	for _, op := range operations(t) {
		if op.RequestBody != nil {
			for _, media := range op.RequestBody.Value.Content {
				for _, example := range document.Examples(media) {
					shown.visit(media.Schema, example.Value)
				}
			}
		}
		for _, parameter := range op.PathParameters() {
			for _, arguments := range calls.OfPath(op, identifiers()) {
				shown.visit(parameter.Schema, arguments[parameter.Name]) // each is sent by the walk
			}
		}
	}
	require.NotEmpty(t, shown.present)
	require.NotEmpty(t, shown.values)
	for _, missing := range shown.missing() {
		t.Errorf("openapi/downloads.yaml: %s: add an example to a response that has it, or change one", missing)
	}
}
