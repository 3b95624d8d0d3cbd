package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/streamdl/streamdl-go/openapi"
)

const (
	path     = "/accounts/{account_id}/stream/{identifier}/downloads"
	envelope = ": /responses/200/content/application~1json/schema"
	result   = envelope + "/properties/result"
)

// edition is what is known of the upstream document at some time, as far as it differs from ours.
type edition struct {
	account, video string   // the names of the parameters
	methods        []string // of the one path there was
	failure        string   // the key of the failures
	security       string
	result         string // the schema of the result of a list and of a create
	body           bool   // a create takes a body, and has to
	nested         bool   // an envelope is put together from others, which are put together themselves
}

func (e edition) document() string {
	var b strings.Builder
	fmt.Fprintf(&b, "openapi: 3.0.3\nservers: [{url: https://api.cloudflare.com/client/v4}]\npaths:\n  /accounts/{%s}/stream/{%s}/downloads:\n", e.account, e.video)
	for _, method := range e.methods {
		result := e.result
		if method == "delete" {
			result = "{type: string}"
		}
		fmt.Fprintf(&b, "    %s:\n      security: %s\n      parameters:\n", method, e.security)
		for _, name := range []string{e.account, e.video} {
			fmt.Fprintf(&b, "        - {in: path, name: %s, required: true, schema: {$ref: '#/components/schemas/ID'}}\n", name)
		}
		if e.body && method == "post" {
			b.WriteString("      requestBody: {required: true, content: {application/json: {}}}\n")
		}
		envelope := "{type: object, properties: {result: " + result + "}}"
		if e.nested {
			envelope = "{allOf: [{$ref: '#/components/schemas/Single'}, {properties: {result: " + result + "}}]}"
		}
		fmt.Fprintf(&b, "      responses:\n        '200': {content: {application/json: {schema: %s}}}\n", envelope)
		fmt.Fprintf(&b, "        %s: {content: {application/json: {schema: {type: object}}}}\n", e.failure)
	}
	b.WriteString(`components:
  securitySchemes:
    api_email: {type: apiKey, in: header, name: X-Auth-Email}
    api_key: {type: apiKey, in: header, name: X-Auth-Key}
    api_token: {type: http, scheme: bearer}
    user_service_key: {type: apiKey, in: header, name: X-Auth-User-Service-Key}
  schemas:
    ID: {type: string, maxLength: 32}
    Single: {allOf: [{$ref: '#/components/schemas/Common'}, {type: object}]}
    Common:
      required: [success, errors, messages]
      properties:
        success: {type: boolean, enum: [true]}
        errors: {$ref: '#/components/schemas/Messages'}
        messages: {$ref: '#/components/schemas/Messages'}
      allOf: [{properties: {result: {}}, required: [result]}]
    Messages: {type: array, items: {type: object, required: [code, message], properties: {code: {type: integer, minimum: 1000}, message: {type: string}}}}
    Downloads: {type: object, properties: {audio: {$ref: '#/components/schemas/Download'}, default: {$ref: '#/components/schemas/Download'}}}
    Download:
      type: object
      required: [percentComplete, status]
      properties:
        percentComplete: {type: number, format: double, minimum: 0, maximum: 100}
        status: {type: string, enum: [ready, inprogress, error]}
        url: {type: string, format: uri}
`)
	return b.String()
}

// writings are ways to write the same document: Cloudflare publishes both languages, and in YAML a status need not be
// quoted.
func writings(t *testing.T, text string) map[string]string {
	t.Helper()
	var doc map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &doc))
	asJSON, err := json.Marshal(doc)
	require.NoError(t, err)
	require.Contains(t, text, "'200':")
	return map[string]string{"YAML": text, "YAML, a status a number": strings.ReplaceAll(text, "'200':", "200:"), "JSON": string(asJSON)}
}

