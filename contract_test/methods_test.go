package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/streamdl/streamdl-go/conformance"
)

// Methods that the document does not have are refused, with the list of those that it has. HEAD is left out: whoever
// answers GET answers it.
func TestUndocumentedMethodsAreRefusedWithAllow(t *testing.T) {
	all := []string{"PUT", "PATCH", "OPTIONS", "TRACE", "GET", "POST", "DELETE", "PROPFIND"}
	documented := map[string][]string{}
	for _, op := range operations(t) {
		documented[op.Path] = append(documented[op.Path], op.Method)
	}
	for path, methods := range documented {
		for _, method := range all {
			if slices.Contains(methods, method) {
				continue
			}
			t.Run(method+" "+path, func(t *testing.T) {
				is := expect(t)
				transport, exchanges := judged(t, newEmulator(t).Transport())
				filled := strings.NewReplacer("{account_id}", account, "{identifier}", video, "{download_type}", "audio").Replace(path)
				req, err := http.NewRequestWithContext(t.Context(), method, baseURL+filled, nil)
				is.NoError(err)
				is.NoError(credentials()[0].Editor()(t.Context(), req))
				resp, err := transport.RoundTrip(req)
				is.NoError(err)
				is.NoError(resp.Body.Close())
				is.Equal(http.StatusMethodNotAllowed, resp.StatusCode)
				allowed := strings.Split(strings.ReplaceAll(resp.Header.Get("Allow"), " ", ""), ",")
				allowed = slices.DeleteFunc(allowed, func(m string) bool { return m == http.MethodHead })
				is.ElementsMatch(methods, allowed)
				is.Equal(conformance.RuleMethod, (*exchanges)[0].Deviations[0].Rule)
			})
		}
	}
}
