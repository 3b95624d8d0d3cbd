package contract_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/internal/exercise"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestDocumentIsValidWithItsExamples(t *testing.T) {
	is := expect(t)
	text, err := documentText()
	is.NoError(err)
	doc, err := document.Load(text)
	is.NoError(err)
	is.NotEmpty(document.Operations(doc))
}

func TestEveryOperationSaysWhatItIs(t *testing.T) {
	seen := map[string]bool{}
	for _, op := range operations(t) {
		t.Run(op.Method+" "+op.Path, func(t *testing.T) {
			is := expect(t)
			is.NotEmpty(op.OperationID)
			is.False(seen[op.OperationID], "the operationId %s is taken", op.OperationID)
			seen[op.OperationID] = true
			is.NotEmpty(op.Summary)
			is.NotEmpty(op.Tags)
			is.NotEmpty(op.Extensions["x-api-token-group"], "no permission is named")
			is.NotNil(op.Responses.Status(200), "no success")
			is.NotNil(op.Responses.Status(404), "no refusal")
			is.NotNil(op.Responses.Status(503), "no failure of the service")
			for _, parameter := range op.PathParameters() {
				is.NotNil(parameter)
				is.True(parameter.Required, parameter.Name)
				is.NotNil(parameter.Example, "%s has no example", parameter.Name)
				schema := parameter.Schema.Value
				is.True(len(schema.Enum) > 0 || schema.MaxLength != nil, "%s is not limited", parameter.Name)
			}
		})
	}
}

func TestEveryOperationAndReplyHasAnExample(t *testing.T) {
	for _, op := range operations(t) {
		for _, reply := range op.Replies() {
			t.Run(op.OperationID+" "+reply.Status+" "+reply.MediaType, func(t *testing.T) {
				expect(t).NotEmpty(document.Examples(reply.Media), "give it a named example")
			})
		}
	}
}

// A reply may be refused with an explanation when to come back; the document says how that is written.
func TestFailuresDeclareRetryAfter(t *testing.T) {
	for _, op := range operations(t) {
		for _, reply := range op.Replies() {
			if reply.StatusCode() < 400 {
				continue
			}
			t.Run(op.OperationID+" "+reply.Status, func(t *testing.T) {
				is := expect(t)
				header := op.Responses.Value(reply.Status).Value.Headers["Retry-After"]
				is.NotNil(header)
				is.True(header.Value.Schema.Value.Type.Is(openapi3.TypeInteger))
			})
		}
	}
}

// The permissions are those that the service documents: reading is enough to list, and for nothing else.
func TestOnlyReadingIsPermittedToReaders(t *testing.T) {
	for _, op := range operations(t) {
		t.Run(op.OperationID, func(t *testing.T) {
			is := expect(t)
			groups := fmt.Sprint(op.Extensions["x-api-token-group"])
			is.Contains(groups, "Stream Write")
			is.Equal(op.Method == "GET", groups != "[Stream Write]", groups)
		})
	}
}

// A type of download is a property of the list, a value for the path, and a constant of the generated code.
func TestTypesOfDownloadsAreTheSameEverywhere(t *testing.T) {
	is := expect(t)
	schemas := loadDocument(t).Components.Schemas
	var values []string
	for _, value := range schemas["DownloadType"].Value.Enum {
		values = append(values, fmt.Sprint(value))
		is.True(gen.DownloadType(fmt.Sprint(value)).Valid(), "%v", value)
	}
	slices.Sort(values)
	is.Equal(values, slices.Sorted(maps.Keys(schemas["Downloads"].Value.Properties)))
	is.ElementsMatch(values, []string{string(wrapper.Default), string(wrapper.Audio)})
}

// Every status is a constant of the generated code.
func TestStatusesAreThoseOfTheGeneratedCode(t *testing.T) {
	is := expect(t)
	var values []gen.DownloadStatus
	for _, value := range loadDocument(t).Components.Schemas["DownloadStatus"].Value.Enum {
		values = append(values, gen.DownloadStatus(fmt.Sprint(value)))
		is.True(values[len(values)-1].Valid(), "%v", value)
	}
	is.ElementsMatch(values, []gen.DownloadStatus{gen.DownloadStatusReady, gen.DownloadStatusInProgress, gen.DownloadStatusError})
}

// Whatever the document allows is shown by some example: each value of each list, and each optional property both
// present and absent.
func TestExamplesShowEveryValueAndEveryOptionalProperty(t *testing.T) {
	is := expect(t)
	shown := newShown()
	for _, op := range operations(t) {
		for _, reply := range op.Replies() {
			for _, example := range document.Examples(reply.Media) {
				shown.visit(reply.Media.Schema, example.Value)
			}
		}
		for _, parameter := range op.PathParameters() {
			for _, values := range exercise.Arguments(op, identifiers()) {
				shown.visit(parameter.Schema, values[parameter.Name]) // each is sent by the walk
			}
		}
	}
	for _, place := range slices.Sorted(maps.Keys(shown.properties)) {
		property := shown.properties[place]
		is.NotZero(property.present, "no example has %s", place)
		if !property.required {
			is.NotZero(property.absent, "every example has %s, which is optional", place)
		}
	}
	for _, place := range slices.Sorted(maps.Keys(shown.values)) {
		is.True(shown.values[place], "no example has %s", place)
	}
	is.NotEmpty(shown.properties)
	is.NotEmpty(shown.values)
}