// What Cloudflare's document said of these operations over the years, and what the tool has to say of it.
func TestDriftIsFoundInEveryEdition(t *testing.T) {
	const (
		either  = "[{api_email: [], api_key: []}, {api_token: []}]"
		keyOnly = "[{api_email: [], api_key: []}]"
		both    = "[{api_email: [], api_key: [], api_token: []}]"
		untyped = "{anyOf: [{type: object}, {type: string}]}"
		keyed   = "{$ref: '#/components/schemas/Downloads'}"
	)
	for name, test := range map[string]struct {
		edition        edition
		found, missing []string
	}{
		"2022-11": {
			edition: edition{"account_identifier", "video_identifier", []string{"get", "post"}, "4xx", either, untyped, true, false},
			found: []string{
				path + ": upstream writes /accounts/{account_identifier}/stream/{video_identifier}/downloads",
				"DELETE " + path + ": upstream has no such operation",
				"POST " + path + ": /requestBody/required: only upstream has it: true",
				"GET " + path + ": /responses/4xx: only upstream has it: {content}",
				"POST " + path + result + "/anyOf: only upstream has it: a list of 2",
				path + "/{download_type}: upstream has no such path",
			},
		},
		"2022-12": {
			edition: edition{"account_identifier", "identifier", []string{"get", "post"}, "4xx", either, untyped, true, false},
			found: []string{
				path + ": upstream writes /accounts/{account_identifier}/stream/{identifier}/downloads",
				"DELETE " + path + ": upstream has no such operation",
			},
		},
		"2023-02": {
			edition: edition{"account_identifier", "identifier", []string{"get", "post", "delete"}, "4xx", either, untyped, true, false},
			found: []string{
				path + ": upstream writes /accounts/{account_identifier}/stream/{identifier}/downloads",
				"DELETE " + path + ": /responses/4xx: only upstream has it: {content}",
			},
			missing: []string{"DELETE " + path + ": upstream has no such operation"},
		},
		"2024-01": {
			edition: edition{"account_id", "identifier", []string{"get", "post", "delete"}, "4XX", keyOnly, untyped, true, false},
			found:   []string{"GET " + path + ": /security/api_token: only the document has it: true"},
			missing: []string{path + ": upstream writes", ": /responses/4xx: "},
		},
		"2024-02": {
			edition: edition{"account_id", "identifier", []string{"get", "post", "delete"}, "4XX", keyOnly, "{type: object}", true, false},
			found: []string{
				"POST " + path + result + "/type: only upstream has it: object",
				"GET " + path + ": /responses/5XX: only the document has it: {content, headers}",
				"GET " + path + ": /responses/4XX/headers: only the document has it: {Retry-After}",
			},
		},
		"2024-06": {
			edition: edition{"account_id", "identifier", []string{"get", "post", "delete"}, "4XX", both, "{type: object}", true, false},
			found: []string{
				"GET " + path + ": /security/api_email and api_key and api_token: only upstream has it: true",
				"GET " + path + result + "/properties: only the document has it: {audio, default}",
			},
			missing: []string{": /responses/4xx: "},
		},
		"2026-04": {
			edition: edition{"account_id", "identifier", []string{"get", "post", "delete"}, "4XX", both, keyed, false, true},
			found: []string{
				"POST " + path + ": /requestBody: only the document has it: {content}",
				"POST " + path + result + "/oneOf: only the document has it: a list of 2",
				"GET " + path + result + "/not: only the document has it: {anyOf}",
				"GET " + path + envelope + "/properties/errors/items/properties/error_chain: only the document has it: {items, type}",
			},
			missing: []string{"/200/content/application~1json/schema/required", "/properties/success", "/properties/default", "/servers", "/securitySchemes"},
		},
	} {
		for language, text := range writings(t, test.edition.document()) {
			t.Run(name+" "+language, func(t *testing.T) {
				differences, err := compare(openapi.Document(), []byte(text))
				require.NoError(t, err)
				for _, line := range test.found {
					require.Contains(t, differences, line)
				}
				for _, part := range test.missing {
					require.NotContains(t, strings.Join(differences, "\n"), part)
				}
			})
		}
	}
}

// What the official SDKs took for the shape of a create, one after the other.
func TestDriftIsFoundInTheShapesOfCreate(t *testing.T) {
	const union = "      oneOf:\n        - $ref: '#/components/schemas/Downloads'\n        - $ref: '#/components/schemas/Download'\n"
	for name, test := range map[string]struct{ old, replacement, found string }{
		"untyped (2022 to 2025)":    {union, "      type: object\n", result + "/oneOf: only the document has it: a list of 2"},
		"flat (2026-01)":            {union, "      allOf:\n        - $ref: '#/components/schemas/Download'\n", result + "/required: only upstream has it: {percentComplete, status}"},
		"keyed (2026-04)":           {union, "      allOf:\n        - $ref: '#/components/schemas/Downloads'\n", result + "/properties: only upstream has it: {audio, default}"},
		"a required body (to 2026)": {"        required: false\n", "        required: true\n", ": /requestBody/required: only upstream has it: true"},
		"no body (2026-04)":         {"      requestBody:\n", "      x-body:\n", ": /requestBody: only the document has it: {content}"},
	} {
		t.Run(name, func(t *testing.T) {
			differences := compareChanged(t, test.old, test.replacement)
			require.Contains(t, differences, "POST "+path+test.found)
			for _, d := range differences {
				require.Contains(t, d, "POST "+path+": ")
			}
		})
	}
}

