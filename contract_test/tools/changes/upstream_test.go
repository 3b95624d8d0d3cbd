package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/oasdiff/yaml"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/openapi"
)

const downloads = "/accounts/{account_id}/stream/{identifier}/downloads"

func drift(t *testing.T, upstream string) error {
	t.Helper()
	file := filepath.Join(t.TempDir(), "upstream")
	require.NoError(t, os.WriteFile(file, []byte(upstream), 0o600))
	return toUpstream(file)
}

func TestUpstreamThatSaysOtherwiseIsFound(t *testing.T) {
	for name, test := range map[string]struct{ old, replacement, found string }{
		"a type":            {"          type: number\n          format: double", "          type: string", "response-property-type-changed"},
		"a bound":           {"          maximum: 100", "          maximum: 1", "response-property-max-decreased"},
		"a status":          {"enum: [ready, inprogress, error]", "enum: [ready, inprogress, error, queued]", "response-property-enum-value-added"},
		"a property more":   {"        percentComplete:\n", "        eta: {type: number}\n        percentComplete:\n", "response-optional-property-added"},
		"a property less":   {"required: [percentComplete, status]", "required: [status]", "response-property-became-optional"},
		"a path less":       {"downloads/{download_type}:\n", "files/{download_type}:\n", "api-path-removed"},
		"an operation more": {"    delete:\n      operationId: deleteDownloads\n", "    put:\n      operationId: putDownloads\n      responses: {'200': {description: d}}\n    delete:\n      operationId: deleteDownloads\n", "endpoint-added"},
		"a body required":   {"        required: false\n", "        required: true\n", "request-body-became-required"},
		"a server":          {"/client/v4\n", "/client/v5\n", "server-removed"},
		"a credential":      {"  - api_token: []\n", "", "security"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, string(openapi.Document()), test.old)
			require.ErrorContains(t, drift(t, strings.ReplaceAll(string(openapi.Document()), test.old, test.replacement)), test.found)
		})
	}
}

func TestUpstreamThatSaysTheSameIsNoDrift(t *testing.T) {
	text := string(openapi.Document())
	asJSON, err := yaml.YAMLToJSON([]byte(text))
	require.NoError(t, err)
	for name, upstream := range map[string]string{
		"as it is":                    text,
		"JSON":                        string(asJSON),
		"a status that is a number":   strings.ReplaceAll(text, "'200':", "200:"),
		"other names of parameters":   strings.NewReplacer("{account_id}", "{account}", "name: account_id", "name: account").Replace(text),
		"other paths":                 strings.Replace(text, "paths:\n", "paths:\n  /zones: {get: {responses: {'200': {$ref: 'other.yaml#/a'}}}}\n", 1),
		"components of other paths":   strings.Replace(text, "  schemas:\n", "  schemas:\n    Broken: {type: decimal, $ref: '#/nowhere'}\n", 1),
		"a credential of other calls": strings.Replace(text, "  securitySchemes:\n", "  securitySchemes:\n    user_service_key: {type: apiKey, in: header, name: X-Auth-User-Service-Key}\n", 1),
		"names of its own":            strings.NewReplacer("operationId: list", "operationId: get", "tags: [videos]", "tags: [downloads]").Replace(text),
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, drift(t, upstream))
		})
	}
}

func TestWhatIsNoUpstreamIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"empty":                "",
		"white space":          " \n",
		"no paths":             `{"openapi":"3.0.3","paths":{}}`,
		"other paths":          `{"paths":{"/zones":{"get":{}}}}`,
		"a list":               `[]`,
		"cut off":              `{"paths":{"/accounts`,
		"an HTML page":         `<html></html>`,
		"a pointer to nowhere": `{"paths":{"` + downloads + `":{"get":{"responses":{"200":{"$ref":"#/components/responses/R"}}}}}}`,
		"a pointer elsewhere":  `{"paths":{"` + downloads + `":{"get":{"responses":{"200":{"$ref":"other.yaml#/a"}}}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			require.Error(t, drift(t, text))
		})
	}
	require.Error(t, toUpstream("no such file"))
}

func TestASchemaThatHoldsItselfEnds(t *testing.T) {
	require.Error(t, drift(t, `{"paths":{"`+downloads+`":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}}}}}},`+
		`"components":{"schemas":{"S":{"type":"object","properties":{"s":{"$ref":"#/components/schemas/S"}}}}}}`))
}
