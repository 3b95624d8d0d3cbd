package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/openapi"
)

const (
	path   = "/accounts/{account_id}/stream/{identifier}/downloads"
	result = ": /responses/200/content/application~1json/schema/properties/result"
)

// edition is what is known of the upstream document at some time, as far as it differs from ours.
type edition struct {
	account, video string   // the names of the parameters
	methods        []string // of the one path there was
	failure        string   // the key of the failures
	security       string
	result         string // the schema of the result of a list and of a create
	body           bool   // a create takes a body, and has to
}

func (e edition) document() string {
	var b strings.Builder
	fmt.Fprintf(&b, "openapi: 3.0.3\npaths:\n  /accounts/{%s}/stream/{%s}/downloads:\n", e.account, e.video)
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
		fmt.Fprintf(&b, "      responses:\n        '200': {content: {application/json: {schema: {type: object, properties: {result: %s}}}}}\n", result)
		fmt.Fprintf(&b, "        %s: {content: {application/json: {schema: {type: object}}}}\n", e.failure)
	}
	b.WriteString("components:\n  schemas:\n    ID: {type: string, maxLength: 32}\n")
	return b.String()
}

// What Cloudflare's document said of these operations over the years, and what the tool has to say of it.
func TestDriftIsFoundInEveryEdition(t *testing.T) {
	const (
		either  = "[{api_email: [], api_key: []}, {api_token: []}]"
		keyOnly = "[{api_email: [], api_key: []}]"
		both    = "[{api_email: [], api_key: [], api_token: []}]"
		untyped = "{anyOf: [{type: object}, {type: string}]}"
	)
	for name, test := range map[string]struct {
		edition        edition
		found, missing []string
	}{
		"2022-11": {
			edition: edition{"account_identifier", "video_identifier", []string{"get", "post"}, "4xx", either, untyped, true},
			found: []string{
				path + ": upstream writes /accounts/{account_identifier}/stream/{video_identifier}/downloads",
				"DELETE " + path + ": upstream has no such operation",
				"POST " + path + ": /requestBody/required: the document says false, upstream true",
				"GET " + path + ": /responses/4xx: only upstream has it: {content}",
				"POST " + path + result + "/anyOf: only upstream has it: a list of 2",
				path + "/{download_type}: upstream has no such path",
			},
		},
		"2022-12": {
			edition: edition{"account_identifier", "identifier", []string{"get", "post"}, "4xx", either, untyped, true},
			found: []string{
				path + ": upstream writes /accounts/{account_identifier}/stream/{identifier}/downloads",
				"DELETE " + path + ": upstream has no such operation",
			},
		},
		"2023-02": {
			edition: edition{"account_identifier", "identifier", []string{"get", "post", "delete"}, "4xx", either, untyped, true},
			found: []string{
				path + ": upstream writes /accounts/{account_identifier}/stream/{identifier}/downloads",
				"DELETE " + path + ": /responses/4xx: only upstream has it: {content}",
			},
			missing: []string{"DELETE " + path + ": upstream has no such operation"},
		},
		"2024-01": {
			edition: edition{"account_id", "identifier", []string{"get", "post", "delete"}, "4XX", keyOnly, untyped, true},
			found:   []string{"GET " + path + ": /security/api_token: only the document has it: true"},
			missing: []string{path + ": upstream writes", ": /responses/4xx: "},
		},
		"2024-02": {
			edition: edition{"account_id", "identifier", []string{"get", "post", "delete"}, "4XX", keyOnly, "{type: object}", true},
			found: []string{
				"POST " + path + result + "/type: only upstream has it: object",
				"GET " + path + ": /responses/5XX: only the document has it: {content}",
			},
		},
		"2024-06": {
			edition: edition{"account_id", "identifier", []string{"get", "post", "delete"}, "4XX", both, "{type: object}", true},
			found: []string{
				"GET " + path + ": /security/api_email and api_key and api_token: only upstream has it: true",
				"GET " + path + result + "/properties: only the document has it: {audio, default}",
			},
			missing: []string{": /responses/4xx: "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			differences, err := compare(openapi.Document(), []byte(test.edition.document()))
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

// What the official SDKs took for the shape of a create, one after the other.
func TestDriftIsFoundInTheShapesOfCreate(t *testing.T) {
	const union = "      oneOf:\n        - $ref: '#/components/schemas/Downloads'\n        - $ref: '#/components/schemas/Download'\n"
	for name, test := range map[string]struct{ old, replacement, found string }{
		"untyped (2022 to 2025)":    {union, "      type: object\n", result + "/oneOf: only the document has it: a list of 2"},
		"flat (2026-01)":            {union, "      allOf:\n        - $ref: '#/components/schemas/Download'\n", result + "/required: only upstream has it: {percentComplete, status}"},
		"keyed (2026-04)":           {union, "      allOf:\n        - $ref: '#/components/schemas/Downloads'\n", result + "/properties: only upstream has it: {audio, default}"},
		"a required body (to 2026)": {"        required: false\n", "        required: true\n", ": /requestBody/required: the document says false, upstream true"},
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
		"a bound":              {"          maximum: 100\n", "          maximum: 99\n", result + "/properties/audio/properties/percentComplete/maximum: the document says 100, upstream 99"},
		"a status":             {"enum: [ready, inprogress, error]", "enum: [ready, inprogress, error, queued]", result + "/properties/default/properties/status/enum/queued: only upstream has it: true"},
		"a property":           {"        url:\n          type: string\n", "        eta:\n          type: number\n        url:\n          type: string\n", result + "/properties/audio/properties/eta: only upstream has it: {type}"},
		"a requirement":        {"required: [percentComplete, status]", "required: [percentComplete]", result + "/properties/audio/required/status: only the document has it: true"},
		"a length":             {"maxLength: 32", "maxLength: 36", ": /parameters/path account_id/schema/maxLength: the document says 32, upstream 36"},
		"a way to authorise":   {"  - api_token: []\n", "", ": /security/api_token: only the document has it: true"},
		"an operation more":    {"    delete:\n      operationId: deleteDownloads\n", "    put:\n      operationId: putDownloads\n      responses: {}\n    delete:\n      operationId: deleteDownloads\n", "PUT " + path + ": upstream has this operation, the document has not"},
		"a property, required": {"required: [result, success, errors, messages]", "required: [success, errors, messages]", ": /responses/200/content/application~1json/schema/required/result: only the document has it: true"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, strings.Join(compareChanged(t, test.old, test.replacement), "\n"), test.found)
		})
	}
}

func TestProseIsNoDrift(t *testing.T) {
	require.Empty(t, compareChanged(t, "", ""))
	require.Empty(t, compareChanged(t, "description: The downloads of a video by type. A type that was not asked for is absent.", "description: Other words."))
	require.Empty(t, compareChanged(t, "operationId: listDownloads", "operationId: stream-downloads-get"))
	require.Empty(t, compareChanged(t, "x-api-token-group: [Stream Write, Stream Read]", "x-other: 1"))
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