func TestWhatDriftsIsToldAtItsPlace(t *testing.T) {
	for name, test := range map[string]struct{ old, replacement, found string }{
		"a bound":                    {"          maximum: 100\n", "          maximum: 99\n", result + "/properties/audio/properties/percentComplete/maximum: the document says 100, upstream 99"},
		"a status":                   {"enum: [ready, inprogress, error]", "enum: [ready, inprogress, error, queued]", result + "/properties/default/properties/status/enum/queued: only upstream has it: true"},
		"a property":                 {"        url:\n          type: string\n", "        eta:\n          type: number\n        url:\n          type: string\n", result + "/properties/audio/properties/eta: only upstream has it: {type}"},
		"a requirement":              {"required: [percentComplete, status]", "required: [percentComplete]", result + "/properties/audio/required/status: only the document has it: true"},
		"a length":                   {"maxLength: 32", "maxLength: 36", ": /parameters/path account_id/schema/maxLength: the document says 32, upstream 36"},
		"a deprecation":              {"operationId: listDownloads\n", "operationId: listDownloads\n      deprecated: true\n", "GET " + path + ": /deprecated: only upstream has it: true"},
		"a permission":               {"[Stream Write, Stream Read]", "[Stream Write]", "GET " + path + ": /x-api-token-group/Stream Read: only the document has it: true"},
		"no permission":              {"      x-api-token-group: [Stream Write, Stream Read]\n", "", "GET " + path + ": /x-api-token-group: only the document has it: {Stream Read, Stream Write}"},
		"a header gone":              {"      headers:\n        Retry-After:\n          $ref: '#/components/headers/RetryAfter'\n", "", ": /responses/4XX/headers: only the document has it: {Retry-After}"},
		"a header":                   {"        type: integer\n        minimum: 0\n", "        type: string\n", ": /responses/5XX/headers/Retry-After/schema/type: the document says integer, upstream string"},
		"a header like an extension": {"      headers:\n        Retry-After:\n", "      headers:\n        x-ratelimit-limit: {schema: {type: integer}}\n        Retry-After:\n", ": /responses/4XX/headers/x-ratelimit-limit: only upstream has it: {schema}"},
		"a scheme":                   {"scheme: bearer", "scheme: basic", "/components/securitySchemes/api_token/scheme: the document says bearer, upstream basic"},
		"a header of a credential":   {"name: X-Auth-Key", "name: X-Other-Key", "/components/securitySchemes/api_key/name: the document says X-Auth-Key, upstream X-Other-Key"},
		"a credential not explained": {"    api_key:\n", "    key:\n", "/components/securitySchemes/api_key: only the document has it: {in, name, type}"},
		"a server":                   {"/client/v4\n", "/client/v5\n", "/servers: the document says https://api.cloudflare.com/client/v4, upstream https://api.cloudflare.com/client/v5"},
		"a server more":              {"servers:\n", "servers:\n  - url: https://example.com\n", "/servers: the document says https://api.cloudflare.com/client/v4, upstream https://example.com, https://api.cloudflare.com/client/v4"},
		"a server by its parts":      {"https://api.cloudflare.com/client/v4\n", "https://api.cloudflare.com/client/{version}\n    variables: {version: {default: v5}}\n", ", upstream https://api.cloudflare.com/client/v5"},
		"no server":                  {"servers:\n", "x-servers:\n", "/servers: the document says https://api.cloudflare.com/client/v4, upstream none"},
		"a server of a path":         {"  " + path + ":\n", "  " + path + ":\n    servers: [{url: https://example.com}]\n", "GET " + path + ": /servers: only upstream has it: https://example.com"},
		"a server of an operation":   {"operationId: listDownloads\n", "operationId: listDownloads\n      servers: [{url: https://example.com}]\n", "GET " + path + ": /servers: only upstream has it: https://example.com"},
		"a way to authorise":         {"  - api_token: []\n", "", ": /security/api_token: only the document has it: true"},
		"an operation more":          {"    delete:\n      operationId: deleteDownloads\n", "    put:\n      operationId: putDownloads\n      responses: {}\n    delete:\n      operationId: deleteDownloads\n", "PUT " + path + ": upstream has this operation, the document has not"},
		"a property, required":       {"required: [result, success, errors, messages]", "required: [success, errors, messages]", ": /responses/200/content/application~1json/schema/required/result: only the document has it: true"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, strings.Join(compareChanged(t, test.old, test.replacement), "\n"), test.found)
		})
	}
}

// What all operations share is told once, and not once for each of them.
func TestWhatIsSharedIsToldOnce(t *testing.T) {
	require.Len(t, compareChanged(t, "/client/v4\n", "/client/v5\n"), 1)
	require.Len(t, compareChanged(t, "scheme: bearer", "scheme: basic"), 1)
}

