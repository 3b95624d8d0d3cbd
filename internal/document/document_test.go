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

// Each of these documents is wrong in one place, and the error says where.
func TestInvalidDocumentsAreRefusedWithThePlace(t *testing.T) {
	const list = "/accounts/{account_id}/stream/{identifier}/downloads"
	for name, test := range map[string]struct{ old, replacement, want string }{
		"not YAML":                        {"openapi: 3.0.3", "openapi: [", "load document"},
		"no title":                        {"  title: Cloudflare Stream downloads\n", "", "title"},
		"reference to nothing":            {"'#/components/schemas/DownloadsEnvelope'", "'#/components/schemas/Nothing'", "Nothing"},
		"example of another type":         {"percentComplete: 75.5", "percentComplete: most", "inProgress"},
		"example with an unknown status":  {"                        status: inprogress\n", "                        status: no-such-status\n", "/status"},
		"example with a relative URL":     {"url: https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/audio.m4a", "url: /downloads/audio.m4a", "not an absolute URI"},
		"example of a parameter too long": {"example: 023e105f4ecef8ad9ca31a8372d0c353", "example: 023e105f4ecef8ad9ca31a8372d0c353f", "AccountID"},
		"unknown format":                  {"format: double", "format: decimal", "decimal"},
		"undeclared tag":                  {"      tags: [downloads]\n      summary: List", "      tags: [files]\n      summary: List", "GET " + list + `: tag "files" is not declared`},
		"status in lower case":            {"        4XX:\n", "        4xx:\n", `: response "4xx"`},
		"response without an example":     {"          examples:\n            deleted:\n              value:\n                result: ok\n                success: true\n                errors: []\n                messages: []\n", "", "DELETE " + list + ": response 200: application/json has no named example"},
		"body without an example":         {"            examples:\n              empty:\n                value: {}\n", "", "POST " + list + ": request body: application/json has no named example"},
		"two operations of one name":      {"operationId: deleteDownloads\n", "operationId: listDownloads\n", "listDownloads"},
		"a bare download in both shapes":  {"          - required: [percentComplete]\n          - required: [status]\n          - required: [url]\n", "          - required: [bare]\n", "flat"},
	} {
		t.Run(name, func(t *testing.T) {
			text := string(openapi.Document())
			require.Contains(t, text, test.old)
			_, err := document.Load([]byte(strings.Replace(text, test.old, test.replacement, 1)))
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestTheErrorNamesEveryPlace(t *testing.T) {
	wrong := strings.NewReplacer("percentComplete: 75.5", "percentComplete: most", "  title: Cloudflare Stream downloads\n", "")
	_, err := document.Load([]byte(wrong.Replace(string(openapi.Document()))))
	require.ErrorContains(t, err, "inProgress")
	require.ErrorContains(t, err, "title")
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
