package contract_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/internal/document"
)

func TestDocumentIsValidWithItsExamples(t *testing.T) {
	text, err := documentText()
	require.NoError(t, err)
	doc, err := document.Load(text)
	require.NoError(t, err)
	require.NotEmpty(t, document.Operations(doc))
}

func TestEveryOperationSaysWhatItIs(t *testing.T) {
	seen := map[string]bool{}
	for _, op := range operations(t) {
		t.Run(op.Method+" "+op.Path, func(t *testing.T) {
			require.NotEmpty(t, op.OperationID)
			require.False(t, seen[op.OperationID], "the operationId %s is taken", op.OperationID)
			seen[op.OperationID] = true
			require.NotEmpty(t, op.Summary)
			require.NotEmpty(t, op.Tags)
			require.NotEmpty(t, op.Extensions["x-api-token-group"], "no permission is named")
			require.NotNil(t, op.Responses.Status(200), "no success")
			require.NotNil(t, op.Responses.Status(404), "no refusal")
			require.NotNil(t, op.Responses.Status(503), "no failure of the service")
			for _, parameter := range op.PathParameters() {
				require.NotNil(t, parameter)
				require.True(t, parameter.Required, parameter.Name)
				require.NotNil(t, parameter.Example, "%s has no example", parameter.Name)
				schema := parameter.Schema.Value
				require.True(t, len(schema.Enum) > 0 || schema.MaxLength != nil, "%s is not limited", parameter.Name)
			}
		})
	}
}

func TestEveryOperationAndResponseHasAnExample(t *testing.T) {
	for _, op := range operations(t) {
		for _, declared := range op.DeclaredResponses() {
			t.Run(op.OperationID+" "+declared.Status+" "+declared.MediaType, func(t *testing.T) {
				require.NotEmpty(t, document.Examples(declared.Media), "give it a named example")
			})
		}
	}
}

// A call may be refused with an explanation when to come back; the document says how that is written.
func TestFailuresDeclareRetryAfter(t *testing.T) {
	for _, op := range operations(t) {
		for _, declared := range op.DeclaredResponses() {
			if declared.StatusCode() < 400 {
				continue
			}
			t.Run(op.OperationID+" "+declared.Status, func(t *testing.T) {
				header := op.Responses.Value(declared.Status).Value.Headers["Retry-After"]
				require.NotNil(t, header)
				require.True(t, header.Value.Schema.Value.Type.Is(openapi3.TypeInteger))
			})
		}
	}
}

// The permissions are those that the service documents: reading is enough to list, and for nothing else.
func TestOnlyReadingIsPermittedToReaders(t *testing.T) {
	for _, op := range operations(t) {
		t.Run(op.OperationID, func(t *testing.T) {
			groups := fmt.Sprint(op.Extensions["x-api-token-group"])
			require.Contains(t, groups, "Stream Write")
			require.Equal(t, op.Method == "GET", groups != "[Stream Write]", groups)
		})
	}
}

// A type of download is a property of the list and a value for the path.
func TestTypesOfDownloadsAreTheSameEverywhere(t *testing.T) {
	schemas := loadDocument(t).Components.Schemas
	listed := slices.Sorted(maps.Keys(schemas["Downloads"].Value.Properties))
	require.Equal(t, listed, enumOf(schemas["DownloadType"]),
		"openapi/downloads.yaml: the properties of Downloads and the values of DownloadType differ: a type needs both")
}

// Each list of values is a type of the generated code that takes these values, and each such type has its list.
func TestEveryListOfValuesIsGenerated(t *testing.T) {
	lists := map[string][]string{}
	for name, schema := range loadDocument(t).Components.Schemas {
		if schema.Value.Type.Is(openapi3.TypeString) && len(schema.Value.Enum) > 0 {
			lists[name] = enumOf(schema)
		}
	}
	generated := map[string]reflect.Type{}
	for name, of := range calls.Types() {
		if of.Implements(reflect.TypeFor[interface{ Valid() bool }]()) {
			generated[name] = of
		}
	}
	require.Equal(t, slices.Sorted(maps.Keys(lists)), slices.Sorted(maps.Keys(generated)),
		"the lists of values of openapi/downloads.yaml and the types of gen/ differ: run go generate ./...")
	for name, values := range lists {
		for _, value := range append(values, "unknown") {
			constant := reflect.ValueOf(value).Convert(generated[name]).Interface().(interface{ Valid() bool })
			require.Equal(t, value != "unknown", constant.Valid(), "gen.%s and %q: run go generate ./...", name, value)
		}
	}
}

func enumOf(schema *openapi3.SchemaRef) []string {
	var values []string
	for _, value := range schema.Value.Enum {
		values = append(values, fmt.Sprint(value))
	}
	slices.Sort(values)
	return values
}

// Whatever the document allows is shown by some example: each value of each list, and each optional property both
// present and absent.
func TestExamplesShowEveryValueAndEveryOptionalProperty(t *testing.T) {
	shown := newShown()
	for _, op := range operations(t) {
		for _, declared := range op.DeclaredResponses() {
			for _, example := range document.Examples(declared.Media) {
				shown.visit(declared.Media.Schema, example.Value)
			}
		}
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
	require.NotEmpty(t, shown.properties)
	require.NotEmpty(t, shown.values)
	for _, missing := range shown.missing() {
		t.Errorf("openapi/downloads.yaml: %s: add an example to a response that has it, or change one", missing)
	}
}
