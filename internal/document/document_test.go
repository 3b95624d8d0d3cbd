package document_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheDocumentIsAccepted(t *testing.T) {
	doc, err := document.Load(openapi.Document())
	require.NoError(t, err)
	require.Equal(t, "3.0.3", doc.OpenAPI)
}

// Each of these documents is wrong in one place, and the error says where.
func TestInvalidDocumentsAreRefusedWithThePlace(t *testing.T) {
	const list = "/accounts/{account_id}/stream/{identifier}/downloads"
	for name, test := range map[string]struct{ old, replacement, want string }{
		"not YAML":                        {"openapi: 3.0.3", "openapi: [", "load document"},
		"no version":                      {"openapi: 3.0.3\n", "", "openapi"},
		"no title":                        {"  title: Cloudflare Stream downloads\n", "", "title"},
		"reference to nothing":            {"'#/components/schemas/DownloadsEnvelope'", "'#/components/schemas/Nothing'", "Nothing"},
		"unknown type":                    {"          type: number\n          format: double", "          type: decimal", "decimal"},
		"example of another type":         {"percentComplete: 75.5", "percentComplete: most", "inProgress"},
		"example with an unknown status":  {"                        status: inprogress\n", "                        status: no-such-status\n", "/status"},
		"example out of bounds":           {"percentComplete: 75.5", "percentComplete: 175.5", "/result/default/percentComplete"},
		"example without what is needed":  {"                    result: {}\n", "", "none"},
		"example with a relative URL":     {"url: https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/audio.m4a", "url: /downloads/audio.m4a", "not an absolute URI"},
		"example of a parameter too long": {"example: 023e105f4ecef8ad9ca31a8372d0c353", "example: 023e105f4ecef8ad9ca31a8372d0c353f", "AccountID"},
		"undeclared tag":                  {"      tags: [downloads]\n      summary: List", "      tags: [files]\n      summary: List", "GET " + list + `: tag "files" is not declared`},
		"status in lower case":            {"        4XX:\n", "        4xx:\n", `: response "4xx"`},
		"response without an example":     {"          examples:\n            deleted:\n              value:\n                result: ok\n                success: true\n                errors: []\n                messages: []\n", "", "DELETE " + list + ": response 200: application/json has no named example"},
		"body without an example":         {"            examples:\n              empty:\n                value: {}\n", "", "POST " + list + ": request body: application/json has no named example"},
		"undeclared path parameter":       {"      - $ref: '#/components/parameters/TypeOfDownload'\n", "", "download_type"},
		"optional path parameter":         {"      required: true\n      description: The account", "      required: false\n      description: The account", "account_id"},
		"two operations of one name":      {"operationId: deleteDownloads\n", "operationId: listDownloads\n", "listDownloads"},
		"a bare download in both shapes":  {"          - required: [percentComplete]\n          - required: [status]\n          - required: [url]\n", "          - required: [bare]\n", "flat"},
		"unknown security scheme":         {"  - api_token: []\n", "  - api_tokens: []\n", "api_tokens"},
		"no paths":                        {"paths:\n", "x-paths:\n", "paths"},
	} {
		t.Run(name, func(t *testing.T) {
			text := string(openapi.Document())
			require.Contains(t, text, test.old)
			_, err := document.Load([]byte(strings.Replace(text, test.old, test.replacement, 1)))
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestEmptyDocumentsAreRefused(t *testing.T) {
	for _, text := range []string{"", "{}", "null", "[]", "\xff"} {
		_, err := document.Load([]byte(text))
		require.Error(t, err, "%q", text)
	}
}

func TestOperationsComeInTheOrderOfTheirPathsAndMethods(t *testing.T) {
	doc, err := document.Load(openapi.Document())
	require.NoError(t, err)
	var order []string
	for _, op := range document.Operations(doc) {
		order = append(order, op.Path+" "+op.Method)
	}
	require.NotEmpty(t, order)
	require.IsIncreasing(t, order)
}

func TestParametersComeInTheOrderOfThePath(t *testing.T) {
	doc, err := document.Load(openapi.Document())
	require.NoError(t, err)
	for _, op := range document.Operations(doc) {
		if op.OperationID != "createDownloadOfType" {
			continue
		}
		var names []string
		for _, parameter := range op.PathParameters() {
			names = append(names, parameter.Name)
		}
		require.Equal(t, []string{"account_id", "identifier", "download_type"}, names)
	}
}

func TestResponsesStandForAStatus(t *testing.T) {
	for status, want := range map[string]int{"200": http.StatusOK, "404": http.StatusNotFound, "2XX": 200, "4XX": 400, "5XX": 500, "default": 500} {
		require.Equal(t, want, document.Response{Status: status}.StatusCode(), status)
	}
}

func TestExamplesComeInOrderWithTheirValues(t *testing.T) {
	doc, err := document.Load(openapi.Document())
	require.NoError(t, err)
	list := doc.Paths.Value("/accounts/{account_id}/stream/{identifier}/downloads").Get
	media := list.Responses.Value("200").Value.Content["application/json"]
	var names []string
	for _, example := range document.Examples(media) {
		names = append(names, example.Name)
		require.NoError(t, example.Schema.VisitJSON(example.Value))
	}
	require.NotEmpty(t, names)
	require.IsIncreasing(t, names)
	require.Empty(t, document.Examples(nil))
}
