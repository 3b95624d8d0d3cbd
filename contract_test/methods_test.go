package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
)

// Methods that the document does not have are refused, with the list of those that it has. HEAD is left out: it comes with
// GET.
func TestUndocumentedMethodsAreRefusedWithAllow(t *testing.T) {
	documented := map[string][]string{}
	for _, op := range operations(t) {
		for _, arguments := range calls.OfPath(op, identifiers()) {
			path := pathOf(op, arguments)
			documented[path] = append(documented[path], op.Method)
		}
	}
	transport, exchanges := checked(t, newEmulator(t).Transport())
	for path, methods := range documented {
		for _, method := range []string{"PUT", "PATCH", "OPTIONS", "TRACE", "GET", "POST", "DELETE", "PROPFIND"} {
			if slices.Contains(methods, method) {
				continue
			}
			req, err := http.NewRequestWithContext(t.Context(), method, host+path, nil)
			require.NoError(t, err)
			require.NoError(t, credentials()[0].Editor()(t.Context(), req))
			resp, err := transport.RoundTrip(req)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode, "%s %s", method, path)
			allowed := strings.Split(strings.ReplaceAll(resp.Header.Get("Allow"), " ", ""), ",")
			allowed = slices.DeleteFunc(allowed, func(m string) bool { return m == http.MethodHead })
			require.ElementsMatch(t, methods, allowed, "%s %s", method, path)
			require.Equal(t, conformance.RuleMethod, (*exchanges)[len(*exchanges)-1].Deviations[0].Rule)
		}
	}
}
