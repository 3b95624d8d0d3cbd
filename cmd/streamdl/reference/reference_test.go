package reference_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/streamdl/streamdl-go/cmd/streamdl/reference"
	"github.com/streamdl/streamdl-go/emulator"
)

func get(t *testing.T, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	api := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	recorder := httptest.NewRecorder()
	reference.Handler(api, "mine").ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return recorder
}

func TestWhatIsServed(t *testing.T) {
	const api = http.StatusTeapot
	for name, test := range map[string]struct {
		method, path string
		status       int
	}{
		"page":               {"GET", "/", 200},
		"page, head only":    {"HEAD", "/", 200},
		"script":             {"GET", "/reference/start.js", 200},
		"style":              {"GET", "/reference/style.css", 200},
		"viewer":             {"GET", "/reference/swagger-ui-bundle.js", 200},
		"style of viewer":    {"GET", "/reference/swagger-ui.css", 200},
		"icon":               {"GET", "/reference/favicon-32x32.png", 200},
		"document":           {"GET", "/openapi.yaml", 200},
		"document as JSON":   {"GET", "/openapi.json", 200},
		"template":           {"GET", "/reference/index.html", api},
		"another method":     {"POST", "/", api},
		"API":                {"GET", "/client/v4/accounts/mine/stream", api},
		"file":               {"GET", "/reference/downloads/default.mp4", api},
		"path with dots":     {"GET", "/client/../openapi.json", api},
		"document, to write": {"DELETE", "/openapi.yaml", api},
	} {
		t.Run(name, func(t *testing.T) {
			response := get(t, test.method, test.path)
			assert.Equal(t, test.status, response.Code)
			policy := response.Header().Get("Content-Security-Policy")
			if test.status == api {
				assert.Empty(t, policy)
				return
			}
			assert.Contains(t, policy, "default-src 'none'")
			assert.NotContains(t, policy, "unsafe")
			assert.Equal(t, "nosniff", response.Header().Get("X-Content-Type-Options"))
		})
	}
	assert.Contains(t, get(t, "GET", "/").Body.String(), `src="/reference/start.js"`)
	assert.Contains(t, get(t, "GET", "/reference/start.js").Body.String(), `"`+emulator.DefaultToken+`"`)
}

type document struct {
	OpenAPI string              `json:"openapi" yaml:"openapi"`
	Servers []map[string]string `json:"servers" yaml:"servers"`
	Paths   map[string]struct {
		Get struct {
			Parameters []struct {
				Example any `json:"example" yaml:"example"`
			} `json:"parameters" yaml:"parameters"`
		} `json:"get" yaml:"get"`
	} `json:"paths" yaml:"paths"`
	Components struct {
		Parameters struct {
			AccountID struct {
				Example string `json:"example" yaml:"example"`
			} `json:"AccountID" yaml:"AccountID"`
		} `json:"parameters" yaml:"parameters"`
	} `json:"components" yaml:"components"`
}

func TestTheDocumentKnowsNoServerButThisOne(t *testing.T) {
	for path, read := range map[string]func([]byte, any) error{"/openapi.json": json.Unmarshal, "/openapi.yaml": yaml.Unmarshal} {
		t.Run(path, func(t *testing.T) {
			var served document
			require.NoError(t, read(get(t, "GET", path).Body.Bytes(), &served))
			assert.Equal(t, "3.0.3", served.OpenAPI)
			assert.Equal(t, []map[string]string{{"url": "/client/v4", "description": "This emulator"}}, served.Servers,
				"on the host that the document is from, also behind a proxy that adds TLS")
			assert.Equal(t, "mine", served.Components.Parameters.AccountID.Example)
			parameters := served.Paths["/accounts/{account_id}/stream"].Get.Parameters
			require.NotEmpty(t, parameters)
			for _, parameter := range parameters {
				assert.Nil(t, parameter.Example, "the page would fill in every filter")
			}
		})
	}
}