func TestOtherWordsForTheSameAreNoDrift(t *testing.T) {
	for name, test := range map[string]struct{ old, replacement string }{
		"nothing":                          {"", ""},
		"a description":                    {"description: The downloads of a video by type. A type that was not asked for is absent.", "description: Other words."},
		"a name of an operation":           {"operationId: listDownloads", "operationId: stream-downloads-get"},
		"a hint for a tool":                {"operationId: listDownloads\n", "operationId: listDownloads\n      x-hidden: true\n"},
		"permissions in another order":     {"[Stream Write, Stream Read]", "[Stream Read, Stream Write]"},
		"not deprecated, in so many words": {"operationId: listDownloads\n", "operationId: listDownloads\n      deprecated: false\n"},
		"not nullable, in so many words":   {"    DownloadStatus:\n", "    DownloadStatus:\n      nullable: false\n"},
		"an optional body, by default":     {"        required: false\n", ""},
		"a server by its parts":            {"https://api.cloudflare.com/client/v4\n", "https://api.cloudflare.com/client/{version}\n    variables: {version: {default: v4}}\n"},
		"a credential of other calls":      {"  securitySchemes:\n", "  securitySchemes:\n    user_service_key: {type: apiKey, in: header, name: X-Auth-User-Service-Key}\n"},
		"an envelope of nested parts":      {"    DeleteEnvelope:\n", "    DeleteEnvelope:\n      allOf: [{$ref: '#/components/schemas/Outer'}]\n    Outer:\n      allOf: [{$ref: '#/components/schemas/Inner'}]\n    Inner:\n"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Empty(t, compareChanged(t, test.old, test.replacement))
		})
	}
}

func TestAnotherLanguageIsNoDrift(t *testing.T) {
	text := strings.ReplaceAll(string(openapi.Document()), "minimum: 1000\n", "minimum: 1000000\n")
	for language, written := range writings(t, text) {
		t.Run(language, func(t *testing.T) {
			differences, err := compare([]byte(text), []byte(written))
			require.NoError(t, err)
			require.Empty(t, differences)
		})
	}
}

func compareChanged(t *testing.T, old, replacement string) []string {
	t.Helper()
	require.Contains(t, string(openapi.Document()), old)
	differences, err := compare(openapi.Document(), []byte(strings.Replace(string(openapi.Document()), old, replacement, 1)))
	require.NoError(t, err)
	return differences
}

func TestWhatIsNoUpstreamIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"empty":                "",
		"white space":          " \n",
		"no paths":             `{"openapi":"3.0.3","paths":{}}`,
		"no paths, YAML":       "openapi: 3.0.3\npaths: {}\n",
		"other paths":          `{"paths":{"/zones":{"get":{}}}}`,
		"a list":               `[]`,
		"cut off":              `{"paths":{"/accounts`,
		"an HTML page":         `<html></html>`,
		"a pointer to nowhere": `{"paths":{"` + path + `":{"get":{"responses":{"200":{"$ref":"#/components/responses/R"}}}}}}`,
		"a pointer elsewhere":  `{"paths":{"` + path + `":{"get":{"responses":{"200":{"$ref":"other.yaml#/a"}}}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := compare(openapi.Document(), []byte(text))
			require.Error(t, err)
		})
	}
}

func TestASchemaThatHoldsItselfEnds(t *testing.T) {
	recursive := `{"paths":{"` + path + `":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}}}}}},` +
		`"components":{"schemas":{"S":{"properties":{"s":{"$ref":"#/components/schemas/S"}}}}}}`
	differences, err := compare(openapi.Document(), []byte(recursive))
	require.NoError(t, err)
	require.NotEmpty(t, differences)
}

func TestReviewedDifferencesPassAndStaleReviewsFail(t *testing.T) {
	require.NoError(t, judge([]string{"a"}, map[string]string{"a": "on purpose"}))
	require.ErrorContains(t, judge([]string{"a", "b"}, map[string]string{"a": "on purpose"}), "1 differences")
	require.ErrorContains(t, judge(nil, map[string]string{"a": "on purpose"}), "stale")
}

// A document as large as the one of the whole API is no trouble, in either language.
func TestLargeDocumentsAreRead(t *testing.T) {
	var b strings.Builder
	b.Write(openapi.Document())
	b.WriteString("x-padding:\n")
	for i := range 2_000 {
		fmt.Fprintf(&b, "  schema%d:\n", i)
		for j := range 25 {
			fmt.Fprintf(&b, "    key%d: {description: \"%s\", type: object}\n", j, strings.Repeat("word ", 15))
		}
	}
	require.Greater(t, b.Len(), 5<<20)
	differences, err := compare(openapi.Document(), []byte(b.String()))
	require.NoError(t, err)
	require.Empty(t, differences)
}
