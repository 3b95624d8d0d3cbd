package conformance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever reads a deviation learns the place, the rule and the reason, also of what a schema excludes.
func TestDeviationsOfAResultSayWhatIsWrong(t *testing.T) {
	const asMP4 = `{"percentComplete":1,"status":"ready"}`
	for name, test := range map[string]struct{ method, result, want string }{
		"list, an array":            {"GET", `[]`, "at /result: type: value must be an object"},
		"list, a string":            {"GET", `"ok"`, "at /result: type: value must be an object"},
		"list, a bare download":     {"GET", asMP4, `at /result: not: it has ["percentComplete" "status"], which no such value may have`},
		"list, keyed and bare":      {"GET", `{"default":` + asMP4 + `,"status":"ready"}`, `at /result: not: it has ["status"], which no such value may have`},
		"list, null":                {"GET", `null`, "at /result: nullable: Value is not nullable"},
		"create, an array":          {"POST", `[]`, "at /result: type: value must be an object"},
		"create, a string":          {"POST", `"ok"`, "at /result: type: value must be an object"},
		"create, an unknown status": {"POST", `{"percentComplete":1,"status":"odd"}`, `at /result/status: enum: value is not one of the allowed values`},
		"delete, an object":         {"DELETE", `{}`, "at /result: type: value must be a string"},
	} {
		t.Run(name, func(t *testing.T) {
			body := strings.Replace(none, "{}", test.result, 1)
			resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}
			deviations := newChecker(t).Response(request(t, test.method, list), resp, []byte(body), nil)
			require.Len(t, deviations, 1)
			require.Contains(t, deviations[0].String(), test.want)
		})
	}
}
