package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/openapi"
)

func TestBreakingChangesAreFound(t *testing.T) {
	document := string(openapi.Document())
	for name, test := range map[string]struct {
		old, replacement string
		id               string // of the rule; empty if nothing breaks
	}{
		"nothing":                      {"", "", ""},
		"prose":                        {"A file that is, or is being, generated from a video.", "A file.", ""},
		"an operation gone":            {"    delete:\n      operationId: deleteDownloads\n", "    put:\n      operationId: deleteDownloads\n", "api-removed-without-deprecation"},
		"a path gone":                  {"downloads/{download_type}:\n", "files/{download_type}:\n", "api-path-removed-without-deprecation"},
		"a shorter limit":              {"        maxLength: 32\n", "        maxLength: 16\n", "request-parameter-max-length-decreased"},
		"a type of download gone":      {"enum: [default, audio]", "enum: [default]", "request-parameter-enum-value-removed"},
		"a required property gone":     {"required: [percentComplete, status]", "required: [status]", "response-property-became-optional"},
		"a property renamed":           {"        percentComplete:\n          type: number", "        percent:\n          type: number", "response-required-property-removed"},
		"a property of another type":   {"          type: number\n          format: double\n", "          type: string\n", "response-property-type-changed"},
		"a status gone":                {"enum: [ready, inprogress, error]", "enum: [ready, inprogress]", "response-property-enum-value-removed"},
		"a body that became required":  {"        required: false\n", "        required: true\n", "request-body-became-required"},
		"another name of an operation": {"operationId: listDownloads\n", "operationId: getDownloads\n", "api-operation-id-removed"},
		"another name of a schema":     {"MessageSource", "Source", "api-schema-removed"},
		"an optional property gone":    {"        audio:\n          $ref: '#/components/schemas/Download'\n", "", "response-optional-property-removed"},
		"a shape of a result gone":     {"        - $ref: '#/components/schemas/Downloads'\n        - $ref: '#/components/schemas/Download'\n", "        - $ref: '#/components/schemas/Downloads'\n", "response-property-one-of-removed"},
		"failures gone":                {"        5XX:\n          $ref: '#/components/responses/ServerFailure'\n", "", "response-range-removed"},
		"failures of one status only":  {"        4XX:\n", "        '404':\n", "response-range-removed"},
		"no word of when to retry":     {"      headers:\n        Retry-After:\n          $ref: '#/components/headers/RetryAfter'\n", "", "optional-response-header-removed"},
		"another server":               {"/client/v4\n", "/client/v5\n", "server-removed"},
		"a server more":                {"servers:\n", "servers:\n  - url: https://example.com/client/v4\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, document, test.old)
			changes, err := compare([]byte(document), []byte(strings.ReplaceAll(document, test.old, test.replacement)))
			require.NoError(t, err)
			var broken []string
			var exceptions []exception
			for _, c := range changes {
				if c.severity == breaking {
					broken = append(broken, c.ID)
					exceptions = append(exceptions, exception{ID: c.ID, Method: c.Method, Path: c.Path, Text: c.Text, Reason: "r"})
				}
			}
			if test.id == "" {
				require.Empty(t, broken)
				return
			}
			require.Contains(t, broken, test.id)
			require.Error(t, review(changes, breaking, nil))
			require.NoError(t, review(changes, breaking, exceptions))
		})
	}
}

// Additions are reported, and break nobody.
func TestAdditionsAreCompatible(t *testing.T) {
	for name, test := range map[string]struct{ old, replacement, id string }{
		"a property":   {"        url:\n          type: string\n", "        eta:\n          type: number\n        url:\n          type: string\n", "response-optional-property-added"},
		"a parameter":  {"        - name: limit\n", "        - {name: page, in: query, schema: {type: integer}}\n        - name: limit\n", "new-optional-request-parameter"},
		"an operation": {"    delete:\n      operationId: deleteDownloads\n", "    put:\n      operationId: putDownloads\n      responses: {'200': {description: d}}\n    delete:\n      operationId: deleteDownloads\n", "endpoint-added"},
	} {
		t.Run(name, func(t *testing.T) {
			document := string(openapi.Document())
			require.Contains(t, document, test.old)
			changes, err := compare([]byte(document), []byte(strings.Replace(document, test.old, test.replacement, 1)))
			require.NoError(t, err)
			require.NotEmpty(t, changes)
			require.NoError(t, review(changes, breaking, nil))
			require.ErrorContains(t, review(changes, compatible, nil), "not reviewed: compatible: ")
			require.ErrorContains(t, review(changes, compatible, nil), test.id)
		})
	}
}

// The document has no failure under a number of its own, but may get one.
func TestAFailureUnderANumberIsMissedToo(t *testing.T) {
	before := strings.ReplaceAll(string(openapi.Document()), "        4XX:\n", "        '404':\n")
	changes, err := compare([]byte(before), []byte(strings.ReplaceAll(before, "        '404':\n", "        '410':\n")))
	require.NoError(t, err)
	require.ErrorContains(t, review(changes, breaking, nil), "response-non-success-status-removed")
	require.NotContains(t, review(changes, breaking, nil).Error(), "response-range-removed", "reported twice")
}

func TestExceptionsAreForWhatTheySay(t *testing.T) {
	made := change{ID: "a", Method: "GET", Path: "/p", Text: "t", severity: breaking}
	exact := exception{ID: "a", Method: "GET", Path: "/p", Text: "t", Reason: "r"}
	other := exact
	other.Text = "another"
	require.NoError(t, review([]change{made}, breaking, []exception{exact}))
	require.NoError(t, review([]change{made}, breaking, []exception{exact, exact}), "twice")
	require.ErrorContains(t, review([]change{made}, breaking, []exception{other}), "not reviewed")
	require.ErrorContains(t, review([]change{made}, breaking, []exception{exact, other}), "stale")
	require.ErrorContains(t, review(nil, breaking, []exception{exact}), "stale")
	made.severity = doubtful
	require.ErrorContains(t, review([]change{made}, breaking, []exception{exact}), "stale", "it needs none")
	require.NoError(t, review([]change{{ID: "w", severity: doubtful}}, breaking, nil), "a warning")
}

func TestWhatCannotBeComparedIsAnError(t *testing.T) {
	_, err := compare([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {}\n"), openapi.Document())
	require.ErrorContains(t, err, "no paths")
	_, err = compare(nil, openapi.Document())
	require.Error(t, err)
}

// Why git has nothing to compare with, only git knows.
func TestWhatGitSaysIsPassedOn(t *testing.T) {
	t.Setenv("LC_ALL", "C")
	require.ErrorContains(t, sinceBase("no-such-ref"), "invalid object name 'no-such-ref'")
	t.Chdir(t.TempDir())
	require.ErrorContains(t, sinceBase("HEAD"), "not a git repository")
}

func TestExceptionsNeedAReason(t *testing.T) {
	_, err := readExceptions([]byte(`[{"id":"a"}]`))
	require.ErrorContains(t, err, "no reason")
}
